//! Taking the file in use back.

use leptos::prelude::*;

use crate::error::Failure;

/// Takes the file in use back: the attributes of Entra ID hold again.
///
/// # Errors
/// [`model::ErrorCode::NotPossible`] without one; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "organisation/remove", name = RemoveOrganisation)]
pub async fn remove() -> Result<(), Failure> {
    use crate::{gate, paths};

    let administrator = gate::administrator().await?;
    gate::culture()?
        .remove_organisation_file(&administrator)
        .await
        .map_err(gate::failed)?;
    leptos_axum::redirect(&paths::organisation_done("removed"));
    Ok(())
}
