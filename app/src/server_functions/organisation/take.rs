//! Taking an uploaded file.

use leptos::prelude::*;

use crate::error::Failure;

/// Takes the file, all of it or nothing.
///
/// # Errors
/// [`model::ErrorCode::NotPossible`] without a file and for one that isn't good; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "organisation/take", name = TakeOrganisation)]
pub async fn take() -> Result<(), Failure> {
    use crate::{gate, paths};

    let administrator = gate::administrator().await?;
    gate::culture()?
        .take_organisation_file(&administrator)
        .await
        .map_err(gate::failed)?;
    leptos_axum::redirect(&paths::organisation_done("taken"));
    Ok(())
}
