//! The trust crate against a simulated Microsoft 365 in process, on each database at hand.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::large_futures
)]

mod access;
mod audit;
mod browser;
mod catalogue;
mod connection;
mod consent;
mod judge;
mod keys;
mod people;
mod registration;
mod secrecy;
mod session;
mod signin;
mod world;
