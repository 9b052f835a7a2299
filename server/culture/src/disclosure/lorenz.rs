//! How concentrated the load is that organisers cause (M36), without names: the share of it that the tenth who cause
//! least bring about, two tenths, and so on.
//!
//! This is an order statistic and no sum over a planned set, so the linear auditor has nothing to say about it and it
//! keeps rules of its own, stricter than those of medians:
//!
//! - it is told of the company and of first-level groups alone, whose load itself passed disclosure control in this
//!   window, of at least 20 organisers, people who caused none not counted;
//! - each point parts the organisers in two, and is told only where both sides are at least k people: of 20 organisers
//!   the middle alone, of 100 every tenth;
//! - and only where no single person makes up more than half of either side's load;
//! - how many organisers there are isn't told (one person who organises nothing could be seen from it): the cell's n is
//!   the set's;
//! - shares are whole percent. Who stands on which side is told nowhere, so that no two curves can be subtracted.

use model::culture::Quantity;
use model::culture::cell::{Axis, Basis, Cell, CellUnit, CellValue, MetricNumber, Slice};

use super::close::Drafts;
use super::figures::{CohortWeek, cell, round};
use super::sheet::Record;
use super::window::Window;

/// The place of the curve among cells; no metric of the catalogue has it.
pub const LORENZ: MetricNumber = MetricNumber(10_000);
/// Points of the curve: tenths of organisers, the last of which is all of them.
pub const LORENZ_POINTS: u16 = 10;

/// Fewest organisers.
const ORGANISERS: usize = 20;
/// lcm(1..=4): the mean of up to 4 weeks in whole numbers.
const TWELFTHS: i128 = 12;

/// Adds the curves of a window to its cells. Everything else of the window must be there.
pub(super) fn add(drafts: &mut Drafts<'_>, window: &Window<'_>) {
    let cohort = drafts.cohort();
    for (place, set) in cohort.sets.iter().enumerate() {
        let first_level = matches!(set.slice, Slice::Value { axis, .. } if axis == Axis::GROUP);
        if set.slice != Slice::Company && !first_level {
            continue;
        }
        let told = drafts.level(place, Quantity::ORGANIZED_GENERATED);
        let Some((n, weeks)) = told else {
            continue;
        };
        let least = cohort.minimum.get() as usize;
        let loads = loads(&set.members, window.weeks);
        for point in 0..LORENZ_POINTS {
            let share = share(&loads, usize::from(point) + 1, least);
            let value = share.map_or(CellValue::Hidden, |value| CellValue::Shown {
                value,
                low: value,
                high: value,
                n,
                weeks,
                basis: Basis::People,
            });
            let cell = Cell {
                slice: set.slice,
                period: drafts.period(),
                metric: LORENZ,
                class: point,
                unit: CellUnit::Percent,
                value,
            };
            drafts.push(place, Record { cell, exact: None });
        }
    }
}

/// What each organiser caused by the strict policy, their mean over the weeks that are known of them in twelfths, least
/// first.
fn loads(members: &[u32], weeks: &[CohortWeek<'_>]) -> Vec<i128> {
    let load = |person: &u32| {
        let known: Vec<i64> = weeks
            .iter()
            .filter_map(|week| week.get(*person as usize)?.as_ref())
            .filter_map(|one| cell(&one.strict, Quantity::ORGANIZED_GENERATED))
            .collect();
        let sum: i128 = known.iter().copied().map(i128::from).sum();
        let weeks = i128::try_from(known.len()).ok().filter(|one| *one > 0)?;
        Some(sum * TWELFTHS / weeks).filter(|load| *load > 0)
    };
    let mut loads: Vec<i128> = members.iter().filter_map(load).collect();
    loads.sort_unstable();
    loads
}

/// Percent of the load caused by the first `tenths` of organisers; none where few would be seen by it.
fn share(loads: &[i128], tenths: usize, least: usize) -> Option<i64> {
    if loads.len() < ORGANISERS {
        return None;
    }
    let cut = loads.len() * tenths / 10;
    let (first, rest) = loads.split_at_checked(cut)?;
    if rest.is_empty() {
        return Some(100);
    }
    let sum = |side: &[i128]| side.iter().sum::<i128>();
    let safe = |side: &[i128]| {
        let largest = side.last().copied().unwrap_or_default();
        side.len() >= least && largest * 2 <= sum(side)
    };
    if !safe(first) || !safe(rest) {
        return None;
    }
    round((sum(first), sum(loads)), 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(loads: &[i128]) -> Vec<Option<i64>> {
        (1..=10).map(|tenths| share(loads, tenths, 10)).collect()
    }

    #[test]
    fn a_hundred_equal_organisers_make_a_straight_line() {
        let even = (1..=10).map(|tenth| Some(tenth * 10));
        assert_eq!(points(&[6; 100]), even.collect::<Vec<_>>());
    }

    #[test]
    fn of_twenty_organisers_the_middle_alone_is_told_and_of_nineteen_nothing() {
        let mut only_middle = vec![None; 10];
        only_middle[4] = Some(50);
        only_middle[9] = Some(100);
        assert_eq!(points(&[6; 20]), only_middle);
        assert_eq!(points(&[6; 19]), vec![None; 10]);
    }

    #[test]
    fn a_side_that_one_person_makes_up_is_hidden() {
        let mut loads = vec![1; 39];
        loads.push(30);
        // The upper half is 19 and 30: one person is more than half of it.
        assert_eq!(points(&loads)[4], None);
        loads[39] = 19;
        assert_eq!(points(&loads)[4], Some(34));
    }
}
