//! Server functions: one per file, named after verb and noun, each at its own address.

pub mod admin;
pub mod board;
pub mod connectors;
pub mod culture;
#[cfg(feature = "ssr")]
mod kept;
pub mod me;
pub mod organisation;
pub mod page;
pub mod permissions;
pub mod privacy;
pub mod public;
pub mod registration;
pub mod rooms;
pub mod session;
pub mod setup;
pub mod visitor;
