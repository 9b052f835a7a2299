//! Behaviour of the client of Entra and Graph, against the simulated Microsoft 365.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs
)]

mod addresses;
mod app_tokens;
mod calendars;
mod canary;
mod connection;
mod consent;
mod credential_notes;
mod credentials;
mod directory_reads;
mod events;
mod hostile_answers;
mod hostile_events;
mod hostile_graph;
mod hostile_refusals;
mod hostile_tokens;
mod keys;
mod lanes;
mod meetings;
mod permissions;
mod reading;
mod reading_rules;
mod script;
mod secrecy;
mod signin;
mod simulated;
mod simulated_faults;
mod support;
mod troubles;
