//! The board of a room.

use leptos::prelude::*;
use model::RoomId;
use model::queue::view::BoardView;

use crate::error::Failure;

/// The board as it is now; the live stream continues behind its revision.
///
/// # Errors
/// [`model::ErrorCode::NotFound`] when the room is not among this person's rooms.
#[server(endpoint = "board/show")]
pub async fn show(
    /// The room.
    room: RoomId,
) -> Result<BoardView, Failure> {
    use crate::gate;

    let staff = gate::room_staff(room).await?;
    gate::queue()?.board(&staff).await.map_err(gate::failed)
}
