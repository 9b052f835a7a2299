//! Base quantities: the integer columns of a person's week of which every metric is made.
//!
//! A column is filled in one of two ways. *Own* columns describe the person's own time. *Organised* columns (their keys
//! begin with `organized_`) describe meetings the person called: counts of distinct meetings are credited to the week
//! of the organiser in which the meeting begins, hours of its attendees to the week in which they are spent.
//!
//! Sums over many people and weeks exceed 64 bits for [`Measure::Allocated`] and [`Measure::Cost`]: sum in `i128`.

use serde::{Deserialize, Serialize};

mod own;
mod spread;

pub use spread::{DELAY_ENDS, LEAD_ENDS, LEAD_FROM};

/// Exact units of one allocated minute, the least common multiple of 1 to 24: a minute shared by up to 24 meetings
/// leaves no remainder.
pub const UNIT: i64 = 5_354_228_880;

/// Units of [`Measure::Cost`] in one minor unit of the currency: 60 minutes of 1/720,720 minute.
pub const COST_UNIT: i64 = 60 * 720_720;

/// One column of a person's week. Its value is an integer, or absent where there is no data (which isn't zero).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(pub u16);

/// What a column counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Whole minutes.
    Minutes,
    /// Minutes in units of 1/[`UNIT`], shared equally among meetings at the same time.
    Allocated,
    /// Meetings in units of 1/[`UNIT`], for parts of meetings; rounded down per meeting.
    Parts,
    /// Things: meetings, people, days, answers.
    Count,
    /// Minor units of the currency in units of 1/[`COST_UNIT`].
    Cost,
}

impl Measure {
    /// How many of the column's units make one minute, meeting, thing or minor unit of the currency.
    #[must_use]
    pub const fn scale(self) -> i64 {
        match self {
            Self::Minutes | Self::Count => 1,
            Self::Allocated | Self::Parts => UNIT,
            Self::Cost => COST_UNIT,
        }
    }
}

impl Quantity {
    /// The place of the column in a row, `0..COUNT`.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Every column in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT as u16).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let names: HashSet<String> = Quantity::all().map(Quantity::name).collect();
        assert_eq!(names.len(), Quantity::COUNT);
        assert!(names.iter().all(|name| {
            name.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        }));
    }

    #[test]
    fn a_minute_can_be_shared_by_up_to_24_meetings_without_remainder() {
        assert!((1..=24).all(|depth| UNIT % depth == 0));
        assert_eq!(UNIT % (COST_UNIT / 60), 0);
    }

    #[test]
    fn columns_of_meeting_properties_fit_into_one_mask() {
        assert!(Quantity::COACHING.index() < 64);
        assert!(Quantity::MOSAIC[19].index() < Quantity::PRIVATE.index());
    }
}
