//! The metric engine against the minute grid, published examples, invariants and thresholds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bridge;
mod build;
mod columns;
mod draw;
mod equality;
mod generate;
mod hygiene;
mod invariants;
mod metamorphic;
mod series;
mod thresholds;
mod worked;
