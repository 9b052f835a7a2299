//! What has to be done to leave.

use leptos::prelude::*;
use model::trust::LeaveView;

use crate::error::Failure;

/// Registrations with what to revoke, and what else refers to Anteroom.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for anybody but administrators and reviewers.
#[server(endpoint = "privacy/leave", name = ShowLeave)]
pub async fn leave() -> Result<LeaveView, Failure> {
    use crate::gate;

    let reviewer = gate::reviewer().await?;
    gate::trust()?.leave(&reviewer).await.map_err(gate::failed)
}
