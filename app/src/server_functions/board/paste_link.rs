//! A meeting link made elsewhere.

use leptos::prelude::*;
use model::queue::view::CardView;
use model::{Guid, RoomId, TicketId};

use crate::error::Failure;

/// Uses a pasted https link in place of a meeting that could not be prepared.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] for field `link`; [`model::ErrorCode::NotPossible`].
#[server(endpoint = "board/paste_link")]
pub async fn paste_link(
    /// The room.
    room: RoomId,
    /// The ticket.
    ticket: TicketId,
    /// Version of the card.
    version: i64,
    /// Drawn with the button; the same one twice is the same press.
    command: Guid,
    /// The link.
    link: String,
) -> Result<CardView, Failure> {
    use crate::gate;
    use queue::Click;

    let staff = gate::room_staff(room).await?;
    let on = Click {
        ticket,
        version,
        key: command,
    };
    gate::queue()?
        .paste_link(&staff, on, &link)
        .await
        .map_err(gate::failed)
}
