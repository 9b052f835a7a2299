//! The queue at its border, on SQLite and, where `ANTEROOM_TEST_POSTGRES` names a server, on PostgreSQL.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]
#![allow(
    clippy::needless_pass_by_value,
    reason = "checks of results read better that way"
)]

mod erasure;
mod feed;
mod isolation;
mod join;
mod journey;
mod locks;
mod machine;
mod meeting;
mod presence;
mod race;
mod rooms;
mod support;
mod timers;
