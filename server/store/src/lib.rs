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
mod db;
mod error;
mod handle;
mod migrate;
mod open;
mod people;
mod session;
mod signin;
mod tenant;
mod tx;
mod value;
mod watch;

pub use audit::AuditRow;
pub use change::{Change, Topic};
pub use error::StoreError;
pub use handle::{Scoped, Store, System};
pub use open::{Notifications, OpenOptions};
pub use people::{
    AssignmentRow, HolderKind, InvitationKind, InvitationRow, NewInvitation, NewTenantInvitation, PersonRow,
};
pub use session::{Renewal, SessionRow};
pub use signin::TransactionRow;
pub use tenant::{KeyRow, TenantRow};
pub use tx::Tx;
