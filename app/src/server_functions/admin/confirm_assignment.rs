//! Says that a role is still needed.

use leptos::prelude::*;
use model::AssignmentId;

use crate::error::Failure;

/// Notes that an assignment was looked at and stays.
///
/// # Errors
/// [`model::ErrorCode::NotFound`], [`model::ErrorCode::Forbidden`].
#[server(endpoint = "admin/confirm_assignment")]
pub async fn confirm_assignment(
    /// Which.
    assignment: AssignmentId,
) -> Result<(), Failure> {
    use crate::gate;

    let administrator = gate::administrator().await?;
    gate::trust()?
        .confirm_assignment(&administrator, assignment)
        .await
        .map_err(gate::failed)
}
