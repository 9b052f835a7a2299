//! The minute grid that judges the engine of crate `culture`.
//!
//! It paints the minutes of a person's week into an array (which meetings, working or not, which local hour) and counts
//! cells. Every metric is a loop over cells or over meetings, slow and plain, written from the published definitions
//! alone; it shares no type and no line with the engine. Only tests use it.
//!
//! All times are whole UTC minutes since 1970-01-01T00:00Z; all intervals are half-open.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod events;
pub mod hygiene;
pub mod input;
pub mod join;
pub mod levels;
pub mod meetings;
pub mod people;
pub mod series;
pub mod shape;
pub mod week;

pub use input::{
    Answer, Attendance, Copy, Day, Guest, Kind, Person, Rules, Show, Side, Size, Tenant,
};
pub use week::{UNIT, Week};
