//! Time zones of the offices: Windows and IANA names, offsets.

use std::sync::LazyLock;

use jiff::tz::TimeZone;

use super::{DAY_MIN, monday};

/// Number of a zone in the table.
pub(crate) type ZoneId = u8;

/// Windows name and IANA name; the first is UTC.
const ZONES: [(&str, &str); 11] = [
    ("UTC", "Etc/UTC"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("GMT Standard Time", "Europe/London"),
    ("FLE Standard Time", "Europe/Helsinki"),
    ("India Standard Time", "Asia/Kolkata"),
    ("Eastern Standard Time", "America/New_York"),
    ("Cen. Australia Standard Time", "Australia/Adelaide"),
    ("Nepal Standard Time", "Asia/Kathmandu"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("Central European Standard Time", "Europe/Warsaw"),
];

/// Where a mailbox without a known zone lives.
pub(crate) const DEFAULT: ZoneId = 1;
/// What Exchange calls a zone that was made by hand.
pub(crate) const CUSTOM: &str = "Customized Time Zone";

// 2019 to 2034; weeks outside take the offset of the nearest end.
const FIRST_WEEK: i32 = 2_556;
const WEEKS: i32 = 840;

static LOADED: LazyLock<Vec<TimeZone>> = LazyLock::new(|| {
    ZONES
        .iter()
        .map(|(_, iana)| TimeZone::get(iana).unwrap_or(TimeZone::UTC))
        .collect()
});

// Offsets change on weekends, so that of Wednesday noon holds for the working week.
static OFFSETS: LazyLock<Vec<Vec<i16>>> = LazyLock::new(|| {
    let of_week = |zone: &TimeZone, week: i32| {
        let noon = (monday(week) + 2) * DAY_MIN + 720;
        i16::try_from(offset_in(zone, noon)).unwrap_or(0)
    };
    LOADED
        .iter()
        .map(|zone| {
            (FIRST_WEEK..FIRST_WEEK + WEEKS)
                .map(|week| of_week(zone, week))
                .collect()
        })
        .collect()
});

/// The zone of this Windows or IANA name; the default one for a name that isn't in the table.
pub(crate) fn of_name(name: &str) -> ZoneId {
    let known = ZONES
        .iter()
        .position(|(windows, iana)| windows.eq_ignore_ascii_case(name) || *iana == name);
    known
        .and_then(|index| ZoneId::try_from(index).ok())
        .unwrap_or(DEFAULT)
}

/// The zone that a caller asks for, by Windows or IANA name; `None` when nobody knows it.
pub(crate) fn asked_for(name: &str) -> Option<TimeZone> {
    let known = ZONES
        .iter()
        .find(|(windows, _)| windows.eq_ignore_ascii_case(name));
    TimeZone::get(known.map_or(name, |(_, iana)| iana)).ok()
}

/// Windows name of a zone.
pub(crate) fn windows(zone: ZoneId) -> &'static str {
    ZONES.get(usize::from(zone)).map_or("UTC", |(name, _)| name)
}

/// Minutes that local time is ahead of UTC in the working days of a week.
pub(crate) fn offset_min(zone: ZoneId, week: i32) -> i32 {
    let index = (week - FIRST_WEEK).clamp(0, WEEKS - 1);
    let of_zone = OFFSETS.get(usize::from(zone));
    of_zone
        .and_then(|offsets| offsets.get(usize::try_from(index).unwrap_or(0)))
        .copied()
        .map_or(0, i32::from)
}

/// Minutes that local time is ahead of UTC at this very minute.
pub(crate) fn offset_in(zone: &TimeZone, minute: i32) -> i32 {
    let at = jiff::Timestamp::from_second(i64::from(minute) * 60).unwrap_or_default();
    zone.to_offset(at).seconds() / 60
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::week_of_day;

    #[test]
    fn offsets_follow_summer_time_and_half_hours() {
        // 2026-07-01 and 2026-12-02 are days 20635 and 20789.
        let (summer, winter) = (week_of_day(20_635), week_of_day(20_789));
        let both = |name: &str| {
            let zone = of_name(name);
            (offset_min(zone, summer), offset_min(zone, winter))
        };
        assert_eq!(both("W. Europe Standard Time"), (120, 60));
        assert_eq!(both("Europe/Berlin"), (120, 60));
        assert_eq!(both("India Standard Time"), (330, 330));
        assert_eq!(both("Cen. Australia Standard Time"), (570, 630));
        assert_eq!(
            both(CUSTOM),
            (120, 60),
            "made by hand, lives in the default zone"
        );
        assert!(asked_for("Mars/Olympus").is_none());
        assert!(asked_for("Pacific Standard Time").is_some());
    }
}
