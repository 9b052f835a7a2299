//! Values of groups against the value of all of them (I12), and columns without data (I14).

use culture::disclosure::ABSENT;
use model::culture::cell::{CellValue, Slice};

use super::world::{Dice, HOURS, MIX, SHARE, SPARSE, World, class, value};

/// The n-weighted mean of disjoint groups is the value of all of them, as far as rounding lets one see.
#[test]
fn the_company_is_the_weighted_mean_of_its_groups() {
    let mut dice = Dice(12);
    for round in 0..200 {
        let sizes: Vec<usize> = (0..2 + dice.below(4))
            .map(|_| 10 + dice.below(30))
            .collect();
        let mut world = World::groups(&sizes);
        for row in &mut world.columns {
            row[0] = 300 + dice.below(900) as i64;
        }
        let cohort = world.freeze();
        let publication = world.close(&cohort, 2_900 + round);
        let shown = |slice| match value(&publication, slice, HOURS) {
            CellValue::Shown { value, n, .. } => (value, i64::from(n)),
            other => panic!("{other:?}"),
        };
        let (company, people) = shown(Slice::Company);
        let parts: Vec<(i64, i64)> = (0..sizes.len())
            .map(|group| shown(Slice::group(group as u16)))
            .collect();
        assert_eq!(parts.iter().map(|part| part.1).sum::<i64>(), people);
        let weighted: i64 = parts.iter().map(|(value, n)| value * n).sum();
        // Each value is rounded to a whole step: half a step for each person on both sides.
        assert!((weighted - company * people).abs() <= people, "{sizes:?}");
    }
}

/// No data stays no data: it is never a 0, in no mean and in no share, and shares stay between 0 and 1.
#[test]
fn who_has_no_data_is_in_no_sum() {
    let mut dice = Dice(14);
    for round in 0..200 {
        let size = 20 + dice.below(40);
        let mut world = World::groups(&[size]);
        let absent = dice.below(size + 1);
        for (place, row) in world.columns.iter_mut().enumerate() {
            row[0] = dice.below(3) as i64 * 300;
            row[1] = row[0] / (1 + dice.below(3) as i64);
            row[4] = if place < absent { ABSENT } else { 600 };
        }
        let cohort = world.freeze();
        let publication = world.close(&cohort, 2_900 + round);
        let left = size - absent;
        match value(&publication, Slice::Company, SPARSE) {
            CellValue::Shown { value, n, .. } => {
                assert_eq!((value, n as usize), (100, left));
                assert!(left >= 10);
            }
            CellValue::NoData => assert_eq!(left, 0),
            // Of a few who have no data the other columns would tell, which are summed over everybody as well.
            CellValue::Hidden => {
                assert!(
                    (1..10).contains(&left) || (1..10).contains(&absent),
                    "{left}"
                );
            }
            other => panic!("{other:?}"),
        }
        for (metric, classes) in [(SHARE, 1), (MIX, 2)] {
            for one in 0..classes {
                if let CellValue::Shown {
                    value, low, high, ..
                } = class(&publication, Slice::Company, metric, one)
                {
                    assert!(
                        metric == MIX
                            || [value, low, high]
                                .iter()
                                .all(|share| (0..=100).contains(share))
                    );
                }
            }
        }
    }
}

/// A whole of 0 is no share at all.
#[test]
fn a_share_of_nothing_is_no_data() {
    let mut world = World::groups(&[12]);
    world.more = 0;
    for row in &mut world.columns {
        row[0] = 0;
        row[1] = 0;
    }
    let cohort = world.freeze();
    let publication = world.close(&cohort, 2_900);
    assert_eq!(
        value(&publication, Slice::Company, SHARE),
        CellValue::NoData
    );
}
