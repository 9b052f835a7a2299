//! A one-time invitation to work in a room.

use leptos::prelude::*;
use model::RoomId;

use crate::error::Failure;

/// Makes a link that lets whoever of the organisation opens it first, within 24 hours, work in this room. Shown once.
///
/// # Errors
/// [`model::ErrorCode::NotFound`], [`model::ErrorCode::Forbidden`].
#[server(endpoint = "rooms/invite_staff")]
pub async fn invite_staff(
    /// The room.
    room: RoomId,
) -> Result<String, Failure> {
    use crate::gate;
    use crate::server_functions::admin::fresh_link;

    let editor = gate::room_editor(room).await?;
    let link = gate::trust()?
        .invite_to_room(&editor)
        .await
        .map_err(gate::failed)?;
    fresh_link::keep(&link);
    Ok(link)
}
