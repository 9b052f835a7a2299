//! What the columns of an uploaded file mean.

use leptos::prelude::*;

use crate::error::Failure;

/// Notes what the columns mean and judges the file, which changes nothing.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `roles` and `currency`; [`model::ErrorCode::NotPossible`] without a file;
/// [`model::ErrorCode::Forbidden`].
#[server(endpoint = "organisation/map", name = MapOrganisation)]
pub async fn map(
    /// What each column means, in the order of the file.
    #[server(default)]
    roles: Vec<String>,
    /// ISO 4217 code of the rates.
    #[server(default)]
    currency: String,
) -> Result<(), Failure> {
    use crate::{gate, paths};
    use model::culture::organisation::ColumnRole;
    use model::{AppError, FieldError, FieldProblem};

    let administrator = gate::administrator().await?;
    let wrong =
        |field: &str, problem| Failure(AppError::invalid(vec![FieldError::new(field, problem)]));
    let roles: Vec<ColumnRole> = roles
        .iter()
        .map(|role| role.parse())
        .collect::<Result<_, ()>>()
        .map_err(|()| wrong("roles", FieldProblem::NotAChoice))?;
    let code = currency.trim().to_uppercase();
    let code =
        (code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase())).then_some(code);
    let told = code.is_some();
    // What was chosen is kept, even when the currency has to be typed again.
    gate::culture()?
        .map_organisation_file(&administrator, (roles, code))
        .await
        .map_err(gate::failed)?;
    if !told {
        return Err(wrong("currency", FieldProblem::Malformed));
    }
    leptos_axum::redirect(paths::ORGANISATION);
    Ok(())
}
