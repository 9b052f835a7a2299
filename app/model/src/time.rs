//! The server's clock as a value.

use serde::{Deserialize, Serialize};

/// An instant of the server's clock: milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
///
/// Rules take it as an argument; only the edges of the program read a clock.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This instant moved by a number of seconds, which may be negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1000)
    }

    /// This instant moved by a number of minutes, which may be negative.
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes * 60)
    }

    /// Milliseconds from `earlier` to this instant; negative when `earlier` lies after it.
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// Whole seconds from `earlier` to this instant, rounded down; 0 when `earlier` lies after it.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        let ms = self.ms_since(earlier);
        if ms < 0 { 0 } else { ms / 1000 }
    }
}
