//! Why an event on a calendar counted or not.

use serde::{Deserialize, Serialize};

/// Each event that touches its owner's week is in one of these, the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It counted; a private one in hours and focus alone.
    Counted,
    /// It was cancelled.
    Cancelled,
    /// It lasts whole days.
    AllDay,
    /// It is longer than the policy allows.
    TooLong,
    /// It is private, and the policy leaves such events out.
    Private,
    /// Fewer or more people took part than the policy wants.
    Alone,
    /// The owner declined, or isn't part of it any more.
    Declined,
    /// The owner neither accepted nor shows the time as busy.
    Unsure,
    /// The owner was out of office all the while.
    Away,
}

impl Reason {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Counted,
        Self::Cancelled,
        Self::AllDay,
        Self::TooLong,
        Self::Private,
        Self::Alone,
        Self::Declined,
        Self::Unsure,
        Self::Away,
    ];
}
