//! The switches that decide which events count. A tile names the policy its numbers follow; changing any switch makes
//! another policy with another id, and old series keep theirs.

use serde::{Deserialize, Serialize};

/// When a person counts as having attended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// The organiser, or response accepted; and `showAs` is busy.
    Strict,
    /// Anything but declined.
    NonDeclined,
}

/// Which time counts as conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// Time with two meetings or more.
    Depth2,
    /// Booked time less the union.
    Excess,
    /// The whole length of every meeting that overlaps another.
    Whole,
}

/// What the size of a meeting counts; both include the organiser and exclude resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeBasis {
    /// Everybody invited.
    Invited,
    /// Everybody who attended by the attendance rule.
    Attended,
}

/// The first day of a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekStart {
    /// ISO 8601.
    Monday,
    /// Viva Insights.
    Sunday,
}

/// A policy: every switch, spelled out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Policy {
    /// When a person counts as having attended.
    pub attendance: Attendance,
    /// Longest duration in minutes that is still a meeting, inclusive.
    pub max_duration_min: u32,
    /// Fewest participants by the attendance rule, organiser included.
    pub min_participants: u16,
    /// Most participants, where there is a bound.
    pub max_participants: Option<u16>,
    /// All-day events count.
    pub all_day: bool,
    /// Time out of office isn't attended and isn't working time.
    pub out_of_office: bool,
    /// Which conflict time is the headline.
    pub overlap: Overlap,
    /// What the size of a meeting counts.
    pub size_basis: SizeBasis,
    /// The first day of the week.
    pub week_start: WeekStart,
    /// Least gap in minutes that is focus time (60 is reported beside it).
    pub focus_min: u32,
    /// Sensitive events count in load and focus (opaque) or nowhere (dropped).
    pub sensitive_counts: bool,
}

impl Policy {
    /// `strict-v1`, the value that tiles show: Viva's rule of today.
    #[must_use]
    pub const fn strict() -> Self {
        Self {
            attendance: Attendance::Strict,
            max_duration_min: 24 * 60 - 1,
            min_participants: 2,
            max_participants: None,
            all_day: false,
            out_of_office: true,
            overlap: Overlap::Depth2,
            size_basis: SizeBasis::Invited,
            week_start: WeekStart::Monday,
            focus_min: 120,
            sensitive_counts: true,
        }
    }

    /// `nondeclined-v1`, the other end of the band.
    #[must_use]
    pub const fn non_declined() -> Self {
        Self {
            attendance: Attendance::NonDeclined,
            ..Self::strict()
        }
    }

    /// `legacy-v1`: the rule of Workplace Analytics.
    #[must_use]
    pub const fn legacy() -> Self {
        Self {
            attendance: Attendance::NonDeclined,
            max_duration_min: 8 * 60,
            min_participants: 2,
            max_participants: Some(249),
            out_of_office: false,
            overlap: Overlap::Whole,
            week_start: WeekStart::Sunday,
            ..Self::strict()
        }
    }
}
