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
        for (point, share) in (0..LORENZ_POINTS).zip(shares(&loads, least)) {
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

/// Percent of the load caused by each tenth of organisers and those before it; none where few would be seen by it.
///
/// Two neighbouring points tell the load of those between them, so that a point is told only where the organisers since
/// the last one told are enough, too, and none of them has more than half of what they caused.
fn shares(loads: &[i128], least: usize) -> Vec<Option<i64>> {
    let points = usize::from(LORENZ_POINTS);
    let mut told = vec![None; points];
    if loads.len() < ORGANISERS {
        return told;
    }
    let all: i128 = loads.iter().sum();
    let safe = |some: &[i128]| {
        let largest = some.last().copied().unwrap_or_default();
        some.len() >= least && largest * 2 <= some.iter().sum::<i128>()
    };
    let mut last = 0;
    for (tenths, place) in (1..points).zip(&mut told) {
        let cut = loads.len() * tenths / points;
        let (Some(slice), Some((first, rest))) =
            (loads.get(last..cut), loads.split_at_checked(cut))
        else {
            continue;
        };
        if safe(slice) && safe(first) && safe(rest) {
            *place = round((first.iter().sum(), all), 100);
            last = cut;
        }
    }
    if let Some(end) = told.last_mut() {
        *end = Some(100);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(loads: &[i128]) -> Vec<Option<i64>> {
        shares(loads, 10)
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
    fn what_lies_between_two_points_is_of_ten_organisers_and_more() {
        let shown = |organisers: usize| {
            let points = points(&vec![6; organisers]);
            (1..10)
                .filter(|tenths| points[tenths - 1].is_some())
                .collect::<Vec<_>>()
        };
        // 30: cuts at 12 and then at 24, behind which only 6 are left.
        assert_eq!(shown(30), [4]);
        assert_eq!(shown(50), [2, 4, 6, 8]);
        // 99: the first cut is at 9, later slices are of 10.
        assert_eq!(shown(99), [2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(shown(100), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn a_side_that_one_person_makes_up_is_hidden() {
        let mut loads = vec![1; 39];
        loads.push(30);
        // Behind the first twelve are 27 and 30: one person is more than half of it.
        assert_eq!(points(&loads)[2], None);
        loads[39] = 27;
        assert_eq!(points(&loads)[2], Some(18));
    }
}
