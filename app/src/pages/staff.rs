//! Pages of consultants: their rooms, and the board of a room.

pub mod board;
pub mod rooms;
