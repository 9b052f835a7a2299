//! Entering a room.

use leptos::prelude::*;
use model::Slug;
use model::queue::form::JoinForm;

use crate::error::Failure;

/// Takes a place in the queue and leads to the waiting page. What did not pass is kept for the visitor to correct.
///
/// # Errors
/// [`model::ErrorCode::Invalid`] with the wrong fields; [`model::ErrorCode::RoomClosed`],
/// [`model::ErrorCode::RoomFull`]; [`model::ErrorCode::Stale`] when the consent text has changed meanwhile;
/// [`model::ErrorCode::NotFound`].
#[server(endpoint = "visitor/join")]
pub async fn join(
    /// Address part of the organisation.
    tenant: Slug,
    /// Address part of the room.
    room: Slug,
    /// What was typed.
    form: JoinForm,
) -> Result<(), Failure> {
    use crate::{gate, paths};

    let access = gate::public_room(&tenant, &room).await?;
    let visitor = super::cookie::known_or_new()?;
    gate::queue()?.join(&access, &visitor, form).await.map_err(gate::failed)?;
    leptos_axum::redirect(&paths::ticket(&tenant, &room));
    Ok(())
}
