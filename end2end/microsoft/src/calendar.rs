//! Calendars: what every mailbox holds at any moment, computed from the seed when somebody asks.
//!
//! Nothing of an event is stored. A [`plan::Plan`] knows who belongs together (teams, projects, departments) and which series
//! they keep; a week of a person is rolled from it with dice that depend on the seed, the circle and the week alone. So every
//! mailbox of one meeting tells the same story, for any number of people and any window. What `/_control` changes lies above
//! it as [`overlay::Overlay`].
//!
//! Time passes: a meeting exists from the moment it was called, is moved or cancelled at its moment, and is answered answer
//! by answer. The calendar of [`Moment`] t is what a mailbox held then; a delta is the difference of two moments.

pub(crate) mod chance;
pub(crate) mod civil;
pub(crate) mod copy;
pub(crate) mod custom;
pub(crate) mod habit;
pub(crate) mod key;
pub(crate) mod occasion;
pub(crate) mod outside;
pub(crate) mod overlay;
pub(crate) mod personal;
pub(crate) mod plan;
pub(crate) mod respond;
pub(crate) mod series;
pub(crate) mod single;
#[cfg(test)]
mod statistics;
pub(crate) mod text;
pub(crate) mod uid;
pub(crate) mod zone;

/// A state of the calendars: what was known at `ms` after the first `revision` changes of `/_control`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Epoch milliseconds.
    pub(crate) ms: i64,
    /// Number of changes made through `/_control`.
    pub(crate) revision: u32,
}

/// Minutes of a day.
pub(crate) const DAY_MIN: i32 = 1_440;
/// Milliseconds of a minute.
pub(crate) const MINUTE_MS: i64 = 60_000;

/// The Monday-aligned week that holds this day (days since 1970-01-01).
pub(crate) fn week_of_day(day: i32) -> i32 {
    (day + 3).div_euclid(7)
}

/// Monday of a week, in days since 1970-01-01.
pub(crate) fn monday(week: i32) -> i32 {
    week * 7 - 3
}

/// Minutes since 1970 of an instant, seconds dropped; the ends of the range for what lies outside.
pub(crate) fn minute_of(ms: i64) -> i32 {
    i32::try_from(ms.div_euclid(MINUTE_MS)).unwrap_or(if ms < 0 { i32::MIN } else { i32::MAX })
}
