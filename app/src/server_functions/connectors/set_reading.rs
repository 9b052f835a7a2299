//! What is read of each calendar.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// The form as it travels: every field as it was chosen or typed, so that a refusal can give all of it back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadingFields {
    /// Look for an agenda.
    pub agenda: bool,
    /// Ask for the greater permission because the smaller one is refused.
    pub refused: bool,
    /// `busy` or `drop`.
    pub sensitive: String,
    /// Exclusion terms, one on a line.
    pub terms: String,
    /// Fewest people of whom figures are shown.
    pub least: String,
    /// Times free of meetings, one on a line.
    pub quiet: String,
}

/// Reads more or less of each calendar from now on.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `form[terms]`, `form[quiet]`, `form[sensitive]`
/// and `form[least]`; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "connectors/set_reading", name = SetReading)]
pub async fn set_reading(
    /// What was chosen and typed.
    #[server(default)]
    form: ReadingFields,
) -> Result<(), Failure> {
    use crate::gate;
    use crate::server_functions::kept;
    use culture::ConnectorAction;
    use model::AppError;
    use model::culture::connector::ConnectorSource;

    let administrator = gate::administrator().await?;
    let moved = match read(&form) {
        Ok(reading) => gate::culture()?
            .move_connector(
                &administrator,
                ConnectorSource::Calendar,
                ConnectorAction::SetReading(reading),
            )
            .await
            .map_err(gate::failed),
        Err(wrong) => Err(Failure(AppError::invalid(wrong))),
    };
    if moved.is_err() {
        kept::keep(administrator.member(), "reading", &form).await;
    }
    moved
}

/// The choice, or every field that is wrong.
#[cfg(feature = "ssr")]
fn read(form: &ReadingFields) -> Result<model::culture::reading::Reading, Vec<model::FieldError>> {
    use model::culture::reading::{
        LEAST, LEAST_MOST, Reading, SensitiveEvents, quiet_times, terms,
    };
    use model::{FieldError, FieldProblem};

    let (mut wrong, mut reading) = (Vec::new(), Reading::default());
    (reading.agenda, reading.refused) = (form.agenda, form.refused);
    match SensitiveEvents::of_word(&form.sensitive) {
        Some(sensitive) => reading.sensitive = sensitive,
        // A request without the field, as no form of ours makes it, chooses the default.
        None if form.sensitive.is_empty() => {}
        None => wrong.push(FieldError::new("form[sensitive]", FieldProblem::NotAChoice)),
    }
    match terms(&form.terms) {
        Ok(terms) => reading.terms = terms,
        Err(problem) => wrong.push(FieldError::new("form[terms]", problem)),
    }
    match quiet_times(&form.quiet) {
        Ok(times) => reading.quiet = times,
        Err(problem) => wrong.push(FieldError::new("form[quiet]", problem)),
    }
    match form.least.trim().parse() {
        Ok(least) if (LEAST..=LEAST_MOST).contains(&least) => reading.least = least,
        Err(_) if form.least.is_empty() => {}
        _ => {
            let range = FieldProblem::OutOfRange(LEAST.into(), LEAST_MOST.into());
            wrong.push(FieldError::new("form[least]", range));
        }
    }
    if wrong.is_empty() {
        Ok(reading)
    } else {
        Err(wrong)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use model::FieldProblem;

    #[test]
    fn every_wrong_field_is_named() {
        let form = ReadingFields {
            sensitive: "both".to_owned(),
            terms: "?".to_owned(),
            least: "9".to_owned(),
            quiet: "Wed".to_owned(),
            ..ReadingFields::default()
        };
        let wrong = read(&form).unwrap_err();
        let named: Vec<_> = wrong
            .iter()
            .map(|error| (error.field.as_str(), error.problem))
            .collect();
        assert_eq!(
            named,
            [
                ("form[sensitive]", FieldProblem::NotAChoice),
                ("form[terms]", FieldProblem::Malformed),
                ("form[quiet]", FieldProblem::Malformed),
                ("form[least]", FieldProblem::OutOfRange(10, 200))
            ]
        );
    }

    #[test]
    fn more_people_than_ten_may_be_wanted_and_never_fewer() {
        let read = |least: &str| {
            let form = ReadingFields {
                least: least.to_owned(),
                ..ReadingFields::default()
            };
            read(&form).map(|reading| reading.least).ok()
        };
        let typed = ["10", " 25 ", "200", "9", "201", "-10", "ten", "10.5"];
        assert_eq!(
            typed.map(read),
            [Some(10), Some(25), Some(200), None, None, None, None, None]
        );
    }

    #[test]
    fn an_empty_form_chooses_the_least() {
        let reading = read(&ReadingFields::default()).unwrap();
        assert_eq!(reading, model::culture::reading::Reading::default());
    }
}
