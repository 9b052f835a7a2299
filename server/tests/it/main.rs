//! The server from outside: requests through the real router, the simulated tenant beside it, both databases.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

mod command_line;
mod connections;
mod crash;
mod documents;
mod floors;
mod headers;
mod health;
mod judge;
mod live;
mod mail;
mod pages;
mod pair;
mod people;
mod permissions;
mod rate_limits;
mod records;
mod run_settings;
mod sample;
mod signin;
mod signout;
mod support;
mod uploads;
mod walk;
