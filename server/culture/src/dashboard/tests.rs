//! Pages made of cells that went the whole way: columns of people, disclosure control, sealed sheets, dashboards.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::culture::cell::{MetricNumber, Slice};
use model::culture::metric;
use model::culture::view::{
    Ask, Break, BreakReason, Chart, ReadBy, Span, State, Topic, Value, Weights,
};
use model::culture::{Axis, Pseudonym, Quantity, Reason};
use ring::hmac;

use super::cells::SetCells;
use super::{AxisNames, Cells, Facts, Material, Names, Sight, ValueName, sheet};
use crate::CultureError;
use crate::disclosure::{
    Close, Cohort, CohortWeek, EVENTS, Face, Ledger, Measure, Member, MinimumGroup, Organisation,
    PersonRow, PersonWeek, Randomness, Sheet, Window, close_week, close_window,
};

const LAST: i32 = 2967;
/// Groups with their people: the last one is too small to be shown.
const GROUPS: [(&str, u32); 4] = [
    ("Research", 24),
    ("Sales", 16),
    ("Finance", 12),
    ("Legal", 4),
];

fn person(number: u32) -> Pseudonym {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    Pseudonym(bytes)
}

fn organisation(groups: &[(&str, u32)]) -> Organisation {
    let people = groups
        .iter()
        .enumerate()
        .flat_map(|(group, (_, count))| std::iter::repeat_n(group, *count as usize));
    Organisation {
        people: people
            .enumerate()
            .map(|(at, group)| Member {
                person: person(at as u32 + 1),
                active: true,
                opted_out: false,
                values: vec![u16::try_from(group).ok()],
                managers: vec![],
            })
            .collect(),
    }
}

fn names() -> Names {
    let values = GROUPS.iter().zip(0..).map(|((name, _), value)| ValueName {
        value,
        name: (*name).to_owned(),
        group: None,
    });
    Names {
        axes: vec![AxisNames {
            name: "Department".to_owned(),
            values: values.collect(),
        }],
        listed: vec![],
        matrix: vec![],
    }
}

fn measure(code: &str) -> Measure {
    let place = metric::all().position(|one| one.code == code).unwrap();
    let metric = metric::by_code(code).unwrap();
    Measure::of(MetricNumber(place as u16), metric, vec![])
}

/// Everything published of these groups over 9 weeks: 8 weeks with 2 windows would do, one more shows the order.
fn published(groups: &[(&str, u32)]) -> Cells {
    let cohort = Cohort::freeze(&organisation(groups), MinimumGroup::FLOOR, 1);
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"test");
    let measures: Vec<Measure> = ["M1", "M16"].map(measure).to_vec();
    let close = Close {
        cohort: &cohort,
        measures: &measures,
        policies: [[1; 32], [2; 32]],
        randomness: Randomness([7, 11]),
        key: &key,
    };
    let (mut ledger, mut cells) = (Ledger::default(), Cells::default());
    let mut weeks: BTreeMap<i32, Vec<Sheet>> = BTreeMap::new();
    for week in LAST - 8..=LAST {
        let rows: Vec<[Vec<i64>; 2]> = (0..cohort.people.len())
            .map(|at| columns(at, week))
            .collect();
        let row = |columns| PersonRow {
            columns,
            matrix: &[],
        };
        let columns: CohortWeek<'_> = rows
            .iter()
            .map(|[strict, permissive]| {
                Some(PersonWeek {
                    strict: row(strict),
                    permissive: row(permissive),
                })
            })
            .collect();
        let made = close_week(&close, week, &columns, &ledger).unwrap();
        ledger.push(made.entry, &key).unwrap();
        made.sheets
            .iter()
            .for_each(|sheet| cells.add(sheet.open(&key).unwrap()));
        weeks.insert(week, made.sheets);
        if week >= LAST - 4 && (week == LAST || week == LAST - 4) {
            let span: Vec<CohortWeek<'_>> = (0..4).map(|_| columns.clone()).collect();
            let sheets: Vec<Sheet> = (week - 3..=week)
                .flat_map(|week| weeks[&week].clone())
                .collect();
            let window = Window {
                last: week,
                weeks: &span,
                sheets: &sheets,
            };
            let made = close_window(&close, &window, &ledger).unwrap();
            ledger.push(made.entry, &key).unwrap();
            made.sheets
                .iter()
                .for_each(|sheet| cells.add(sheet.open(&key).unwrap()));
        }
    }
    cells
}

/// Minutes of a person: everybody near their group's mean, so that nobody dominates.
fn columns(at: usize, week: i32) -> [Vec<i64>; 2] {
    let base = 600 + (at as i64 / 14) * 120 + i64::from(week - LAST) * 6;
    [0, 60].map(|more| {
        let mut row = vec![0; Quantity::COUNT];
        row[Quantity::MEETING_MIN.index()] = base + more + (at as i64 % 5);
        row[Quantity::FOCUS_MIN.index()] = 900 - more;
        row
    })
}

fn facts() -> Facts {
    Facts {
        state: State::Ready,
        policy: "strict-v1".to_owned(),
        origins: vec![],
        coverage: Some(0.97),
        published: None,
        last: Some(LAST),
        window: true,
        series: None,
        currency: None,
        read_by: ReadBy::default(),
    }
}

fn page(sight: &Sight, ask: &Ask) -> Result<model::culture::view::Sheet, CultureError> {
    let (cells, names, facts) = (published(&GROUPS), names(), facts());
    let material = Material {
        cells: &cells,
        names: &names,
        sight,
        facts: &facts,
    };
    sheet(material, (Topic::Overview, ask, Weights::default()))
}

fn month() -> Ask {
    Ask {
        span: Span::Month,
        ..Ask::default()
    }
}

#[test]
fn the_overview_shows_values_bands_and_changes_and_hides_the_small_group() {
    let page = page(&Sight::everybody(), &month()).unwrap();
    let tile = page.tiles.iter().find(|tile| tile.metric == "M1").unwrap();
    let value = tile.value.exact().expect("the company's hours are shown");
    let (low, high) = tile.band.unwrap();
    assert!(
        low <= value && value <= high && (high - low - 1.0).abs() < 0.11,
        "{low} {value} {high}"
    );
    assert!(tile.change.unwrap() > 0.0);
    assert_eq!(tile.norm.as_ref().unwrap().bound, 8.0);
    assert_eq!((page.header.n, tile.weeks.len()), (Some(56), 4));
    assert_eq!(page.header.coverage, Some(0.97));
    let id = crate::policy_id(&model::culture::Policy::strict());
    let digits: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(page.header.policy_id, digits[..8]);
    let bars = page.charts.iter().find_map(|chart| match chart {
        Chart::Bars(bars) if bars.metric == "M1" => Some(&bars.bars),
        _ => None,
    });
    let bars = bars.unwrap();
    assert_eq!(bars.len(), 4);
    let hidden = bars.iter().filter(|bar| bar.value == Value::Hidden).count();
    assert!(hidden >= 1, "{bars:?}");
    let small = bars.iter().find(|bar| bar.label == "Legal").unwrap();
    assert_eq!(
        (small.value, small.n, small.band),
        (Value::Hidden, None, None)
    );
    assert!(page.header.hidden > 0);
}

#[test]
fn what_was_never_published_is_no_data_and_not_hidden() {
    let page = page(&Sight::everybody(), &month()).unwrap();
    let tile = page.tiles.iter().find(|tile| tile.metric == "M37").unwrap();
    assert_eq!(tile.value, Value::Missing);
    assert!(page.index.is_none());
}

#[test]
fn the_index_names_every_input_it_misses() {
    let (cells, names, facts) = (published(&GROUPS), names(), facts());
    let sight = Sight::everybody();
    let material = Material {
        cells: &cells,
        names: &names,
        sight: &sight,
        facts: &facts,
    };
    let weights = Weights::default();
    let page = sheet(material, (Topic::Index, &month(), weights)).unwrap();
    let index = page.index.unwrap();
    assert_eq!((index.score, index.range), (None, None));
    let missing: Vec<_> = index
        .missing
        .iter()
        .map(|one| (one.metric.as_str(), one.hidden))
        .collect();
    let known = ["M1", "M16"].map(|code| metric::by_code(code).unwrap());
    let last = model::culture::Period::Window(LAST);
    let shown = known.map(|metric| cells.value(Slice::Company, last, (metric, 0)).drawn());
    assert!(shown[0].is_some());
    assert!(!missing.contains(&("M1", false)) && missing.contains(&("M31", false)));
    assert!(index.parts[0].is_some() && index.parts[3].is_none());
    let (mean, share) = index.rest.unwrap();
    assert!((0.0..=100.0).contains(&mean) && share > 0.0 && share < 1.0);
    // A group that is hidden hides every input.
    let small = names.parts(Slice::Company, Axis::GROUP);
    let (slice, _) = small.iter().find(|(_, name)| name == "Legal").unwrap();
    let ask = Ask {
        group: Some(super::key_of(*slice)),
        ..month()
    };
    let page = sheet(material, (Topic::Index, &ask, weights)).unwrap();
    let index = page.index.unwrap();
    assert!(
        index
            .missing
            .iter()
            .any(|one| one.metric == "M1" && one.hidden)
    );
    assert_eq!((index.parts[0], index.rest), (None, None));
}

#[test]
fn a_leader_of_one_group_sees_that_group_beside_the_company_and_no_other() {
    let sight = Sight::only(vec![Slice::group(1)]);
    let page = page(&sight, &month()).unwrap();
    assert_eq!(page.header.who.as_deref(), Some("Sales"));
    assert_eq!(page.filters.groups.len(), 1);
    for chart in &page.charts {
        match chart {
            Chart::Bars(bars) => assert!(bars.bars.iter().all(|bar| bar.label == "Sales")),
            Chart::Trend(trend) => {
                assert_eq!(trend.main.label.as_deref(), Some("Sales"));
                assert_eq!(trend.beside.as_ref().unwrap().label, None);
                assert!(
                    trend
                        .groups
                        .iter()
                        .all(|line| line.label.as_deref() == Some("Sales"))
                );
            }
            _ => {}
        }
    }
}

#[test]
fn every_figure_of_every_group_stands_at_a_glance() {
    let page = page(&Sight::everybody(), &month()).unwrap();
    let glance = page.charts.iter().find_map(|chart| match chart {
        Chart::Glance(glance) => Some(glance),
        _ => None,
    });
    let glance = glance.unwrap();
    let names: Vec<_> = glance.groups.iter().map(|group| group.0.as_str()).collect();
    assert_eq!(names, GROUPS.map(|(name, _)| name));
    assert_eq!(glance.groups[3].1, None, "too small to be told");
    let row = |code: &str| glance.rows.iter().find(|row| row.metric == code).unwrap();
    let hours = &row("M1").values;
    assert!(hours[0].exact().is_some() && hours[3] == Value::Hidden);
    assert_eq!(row("M37").values, [Value::Missing; 4]);
    let tiles: Vec<_> = page.tiles.iter().map(|tile| &tile.metric).collect();
    let rows: Vec<_> = glance.rows.iter().map(|row| &row.metric).collect();
    assert_eq!(rows, tiles);
}

#[test]
fn how_it_was_measured_tells_of_the_group_that_is_looked_at() {
    let mut measures = vec![measure("M1")];
    measures.push(Measure::of(EVENTS, &metric::EVENTS, vec![]));
    let cohort = Cohort::freeze(&organisation(&GROUPS), MinimumGroup::FLOOR, 1);
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"test");
    let close = Close {
        cohort: &cohort,
        measures: &measures,
        policies: [[3; 32], [4; 32]],
        randomness: Randomness([7, 11]),
        key: &key,
    };
    let rows: Vec<Vec<i64>> = (0..cohort.people.len())
        .map(|at| {
            let mut row = columns(at, LAST)[0].clone();
            row[Quantity::EVENTS[Reason::Counted as usize].index()] = 7;
            // Somebody of Sales cancels much, everybody of Research a little.
            let cancelled = match at {
                0..24 => 1,
                24 => 40,
                _ => 0,
            };
            row[Quantity::EVENTS[Reason::Cancelled as usize].index()] = cancelled;
            row[Quantity::EVENTS_ALL.index()] = 7 + cancelled;
            row
        })
        .collect();
    let week: CohortWeek<'_> = rows
        .iter()
        .map(|row| {
            let row = PersonRow {
                columns: row,
                matrix: &[],
            };
            Some(PersonWeek {
                strict: row,
                permissive: row,
            })
        })
        .collect();
    let made = close_week(&close, LAST, &week, &Ledger::default()).unwrap();
    let sets = made.sheets.iter().map(|sheet| {
        let face = Face::open(&sheet.face(&key).unwrap(), &key).unwrap();
        (face.slice, Arc::new(SetCells::of(vec![face])))
    });
    let cells = Cells::of(sets.collect(), Arc::default(), Arc::default());
    let (names, sight) = (names(), Sight::everybody());
    let facts = Facts {
        window: false,
        read_by: ReadBy {
            words: true,
            ..ReadBy::default()
        },
        ..facts()
    };
    let material = Material {
        cells: &cells,
        names: &names,
        sight: &sight,
        facts: &facts,
    };
    let of = |group: Option<&str>| {
        let ask = Ask {
            group: group.map(str::to_owned),
            ..month()
        };
        super::measure::measure(material, "M1", &ask).unwrap()
    };
    let told = |group, reason: Reason| {
        let counted = of(group).counted;
        let one = counted.iter().find(|one| one.reason == reason);
        one.map_or(Value::Missing, |one| one.events)
    };
    let research = of(Some("0-0"));
    assert_eq!(research.counted.len(), Reason::ALL.len());
    assert_eq!(
        research.counted_weeks,
        Some((
            model::culture::view::Week(LAST),
            model::culture::view::Week(LAST)
        ))
    );
    assert!(research.read_by.unwrap().words);
    assert_eq!(
        research.header.policy_id, "03030303",
        "that of what was published"
    );
    assert_eq!(told(None, Reason::Counted), Value::Exact(56.0 * 7.0));
    assert_eq!(told(Some("0-0"), Reason::Counted), Value::Exact(168.0));
    assert_eq!(told(Some("0-0"), Reason::Cancelled), Value::Exact(24.0));
    assert_eq!(told(Some("0-0"), Reason::AllDay), Value::Below(10.0));
    // One person has all of them, and the whole less the others would tell it.
    assert_eq!(told(Some("0-1"), Reason::Cancelled), Value::Hidden);
    assert_eq!(told(None, Reason::Cancelled), Value::Hidden);
    // Four people have no count at all.
    assert_eq!(told(Some("0-3"), Reason::Counted), Value::Missing);
}

#[test]
fn a_group_of_somebody_else_is_not_found() {
    let sight = Sight::only(vec![Slice::group(1)]);
    for group in ["0-0", "0-99", "line", "x"] {
        let ask = Ask {
            group: Some(group.to_owned()),
            ..month()
        };
        assert!(
            matches!(page(&sight, &ask), Err(CultureError::NotFound)),
            "{group}"
        );
    }
    let beside = Ask {
        compare: Some("0-0".to_owned()),
        ..month()
    };
    assert!(matches!(page(&sight, &beside), Err(CultureError::NotFound)));
}

#[test]
fn a_tenant_of_nine_shows_nothing() {
    let cells = published(&[("All", 9)]);
    let last = model::culture::Period::Window(LAST);
    assert_eq!(cells.people(Slice::Company, last), None);
    let m1 = metric::by_code("M1").unwrap();
    assert!(cells.value(Slice::Company, last, (m1, 0)).drawn().is_none());
}

#[test]
fn a_crossing_is_named_lower_axis_first() {
    let mut names = names();
    names.axes.push(AxisNames {
        name: "Level".to_owned(),
        values: vec![ValueName {
            value: 3,
            name: "Senior".to_owned(),
            group: None,
        }],
    });
    let of = Slice::Value {
        axis: Axis(1),
        value: 3,
    };
    let parts = names.parts(of, Axis::GROUP);
    assert_eq!(
        parts[0].0,
        Slice::Crossing {
            first: (Axis::GROUP, 0),
            second: (Axis(1), 3)
        }
    );
    assert!(names.parts(Slice::Line(person(1)), Axis::GROUP).is_empty());
}

#[test]
fn a_trend_is_marked_where_the_people_or_the_definitions_change() {
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"test");
    let measures = vec![measure("M1")];
    let (mut ledger, mut faces) = (Ledger::default(), Vec::new());
    let made = [(1, 2), (1, 2), (2, 2), (2, 3)];
    for (week, (cohort, policy)) in (LAST - 3..).zip(made) {
        let cohort = Cohort::freeze(&organisation(&GROUPS), MinimumGroup::FLOOR, cohort);
        let close = Close {
            cohort: &cohort,
            measures: &measures,
            policies: [[1; 32], [policy; 32]],
            randomness: Randomness([7, 11]),
            key: &key,
        };
        let rows: Vec<[Vec<i64>; 2]> = (0..cohort.people.len())
            .map(|at| columns(at, week))
            .collect();
        let row = |columns| PersonRow {
            columns,
            matrix: &[],
        };
        let week_columns: CohortWeek<'_> = rows
            .iter()
            .map(|[strict, permissive]| {
                Some(PersonWeek {
                    strict: row(strict),
                    permissive: row(permissive),
                })
            })
            .collect();
        let made = close_week(&close, week, &week_columns, &ledger).unwrap();
        ledger.push(made.entry, &key).unwrap();
        let company = made.sheets.iter().find(|one| one.slice == Slice::Company);
        let sealed = company.unwrap().face(&key).unwrap();
        faces.push(Face::open(&sealed, &key).unwrap());
    }
    let sets = [(Slice::Company, Arc::new(SetCells::of(faces)))].into();
    let cells = Cells::of(sets, Arc::default(), Arc::default());
    let (names, sight, facts) = (names(), Sight::everybody(), facts());
    let material = Material {
        cells: &cells,
        names: &names,
        sight: &sight,
        facts: &facts,
    };
    let page = sheet(material, (Topic::Load, &month(), Weights::default())).unwrap();
    let trend = page.charts.iter().find_map(|chart| match chart {
        Chart::Trend(trend) => Some(&trend.breaks),
        _ => None,
    });
    let mark = |place, why| Break { place, why };
    assert_eq!(
        trend.unwrap(),
        &[
            mark(2, BreakReason::People),
            mark(3, BreakReason::Definition)
        ]
    );
}

/// A face of the company of one week, under a policy of its own.
fn face_of(week: i32, policy: u8) -> Face {
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"test");
    let measures = vec![measure("M1")];
    let cohort = Cohort::freeze(&organisation(&GROUPS), MinimumGroup::FLOOR, 1);
    let close = Close {
        cohort: &cohort,
        measures: &measures,
        policies: [[policy; 32]; 2],
        randomness: Randomness([7, 11]),
        key: &key,
    };
    let rows: Vec<[Vec<i64>; 2]> = (0..cohort.people.len())
        .map(|at| columns(at, week))
        .collect();
    let row = |columns| PersonRow {
        columns,
        matrix: &[],
    };
    let week_columns: CohortWeek<'_> = rows
        .iter()
        .map(|[strict, _]| {
            Some(PersonWeek {
                strict: row(strict),
                permissive: row(strict),
            })
        })
        .collect();
    let made = close_week(&close, week, &week_columns, &Ledger::default()).unwrap();
    let company = made.sheets.iter().find(|one| one.slice == Slice::Company);
    Face::open(&company.unwrap().face(&key).unwrap(), &key).unwrap()
}

#[test]
fn imported_weeks_stand_beside_measured_ones_and_never_among_them() {
    let live = SetCells::of(vec![face_of(LAST - 1, 1), face_of(LAST, 1)]);
    let imported = SetCells::of(vec![face_of(LAST - 2, 9), face_of(LAST - 1, 9)]);
    let sets = [(Slice::Company, Arc::new(live))].into();
    let cells = Cells::of(sets, Arc::default(), Arc::new(imported));
    let (names, sight, facts) = (names(), Sight::everybody(), facts());
    let material = Material {
        cells: &cells,
        names: &names,
        sight: &sight,
        facts: &facts,
    };
    let trend = |ask: &Ask| {
        let page = sheet(material, (Topic::Load, ask, Weights::default())).unwrap();
        let found = page.charts.into_iter().find_map(|chart| match chart {
            Chart::Trend(trend) => Some(trend),
            _ => None,
        });
        found.unwrap()
    };
    let company = trend(&month());
    let drawn = |values: &[Value]| {
        values
            .iter()
            .map(|one| one.drawn().is_some())
            .collect::<Vec<_>>()
    };
    assert_eq!(drawn(&company.main.values), [false, false, true, true]);
    assert_eq!(
        drawn(company.imported.as_ref().unwrap()),
        [false, true, false, false],
        "what is measured is not shown twice"
    );
    let why = BreakReason::Imported;
    assert_eq!(company.breaks, [Break { place: 2, why }]);
    let parts = names.parts(Slice::Company, Axis::GROUP);
    let ask = Ask {
        group: Some(super::key_of(parts[0].0)),
        ..month()
    };
    assert_eq!(trend(&ask).imported, None, "an import has no groups");
}
