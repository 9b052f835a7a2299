//! Looks again whether a consent is there.

use leptos::prelude::*;
use model::Guid;
use model::trust::ConsentView;

use crate::error::Failure;

/// Proves the consent of one app registration by a fresh token and what it can read; keeps the result as evidence.
///
/// # Errors
/// [`model::ErrorCode::Unavailable`] when Microsoft does not answer; [`model::ErrorCode::NotFound`],
/// [`model::ErrorCode::Forbidden`].
#[server(endpoint = "admin/check_consent")]
pub async fn check_consent(
    /// Client id of the registration.
    client_id: Guid,
) -> Result<ConsentView, Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::trust()?
        .check_consent(&administrator, client_id)
        .await
        .map_err(gate::failed)
}
