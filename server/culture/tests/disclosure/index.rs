//! The culture index over published cells.

use culture::disclosure::{Measure, Published};
use culture::index::{CultureIndex, DEFAULT_WEIGHTS, Inputs, culture_index};
use model::culture::cell::{CellUnit, CellValue, MetricNumber, Slice};
use model::culture::{Formula, Quantity, Test};

use super::world::{World, key};

const LONG: &[Test] = &[Test {
    terms: &[(Quantity(1), 1)],
    above: 121,
}];

fn measures() -> Vec<Measure> {
    let level = |column| Formula::Level(Quantity(column));
    let share = |part| Formula::Share {
        part: Quantity(part),
        whole: Quantity(0),
    };
    let hours = CellUnit::TenthHours;
    let all = [
        (level(0), hours, 60),
        (level(4), hours, 60),
        (Formula::People(LONG), CellUnit::Percent, 1),
        (share(1), CellUnit::Percent, 1),
        (share(1), CellUnit::Percent, 1),
        (level(1), hours, 60),
        (Formula::People(LONG), CellUnit::Percent, 1),
    ];
    (0..)
        .zip(all)
        .map(|(number, (formula, unit, divisor))| Measure {
            metric: MetricNumber(number),
            formula,
            unit,
            divisor,
            targets: Vec::new(),
        })
        .collect()
}

fn index(cells: &[Published]) -> Option<CultureIndex> {
    let inputs = Inputs {
        load: &cells[0],
        focus: &cells[1],
        size: &cells[2],
        short_notice: &cells[3],
        no_agenda: &cells[4],
        wellbeing: &cells[5],
        care: &cells[6],
    };
    culture_index(&inputs, DEFAULT_WEIGHTS)
}

fn company(weeks: i32, away: bool) -> Vec<Published> {
    let mut world = World::groups(&[40]);
    world.measures = measures();
    let cohort = world.freeze();
    for week in 5 - weeks..=4 {
        if away {
            world.away.extend(0..31);
        }
        world.close(&cohort, week);
    }
    let window = world.window(&cohort, 4);
    let sheet = window
        .sheets
        .iter()
        .find(|sheet| sheet.slice == Slice::Company);
    sheet.unwrap().open(&key()).unwrap()
}

#[test]
fn four_weeks_of_published_cells_make_an_index() {
    let index = index(&company(4, false)).unwrap();
    let points: i64 = index.contributions.iter().map(|one| one.points).sum();
    assert!((points - index.score).abs() < 6);
    assert!(index.range.0 <= index.score && index.score <= index.range.1);
    // About 10.05 h of meetings: 80 points of load less a little.
    assert!((78_000..81_000).contains(&index.contributions[0].score));
}

#[test]
fn fewer_weeks_make_none() {
    assert_eq!(index(&company(3, false)), None);
}

#[test]
fn a_hidden_input_makes_none() {
    let cells = company(4, true);
    assert_eq!(cells[0].cell().value, CellValue::Hidden);
    assert_eq!(index(&cells), None);
}

#[test]
fn what_is_known_is_told_by_itself_and_nothing_stands_in_for_the_rest() {
    use culture::index::known_parts;
    let cells = company(4, false);
    let all = [0, 1, 2, 3, 4, 5, 6].map(|place: usize| cells.get(place));
    let whole = index(&cells).unwrap();
    let known = known_parts(all, DEFAULT_WEIGHTS);
    assert_eq!(known.weights, (100, 100));
    let scores = whole.contributions.map(|one| Some(one.score));
    assert_eq!(
        known.scores, scores,
        "with every input the parts are those of the index"
    );
    assert!((known.mean.unwrap() - whole.score).abs() <= 1);
    let mut some = all;
    some[4] = None;
    let known = known_parts(some, DEFAULT_WEIGHTS);
    assert_eq!((known.scores[3], known.weights), (None, (85, 100)));
    assert_eq!(known.scores[0], scores[0]);
    let rest: i64 = [0, 1, 2, 4, 5]
        .map(|part| scores[part].unwrap() * i64::from(DEFAULT_WEIGHTS[part]))
        .iter()
        .sum();
    assert_eq!(known.mean, Some(rest / 85));
    assert_eq!(known_parts([None; 7], DEFAULT_WEIGHTS).mean, None);
    assert_eq!(
        known_parts(some, [0, 0, 0, 9, 0, 0]).mean,
        None,
        "no known part weighs"
    );
}
