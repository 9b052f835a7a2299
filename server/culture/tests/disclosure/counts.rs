//! Counts of events: small ones are told as a bound, and no sum over weeks tells what one person has.

use culture::disclosure::{Measure, MinimumGroup};
use model::culture::cell::{Basis, CellUnit, CellValue, MetricNumber, Slice};
use model::culture::{Formula, Quantity};

use super::world::{HOURS, World, is_shown, measures, value};

/// How many events there were, one class.
const COUNT: MetricNumber = MetricNumber(90);

fn world(sizes: &[usize]) -> World {
    let mut world = World::groups(sizes);
    world.measures = measures();
    world.measures.push(Measure {
        metric: COUNT,
        formula: Formula::Counts {
            parts: &[Quantity(4)],
            whole: Quantity(0),
        },
        unit: CellUnit::Tenths,
        divisor: 1,
        targets: vec![],
    });
    world
}

/// Gives the first people these counts, and nobody else any.
fn count(world: &mut World, counts: &[i64]) {
    for (number, row) in world.columns.iter_mut().enumerate() {
        row[4] = counts.get(number).copied().unwrap_or(0);
    }
}

const fn few(n: u32, weeks: u8) -> CellValue {
    CellValue::Below {
        bound: 100,
        n,
        weeks,
    }
}

const fn exactly(events: i64, n: u32) -> CellValue {
    CellValue::Shown {
        value: events * 10,
        low: events * 10,
        high: events * 10,
        n,
        weeks: 4,
        basis: Basis::People,
    }
}

#[test]
fn four_weeks_of_one_persons_events_are_hidden_though_each_is_told_as_few() {
    let mut world = world(&[20]);
    let cohort = world.freeze();
    count(&mut world, &[6]);
    for week in 1..=4 {
        let publication = world.close(&cohort, week);
        assert_eq!(value(&publication, Slice::Company, COUNT), few(20, 1));
    }
    let window = world.window(&cohort, 4);
    assert_eq!(value(&window, Slice::Company, COUNT), CellValue::Hidden);
    assert!(is_shown(value(&window, Slice::Company, HOURS)));
}

#[test]
fn four_weeks_of_which_one_is_a_single_persons_do_not_tell_it_by_the_other_three() {
    let mut world = world(&[20]);
    let cohort = world.freeze();
    for (week, counts) in (1..).zip([&[3; 4][..], &[3; 5], &[7], &[4; 3]]) {
        count(&mut world, counts);
        let told = value(&world.close(&cohort, week), Slice::Company, COUNT);
        assert_eq!(told == few(20, 1), week == 3, "{told:?}");
    }
    let window = world.window(&cohort, 4);
    assert_eq!(value(&window, Slice::Company, COUNT), CellValue::Hidden);
}

#[test]
fn small_counts_of_several_people_add_up_to_what_may_be_told() {
    let mut world = world(&[20]);
    let cohort = world.freeze();
    count(&mut world, &[1; 4]);
    for week in 1..=4 {
        let publication = world.close(&cohort, week);
        assert_eq!(value(&publication, Slice::Company, COUNT), few(20, 1));
    }
    let window = world.window(&cohort, 4);
    assert_eq!(value(&window, Slice::Company, COUNT), exactly(16, 20));
}

#[test]
fn what_protects_one_persons_count_in_a_week_protects_it_in_four() {
    let mut world = world(&[20, 20]);
    let cohort = world.freeze();
    // One person of the first group has 6, four of the second have 2 each: few of both, and 14 in all.
    count(&mut world, &[6]);
    world.columns[20..24].iter_mut().for_each(|row| row[4] = 2);
    for week in 1..=4 {
        let publication = world.close(&cohort, week);
        for group in [0, 1] {
            let told = value(&publication, Slice::group(group), COUNT);
            assert_eq!(told, few(20, 1));
        }
    }
    let window = world.window(&cohort, 4);
    let told = [Slice::Company, Slice::group(0), Slice::group(1)]
        .map(|slice| value(&window, slice, COUNT) != CellValue::Hidden);
    assert_eq!(told, [true, false, false]);
}

#[test]
fn a_count_is_told_of_all_four_weeks_or_not_at_all() {
    let mut world = world(&[20]);
    let cohort = world.freeze();
    count(&mut world, &[5; 8]);
    for week in [1, 2, 4] {
        world.close(&cohort, week);
    }
    let window = world.window(&cohort, 4);
    assert_eq!(value(&window, Slice::Company, COUNT), CellValue::Hidden);
    assert!(is_shown(value(&window, Slice::Company, HOURS)));
    for week in [5, 6, 7, 8] {
        world.close(&cohort, week);
    }
    let window = world.window(&cohort, 8);
    assert_eq!(value(&window, Slice::Company, COUNT), exactly(160, 20));
}

#[test]
fn weeks_of_fewer_people_than_are_wanted_now_are_in_no_window() {
    let mut world = world(&[12, 20]);
    let mut cohort = world.freeze();
    count(&mut world, &[5; 32]);
    for week in 1..=4 {
        world.close(&cohort, week);
    }
    cohort.minimum = MinimumGroup::new(15).unwrap();
    let window = world.window(&cohort, 4);
    for metric in [HOURS, COUNT] {
        assert!(is_shown(value(&window, Slice::Company, metric)));
        assert!(is_shown(value(&window, Slice::group(1), metric)));
        assert_eq!(value(&window, Slice::group(0), metric), CellValue::Hidden);
    }
}
