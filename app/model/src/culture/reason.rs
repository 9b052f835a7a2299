//! Why an event on a calendar counted or not.

use serde::{Deserialize, Serialize};

/// Each event is in one of these, the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It counted.
    Counted,
    /// It counted in hours and focus and nowhere else, because it is private.
    Private,
    /// It was cancelled.
    Cancelled,
    /// It lasts whole days.
    AllDay,
    /// It is longer than the policy allows.
    TooLong,
    /// Fewer people took part than the policy wants.
    Alone,
    /// The owner declined, or isn't part of it any more.
    Declined,
    /// The owner neither accepted nor shows the time as busy.
    Unsure,
}

impl Reason {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Counted,
        Self::Private,
        Self::Cancelled,
        Self::AllDay,
        Self::TooLong,
        Self::Alone,
        Self::Declined,
        Self::Unsure,
    ];
}
