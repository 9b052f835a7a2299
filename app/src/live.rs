//! Pages that follow the server: the connection, what a push changes, and the visitor's signs of life.
//!
//! The server draws a page with the revision it was drawn from; the browser continues behind it, so nothing flashes
//! and nothing is missed. Without script none of this runs and the page is still right when it is loaded.

pub mod board;
#[cfg(feature = "hydrate")]
mod browser;
pub mod merge;
#[cfg(feature = "hydrate")]
mod presence;
pub mod ticket;

/// Whether the page follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// Not yet: before the script, or before the first event.
    #[default]
    Connecting,
    /// Events or beats arrive.
    Live,
    /// Silent for too long; the page tries again by itself and shows what it last knew.
    Lost,
    /// The server has ended it for good: signed out, access withdrawn, or the visit is over.
    Ended,
}

/// Whether whoever is signed in works in the room; true as well when that cannot be told. A stranger is known without a
/// refusal; of somebody who is signed in the gate of the board is asked, since their permission may have been taken away.
#[cfg(feature = "hydrate")]
pub(crate) async fn may_work(room: model::RoomId) -> bool {
    use crate::ui::post::call;
    use model::ErrorCode::{Forbidden, NotFound, NotSignedIn};

    let me = call("/api/session/me", String::new()).await;
    if matches!(me, Ok((json, _)) if json.trim() == "null") {
        return false;
    }
    match call("/api/board/entitled", format!("room={room}")).await {
        Ok(_) => true,
        Err(failure) => !matches!(failure.code(), NotSignedIn | Forbidden | NotFound),
    }
}
