//! The store at its border, on SQLite and, where `ANTEROOM_TEST_POSTGRES` names a server, on PostgreSQL.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod audit;
mod backup;
mod changes;
mod culture;
mod excluded;
mod holdings;
mod isolation;
mod leases;
mod migrations;
mod periods;
mod retention;
mod rooms;
mod round_trip;
mod sessions;
mod single_use;
mod sole;
mod take;
mod tickets;
mod troubles;
mod whole;
