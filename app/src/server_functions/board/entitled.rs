//! Whether somebody works in a room.

use leptos::prelude::*;
use model::RoomId;

use crate::error::Failure;

/// Asked by an open board whose stream was ended, which needs no more than yes or no.
///
/// # Errors
/// [`model::ErrorCode::NotSignedIn`], [`model::ErrorCode::Forbidden`]; [`model::ErrorCode::NotFound`] when the room is not
/// among this person's rooms.
#[server(endpoint = "board/entitled")]
pub async fn entitled(
    /// The room.
    room: RoomId,
) -> Result<(), Failure> {
    crate::gate::room_staff(room).await.map(drop)
}
