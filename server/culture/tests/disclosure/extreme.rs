//! One person whose numbers are out of all proportion.

use model::culture::cell::{CellValue, Slice};

use super::world::{HEAVY, HOURS, SHARE, SIZE, World, is_shown, value};

#[test]
fn no_number_moves_by_more_than_one_persons_part() {
    for minutes in [0, 700, 1_500, 3_000, 6_000, 9_999] {
        let mut world = World::groups(&[12, 30]);
        let cohort = world.freeze();
        let before = world.close(&cohort, 1);
        let was = world.columns[4][0];
        world.columns[4][0] = minutes;
        let after = world.close(&cohort, 2);
        for (slice, n) in [
            (Slice::Company, 42),
            (Slice::group(0), 12),
            (Slice::group(1), 30),
        ] {
            let pair = (value(&before, slice, HOURS), value(&after, slice, HOURS));
            if let (CellValue::Shown { value: from, .. }, CellValue::Shown { value: to, .. }) = pair
            {
                // Tenths of hours, both rounded.
                let most = (minutes - was).abs() * 10 / 60 / n + 2;
                assert!((to - from).abs() <= most, "{slice:?}: {from} to {to}");
            }
            let pair = (value(&before, slice, HEAVY), value(&after, slice, HEAVY));
            if let (CellValue::Shown { value: from, .. }, CellValue::Shown { value: to, .. }) = pair
            {
                assert!((to - from).abs() <= 100 / n + 1);
            }
        }
    }
}

#[test]
fn a_magnitude_of_mostly_one_person_is_hidden() {
    let mut world = World::groups(&[12, 30, 30]);
    let cohort = world.freeze();
    world.columns[4][1] = 9_000;
    world
        .columns
        .iter_mut()
        .skip(12)
        .for_each(|row| row[1] = 450);
    let publication = world.close(&cohort, 1);
    assert_eq!(
        value(&publication, Slice::group(0), SHARE),
        CellValue::Hidden
    );
    // Company less one sibling less the other would tell it.
    let open = [1, 2].map(|group| is_shown(value(&publication, Slice::group(group), SHARE)));
    assert_eq!(open, [true, false]);
    assert!(is_shown(value(&publication, Slice::Company, SHARE)));
    assert!(is_shown(value(&publication, Slice::group(0), HOURS)));
}

#[test]
fn meetings_called_by_one_person_are_hidden() {
    let mut world = World::groups(&[12]);
    let cohort = world.freeze();
    world
        .columns
        .iter_mut()
        .for_each(|row| (row[2], row[3]) = (0, 0));
    world.columns[7][2] = 5;
    world.columns[7][3] = 40;
    let publication = world.close(&cohort, 1);
    assert_eq!(value(&publication, Slice::Company, SIZE), CellValue::Hidden);
    world
        .columns
        .iter_mut()
        .for_each(|row| (row[2], row[3]) = (0, 0));
    let publication = world.close(&cohort, 2);
    assert_eq!(value(&publication, Slice::Company, SIZE), CellValue::NoData);
}
