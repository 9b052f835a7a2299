//! What a page shares with its parts, one kind per file.

pub mod announcer;
pub mod clock;
pub mod me;
