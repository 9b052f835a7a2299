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

/// What becomes of cancelled events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cancelled {
    /// They don't count.
    Exclude,
    /// They count as if they had taken place: how much was planned.
    Include,
}

/// How a minute is shared by the meetings that lie on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    /// Each of d meetings gets 1/d of it.
    Equal,
}

/// Whose clock tells days and hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zones {
    /// The person's for what is about people, the organiser's for what is about meetings.
    PersonAndOrganizer,
}

/// Which working hours hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoursSource {
    /// Those of the mailbox; the default where it has none.
    Mailbox,
    /// The default for everybody.
    Default,
}

/// Working hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WorkHours {
    /// Which hold.
    pub source: HoursSource,
    /// Working days of the default, a bit for each, Monday lowest.
    pub days: u8,
    /// Begin of the default in minutes after midnight.
    pub from_min: u16,
    /// End of the default in minutes after midnight.
    pub to_min: u16,
}

impl WorkHours {
    /// The mailbox's, else Monday to Friday, 8 to 17 (Viva Insights).
    pub const VIVA: Self = Self {
        source: HoursSource::Mailbox,
        days: 0b1_1111,
        from_min: 8 * 60,
        to_min: 17 * 60,
    };
}

/// Metrics that follow the whole calendar: every event that isn't cancelled or declined, whoever takes part and however
/// long it lasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExcludedFromRule {
    /// M4: working time in meetings.
    pub working_time: bool,
    /// M12: conflicts.
    pub conflicts: bool,
    /// M18: time available to focus.
    pub available: bool,
}

impl ExcludedFromRule {
    /// Whether any does.
    #[must_use]
    pub const fn any(self) -> bool {
        self.working_time || self.conflicts || self.available
    }
}

/// Whose weeks are left out before anything is summed; all off by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hygiene {
    /// People with a lower mean of meeting time a week, in minutes (300 in Viva's meeting report).
    pub least_min: Option<u32>,
    /// Weeks in which everybody's mean lies more than this below the mean of all weeks, in tenths of a standard
    /// deviation (10 in Microsoft's open R package).
    pub holiday_tenths: Option<u32>,
    /// Weeks of one person that lie at least this below the person's mean, in tenths of a standard deviation (20).
    pub inactive_tenths: Option<u32>,
}

impl Hygiene {
    /// Whether any rule is on.
    #[must_use]
    pub const fn any(self) -> bool {
        self.least_min.is_some() || self.holiday_tenths.is_some() || self.inactive_tenths.is_some()
    }
}

/// A policy: every switch, spelled out. Another value of any of them makes another policy with another id.
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
    /// What becomes of cancelled events.
    pub cancelled: Cancelled,
    /// All-day events count.
    pub all_day: bool,
    /// Time out of office isn't attended and isn't working time.
    pub out_of_office: bool,
    /// Which conflict time is the headline.
    pub overlap: Overlap,
    /// How minutes of several meetings are shared.
    pub allocation: Allocation,
    /// What the size of a meeting counts.
    pub size_basis: SizeBasis,
    /// Which working hours hold.
    pub work_hours: WorkHours,
    /// Whose clock tells days and hours.
    pub zones: Zones,
    /// Metrics that follow the whole calendar.
    pub excluded_from_rule: ExcludedFromRule,
    /// Whose weeks are left out.
    pub hygiene: Hygiene,
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
            cancelled: Cancelled::Exclude,
            all_day: false,
            out_of_office: true,
            overlap: Overlap::Depth2,
            allocation: Allocation::Equal,
            size_basis: SizeBasis::Invited,
            work_hours: WorkHours::VIVA,
            zones: Zones::PersonAndOrganizer,
            excluded_from_rule: ExcludedFromRule {
                working_time: false,
                conflicts: false,
                available: false,
            },
            hygiene: Hygiene {
                least_min: None,
                holiday_tenths: None,
                inactive_tenths: None,
            },
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
