//! The traffic light of a card: how long somebody has waited, as shape and step, never as colour alone.

use super::state::Presence;
use crate::Timestamp;

/// Step of the light. Each has its own shape and its own word, so that colour is never needed (WCAG 1.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// The visitor's browser is gone: grey, whatever the wait.
    Gone,
    /// Below the first threshold.
    Fresh,
    /// From the first threshold on.
    Waiting,
    /// From the second threshold on.
    Long,
}

/// Outline of a light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A crossed-out ring.
    Crossed,
    /// A disc.
    Circle,
    /// A triangle standing on its base.
    Triangle,
    /// A square standing on its corner.
    Diamond,
}

impl Light {
    /// Its shape; no two lights share one.
    #[must_use]
    pub const fn shape(self) -> Shape {
        match self {
            Self::Gone => Shape::Crossed,
            Self::Fresh => Shape::Circle,
            Self::Waiting => Shape::Triangle,
            Self::Long => Shape::Diamond,
        }
    }

    /// Its name in style sheets and language tables: `gone`, `fresh`, `waiting`, `long`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Fresh => "fresh",
            Self::Waiting => "waiting",
            Self::Long => "long",
        }
    }
}

/// Whole minutes waited, rounded down; 0 for an arrival in the future.
#[must_use]
pub const fn minutes_waited(arrived: Timestamp, now: Timestamp) -> i64 {
    now.seconds_since(arrived) / 60
}

/// The light of a visitor who arrived then, with the room's two thresholds in minutes.
#[must_use]
pub const fn light(
    arrived: Timestamp,
    now: Timestamp,
    thresholds: (u16, u16),
    presence: Presence,
) -> Light {
    if matches!(presence, Presence::Gone) {
        return Light::Gone;
    }
    let minutes = minutes_waited(arrived, now);
    if minutes >= thresholds.1 as i64 {
        Light::Long
    } else if minutes >= thresholds.0 as i64 {
        Light::Waiting
    } else {
        Light::Fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_turns_on_the_full_minute() {
        let arrived = Timestamp(1_000_000);
        let at = |seconds| {
            light(
                arrived,
                arrived.plus_seconds(seconds),
                (5, 10),
                Presence::Present,
            )
        };
        assert_eq!(at(-60), Light::Fresh);
        assert_eq!(at(299), Light::Fresh);
        assert_eq!(at(300), Light::Waiting);
        assert_eq!(at(599), Light::Waiting);
        assert_eq!(at(600), Light::Long);
        let away = light(arrived, arrived.plus_minutes(7), (5, 10), Presence::Away);
        assert_eq!(away, Light::Waiting);
        let gone = light(arrived, arrived.plus_minutes(70), (5, 10), Presence::Gone);
        assert_eq!(gone, Light::Gone);
    }
}
