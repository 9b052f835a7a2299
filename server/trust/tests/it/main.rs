//! The trust crate against a simulated Microsoft 365 in process, on each database at hand.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::large_futures
)]

mod access;
mod actions;
mod audit;
mod bad_credentials;
mod browser;
mod catalogue;
mod connection;
mod consent;
mod credential_ends;
mod documents;
mod errors;
mod guide;
mod judge;
mod keys;
mod people;
mod privacy;
mod races;
mod reasons;
mod reconnected;
mod registration;
mod review;
mod search;
mod secrecy;
mod session;
mod signin;
mod tamper;
mod undo;
mod world;
