//! The program: configuration, routes, middleware, live feed, jobs and the command line.
//!
//! The highest floor of the house: it puts the parts together and knows the router. Nothing below knows it.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod assemble;
pub mod cli;
pub mod config;
pub mod cookies;
pub mod error;
pub mod figures;
pub mod jobs;
pub mod live;
pub mod log;
pub mod mail;
pub mod middleware;
mod plain_page;
pub mod router;
pub mod routes;
pub mod shutdown;
pub mod site;
