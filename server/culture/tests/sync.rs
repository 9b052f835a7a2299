//! Reading a made-up organisation: order of work, faults, processes that die, people who leave or opt out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "sync/definition.rs"]
mod definition;
#[path = "sync/exports.rs"]
mod exports;
#[path = "sync/faults.rs"]
mod faults;
#[path = "sync/graph.rs"]
mod graph;
#[path = "sync/imported.rs"]
mod imported;
#[path = "sync/kept.rs"]
mod kept;
#[path = "sync/listed.rs"]
mod listed;
#[path = "sync/made_up.rs"]
mod made_up;
#[path = "sync/organisation.rs"]
mod organisation;
#[path = "sync/published.rs"]
mod published;
#[path = "sync/reading.rs"]
mod reading;
#[path = "sync/rights.rs"]
mod rights;
#[path = "sync/rounds.rs"]
mod rounds;
#[path = "sync/storms.rs"]
mod storms;
