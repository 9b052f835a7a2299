//! The pages of visitors. Each works completely without script.

#[cfg(feature = "ssr")]
pub mod entrance;
pub(crate) mod ticket;
#[cfg(feature = "ssr")]
pub mod tickets;
