//! How organisations come in.

pub mod door;
