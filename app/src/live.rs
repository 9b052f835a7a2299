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

/// Whether somebody is signed in; true as well when that cannot be told.
#[cfg(feature = "hydrate")]
pub(crate) async fn signed_in() -> bool {
    !matches!(crate::ui::post::call("/api/session/me", String::new()).await, Ok((json, _)) if json.trim() == "null")
}
