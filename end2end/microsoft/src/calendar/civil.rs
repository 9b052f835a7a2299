//! Dates and times as Graph writes them, without a detour through a date library: calendars are made of little else.

use super::{DAY_MIN, MINUTE_MS};

/// Year, month and day of a day count since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms").
pub(crate) fn date(day: i32) -> (i32, i32, i32) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (
        year + era * 400 + i32::from(month <= 2),
        month,
        day_of_month,
    )
}

/// `2026-11-23`
pub(crate) fn write_date(out: &mut String, day: i32) {
    let (year, month, day_of_month) = date(day);
    digits(out, year, 4);
    out.push('-');
    digits(out, month, 2);
    out.push('-');
    digits(out, day_of_month, 2);
}

/// `2026-11-23T09:30:00.0000000`
pub(crate) fn write_minute(out: &mut String, minute: i32) {
    write_date(out, minute.div_euclid(DAY_MIN));
    let of_day = minute.rem_euclid(DAY_MIN);
    out.push('T');
    digits(out, of_day / 60, 2);
    out.push(':');
    digits(out, of_day % 60, 2);
    out.push_str(":00.0000000");
}

/// `2026-11-23T09:30:12Z`
pub(crate) fn write_instant(out: &mut String, ms: i64) {
    let minute = super::minute_of(ms);
    write_date(out, minute.div_euclid(DAY_MIN));
    let of_day = minute.rem_euclid(DAY_MIN);
    out.push('T');
    digits(out, of_day / 60, 2);
    out.push(':');
    digits(out, of_day % 60, 2);
    out.push(':');
    let second = ms.rem_euclid(MINUTE_MS) / 1_000;
    digits(out, i32::try_from(second).unwrap_or(0), 2);
    out.push('Z');
}

/// `2026-11-23T09:30:12.1230000Z`
pub(crate) fn write_instant_precise(out: &mut String, ms: i64) {
    write_instant(out, ms);
    out.pop();
    out.push('.');
    digits(out, i32::try_from(ms.rem_euclid(1_000)).unwrap_or(0), 3);
    out.push_str("0000Z");
}

fn digits(out: &mut String, value: i32, width: u32) {
    for place in (0..width).rev() {
        let digit = value / 10_i32.pow(place) % 10;
        out.push(char::from(b'0' + u8::try_from(digit).unwrap_or(0)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_graph_writes_them() {
        let mut text = String::new();
        write_minute(&mut text, 20_780 * DAY_MIN + 570);
        assert_eq!(text, "2026-11-23T09:30:00.0000000");
        text.clear();
        write_instant_precise(&mut text, 1_795_262_400_123);
        assert_eq!(text, "2026-11-21T12:00:00.1230000Z");
        assert_eq!(date(-1), (1969, 12, 31));
        assert_eq!(date(11_016), (2000, 2, 29));
    }
}
