//! A simulated Microsoft 365: sign-in service, Graph and Teams lobby of a few invented organisations.
//!
//! Tests of every crate start it in process:
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! let microsoft = microsoft365::start(microsoft365::Options::default()).await?;
//! let authority = microsoft.authority(); // ANTEROOM_AUTHORITY
//! let graph = microsoft.graph_url(); // ANTEROOM_GRAPH_URL
//! microsoft.state().assign_role(microsoft365::contoso::TENANT, microsoft365::contoso::EMPLOYEE.oid, "Reporter");
//! microsoft.stop();
//! # Ok(()) }
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod calendar;
pub mod consumers;
pub mod contoso;
mod control;
pub mod directory;
mod entra;
pub mod fabrikam;
pub mod graph;
mod html;
mod intercept;
pub mod keys;
pub mod lobby;
pub mod operator;
mod options;
pub mod permissions;
mod serve;
pub mod small;
pub mod state;
mod tls;

pub use intercept::CHALLENGE;
pub use operator::{DATA_SECRET, SIGNIN_SECRET};
pub use options::Options;
pub use serve::{Tenant365, router, start};
pub use state::State;
