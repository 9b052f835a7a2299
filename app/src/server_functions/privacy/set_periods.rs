//! How long things stay.

use leptos::prelude::*;

use crate::error::Failure;

/// Sets the periods, in months.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for each that is no number or outside of its bounds;
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "privacy/set_periods", name = SetPeriods)]
pub async fn set_periods(
    /// Visits and event logs.
    #[server(default)]
    visits: String,
    /// Figures of rooms.
    #[server(default)]
    figures: String,
    /// Calendar facts and figures per person.
    #[server(default)]
    calendar: String,
    /// Published figures.
    #[server(default)]
    cells: String,
    /// Names of people.
    #[server(default)]
    names: String,
    /// Evidence.
    #[server(default)]
    evidence: String,
    /// The audit log.
    #[server(default)]
    audit: String,
) -> Result<(), Failure> {
    use crate::gate;
    use crate::server_functions::kept;
    use model::AppError;

    let administrator = gate::administrator().await?;
    let typed = [visits, figures, calendar, cells, names, evidence, audit];
    let set = match wanted(&typed) {
        Ok(wanted) => gate::trust()?
            .set_periods(&administrator, &wanted)
            .await
            .map(|_| ())
            .map_err(gate::failed),
        Err(wrong) => Err(Failure(AppError::invalid(wrong))),
    };
    if set.is_err() {
        kept::keep(administrator.member(), "periods", &typed).await;
    }
    set
}

/// The numbers that were typed, in the order of [`model::trust::Period::ALL`]; what was left out stays as it is.
#[cfg(feature = "ssr")]
fn wanted(typed: &[String; 7]) -> Result<Vec<(model::trust::Period, i32)>, Vec<model::FieldError>> {
    use model::trust::Period;
    use model::{FieldError, FieldProblem};

    let (mut wanted, mut wrong) = (Vec::new(), Vec::new());
    for (period, text) in Period::ALL.into_iter().zip(typed) {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let (least, most) = period.bounds();
        match text.parse::<i32>() {
            Ok(months) if (least..=most).contains(&months) => wanted.push((period, months)),
            _ => {
                let problem = FieldProblem::OutOfRange(least.into(), most.into());
                wrong.push(FieldError::new(period.as_str(), problem));
            }
        }
    }
    if wrong.is_empty() {
        Ok(wanted)
    } else {
        Err(wrong)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use model::FieldProblem;
    use model::trust::Period;

    fn typed(texts: [&str; 7]) -> [String; 7] {
        texts.map(str::to_owned)
    }

    #[test]
    fn what_is_left_out_stays_and_each_wrong_number_is_named_with_its_bounds() {
        let good = wanted(&typed(["6", "", " 27 ", "", "", "", "12"])).unwrap();
        assert_eq!(
            good,
            [
                (Period::Visits, 6),
                (Period::Calendar, 27),
                (Period::Audit, 12)
            ]
        );
        let wrong = wanted(&typed(["0", "x", "28", "27", "14", "11", "999999999999"])).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "visits", "figures", "calendar", "names", "evidence", "audit"
            ]
        );
        assert_eq!(wrong[2].problem, FieldProblem::OutOfRange(6, 27));
    }
}
