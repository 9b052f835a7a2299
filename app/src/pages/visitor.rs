//! The pages of visitors. Each works completely without script.

pub mod entrance;
pub mod ticket;
pub mod tickets;
