//! What consultants do at the board of a room.

pub mod act;
pub mod entitled;
pub mod paste_link;
pub mod rooms;
pub mod show;
pub mod take_next;
