//! Pages of consultants: their rooms, and the board of a room.

pub(crate) mod board;
#[cfg(feature = "ssr")]
pub mod rooms;

#[cfg(feature = "ssr")]
pub use board::sweep_cards;
