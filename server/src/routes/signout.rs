//! Signing out: here, at Entra, and when Entra says so.

mod frontchannel;
mod local;

pub use frontchannel::frontchannel;
pub use local::{landed, sign_out};
