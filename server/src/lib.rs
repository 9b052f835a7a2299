//! The program: configuration, routes, middleware, live feed, jobs and the command line.
//!
//! The highest floor of the house: it puts the parts together and knows the router. Nothing below knows it.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod assemble;
pub mod cli;
pub mod config;
pub mod connections;
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

/// Drawing a page makes thousands of small strings at once beside streams that stay open for hours. The system's
/// allocator leaves holes between them that are never given back; this one keeps a stream small, and is faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
