//! When a silent visitor counts as away or gone.

use serde::{Deserialize, Serialize};

use super::state::Presence;
use crate::Timestamp;

/// Seconds of silence after which a visitor is away.
pub const AWAY_AFTER_S: i64 = 30;
/// Seconds of silence after which a visitor is gone.
pub const GONE_AFTER_S: i64 = 90;
/// Seconds after a leave beacon during which a return undoes it (a refresh sends one, too).
pub const BEACON_GRACE_S: i64 = 20;

/// What a browser last told about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The page is in view.
    Visible,
    /// The page is in the background. Phones suspend such pages: silence is no proof of leaving.
    Hidden,
    /// The page is being closed.
    Leaving,
}

/// The last sign of life of one ticket over all its tabs and devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastSign {
    /// What it said.
    pub sign: Sign,
    /// When it arrived.
    pub at: Timestamp,
    /// How many streams of the ticket are open (two tabs are one visitor).
    pub streams: u32,
}

/// Presence of a ticket (queue.md 3.3): silence beats everything, a closing page counts after its grace.
#[must_use]
pub fn presence(last: LastSign, now: Timestamp) -> Presence {
    let silent_s = now.seconds_since(last.at);
    if silent_s > GONE_AFTER_S {
        return Presence::Gone;
    }
    match last.sign {
        Sign::Leaving if last.streams == 0 && silent_s >= BEACON_GRACE_S => Presence::Gone,
        Sign::Leaving | Sign::Hidden => Presence::Away,
        Sign::Visible if silent_s > AWAY_AFTER_S => Presence::Away,
        Sign::Visible => Presence::Present,
    }
}
