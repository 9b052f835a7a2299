//! A room's clock on the wall: its days, hours and nightly sweep. Summer time is jiff's business.

use jiff::Zoned;
use jiff::civil::time;
use jiff::tz::TimeZone;
use model::Timestamp;

/// The hour of the nightly sweep.
const SWEEP_HOUR: i8 = 3;

/// A time zone by its IANA name.
#[derive(Clone, Debug)]
pub(crate) struct Zone(TimeZone);

impl Zone {
    /// The zone of this name; UTC for a name that is not (or no longer) known.
    pub(crate) fn named(name: &str) -> Self {
        Self(TimeZone::get(name).unwrap_or(TimeZone::UTC))
    }

    fn at(&self, at: Timestamp) -> Zoned {
        jiff::Timestamp::from_millisecond(at.0)
            .unwrap_or_default()
            .to_zoned(self.0.clone())
    }

    /// Day (`YYYY-MM-DD`) and hour of an instant.
    pub(crate) fn day_and_hour(&self, at: Timestamp) -> (String, u32) {
        let local = self.at(at);
        let hour = u32::try_from(local.hour()).unwrap_or(0);
        (local.date().to_string(), hour)
    }

    /// The last time the clock on the wall stood at the sweep's hour. Where a change of the clock skips that hour, the
    /// sweep comes when the skipped hour would have been; where it comes twice, at the first of both.
    pub(crate) fn last_sweep(&self, now: Timestamp) -> Timestamp {
        let mut day = self.at(now).date();
        for _ in 0..3 {
            let sweep = day
                .to_datetime(time(SWEEP_HOUR, 0, 0, 0))
                .to_zoned(self.0.clone());
            if let Ok(sweep) = sweep {
                let sweep = Timestamp(sweep.timestamp().as_millisecond());
                if sweep <= now {
                    return sweep;
                }
            }
            day = day.yesterday().unwrap_or(day);
        }
        Timestamp(i64::MIN)
    }
}

/// The IANA name a typed zone goes by, with its usual capitals; none for a zone that is not known.
pub(crate) fn canonical(typed: &str) -> Option<String> {
    let zone = TimeZone::get(typed.trim()).ok()?;
    zone.iana_name().map(str::to_owned)
}

/// The zone of the machine, as the suggestion for new rooms; UTC where it tells none.
pub(crate) fn of_this_machine() -> String {
    TimeZone::try_system()
        .ok()
        .and_then(|zone| zone.iana_name().map(str::to_owned))
        .and_then(|name| canonical(&name))
        .unwrap_or_else(|| "UTC".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let utc = Zone::named("UTC");
        assert_eq!(
            utc.day_and_hour(Timestamp(1_709_251_199_999)),
            ("2024-02-29".to_owned(), 23)
        );
        let berlin = Zone::named("Europe/Berlin");
        for (instant, day, hour) in [
            ("2026-03-28T23:30:00Z", "2026-03-29", 0),
            // From 02:00 to 03:00: an hour that does not exist.
            ("2026-03-29T00:59:59Z", "2026-03-29", 1),
            ("2026-03-29T01:00:00Z", "2026-03-29", 3),
            ("2026-06-30T22:00:00Z", "2026-07-01", 0),
            // The hour that comes twice is one hour of the day.
            ("2026-10-25T00:30:00Z", "2026-10-25", 2),
            ("2026-10-25T01:30:00Z", "2026-10-25", 2),
        ] {
            let found = berlin.day_and_hour(at(instant));
            assert_eq!(found, (day.to_owned(), hour), "{instant}");
        }
    }

    #[test]
    fn the_sweep_is_at_three_by_the_clock_on_the_wall() {
        for (zone, now, sweep) in [
            ("UTC", "2026-11-22T02:59:59Z", "2026-11-21T03:00:00Z"),
            ("UTC", "2026-11-22T03:00:00Z", "2026-11-22T03:00:00Z"),
            (
                "Europe/Berlin",
                "2026-11-22T02:00:00Z",
                "2026-11-22T02:00:00Z",
            ),
            (
                "Europe/Berlin",
                "2026-07-01T00:59:00Z",
                "2026-06-30T01:00:00Z",
            ),
            // Spring: 03:00 is where the skipped hour ends. Autumn: 03:00 comes once.
            (
                "Europe/Berlin",
                "2026-03-29T12:00:00Z",
                "2026-03-29T01:00:00Z",
            ),
            (
                "Europe/Berlin",
                "2026-10-25T12:00:00Z",
                "2026-10-25T02:00:00Z",
            ),
            // A day that a zone left out altogether.
            (
                "Pacific/Apia",
                "2011-12-30T11:00:00Z",
                "2011-12-29T13:00:00Z",
            ),
            (
                "Asia/Kathmandu",
                "2026-11-22T12:00:00Z",
                "2026-11-21T21:15:00Z",
            ),
        ] {
            let found = Zone::named(zone).last_sweep(at(now));
            assert_eq!(found, at(sweep), "{zone} {now}");
        }
    }

    #[test]
    fn a_sweep_is_never_in_the_future_and_never_two_days_ago() {
        for name in [
            "UTC",
            "Europe/Berlin",
            "America/St_Johns",
            "Australia/Lord_Howe",
        ] {
            let zone = Zone::named(name);
            let mut now = at("2026-01-01T00:00:00Z");
            while now < at("2027-01-01T00:00:00Z") {
                let sweep = zone.last_sweep(now);
                let ago = now.seconds_since(sweep);
                assert!((0..=25 * 3600).contains(&ago), "{name} {}", now.0);
                now = now.plus_minutes(47);
            }
        }
    }

    #[test]
    fn only_known_names_pass() {
        assert_eq!(
            canonical(" europe/berlin ").as_deref(),
            Some("Europe/Berlin")
        );
        assert_eq!(canonical("UTC").as_deref(), Some("UTC"));
        for unknown in ["", "Berlin", "Europe/Nowhere", "../etc/passwd", "+01:00"] {
            assert_eq!(canonical(unknown), None, "{unknown}");
        }
        assert!(canonical(&of_this_machine()).is_some());
    }
}
