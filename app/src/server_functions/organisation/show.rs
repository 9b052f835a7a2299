//! Organisation data as the administrator sees it.

use leptos::prelude::*;
use model::culture::organisation::OrganisationView;

use crate::error::Failure;

/// The file in use, and the administrator's own file between upload and use, with its dry run.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "organisation/show", name = ShowOrganisation)]
pub async fn show() -> Result<OrganisationView, Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::culture()?
        .organisation(&administrator)
        .await
        .map_err(gate::failed)
}
