//! Everything Anteroom keeps, on SQLite or PostgreSQL, written once for both.
//!
//! - [`Store::of`] opens one tenant's rows: reads on [`Scoped`], writes on [`Tx`]. The tenant is the first column of
//!   each key and the first argument of each statement.
//! - [`Store::system`] is the only door that crosses tenants: finding the tenant of a secret, jobs, leases.
//! - [`Store::changes`] tells open streams what was committed, here or by another process.
//!
//! One file per aggregate; no statement is built from parts at run time.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod audit;
mod change;
mod change_ticket;
mod command;
mod connection;
mod consent;
mod db;
mod draft;
mod erase;
mod erasure;
mod error;
mod handle;
mod invitation;
mod kpi;
mod lease;
mod migrate;
mod open;
mod people;
mod period;
mod room;
mod session;
mod signin;
mod take;
mod tenant;
#[cfg(feature = "test-support")]
pub mod testing;
mod ticket;
mod tx;
mod value;
mod watch;

pub use audit::AuditRow;
pub use change::{Change, Topic};
pub use change_ticket::{ClaimSet, Set, TicketChange};
pub use connection::ConnectionRow;
pub use consent::{ConsentTransactionRow, EvidenceRow};
pub use draft::NewDraft;
pub use erasure::DueRow;
pub use error::StoreError;
pub use handle::{Scoped, Store, System};
pub use invitation::{InvitationKind, InvitationRow, NewInvitation, NewTenantInvitation};
pub use kpi::KpiRow;
pub use lease::PresenceLeaseRow;
pub use open::{Notifications, OpenOptions};
pub use people::{AssignmentRow, HolderKind, PersonRow};
pub use period::PeriodRow;
pub use room::{EventRow, RoomRow, RoomUpdate};
pub use session::{Renewal, SessionRow};
pub use signin::TransactionRow;
pub use take::TakeArgs;
pub use tenant::{KeyRow, TenantRow};
pub use ticket::{PresenceChange, PresenceRow, TicketRow, WaitingRow};
pub use tx::Tx;
