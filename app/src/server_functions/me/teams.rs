//! The connection to Teams of the person signed in.

use leptos::prelude::*;
use model::trust::TeamsView;

use crate::error::Failure;

/// My connection to Teams, also one that Microsoft refuses; none where there is none.
///
/// # Errors
/// [`model::ErrorCode::NotSignedIn`].
#[server(endpoint = "me/teams", name = ShowTeams)]
pub async fn teams() -> Result<Option<TeamsView>, Failure> {
    use crate::gate;

    let member = gate::member().await?;
    gate::trust()?
        .teams(&member)
        .await
        .map_err(|error| gate::failed(trust::TrustError::from(error)))
}
