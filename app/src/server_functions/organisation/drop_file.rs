//! Discarding an uploaded file.

use leptos::prelude::*;

use crate::error::Failure;

/// Forgets the administrator's own file between upload and use, if there is one.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "organisation/drop_file", name = DropOrganisation)]
pub async fn drop_file() -> Result<(), Failure> {
    use crate::{gate, paths};

    let administrator = gate::administrator().await?;
    gate::culture()?
        .drop_organisation_file(&administrator)
        .await
        .map_err(gate::failed)?;
    leptos_axum::redirect(paths::ORGANISATION);
    Ok(())
}
