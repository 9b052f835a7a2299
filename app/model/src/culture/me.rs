//! One's own page: what is kept about me, and my own figures.

use serde::{Deserialize, Serialize};

use super::Quantity;
use crate::Timestamp;

/// What is kept about one person, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptView {
    /// Whether meeting culture keeps anything about the person.
    pub known: bool,
    /// When the person opted out; `None` while they take part.
    pub opted_out: Option<Timestamp>,
    /// First and last week of which anything is kept, counted from that of Monday 1970-01-05, which is 1.
    pub weeks: Option<(i32, i32)>,
    /// Events kept from the person's own calendar.
    pub events: u64,
    /// Weeks of figures kept, each once per policy.
    pub figures: u64,
    /// Attributes kept, as name and value.
    pub attributes: Vec<(String, String)>,
    /// Groups, by name.
    pub groups: Vec<String>,
    /// When the calendar was last read.
    pub last_read: Option<Timestamp>,
}

/// One's own figures of one week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnWeek {
    /// Which week, counted from that of Monday 1970-01-05, which is 1.
    pub week: i32,
    /// The columns that have data, by number.
    pub figures: Vec<(Quantity, i64)>,
}

/// A person's own page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeView {
    /// What is kept.
    pub kept: KeptView,
    /// Own figures, latest week first; empty while opted out.
    pub weeks: Vec<OwnWeek>,
    /// What is looked at while the calendar is read.
    pub looked: Looked,
}

/// What is looked at of a calendar's events and not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// Texts, for an agenda.
    pub texts: bool,
    /// Titles, for excluded words.
    pub titles: bool,
}
