//! Parts of a segment or meeting by day and hour.

use model::culture::{Quantity, quantity::UNIT};

use super::{columns::Row, sweep::Counted};

/// M25: minutes of a segment by weekday and local hour.
pub(super) fn heat(row: &mut Row, first_weekday: usize, local: i32, minutes: i32) {
    let (mut at, end) = (local, local + minutes);
    while at < end {
        let hour = at.div_euclid(60);
        let stop = end.min((hour + 1) * 60);
        let cell = (hour + first_weekday as i32 * 24).rem_euclid(168) as usize;
        row[Quantity::HEAT[0].index() + cell] += i64::from(stop - at);
        at = stop;
    }
}

/// Minutes of a segment between 08 and 18 local; a segment is inside of one day.
pub(super) fn inside_day(local: i32, minutes: i64) -> i64 {
    let from = i64::from(local.rem_euclid(1_440));
    ((from + minutes).min(18 * 60) - from.max(8 * 60)).max(0)
}

/// M3: gives the last day of a meeting its part; the new total of parts.
pub(super) fn give_parts(row: &mut Row, first_weekday: usize, one: &Counted) -> i64 {
    let length = i64::from(one.end - one.start);
    let parts = if one.units == length * UNIT {
        UNIT
    } else {
        one.units / length
    };
    let weekday = (usize::from(one.day) + first_weekday) % 7;
    row[Quantity::MEETINGS_DAY[0].index() + weekday] += parts - one.parts;
    parts
}
