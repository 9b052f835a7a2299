//! Brings somebody back into a room.

use leptos::prelude::*;
use model::{AssignmentId, RoomId};

use crate::error::Failure;

/// Brings the room back into the assignment from which this person removed it last, within half an hour.
///
/// # Errors
/// [`model::ErrorCode::NotPossible`] when it is too late; [`model::ErrorCode::NotFound`],
/// [`model::ErrorCode::Forbidden`].
#[server(endpoint = "rooms/restore_staff")]
pub async fn restore_staff(
    /// The room.
    room: RoomId,
    /// Which assignment.
    assignment: AssignmentId,
) -> Result<(), Failure> {
    use crate::gate;

    let editor = gate::room_editor(room).await?;
    gate::trust()?
        .restore_to_room(&editor, assignment)
        .await
        .map_err(gate::failed)
}
