//! Tenants, sign-in, roles, consent, connections to Teams and the audit chain.
//!
//! Everything here decides *who may*: the crate verifies sign-ins (through `microsoft`), keeps sessions and
//! assignments (through `store`), and hands out access values. An access value has private fields and can be made by
//! this crate alone, so a function that takes one cannot be called by somebody who was not asked for it.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod access;
pub mod audit;
pub mod caller;
pub mod catalogue;
pub mod certificate;
pub mod clock;
mod connection;
mod consent;
pub mod credentials;
pub mod documents;
mod endings;
pub mod error;
pub mod errors;
mod forms;
mod guide;
pub mod keys;
pub mod mail;
pub mod people;
pub mod privacy;
pub mod registration;
pub mod retention;
pub mod review;
pub mod seal;
mod secret;
pub mod session;
pub mod signin;
#[cfg(feature = "test-support")]
pub mod testing;
mod trust;
mod views;

pub use access::{
    Administrator, Coordinator, Leader, Member, PublicRoom, Reach, Reviewer, RoomCreator,
    RoomEditor, RoomSet, RoomStaff, RoomsAccess, VisitorCookie, VisitorTicket,
};
pub use caller::{Caller, CallerParts};
pub use connection::Arrival;
pub use error::{Denied, TrustError};
pub use forms::told_form;
pub use keys::{KeyError, MasterKey, TenantKeys};
pub use people::{AddGroup, AddPerson};
pub use session::Session;
pub use signin::{
    Begin, Errand, Finished, Purpose, Redirect, SessionCookie, SigninForm, SigninProblem,
};
pub use trust::{Parts, Registration, Trust, TrustSettings};
