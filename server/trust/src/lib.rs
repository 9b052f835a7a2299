//! Tenants, sign-in, roles, consent, connections to Teams and the audit chain.
//!
//! Everything here decides *who may*: the crate verifies sign-ins (through `microsoft`), keeps sessions and
//! assignments (through `store`), and hands out access values. An access value has private fields and can be made by
//! this crate alone, so a function that takes one cannot be called by somebody who was not asked for it.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod access;
pub mod clock;
pub mod error;
pub mod keys;
mod secret;
pub mod session;

pub use access::{
    Administrator, Coordinator, Member, PublicRoom, Reviewer, RoomCreator, RoomEditor, RoomSet,
    RoomStaff, RoomsAccess, VisitorCookie, VisitorTicket,
};
pub use error::{Denied, TrustError};
pub use keys::{KeyError, MasterKey, TenantKeys};
pub use session::Session;
