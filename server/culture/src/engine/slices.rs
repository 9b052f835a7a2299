//! Parts of a segment or meeting by day and hour.

use model::culture::{Quantity, quantity::UNIT};

use super::{columns::Row, sweep::Counted};

/// M25: minutes of a segment by weekday and local hour.
pub(super) fn heat(row: &mut Row, first_weekday: usize, local: i32, minutes: i32) {
    let hour = local.div_euclid(60);
    let mut cell = (hour + first_weekday as i32 * 24).rem_euclid(168) as usize;
    let mut part = minutes.min((hour + 1) * 60 - local);
    let mut left = minutes;
    let mut give = || {
        row[Quantity::HEAT[0].index() + cell] += i64::from(part);
        cell = if cell == 167 { 0 } else { cell + 1 };
        left -= part;
        part = left.min(60);
        left
    };
    // Most segments touch one hour or two: giving nothing to the second costs less than asking.
    give();
    while give() > 0 {}
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
