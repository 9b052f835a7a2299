//! Looks at a registration now.

use leptos::prelude::*;
use model::Guid;

use crate::error::Failure;

/// Reads grants and makes probes with a new token; answers within ten seconds.
///
/// # Errors
/// [`model::ErrorCode::NotPossible`] within five minutes of the last request; [`model::ErrorCode::NotFound`],
/// [`model::ErrorCode::Forbidden`].
#[server(endpoint = "permissions/check", name = CheckPermissions)]
pub async fn check(
    /// Client id of the registration.
    client_id: Guid,
) -> Result<(), Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    Box::pin(gate::trust()?.check_permissions(&administrator, client_id))
        .await
        .map_err(gate::failed)
}
