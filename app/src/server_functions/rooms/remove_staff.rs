//! Ends somebody's work in a room.

use leptos::prelude::*;
use model::{AssignmentId, RoomId};

use crate::error::Failure;

/// Takes this room out of an assignment; other rooms of the same assignment stay.
///
/// # Errors
/// [`model::ErrorCode::Forbidden`] for coordinators and for roles in all rooms, which only an administrator changes;
/// [`model::ErrorCode::NotFound`].
#[server(endpoint = "rooms/remove_staff")]
pub async fn remove_staff(
    /// The room.
    room: RoomId,
    /// Which assignment.
    assignment: AssignmentId,
) -> Result<(), Failure> {
    use crate::gate;

    let editor = gate::room_editor(room).await?;
    gate::trust()?
        .remove_from_room(&editor, assignment)
        .await
        .map_err(gate::failed)
}
