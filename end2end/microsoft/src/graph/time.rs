//! Epoch milliseconds as the texts Graph uses.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// ISO 8601 in UTC to the second, such as `2026-11-21T23:30:00Z`; the epoch for a value out of range.
pub(crate) fn iso(epoch_ms: i64) -> String {
    zoned(epoch_ms).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The same with seven digits of a second, as meetings and mailboxes write it.
pub(crate) fn iso_precise(epoch_ms: i64) -> String {
    zoned(epoch_ms)
        .strftime("%Y-%m-%dT%H:%M:%S%.7fZ")
        .to_string()
}

/// ISO 8601 without zone, as it stands in `innerError.date`.
pub(crate) fn iso_bare(epoch_ms: i64) -> String {
    zoned(epoch_ms).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Reads ISO 8601; a value without offset counts as UTC. `None` when it isn't a time.
pub(crate) fn parse(text: &str) -> Option<i64> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.as_millisecond());
    }
    let local: jiff::civil::DateTime = text.parse().ok()?;
    local
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp().as_millisecond())
}

fn zoned(epoch_ms: i64) -> jiff::Zoned {
    Timestamp::from_millisecond(epoch_ms)
        .unwrap_or_default()
        .to_zoned(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_and_read_back() {
        let noon = 1_795_262_400_123;
        assert_eq!(iso(noon), "2026-11-21T12:00:00Z");
        assert_eq!(iso_precise(noon), "2026-11-21T12:00:00.1230000Z");
        assert_eq!(iso_bare(noon), "2026-11-21T12:00:00");
        assert_eq!(parse("2026-11-21T13:00:00.123+01:00"), Some(noon));
        assert_eq!(parse("2026-11-21T12:00:00.123"), Some(noon));
        assert_eq!(parse("tomorrow"), None);
    }
}
