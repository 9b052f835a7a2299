//! Name and address of the organisation.

use leptos::prelude::*;

use crate::error::Failure;

/// Changes the organisation's name and its part of the address. Links with the old part stop working.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for `name` and `slug`; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "admin/rename_tenant")]
pub async fn rename_tenant(
    /// Shown name.
    name: String,
    /// Address part, as typed.
    slug: String,
) -> Result<(), Failure> {
    use crate::gate;
    use crate::server_functions::kept;
    use model::{AppError, FieldError, FieldProblem, Slug};

    let administrator = gate::administrator().await?;
    let renamed = match slug.trim().parse::<Slug>() {
        Ok(slug) => gate::trust()?
            .rename_tenant(&administrator, &name, &slug)
            .await
            .map_err(gate::failed),
        Err(_) => Err(Failure(AppError::invalid(vec![FieldError::new(
            "slug",
            FieldProblem::Malformed,
        )]))),
    };
    if renamed.is_err() {
        kept::keep(administrator.member(), "organisation", &(name, slug)).await;
    }
    renamed
}
