//! Sets of all sizes around the smallest.

use culture::disclosure::{Cohort, MinimumGroup, Organisation};
use model::culture::cell::{CellValue, Slice};

use super::world::{HEAVY, HOURS, SPARSE, World, is_shown, member, person, value};

#[test]
fn fewer_than_ten_people_get_nothing() {
    for size in [0, 1, 9] {
        let mut world = World::groups(&[size]);
        let cohort = world.freeze();
        assert_eq!(cohort.sets, []);
        let publication = world.close(&cohort, 1);
        assert_eq!(publication.sheets, []);
        assert_eq!(publication.entry.statement.systems, []);
        assert_eq!(
            value(&publication, Slice::Company, HOURS),
            CellValue::Hidden
        );
    }
}

#[test]
fn ten_and_eleven_people_get_the_company_value() {
    for size in [10, 11] {
        let mut world = World::groups(&[size]);
        let cohort = world.freeze();
        let publication = world.close(&cohort, 1);
        let CellValue::Shown {
            value,
            low,
            high,
            n,
            weeks,
            ..
        } = value(&publication, Slice::Company, HOURS)
        else {
            panic!("{size} people are enough");
        };
        // About 603 minutes, and 30 more under the permissive policy.
        assert_eq!((value, low, high), (100, 100, 105));
        assert_eq!((n as usize, weeks), (size, 1));
    }
}

#[test]
fn a_week_in_which_one_of_ten_is_away_is_hidden() {
    let mut world = World::groups(&[10]);
    let cohort = world.freeze();
    world.away.insert(3);
    let publication = world.close(&cohort, 1);
    assert_eq!(
        value(&publication, Slice::Company, HOURS),
        CellValue::Hidden
    );
    world.away.clear();
    assert!(is_shown(value(
        &world.close(&cohort, 2),
        Slice::Company,
        HOURS
    )));
}

#[test]
fn nobody_of_a_small_group_is_told_by_the_rest() {
    // The group of 9 is merged with the next smallest; a group of 10 beside one that shrank to 9 is withheld with it.
    let mut world = World::groups(&[30, 12, 9]);
    let cohort = world.freeze();
    assert_eq!(cohort.place(Slice::group(2)), None);
    assert_eq!(
        cohort.sets[cohort.place(Slice::group(u16::MAX)).unwrap()]
            .members
            .len(),
        21
    );
    let publication = world.close(&cohort, 1);
    assert!(is_shown(value(&publication, Slice::group(0), HOURS)));
    assert!(is_shown(value(&publication, Slice::group(u16::MAX), HOURS)));
    assert_eq!(
        value(&publication, Slice::group(2), HOURS),
        CellValue::Hidden
    );
}

#[test]
fn one_hidden_sibling_hides_another_and_both_look_alike() {
    let mut world = World::groups(&[30, 12, 10]);
    let cohort = world.freeze();
    world.away.insert(51);
    let publication = world.close(&cohort, 1);
    assert!(is_shown(value(&publication, Slice::Company, HOURS)));
    assert!(is_shown(value(&publication, Slice::group(0), HOURS)));
    let json = |group| {
        let sheet = publication
            .sheets
            .iter()
            .find(|sheet| sheet.slice == Slice::group(group));
        let cells = sheet.unwrap().open(&super::world::key()).unwrap();
        let values: Vec<CellValue> = cells.iter().map(|cell| cell.cell().value).collect();
        serde_json::to_string(&values).unwrap()
    };
    assert_eq!(json(1), json(2));
    assert_eq!(
        value(&publication, Slice::group(1), HOURS),
        CellValue::Hidden
    );
}

#[test]
fn no_data_for_anybody_is_not_hidden_and_no_data_for_few_is() {
    let mut world = World::groups(&[20, 20]);
    let cohort = world.freeze();
    world
        .columns
        .iter_mut()
        .for_each(|row| row[4] = culture::disclosure::ABSENT);
    let publication = world.close(&cohort, 1);
    assert_eq!(
        value(&publication, Slice::Company, SPARSE),
        CellValue::NoData
    );
    world
        .columns
        .iter_mut()
        .take(20)
        .for_each(|row| row[4] = 300);
    let publication = world.close(&cohort, 2);
    let CellValue::Shown { n, .. } = value(&publication, Slice::Company, SPARSE) else {
        panic!("20 people have data");
    };
    assert_eq!(n, 20);
    assert_eq!(
        value(&publication, Slice::group(1), SPARSE),
        CellValue::Hidden
    );
    assert!(is_shown(value(&publication, Slice::group(1), HOURS)));
}

#[test]
fn shares_of_few_people_are_cut_off() {
    for (heavy, expected) in [
        (
            2,
            CellValue::Below {
                bound: 25,
                n: 10,
                weeks: 1,
            },
        ),
        (
            8,
            CellValue::Above {
                bound: 75,
                n: 10,
                weeks: 1,
            },
        ),
    ] {
        let mut world = World::groups(&[10]);
        world.more = 0;
        let cohort = world.freeze();
        for (number, row) in world.columns.iter_mut().enumerate() {
            row[0] = if number < heavy { 900 } else { 300 };
        }
        let publication = world.close(&cohort, 1);
        assert_eq!(value(&publication, Slice::Company, HEAVY), expected);
    }
}

#[test]
fn a_cut_off_share_does_not_follow_from_its_siblings() {
    let mut world = World::groups(&[30, 30, 30]);
    world.more = 0;
    let cohort = world.freeze();
    for (number, row) in world.columns.iter_mut().enumerate() {
        let heavy = if number < 30 {
            number < 1
        } else {
            number % 2 == 0
        };
        row[0] = if heavy { 900 } else { 300 };
    }
    let publication = world.close(&cohort, 1);
    let below = CellValue::Below {
        bound: 10,
        n: 30,
        weeks: 1,
    };
    assert_eq!(value(&publication, Slice::group(0), HEAVY), below);
    assert!(is_shown(value(&publication, Slice::Company, HEAVY)));
    assert!(is_shown(value(&publication, Slice::group(1), HEAVY)));
    assert_eq!(
        value(&publication, Slice::group(2), HEAVY),
        CellValue::Hidden
    );
    assert!(is_shown(value(&publication, Slice::group(2), HOURS)));
}

#[test]
fn leaders_of_ten_see_their_line_and_leaders_of_fewer_do_not() {
    // Three leaders beside each other, of 10, 8 and 7 people, in a company of 60.
    let mut members = vec![
        member(0, &[], &[]),
        member(1, &[], &[]),
        member(2, &[], &[]),
    ];
    for (leader, reports) in [(0, 10), (1, 8), (2, 7)] {
        for _ in 0..reports {
            members.push(member(members.len(), &[], &[leader]));
        }
    }
    while members.len() < 60 {
        members.push(member(members.len(), &[], &[]));
    }
    let mut world = World::new(members);
    let cohort = world.freeze();
    let publication = world.close(&cohort, 1);
    let line = |leader| value(&publication, Slice::Line(person(leader)), HOURS);
    assert!(is_shown(line(0)));
    assert_eq!((line(1), line(2)), (CellValue::Hidden, CellValue::Hidden));
}

#[test]
fn a_leader_is_not_told_apart_from_the_line() {
    // The group is exactly the leader's line, leader included: both are shown and are the same.
    let mut members: Vec<_> = (0..40).map(|number| member(number, &[0], &[])).collect();
    members.push(member(40, &[1], &[0]));
    for number in 41..60 {
        members.push(member(number, &[1], &[40, 0]));
    }
    let mut world = World::new(members);
    let cohort = world.freeze();
    let publication = world.close(&cohort, 1);
    let group = value(&publication, Slice::group(1), HOURS);
    assert!(is_shown(group));
    assert_eq!(group, value(&publication, Slice::Line(person(40)), HOURS));
    // The first leader's line is this group and the leader: 21 people against 20.
    assert_eq!(
        value(&publication, Slice::Line(person(0)), HOURS),
        CellValue::Hidden
    );
}

#[test]
fn overlapping_hierarchies_are_withheld_where_they_nearly_agree() {
    // Group 1 and place 1 share 17 of 20 people.
    let members = (0..60).map(|number| {
        let group = u16::from(number >= 40);
        let place = u16::from((37..57).contains(&number));
        member(number, &[group, place], &[])
    });
    let mut world = World::new(members.collect());
    let cohort = world.freeze();
    let publication = world.close(&cohort, 1);
    assert!(is_shown(value(&publication, Slice::group(1), HOURS)));
    for sheet in publication
        .sheets
        .iter()
        .filter(|sheet| matches!(sheet.slice, Slice::Value { axis, .. } if axis.0 == 1))
    {
        assert_eq!(value(&publication, sheet.slice, HOURS), CellValue::Hidden);
    }
}

#[test]
fn a_greater_minimum_holds() {
    let world = World::groups(&[24, 24]);
    let organisation = Organisation {
        people: world.members,
    };
    let cohort = Cohort::freeze(&organisation, MinimumGroup::new(25).unwrap(), 1);
    assert_eq!(cohort.sets.len(), 1);
}
