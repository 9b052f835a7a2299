//! Disclosure control from outside: what is published of organisations of all sizes, and what can be made of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub
)]

mod counts;
mod derive;
mod extreme;
mod forged;
mod index;
mod levels;
mod listed;
mod matrix;
mod people;
mod sequences;
mod series;
mod sizes;
mod world;
