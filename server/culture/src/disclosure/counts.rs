//! How many events on calendars counted in a week and why the others didn't: of the whole organisation alone.
//!
//! These are counts over everybody who is measured, no sums over a planned set, told once a week and of no other set, and
//! only where those measured are the people of the company's other cells: nothing can be subtracted from them. They keep the rules of every cell: nothing where the company itself is
//! hidden, nothing that fewer than k people have a part in or of which one person has more than half; and fewer than
//! 10 events are told as a bound.

use model::culture::Reason;
use model::culture::cell::{Basis, Cell, CellUnit, CellValue, MetricNumber, Slice};

use super::close::Drafts;
use super::sheet::Record;
use crate::engine::{ReasonCount, ReasonCounts};

/// The place of the counts among cells, their class being the place in [`Reason::ALL`]; no metric of the catalogue has it.
pub const COUNTS: MetricNumber = MetricNumber(10_001);

/// Fewest events that are told as a number.
const EVENTS: u64 = 10;

/// Adds the counts to the company's cells of a week. All its other cells must be there.
pub(super) fn add(drafts: &mut Drafts<'_>, counts: &ReasonCounts) {
    let cohort = drafts.cohort();
    let (Some(company), least) = (cohort.place(Slice::Company), cohort.minimum.get()) else {
        return;
    };
    let n = drafts.people(company);
    for (class, count) in (0..).zip(counts.iter().take(Reason::ALL.len())) {
        let value = n.map_or(CellValue::Hidden, |n| told(count, n, least));
        let cell = Cell {
            slice: Slice::Company,
            period: drafts.period(),
            metric: COUNTS,
            class,
            unit: CellUnit::Tenths,
            value,
        };
        drafts.push(company, Record { cell, exact: None });
    }
}

fn told(count: &ReasonCount, n: u32, least: u32) -> CellValue {
    let tenths = CellUnit::Tenths.scale();
    if count.events < EVENTS {
        let bound = i64::try_from(EVENTS).unwrap_or(i64::MAX) * tenths;
        return CellValue::Below { bound, n, weeks: 1 };
    }
    if count.people < least || count.largest * 2 > count.events {
        return CellValue::Hidden;
    }
    match i64::try_from(count.events) {
        Ok(events) => CellValue::Shown {
            value: events * tenths,
            low: events * tenths,
            high: events * tenths,
            n,
            weeks: 1,
            basis: Basis::People,
        },
        Err(_) => CellValue::Hidden,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(events: u64, people: u32, largest: u64) -> CellValue {
        let count = ReasonCount {
            events,
            people,
            largest,
        };
        told(&count, 50, 10)
    }

    #[test]
    fn fewer_than_ten_events_are_a_bound_whoever_had_them() {
        let below = CellValue::Below {
            bound: 100,
            n: 50,
            weeks: 1,
        };
        assert_eq!(count(0, 0, 0), below);
        assert_eq!(count(9, 1, 9), below);
    }

    #[test]
    fn events_of_few_or_of_one_person_are_hidden() {
        assert_eq!(count(40, 9, 5), CellValue::Hidden);
        assert_eq!(count(40, 10, 21), CellValue::Hidden);
        assert_eq!(count(40, 10, 20).drawn(), Some(400));
        assert_eq!(count(10, 10, 1).drawn(), Some(100));
    }
}
