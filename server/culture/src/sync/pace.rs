//! How fast the reading goes, and how long the rest will take at that pace.

use model::Timestamp;
use serde::{Deserialize, Serialize};

/// Samples that are kept.
const SAMPLES: usize = 12;
/// Seconds between two samples.
const EVERY_S: i64 = 10;
/// Least seconds between the first and the last sample from which a pace is judged.
const LEAST_S: i64 = 15;
/// Samples older than this say nothing about the present, seconds.
const OLDEST_S: i64 = 600;

/// Steps done at some instants, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Pace(Vec<(Timestamp, i64)>);

impl Pace {
    /// From its JSON; empty where that is something else.
    pub(crate) fn read(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// With one more sample. Fewer steps than before (a wider scope) begin the samples anew.
    pub(crate) fn with(mut self, now: Timestamp, done: i64) -> Self {
        self.0
            .retain(|(at, before)| now.seconds_since(*at) <= OLDEST_S && *before <= done);
        let soon = match self.0.as_slice() {
            [.., before, last] => last.0.seconds_since(before.0) < EVERY_S,
            _ => false,
        };
        if soon {
            self.0.pop();
        }
        self.0.push((now, done));
        let spare = self.0.len().saturating_sub(SAMPLES);
        self.0.drain(..spare);
        self
    }

    /// Minutes for the rest, rounded up; none without a pace, and when nothing is left.
    pub(crate) fn remaining_min(&self, rest: i64) -> Option<u32> {
        let ((first_at, first), (last_at, last)) = (*self.0.first()?, *self.0.last()?);
        let (seconds, steps) = (last_at.seconds_since(first_at), last - first);
        if rest <= 0 || seconds < LEAST_S || steps <= 0 {
            return None;
        }
        let minutes = (i128::from(rest) * i128::from(seconds)).div_ceil_of(i128::from(steps) * 60);
        u32::try_from(minutes).ok()
    }
}

trait DivCeil {
    fn div_ceil_of(self, by: Self) -> Self;
}

impl DivCeil for i128 {
    fn div_ceil_of(self, by: Self) -> Self {
        (self + by - 1) / by
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(1_000_000).plus_seconds(seconds)
    }

    #[test]
    fn the_rest_takes_as_long_as_the_pace_says() {
        let pace = Pace::default().with(at(0), 0).with(at(60), 100);
        assert_eq!(pace.remaining_min(100), Some(1));
        assert_eq!(pace.remaining_min(101), Some(2));
        assert_eq!(pace.remaining_min(0), None);
        assert_eq!(Pace::read(&pace.to_json()), pace);
    }

    #[test]
    fn without_a_pace_nothing_is_promised() {
        assert_eq!(Pace::default().remaining_min(10), None);
        let soon = Pace::default().with(at(0), 0).with(at(5), 100);
        assert_eq!(soon.remaining_min(10), None);
        let stuck = Pace::default().with(at(0), 7).with(at(60), 7);
        assert_eq!(stuck.remaining_min(10), None);
        assert_eq!(Pace::read("nonsense"), Pace::default());
    }

    #[test]
    fn old_samples_and_those_of_a_narrower_scope_are_forgotten() {
        let pace = Pace::default()
            .with(at(0), 50)
            .with(at(60), 100)
            .with(at(120), 20);
        assert_eq!(pace, Pace(vec![(at(120), 20)]));
        let later = pace.with(at(2_000), 30);
        assert_eq!(later, Pace(vec![(at(2_000), 30)]));
    }

    #[test]
    fn a_long_reading_keeps_few_samples() {
        let mut pace = Pace::default();
        for second in 0..500 {
            pace = pace.with(at(second), second);
        }
        assert!(pace.0.len() <= SAMPLES, "{pace:?}");
        assert_eq!(pace.remaining_min(600), Some(10));
    }
}
