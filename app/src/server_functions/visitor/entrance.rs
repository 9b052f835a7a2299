//! The entrance of a room.

use leptos::prelude::*;
use model::queue::view::EntranceView;

use crate::error::Failure;

/// What stands at the entrance behind these address parts, with this browser's draft.
///
/// # Errors
/// [`model::ErrorCode::NotFound`] when there is no such room.
#[server(endpoint = "visitor/entrance")]
pub async fn entrance(
    /// Address part of the organisation.
    tenant: String,
    /// Address part of the room.
    room: String,
) -> Result<EntranceView, Failure> {
    use crate::gate;
    use model::ErrorCode::NotFound;

    let (tenant, room) = (
        tenant.parse().map_err(|_| NotFound)?,
        room.parse().map_err(|_| NotFound)?,
    );
    let room = gate::public_room(&tenant, &room).await?;
    gate::queue()?
        .entrance(&room, gate::visitor_cookie().ok().as_ref())
        .await
        .map_err(gate::failed)
}
