//! What is set up, and what is left.

use leptos::prelude::*;
use model::trust::SetupView;

use crate::error::Failure;

/// The organisation's set-up: address, registrations with their permissions and consent, rooms, people.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators.
#[server(endpoint = "admin/setup")]
pub async fn setup() -> Result<SetupView, Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::trust()?.setup(&administrator).await.map_err(gate::failed)
}
