//! Reading times: Graph's `dateTime` with a zone beside it, or a time with its offset inside.

use model::culture::fact::Minute;

use super::notice::Cause;
use crate::zones;

/// A civil time as written, and the offset written behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Written {
    /// Minutes since 1970 by the clock on the wall.
    wall: i64,
    /// Minutes to subtract for UTC; `None` where nothing is written.
    offset: Option<i64>,
}

/// A time with `Z` or an offset, or without either, then UTC. `None` unless readable and within the range of a minute.
pub(super) fn instant(text: &str) -> Option<Minute> {
    let written = written(text)?;
    Minute::try_from(written.wall - written.offset.unwrap_or(0)).ok()
}

/// A `dateTime` and its `timeZone`, which is UTC because it was asked for; other zones are understood where they're known.
pub(super) fn zoned(text: &str, zone: Option<&str>) -> Result<Minute, Cause> {
    let written = written(text).ok_or(Cause::Unreadable)?;
    let utc = match (written.offset, zone) {
        (Some(offset), _) => written.wall - offset,
        (None, None | Some("UTC")) => written.wall,
        (None, Some(zone)) => in_zone(written.wall, zone)?,
    };
    Minute::try_from(utc).map_err(|_| Cause::Unreadable)
}

/// UTC minutes of a wall clock in a named zone; gaps and repeated hours as the calendar programs do (the earlier offset
/// for repeated hours).
fn in_zone(wall: i64, zone: &str) -> Result<i64, Cause> {
    let name = zones::iana(zone).ok_or(Cause::UnknownZone)?;
    let zone = jiff::tz::TimeZone::get(&name).map_err(|_| Cause::UnknownZone)?;
    let civil = jiff::Timestamp::from_second(wall.saturating_mul(60))
        .map_err(|_| Cause::Unreadable)?
        .to_zoned(jiff::tz::TimeZone::UTC)
        .datetime();
    let zoned = civil.to_zoned(zone).map_err(|_| Cause::Unreadable)?;
    Ok(zoned.timestamp().as_second().div_euclid(60))
}

/// `YYYY-MM-DDThh:mm[:ss[.f]][Z|+hh:mm|-hh:mm]`; seconds are checked and dropped.
fn written(text: &str) -> Option<Written> {
    let bytes = text.trim_ascii().as_bytes();
    let (date, rest) = bytes.split_first_chunk::<16>()?;
    #[rustfmt::skip]
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T' | b't' | b' ', h1, h2, b':', n1, n2] = *date
    else {
        return None;
    };
    let year = pair(y1, y2)? * 100 + pair(y3, y4)?;
    let (month, day) = (pair(m1, m2)?, pair(d1, d2)?);
    let (hour, minute) = (pair(h1, h2)?, pair(n1, n2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=longest).contains(&day) || hour > 23 || minute > 59 {
        return None;
    }
    Some(Written {
        wall: days(year, month, day) * 1_440 + hour * 60 + minute,
        offset: offset(after_seconds(rest)?)?,
    })
}

/// What stands behind the seconds and their fraction.
fn after_seconds(rest: &[u8]) -> Option<&[u8]> {
    let [b':', seconds @ ..] = rest else {
        return Some(rest);
    };
    let ([ten, one], rest) = seconds.split_first_chunk()?;
    if pair(*ten, *one)? > 60 {
        return None;
    }
    let [b'.', fraction @ ..] = rest else {
        return Some(rest);
    };
    let digits = fraction
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if digits == 0 {
        None
    } else {
        fraction.get(digits..)
    }
}

fn offset(rest: &[u8]) -> Option<Option<i64>> {
    match rest {
        [] => Some(None),
        [b'Z' | b'z'] => Some(Some(0)),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (pair(*h1, *h2)?, pair(*m1, *m2)?);
            let size = hours * 60 + minutes;
            let fits = hours <= 18 && minutes <= 59;
            fits.then_some(Some(if *sign == b'-' { -size } else { size }))
        }
        _ => None,
    }
}

/// A number of two digits.
const fn pair(ten: u8, one: u8) -> Option<i64> {
    let (ten, one) = (ten.wrapping_sub(b'0'), one.wrapping_sub(b'0'));
    if ten > 9 || one > 9 {
        return None;
    }
    Some((ten * 10 + one) as i64)
}

/// Days from 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
pub(super) const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_minutes() {
        assert_eq!(instant("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(instant("1970-01-02T00:01:59.9999999"), Some(1_441));
        assert_eq!(
            instant("2026-11-22T10:30:00+01:00"),
            instant("2026-11-22T09:30:00Z")
        );
        assert_eq!(
            instant("2026-11-22T09:30-05:30"),
            instant("2026-11-22T15:00Z")
        );
        assert_eq!(instant("1969-12-31T23:59:00Z"), Some(-1));
        assert!(instant("0001-01-01T00:00:00Z").is_some());
        for broken in [
            "",
            "x",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:61Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00X",
            "2026-01-01T00:00:00+1:00",
            "2026-01-01T00:00:00+19:00",
            "2026-01-01",
            "2026-01-01T0000",
            "-026-01-01T00:00",
            "9999-12-31T00:00:00Z",
            "2026-01-01T00:00:00Zü",
        ] {
            assert_eq!(instant(broken), None, "{broken}");
        }
    }

    #[test]
    fn zones_beside_the_time_are_understood() {
        let utc = zoned("2026-07-01T08:00:00.0000000", Some("UTC"));
        assert_eq!(
            utc,
            zoned("2026-07-01T10:00:00", Some("W. Europe Standard Time"))
        );
        assert_eq!(utc, zoned("2026-07-01T10:00:00", Some("Europe/Berlin")));
        assert_eq!(utc, zoned("2026-07-01T08:00:00", None));
        assert_eq!(
            zoned("2026-07-01T08:00:00", Some("tzone://Microsoft/Custom")),
            Err(Cause::UnknownZone)
        );
        assert_eq!(zoned("soon", Some("UTC")), Err(Cause::Unreadable));
    }

    proptest::proptest! {
        #[test]
        fn every_minute_reads_as_jiff_writes_it(minute in -500_000_000_i64..2_000_000_000) {
            let at = jiff::Timestamp::from_second(minute * 60).unwrap();
            proptest::prop_assert_eq!(instant(&at.to_string()).map(i64::from), Some(minute));
        }

        #[test]
        fn nothing_upsets_it(text in "\\PC{0,40}", zone in "\\PC{0,20}") {
            let _ = (instant(&text), zoned(&text, Some(&zone)));
        }
    }
}
