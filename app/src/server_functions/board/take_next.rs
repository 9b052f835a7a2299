//! Takes whoever is next.

use leptos::prelude::*;
use model::queue::view::CardView;
use model::{Guid, RoomId};

use crate::error::Failure;

/// Takes the first visitor in order of service who is present; none when nobody waits.
///
/// # Errors
/// [`model::ErrorCode::BusyElsewhere`], [`model::ErrorCode::NotFound`].
#[server(endpoint = "board/take_next")]
pub async fn take_next(
    /// The room.
    room: RoomId,
    /// Drawn with the button; the same one twice is the same press.
    command: Guid,
) -> Result<Option<CardView>, Failure> {
    use crate::gate;

    let staff = gate::room_staff(room).await?;
    gate::queue()?
        .take_next(&staff, command)
        .await
        .map_err(gate::failed)
}
