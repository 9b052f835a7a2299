//! Takes the connection to Teams back.

use leptos::prelude::*;

use crate::error::Failure;

/// Deletes my connection to Teams with its refresh token. None is as good as deleted.
///
/// # Errors
/// [`model::ErrorCode::NotSignedIn`].
#[server(endpoint = "me/disconnect_teams", name = DisconnectTeams)]
pub async fn disconnect_teams() -> Result<(), Failure> {
    use crate::gate;

    let member = gate::member().await?;
    gate::trust()?
        .disconnect(&member)
        .await
        .map_err(gate::failed)
}
