//! Brings a withdrawn role back.

use leptos::prelude::*;
use model::AssignmentId;

use crate::error::Failure;

/// Brings back the assignment that this administrator withdrew last, within half an hour.
///
/// # Errors
/// [`model::ErrorCode::NotPossible`] when it is too late; [`model::ErrorCode::Forbidden`].
#[server(endpoint = "admin/restore_assignment")]
pub async fn restore_assignment(
    /// Which.
    assignment: AssignmentId,
) -> Result<(), Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::trust()?
        .restore_assignment(&administrator, assignment)
        .await
        .map_err(gate::failed)
}
