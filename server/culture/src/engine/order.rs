//! Columns that follow from the order of meetings and from flags of whole meetings.

use super::{
    columns::{ABSENT, Row, col},
    judge::{CONFLICT, REDUNDANT},
    person::{Desk, Sitter},
};
use model::culture::Quantity;

impl Desk {
    /// M21 and late starts of M23.
    pub(super) fn next_ones(&self, sitter: &Sitter<'_>, row: &mut Row) {
        let all = &self.sweep.counted;
        let mut region = 0;
        for (place, one) in all.iter().enumerate() {
            // One offset all week, as nearly always: the first region tells local time.
            while sitter.person.offset_varies
                && region + 1 < sitter.regions.len()
                && sitter.regions[region].end <= one.start
            {
                region += 1;
            }
            if let Some(here) = sitter.regions.get(region) {
                let inside = sitter.person.start <= one.start && one.start < sitter.person.end;
                let late = (one.start + here.local).rem_euclid(1_440) >= 20 * 60;
                col!(row, LATE_STARTS) += i64::from(inside && late);
            }
            let Some(next) = all[place + 1..].iter().find(|next| next.start >= one.end) else {
                continue;
            };
            let gap = next.start - one.end;
            if gap > 10 || sitter.midnight_between(one.end, next.start) {
                continue;
            }
            col!(row, BACK_TO_BACK_10) += 1;
            col!(row, BACK_TO_BACK_5) += i64::from(gap <= 5);
            col!(row, BACK_TO_BACK_0) += i64::from(gap == 0);
        }
    }

    /// M44: overlaps as a flag.
    pub(super) fn flag_conflicts(&mut self) {
        for one in &mut self.sweep.counted {
            one.low |= if one.overlaps { CONFLICT } else { 0 };
        }
    }

    /// M6: meeting time in declared windows.
    pub(super) fn windows(&self, sitter: &Sitter<'_>, row: &mut Row) {
        let windows = sitter.intervals(|hours| hours.windows);
        if windows.is_empty() {
            col!(row, NO_MEETING_WINDOW_MIN) = ABSENT;
            return;
        }
        for segment in &self.sweep.segments {
            for window in windows {
                let minutes = segment.end.min(window.end) - segment.start.max(window.start);
                col!(row, NO_MEETING_WINDOW_MIN) += i64::from(minutes.max(0));
            }
        }
    }
}

/// M44: a segment in which a meeting with one of these flags takes place.
pub(super) fn low_quality(row: &mut Row, low: u8, minutes: i64) {
    if low == 0 {
        return;
    }
    let mut flags = low;
    while flags != 0 {
        let flag = flags.trailing_zeros() as usize;
        row[Quantity::LOW_CONFLICT_MIN.index() + flag] += minutes;
        flags &= flags - 1;
    }
    col!(row, LOW_QUALITY_ALL_MIN) += minutes;
    if low & (CONFLICT | REDUNDANT) != 0 {
        col!(row, LOW_QUALITY_MIN) += minutes;
    }
}
