//! What the dashboards may show: one published value of one metric, one set of people and one period.
//!
//! A cell is made by disclosure control alone (crate `culture`). Every cell has the same shape: a hidden one carries
//! neither a number nor a reason, so that a set that is too small and a set that is hidden to protect another look alike.

use serde::{Deserialize, Serialize};

use super::fact::Pseudonym;

/// The value of an attribute that stands for all values with too few people.
pub const OTHER: u16 = u16::MAX;

/// A way to divide the people: 0 is the first-level group, 1 and above are the attributes in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Axis(pub u8);

impl Axis {
    /// The first-level groups.
    pub const GROUP: Self = Self(0);
    /// Groups of the directory that leaders are given: no division, for a person may be in several.
    pub const LISTED: Self = Self(u8::MAX);
}

/// A set of people that a value is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slice {
    /// Everybody measured.
    Company,
    /// Everybody with one value of one axis.
    Value {
        /// Which axis.
        axis: Axis,
        /// Its value; [`OTHER`] for the merged small ones.
        value: u16,
    },
    /// Everybody with one value of each of two axes, the lower axis first.
    Crossing {
        /// The lower axis and its value.
        first: (Axis, u16),
        /// The higher axis and its value.
        second: (Axis, u16),
    },
    /// A leader with everybody who reports to them directly or indirectly.
    Line(Pseudonym),
}

impl Slice {
    /// A first-level group.
    #[must_use]
    pub const fn group(value: u16) -> Self {
        Self::Value {
            axis: Axis::GROUP,
            value,
        }
    }

    /// A group of the directory that a leader is given.
    #[must_use]
    pub const fn listed(value: u16) -> Self {
        Self::Value {
            axis: Axis::LISTED,
            value,
        }
    }
}

/// The time a value is about. Weeks are counted from that of Monday 1970-01-05, which is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// One week.
    Week(i32),
    /// The 4 weeks that end with this one.
    Window(i32),
}

impl Period {
    /// Its last week.
    #[must_use]
    pub const fn last_week(self) -> i32 {
        match self {
            Self::Week(week) | Self::Window(week) => week,
        }
    }
}

/// What a fixed-point number counts, and so how fine it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellUnit {
    /// Tenths of an hour.
    TenthHours,
    /// Whole percent.
    Percent,
    /// Tenths of a mean count.
    Tenths,
    /// Whole minutes.
    Minutes,
    /// Whole units of the currency.
    Money,
}

impl CellUnit {
    /// How many steps make one unit: 10 for hours and counts, 100 for a share of 1, 1 for minutes and money.
    #[must_use]
    pub const fn scale(self) -> i64 {
        match self {
            Self::TenthHours | Self::Tenths => 10,
            Self::Percent => 100,
            Self::Minutes | Self::Money => 1,
        }
    }
}

/// The place of a metric in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MetricNumber(pub u16);

/// How the 4 weeks of a window were drawn together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The mean over people of each person's mean over their active weeks. A value of one week is of this kind.
    People,
    /// The mean over weeks of the weekly means, where the other would tell about the few who were away for a week.
    Weeks,
}

/// A value as it may be shown. Numbers are steps of the cell's [`CellUnit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellValue {
    /// The value by the strict policy with the band between both policies.
    Shown {
        /// By the strict policy.
        value: i64,
        /// The smaller of both policies.
        low: i64,
        /// The greater of both policies.
        high: i64,
        /// People in the set.
        n: u32,
        /// Weeks in it that had values, 1 to 4.
        weeks: u8,
        /// How several weeks were drawn together.
        basis: Basis,
    },
    /// A share of people below a bound: shown as text, `< 25 %`.
    Below {
        /// The bound, exclusive.
        bound: i64,
        /// People in the set.
        n: u32,
        /// Weeks in it, 1 to 4.
        weeks: u8,
    },
    /// A share of people above a bound: shown as text, `> 75 %`.
    Above {
        /// The bound, exclusive.
        bound: i64,
        /// People in the set.
        n: u32,
        /// Weeks in it, 1 to 4.
        weeks: u8,
    },
    /// Hidden to protect people.
    Hidden,
    /// There are no data for anybody, which is not zero.
    NoData,
}

impl CellValue {
    /// The smallest and the greatest number it stands for; none where nothing is told.
    ///
    /// A share below a bound lies between 0 and it, one above a bound between it and 100.
    #[must_use]
    pub const fn range(self) -> Option<(i64, i64)> {
        match self {
            Self::Shown { low, high, .. } => Some((low, high)),
            Self::Below { bound, .. } => Some((0, bound)),
            Self::Above { bound, .. } => Some((bound, 100)),
            Self::Hidden | Self::NoData => None,
        }
    }

    /// Weeks that had values; 0 where nothing is told.
    #[must_use]
    pub const fn weeks(self) -> u8 {
        match self {
            Self::Shown { weeks, .. } | Self::Below { weeks, .. } | Self::Above { weeks, .. } => {
                weeks
            }
            Self::Hidden | Self::NoData => 0,
        }
    }

    /// Where a bar for it ends: at the value or at its bound.
    #[must_use]
    pub const fn drawn(self) -> Option<i64> {
        match self {
            Self::Shown { value, .. } => Some(value),
            Self::Below { bound, .. } | Self::Above { bound, .. } => Some(bound),
            Self::Hidden | Self::NoData => None,
        }
    }
}

/// One value of one metric, one set of people and one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// Who.
    pub slice: Slice,
    /// When.
    pub period: Period,
    /// Which metric.
    pub metric: MetricNumber,
    /// Which class of a distribution, from 0; 0 for all other metrics.
    pub class: u16,
    /// What its numbers count.
    pub unit: CellUnit,
    /// The value.
    pub value: CellValue,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_value_carries_nothing() {
        let text = serde_json::to_string(&CellValue::Hidden).unwrap();
        assert_eq!(text, "\"hidden\"");
        assert_eq!(CellValue::Hidden.range(), None);
        assert_eq!(CellValue::Hidden.drawn(), None);
    }

    #[test]
    fn a_clipped_share_is_drawn_at_its_bound() {
        let below = CellValue::Below {
            bound: 25,
            n: 10,
            weeks: 1,
        };
        assert_eq!((below.drawn(), below.range()), (Some(25), Some((0, 25))));
        let above = CellValue::Above {
            bound: 75,
            n: 10,
            weeks: 1,
        };
        assert_eq!((above.drawn(), above.range()), (Some(75), Some((75, 100))));
    }
}
