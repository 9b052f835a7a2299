//! What a page shares with its parts, one kind per file.

pub mod announcer;
pub mod clock;
#[cfg(feature = "ssr")]
pub mod me;
