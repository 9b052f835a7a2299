//! When a silent visitor counts as away or gone (queue.md 3.3).

use serde::{Deserialize, Serialize};

use super::state::Presence;
use crate::Timestamp;

/// Seconds of silence after which a visitor is away.
pub const AWAY_AFTER_S: i64 = 30;
/// Seconds of silence after which a visitor is gone.
pub const GONE_AFTER_S: i64 = 90;
/// Seconds after a leave beacon during which a return undoes it (a refresh sends one, too).
pub const BEACON_GRACE_S: i64 = 20;
/// Minutes a place is held after the visitor is gone.
pub const HELD_MIN: i64 = 5;
/// Minutes a place is held when the last report was "hidden": a locked phone cannot speak.
pub const HELD_HIDDEN_MIN: i64 = 15;

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
    /// When a page in view last spoke; none if never.
    pub visible_at: Option<Timestamp>,
    /// How many streams of the ticket are open (two tabs are one visitor).
    pub streams: u32,
}

impl LastSign {
    /// What is known after a first sign.
    #[must_use]
    pub const fn first(sign: Sign, at: Timestamp) -> Self {
        let visible_at = if matches!(sign, Sign::Visible) {
            Some(at)
        } else {
            None
        };
        Self {
            sign,
            at,
            visible_at,
            streams: 0,
        }
    }

    /// What is known after another sign. A clock that jumped back changes nothing about what was known.
    #[must_use]
    pub fn then(mut self, sign: Sign, at: Timestamp) -> Self {
        if at < self.at {
            return self;
        }
        self.sign = sign;
        self.at = at;
        if sign == Sign::Visible {
            self.visible_at = Some(at);
        }
        self
    }

    /// What two processes know together: the later sign, and all streams.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let later = if other.at > self.at { other } else { self };
        Self {
            visible_at: self.visible_at.max(other.visible_at),
            streams: self.streams.saturating_add(other.streams),
            ..later
        }
    }
}

/// Presence of a ticket.
///
/// - Several open pages: one that is in view counts, whatever another said on being hidden or closed.
/// - A hidden page whose stream stays open is away, however long: browsers silence it, but it is there.
/// - So is a page that stays open while another is closed: were it in view it would speak, so it is hidden.
/// - Otherwise silence decides, and a closing page counts after its grace.
#[must_use]
pub fn presence(last: LastSign, now: Timestamp) -> Presence {
    let others = match last.sign {
        Sign::Visible => 0,
        Sign::Hidden => 1,
        Sign::Leaving => 0,
    };
    let seen_lately = last
        .visible_at
        .is_some_and(|at| now.seconds_since(at) <= AWAY_AFTER_S);
    if last.streams > others && seen_lately {
        return Presence::Present;
    }
    let silent_s = now.seconds_since(last.at);
    match last.sign {
        Sign::Hidden | Sign::Leaving if last.streams > 0 => Presence::Away,
        _ if silent_s > GONE_AFTER_S => Presence::Gone,
        Sign::Leaving if silent_s >= BEACON_GRACE_S => Presence::Gone,
        Sign::Leaving | Sign::Hidden => Presence::Away,
        Sign::Visible if silent_s > AWAY_AFTER_S => Presence::Away,
        Sign::Visible => Presence::Present,
    }
}

/// Minutes the place of a gone visitor is held, after what their browser said last.
#[must_use]
pub const fn held_minutes(last: Sign) -> i64 {
    match last {
        Sign::Hidden => HELD_HIDDEN_MIN,
        Sign::Visible | Sign::Leaving => HELD_MIN,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    const START: Timestamp = Timestamp(1_000_000_000);

    fn after(seconds: i64) -> Timestamp {
        START.plus_seconds(seconds)
    }

    fn one(sign: Sign, streams: u32) -> LastSign {
        LastSign {
            streams,
            ..LastSign::first(sign, START)
        }
    }

    #[test]
    fn silence_turns_present_into_away_into_gone() {
        for (silent, expected) in [
            (0, Presence::Present),
            (30, Presence::Present),
            (31, Presence::Away),
            (90, Presence::Away),
            (91, Presence::Gone),
        ] {
            assert_eq!(
                presence(one(Sign::Visible, 1), after(silent)),
                expected,
                "{silent} s"
            );
            assert_eq!(
                presence(one(Sign::Visible, 0), after(silent)),
                expected,
                "{silent} s"
            );
        }
    }

    #[test]
    fn a_hidden_page_is_away_for_as_long_as_its_stream_is_open() {
        let hidden = one(Sign::Visible, 1).then(Sign::Hidden, after(5));
        assert_eq!(presence(hidden, after(6)), Presence::Away);
        assert_eq!(presence(hidden, after(30 * 60)), Presence::Away);
        let locked = LastSign {
            streams: 0,
            ..hidden
        };
        assert_eq!(presence(locked, after(5 + 90)), Presence::Away);
        assert_eq!(presence(locked, after(5 + 91)), Presence::Gone);
        assert_eq!(held_minutes(locked.sign), 15);
    }

    #[test]
    fn a_beacon_counts_after_its_grace_and_a_return_undoes_it() {
        let leaving = one(Sign::Visible, 0).then(Sign::Leaving, after(10));
        assert_eq!(presence(leaving, after(11)), Presence::Away);
        assert_eq!(presence(leaving, after(29)), Presence::Away);
        assert_eq!(presence(leaving, after(30)), Presence::Gone);
        assert_eq!(
            presence(leaving.then(Sign::Visible, after(15)), after(30)),
            Presence::Present
        );
    }

    #[test]
    fn two_tabs_are_one_visitor() {
        let two = one(Sign::Visible, 2);
        assert_eq!(
            presence(two.then(Sign::Hidden, after(5)), after(6)),
            Presence::Present
        );
        let both_hidden = two
            .then(Sign::Hidden, after(5))
            .then(Sign::Hidden, after(6));
        assert_eq!(presence(both_hidden, after(40)), Presence::Away);
        let closing = two.then(Sign::Leaving, after(5));
        assert_eq!(
            presence(
                LastSign {
                    streams: 1,
                    ..closing
                },
                after(28)
            ),
            Presence::Present
        );
        let other_hidden = LastSign {
            streams: 1,
            ..closing
        };
        assert_eq!(presence(other_hidden, after(31)), Presence::Away);
        assert_eq!(presence(other_hidden, after(30 * 60)), Presence::Away);
        assert_eq!(
            presence(
                LastSign {
                    streams: 0,
                    ..closing
                },
                after(28)
            ),
            Presence::Gone
        );
    }

    #[test]
    fn a_clock_that_jumps_back_makes_nobody_gone() {
        assert_eq!(
            presence(one(Sign::Visible, 1), after(-3600)),
            Presence::Present
        );
        let kept = one(Sign::Visible, 1).then(Sign::Leaving, after(-10));
        assert_eq!(kept, one(Sign::Visible, 1));
    }

    proptest! {
        /// A silent visitor only ever drifts from present over away to gone.
        #[test]
        fn silence_never_improves(
            sign in select(&[Sign::Visible, Sign::Hidden, Sign::Leaving][..]),
            streams in 0..3_u32,
            a in 0..200_i64,
            b in 0..200_i64,
        ) {
            let rank = |p| match p { Presence::Present => 0, Presence::Away => 1, Presence::Gone => 2 };
            let last = one(sign, streams);
            prop_assert!(rank(presence(last, after(a.min(b)))) <= rank(presence(last, after(a.max(b)))));
        }

        /// Nobody is gone while a page of theirs is open that has no reason to speak.
        #[test]
        fn an_open_page_is_somebody(
            signs in prop::collection::vec(
                (select(&[Sign::Visible, Sign::Hidden, Sign::Leaving][..]), 0..200_i64), 1..6,
            ),
            streams in 1..4_u32,
            later in 0..100_000_i64,
        ) {
            let mut at = 0;
            let mut last = one(Sign::Visible, streams);
            for (sign, pause) in signs {
                at += pause;
                last = last.then(sign, after(at));
            }
            let silent_in_view = last.sign == Sign::Visible;
            prop_assert!(silent_in_view || presence(last, after(at + later)) != Presence::Gone);
        }

        /// What two processes know together does not depend on who is asked first.
        #[test]
        fn merging_is_symmetric(
            one_at in 0..100_i64,
            other_at in 0..100_i64,
            streams in (0..3_u32, 0..3_u32),
            signs in (select(&[Sign::Visible, Sign::Hidden][..]), select(&[Sign::Visible, Sign::Leaving][..])),
        ) {
            prop_assume!(one_at != other_at);
            let a = LastSign { streams: streams.0, ..LastSign::first(signs.0, after(one_at)) };
            let b = LastSign { streams: streams.1, ..LastSign::first(signs.1, after(other_at)) };
            prop_assert_eq!(a.with(b), b.with(a));
        }
    }
}
