//! People who move, join, are away or want out.

use model::culture::cell::{Basis, CellValue, Slice};

use super::world::{HEAVY, HOURS, LATER, PERMISSIVE, World, is_shown, member, value};

#[test]
fn who_changes_teams_stays_where_they_were_until_the_next_freeze() {
    let mut world = World::groups(&[15, 15]);
    let cohort = world.freeze();
    let before = world.close(&cohort, 1);
    world.members[14].values[0] = Some(1);
    let after = world.close(&cohort, 2);
    for group in [0, 1] {
        assert_eq!(
            value(&before, Slice::group(group), HOURS),
            value(&after, Slice::group(group), HOURS)
        );
    }
    let frozen = world.freeze();
    assert_eq!(
        frozen.sets[frozen.place(Slice::group(1)).unwrap()]
            .members
            .len(),
        16
    );
}

#[test]
fn who_joins_is_not_measured_before_the_next_freeze() {
    let mut world = World::groups(&[15]);
    let cohort = world.freeze();
    world.members.push(member(15, &[0], &[]));
    world.columns.push([90_000; 5]);
    let publication = world.close(&cohort, 1);
    let CellValue::Shown { n, .. } = value(&publication, Slice::Company, HOURS) else {
        panic!("15 people are enough");
    };
    assert_eq!(n, 15);
}

#[test]
fn opting_out_lowers_n_and_hides_what_falls_under_ten() {
    let mut world = World::groups(&[30, 30, 10]);
    let cohort = world.freeze();
    let before = world.close(&cohort, 1);
    assert!(is_shown(value(&before, Slice::group(2), HOURS)));
    world.members[65].opted_out = true;
    let after = world.close(&cohort, 2);
    let CellValue::Shown { n, .. } = value(&after, Slice::Company, HOURS) else {
        panic!("69 people are left");
    };
    assert_eq!(n, 69);
    assert_eq!(value(&after, Slice::group(2), HOURS), CellValue::Hidden);
}

#[test]
fn a_window_does_not_tell_who_opted_out_in_it() {
    let mut world = World::groups(&[12]);
    world.columns[5][0] = 3_000;
    let cohort = world.freeze();
    let first = world.close(&cohort, 1);
    for week in 2..=3 {
        world.close(&cohort, week);
    }
    world.members[5].opted_out = true;
    let last = world.close(&cohort, 4);
    let window = world.window(&cohort, 4);
    let shown = |publication| match value(publication, Slice::Company, HOURS) {
        CellValue::Shown {
            value, basis, n, ..
        } => (value, basis, n),
        other => panic!("{other:?}"),
    };
    let (with, without, all) = (shown(&first).0, shown(&last).0, shown(&window));
    // The mean of what was published, and nothing else: it would be `without` if the person were taken out of it.
    assert!((all.0 * 4 - (3 * with + without)).abs() <= 4);
    assert_eq!((all.1, all.2), (Basis::Weeks, 11));
}

#[test]
fn a_window_of_the_same_people_is_the_mean_of_their_means() {
    let mut world = World::groups(&[12, 14]);
    let cohort = world.freeze();
    for week in 1..=4 {
        world.close(&cohort, week);
    }
    let window = world.window(&cohort, 4);
    for slice in [Slice::Company, Slice::group(0), Slice::group(1)] {
        let CellValue::Shown { weeks, basis, .. } = value(&window, slice, HOURS) else {
            panic!("all weeks are shown");
        };
        assert_eq!((weeks, basis), (4, Basis::People));
    }
    assert_ne!(value(&window, Slice::Company, HEAVY), CellValue::Hidden);
}

#[test]
fn a_window_counts_the_weeks_it_has() {
    let mut world = World::groups(&[10]);
    let cohort = world.freeze();
    world.close(&cohort, 1);
    world.away.insert(0);
    world.close(&cohort, 2);
    world.away.clear();
    world.close(&cohort, 3);
    let window = world.window(&cohort, 4);
    let CellValue::Shown { weeks, basis, .. } = value(&window, Slice::Company, HOURS) else {
        panic!("two weeks are shown");
    };
    assert_eq!((weeks, basis), (2, Basis::Weeks));
}

#[test]
fn a_week_opens_again_only_under_another_policy() {
    let mut world = World::groups(&[12, 20]);
    let cohort = world.freeze();
    world.close(&cohort, 1);
    assert!(world.try_close(&cohort, 1).is_err());
    world.policies = [LATER, PERMISSIVE];
    let again = world.close(&cohort, 1);
    assert!(is_shown(value(&again, Slice::Company, HOURS)));
    assert_eq!(world.ledger.entries().len(), 2);
}

#[test]
fn opening_again_without_somebody_who_opted_out_does_not_tell_them() {
    let mut world = World::groups(&[30, 20]);
    let cohort = world.freeze();
    world.close(&cohort, 1);
    world.members[3].opted_out = true;
    world.policies = [LATER, PERMISSIVE];
    let again = world.close(&cohort, 1);
    assert_eq!(value(&again, Slice::Company, HOURS), CellValue::Hidden);
    assert_eq!(value(&again, Slice::group(0), HOURS), CellValue::Hidden);
    assert!(is_shown(value(&again, Slice::group(1), HOURS)));
}
