//! Weeks as numbers. Week 1 begins on Monday 1970-01-05, 00:00 UTC; the same count serves UTC buckets of facts and the
//! local weeks of figures.

use model::Timestamp;
use model::culture::Minute;

/// Minutes of a day.
pub(crate) const DAY_MIN: Minute = 1_440;

/// The week in which a minute lies, in UTC.
#[must_use]
pub fn week_of(minute: Minute) -> i32 {
    (minute.div_euclid(DAY_MIN) + 3).div_euclid(7)
}

/// The first minute of a week, in UTC.
#[must_use]
pub fn week_start(week: i32) -> Minute {
    (week * 7 - 3) * DAY_MIN
}

/// An instant as a minute, seconds dropped. Instants beyond the years 0 to 5,900 become the nearest minute.
#[must_use]
pub fn minute_of(at: Timestamp) -> Minute {
    let minute = at.0.div_euclid(60_000);
    Minute::try_from(minute).unwrap_or(if minute < 0 { Minute::MIN } else { Minute::MAX })
}

/// The present, when `now` was it at `begun`: work that takes long measures its leases from here.
pub(crate) fn later(now: Timestamp, begun: std::time::Instant) -> Timestamp {
    let ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    Timestamp(now.0.saturating_add(ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_mondays_at_midnight() {
        // 2026-11-23 was a Monday.
        let monday = minute_of(Timestamp(1_795_392_000_000));
        assert_eq!(week_start(week_of(monday)), monday);
        assert_eq!(week_of(monday - 1), week_of(monday) - 1);
        assert_eq!(week_of(monday + 7 * DAY_MIN - 1), week_of(monday));
        assert_eq!((week_of(0), week_start(0)), (0, -3 * DAY_MIN));
        assert_eq!(week_start(1), 4 * DAY_MIN, "Monday 1970-01-05");
    }

    #[test]
    fn instants_out_of_range_are_clamped() {
        assert_eq!(minute_of(Timestamp(i64::MAX)), Minute::MAX);
        assert_eq!(minute_of(Timestamp(i64::MIN)), Minute::MIN);
        assert_eq!(minute_of(Timestamp(-1)), -1);
    }
}
