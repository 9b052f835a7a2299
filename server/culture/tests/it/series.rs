//! Rows of recurring series against the minute grid.

use std::collections::BTreeMap;

use culture::engine::{Engine, SeriesRow, Week};
use model::culture::quantity::COST_UNIT;
use model::culture::{EventFact, EventKind, Policy, Response};
use oracle::series::Series;
use proptest::prelude::*;

use super::bridge::tenant;
use super::build::{Case, at, copy_of, meeting, name, number};
use super::columns::FINER;
use super::equality::policies;
use super::generate;

fn rows(case: &Case, policy: &Policy) -> Vec<SeriesRow> {
    let mut engine = Engine::new();
    engine.load(&Week {
        people: &case.people,
        facts: &case.facts,
        groups: case.groups,
        default_rate_minor_per_hour: case.default_rate,
        agendas: case.agendas,
    });
    let (columns, rows) = engine.compute_with_series(policy);
    assert_eq!(columns, engine.compute(policy), "series change no column");
    rows
}

/// A row in the words of the grid, and where it came from.
fn judged(case: &Case, row: &SeriesRow) -> ((u32, u32), Series) {
    let context = &case.people[row.organizer as usize];
    assert_eq!(row.group, context.group);
    let per_unit = oracle::UNIT * 60 / u128::try_from(COST_UNIT).unwrap();
    let series = Series {
        held: row.held,
        minutes: row.length_min,
        sized: row.sized,
        people: row.heads,
        asked: row.asked,
        accepted: row.accepted,
        open_ended: row.open_ended,
        attended: u128::try_from(row.attended).unwrap() * FINER,
        cost: u128::try_from(row.cost).unwrap() * per_unit,
        attendees: row
            .people
            .iter()
            .map(|place| number(case.people[*place as usize].person))
            .collect(),
    };
    assert_eq!(series.attendees.len(), row.people.len(), "each once");
    assert!(row.people.is_sorted());
    assert_eq!(row.units.len(), row.people.len());
    assert_eq!(row.units.iter().sum::<i64>(), row.attended);
    assert_eq!(row.costs.len(), row.people.len());
    assert_eq!(row.costs.iter().sum::<i64>(), row.cost);
    assert_eq!(row.least_asked.is_some(), row.asked > 0);
    assert!(
        row.least_asked
            .is_none_or(|least| (1..=row.asked).contains(&least))
    );
    ((number(row.series), number(context.person)), series)
}

fn compare(case: &Case, policy: &Policy) -> Result<(), TestCaseError> {
    let tenant = tenant(case, policy);
    let weeks: Vec<oracle::Week<'_>> = tenant
        .people
        .iter()
        .map(|person| oracle::Week::paint(&tenant, person))
        .collect();
    // A minute of more than 16 meetings at once leaves a remainder in the units of cost.
    let deep = weeks
        .iter()
        .any(|week| week.count(|cell| cell.depth() > 16) > 0);
    let mut expected = tenant.series(&weeks);
    let mut found: BTreeMap<(u32, u32), Series> = rows(case, policy)
        .iter()
        .map(|row| judged(case, row))
        .collect();
    if deep {
        for one in expected.values_mut().chain(found.values_mut()) {
            (one.attended, one.cost) = (0, 0);
        }
    }
    prop_assert_eq!(found, expected);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn series_equal_the_grid(case in generate::cases(), policy in 0_usize..7) {
        compare(&case, &policies()[policy])?;
    }
}

/// A weekly hour of person 0 with persons 1 and 2, on Monday and once more on Thursday.
fn twice_a_week() -> Case {
    let mut case = Case::of(3);
    for (id, day) in [(1, 0), (2, 3)] {
        let hour = (at(day, 900), at(day, 1000));
        case.add(EventFact {
            series: Some(name(4, 7)),
            kind: EventKind::Occurrence,
            open_ended: Some(true),
            ..meeting(id, 0, hour, &[1, 2])
        });
    }
    case
}

#[test]
fn a_series_of_two_occurrences_costs_six_hours_of_three_people() {
    let case = twice_a_week();
    compare(&case, &Policy::strict()).unwrap();
    let rows = rows(&case, &Policy::strict());
    let [row] = rows.as_slice() else {
        panic!("one series, not {}", rows.len())
    };
    assert_eq!((row.held, row.length_min, row.heads), (2, 120, 6));
    assert_eq!((row.asked, row.accepted), (4, 4));
    assert_eq!(row.attended, 6 * 60 * model::culture::quantity::UNIT);
    assert_eq!(row.cost, 6 * 7_500 * COST_UNIT);
    assert_eq!(row.people, [0, 1, 2]);
    assert_eq!(row.open_ended, Some(true));
}

#[test]
fn who_declines_every_time_is_not_among_the_people() {
    let mut case = twice_a_week();
    case.facts[2].clear();
    for fact in case.facts[0].clone() {
        case.facts[2].push(copy_of(&fact, 2, Response::Declined));
    }
    compare(&case, &Policy::non_declined()).unwrap();
    assert_eq!(rows(&case, &Policy::non_declined())[0].people, [0, 1]);
}

#[test]
fn a_series_of_somebody_who_is_not_measured_has_no_row() {
    let mut case = twice_a_week();
    case.people[0].active = false;
    compare(&case, &Policy::strict()).unwrap();
    assert_eq!(rows(&case, &Policy::strict()), []);
}
