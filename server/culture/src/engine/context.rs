//! What the engine must know of a person for one week, all civil time already turned into UTC minutes.

use model::culture::{Minute, Pseudonym};

/// A half-open interval `[start, end)` of UTC minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// First minute.
    pub start: Minute,
    /// First minute after it.
    pub end: Minute,
}

/// From a minute on, the person's zone is this far ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ZoneOffset {
    /// First minute of the offset.
    pub from: Minute,
    /// Minutes ahead of UTC; negative west of Greenwich.
    pub offset_min: i32,
}

/// One person in one civil week of their own zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonContext {
    /// The person.
    pub person: Pseudonym,
    /// The eight midnights of the week's seven civil days, rising. Days may have 23 or 25 hours.
    pub days: [Minute; 8],
    /// Working hours inside the week, in any order; touching and overlapping ones are joined.
    pub working: Vec<Interval>,
    /// Out-of-office time known from elsewhere. Own copies shown as out of office are added by the engine.
    pub out_of_office: Vec<Interval>,
    /// Windows that the tenant declared free of meetings.
    pub no_meeting: Vec<Interval>,
    /// Offsets of the zone, rising; the first holds at the week's begin (also before its `from`).
    pub offsets: Vec<ZoneOffset>,
    /// The manager's place among the people.
    pub manager: Option<u32>,
    /// First-level group, below the week's number of groups.
    pub group: Option<u32>,
    /// Level of the hierarchy; which end is the top doesn't matter. Above 63 counts as 63.
    pub level: Option<u8>,
    /// Rate of the person's level in minor units of the currency per hour.
    pub rate_minor_per_hour: Option<u32>,
    /// The mailbox was read and the person wasn't away all week. Others have no columns; their copies still tell
    /// about meetings.
    pub active: bool,
    /// Opted out: no columns, and their calendar isn't used at all. Listed in others' meetings they're an unknown head.
    pub opted_out: bool,
}

impl PersonContext {
    /// Has columns.
    #[must_use]
    pub const fn measured(&self) -> bool {
        self.active && !self.opted_out
    }

    /// Minutes ahead of UTC at an instant; 0 when no offset is known.
    #[must_use]
    pub fn offset_at(&self, at: Minute) -> i32 {
        let known = self.offsets.iter().rev().find(|offset| offset.from <= at);
        known
            .or(self.offsets.first())
            .map_or(0, |offset| offset.offset_min)
    }
}
