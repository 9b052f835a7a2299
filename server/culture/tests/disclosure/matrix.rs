//! The matrix between groups.

use culture::disclosure::{
    Close, Measure, PersonRow, PersonWeek, Publication, Randomness, Target, close_week,
};
use model::culture::cell::{CellUnit, CellValue, MetricNumber, Slice};
use model::culture::{Formula, Quantity};

use super::world::{STRICT, World, class, is_shown, key};

const MATRIX: MetricNumber = MetricNumber(9);

/// Two groups of 20 and one of 10, of which one person may be away; everybody spends time with every group.
fn publish(away: bool) -> Publication {
    let mut world = World::groups(&[20, 20, 10]);
    if away {
        world.away.insert(45);
    }
    let cohort = world.freeze();
    let rows: Vec<(i64, Vec<(u32, i64)>)> = (0..50)
        .map(|number| {
            let matrix: Vec<(u32, i64)> = (0..4).map(|target| (target, 60 + number)).collect();
            (matrix.iter().map(|one| one.1).sum(), matrix)
        })
        .collect();
    let columns = (0..50)
        .map(|number| {
            let row = PersonRow {
                columns: std::slice::from_ref(&rows[number].0),
                matrix: &rows[number].1,
            };
            world.measured(number).then_some(PersonWeek {
                strict: row,
                permissive: row,
            })
        })
        .collect();
    let target = |group: u32| Target {
        slice: (group < 3).then(|| Slice::group(group as u16)),
        from: vec![group],
    };
    let measures = [Measure {
        metric: MATRIX,
        formula: Formula::Matrix { whole: Quantity(0) },
        unit: CellUnit::Percent,
        divisor: 1,
        targets: (0..4).map(target).collect(),
    }];
    let key = key();
    let close = Close {
        cohort: &cohort,
        measures: &measures,
        policies: [STRICT, STRICT],
        randomness: Randomness([1, 2]),
        key: &key,
    };
    close_week(&close, 1, &columns, &world.ledger).unwrap()
}

#[test]
fn a_row_of_the_matrix_adds_up() {
    let publication = publish(false);
    for group in 0..3 {
        for target in 0..4 {
            let value = class(&publication, Slice::group(group), MATRIX, target);
            assert!(
                matches!(value, CellValue::Shown { value: 25, .. }),
                "{value:?}"
            );
        }
    }
}

#[test]
fn time_with_a_hidden_group_is_hidden_and_does_not_follow_from_the_row() {
    let publication = publish(true);
    // The group of 9 is hidden as a row, and with it another one.
    assert_eq!(
        class(&publication, Slice::group(2), MATRIX, 0),
        CellValue::Hidden
    );
    let row: Vec<bool> = (0..4)
        .map(|target| is_shown(class(&publication, Slice::Company, MATRIX, target)))
        .collect();
    assert!(!row[2]);
    assert!(row.iter().filter(|shown| !**shown).count() >= 2, "{row:?}");
}
