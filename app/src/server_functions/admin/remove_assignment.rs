//! Takes a role away.

use leptos::prelude::*;
use model::AssignmentId;

use crate::error::Failure;

/// Withdraws an assignment; sessions that rest on it end at once.
///
/// # Errors
/// [`model::ErrorCode::NotPossible`] for the last administrator; [`model::ErrorCode::NotFound`],
/// [`model::ErrorCode::Forbidden`].
#[server(endpoint = "admin/remove_assignment")]
pub async fn remove_assignment(
    /// Which.
    assignment: AssignmentId,
) -> Result<(), Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::trust()?
        .remove_assignment(&administrator, assignment)
        .await
        .map_err(gate::failed)
}
