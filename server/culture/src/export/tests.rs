use std::collections::{BTreeMap, HashSet};

use model::culture::{EventFact, EventKind, Pseudonym, Quantity, Response, ShowAs};
use proptest::prelude::*;

use super::*;
use crate::import::Day;

fn attribute(name: &str, values: &[&str]) -> Coarse {
    Coarse {
        name: name.to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn headings_are_distinct_and_hold_their_units() {
    let headings: HashSet<String> = Quantity::all().map(heading).collect();
    assert_eq!(headings.len(), Quantity::COUNT);
    assert_eq!(heading(Quantity::ONLINE), "allocated_min_online");
    assert_eq!(
        heading(Quantity::ORGANIZED_GENERATED),
        "organized_allocated_min_generated"
    );
    assert_eq!(heading(Quantity::MEETING_MIN), "meeting_min");
    assert_eq!(heading(Quantity::COST), "cost_minor");
}

#[test]
fn a_persons_week_is_a_line() {
    let attributes = [attribute("Cost centre", &["=HYPERLINK(\"x\")", "a,b"])];
    let values = |quantity: Quantity| (quantity == Quantity::MEETING_MIN).then_some(615);
    let line = |place| PersonWeekLine {
        person: Pseudonym([7; 16]),
        week: Day::parse("2024-01-08").unwrap(),
        origin: "measured",
        attributes: place,
        values: &values,
    };
    let mut out = Vec::new();
    let lines = [
        line(&[Place::Value(0)]),
        line(&[Place::Hidden]),
        line(&[Place::Missing]),
    ];
    let mut writer = PersonWeeks::begin(&mut out, "strict-v1", &attributes).unwrap();
    for line in &lines {
        writer.line(line).unwrap();
    }
    assert_eq!(writer.end(), Ok(3));
    let out = text(out);
    assert_eq!(out.matches("\r\n").count(), 4);
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let headers = reader.headers().unwrap().clone();
    assert_eq!(&headers[4], "attribute_cost_centre");
    let column = headers
        .iter()
        .position(|name| name == "meeting_min")
        .unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(
        rows[0].iter().take(5).collect::<Vec<_>>(),
        [
            "07".repeat(16).as_str(),
            "2024-01-08",
            "measured",
            "strict-v1",
            "'=HYPERLINK(\"x\")"
        ]
    );
    assert_eq!((&rows[1][4], &rows[2][4]), ("*", ""));
    assert_eq!(&rows[0][column], "615");
    // No data is empty, not zero.
    assert_eq!(
        rows[0]
            .iter()
            .skip(5)
            .filter(|field| field.is_empty())
            .count(),
        Quantity::COUNT - 1
    );
    for places in [&[Place::Value(9)][..], &[]] {
        let mut writer = PersonWeeks::begin(Vec::new(), "", &attributes).unwrap();
        assert_eq!(writer.line(&line(places)), Err(ExportError::Misfit));
    }
}

#[test]
fn a_hidden_cell_tells_nothing() {
    let line = |value| GroupLine {
        attribute: "Department",
        group: "@Sales",
        from: Day(19_730),
        weeks: 4,
        origin: "measured",
        metric: "M1",
        class: 0,
        unit: "h",
        people: Some(12),
        value,
        basis: "people",
    };
    let values = [
        GroupValue::Exactly(9.5),
        GroupValue::Below(25.0),
        GroupValue::Above(75.0),
        GroupValue::Hidden,
        GroupValue::Nothing,
        GroupValue::Exactly(f64::NAN),
    ];
    let mut out = Vec::new();
    assert_eq!(
        write_groups(&mut out, "strict-v1", values.map(line).into_iter()),
        Ok(6)
    );
    let out = text(out);
    let ends: Vec<&str> = out
        .lines()
        .skip(1)
        .map(|line| line.split_once(",M1,0,").unwrap().1)
        .collect();
    assert_eq!(
        ends,
        [
            "h,12,exact,9.5,people",
            "h,12,below,25,people",
            "h,12,above,75,people",
            "h,,hidden,,people",
            "h,12,no_data,,people",
            "h,12,no_data,,people"
        ]
    );
    assert!(
        out.lines()
            .nth(1)
            .unwrap()
            .starts_with("Department,'@Sales,2024-01-08,4,")
    );
}

fn fact(sensitive: bool) -> EventFact {
    EventFact {
        copy: Pseudonym([1; 16]),
        occurrence: Pseudonym([2; 16]),
        series: None,
        start: 19_730 * 1_440 + 9 * 60 + 47,
        end: 19_730 * 1_440 + 10 * 60,
        original_start: None,
        kind: EventKind::Single,
        all_day: false,
        cancelled: false,
        sensitive,
        company: true,
        show_as: ShowAs::Busy,
        own: Response::Organizer,
        organizer: Some(Pseudonym([3; 16])),
        organizer_domain: None,
        attendees: Vec::new(),
        has_list: false,
        hidden_list: false,
        online: true,
        response_requested: true,
        attachments: None,
        open_ended: None,
        lead_min: Some(-5),
        lead_source: None,
        agenda: None,
        body_bucket: None,
        first_seen: 0,
        cancelled_seen: None,
        gone_seen: None,
        moves: 0,
    }
}

#[test]
fn a_meeting_is_a_line_without_its_minute_and_a_private_one_is_none() {
    let (open, private) = (fact(false), fact(true));
    let line = |fact| MeetingLine {
        meeting: Pseudonym([4; 16]),
        series: None,
        organizer: Pseudonym([5; 16]),
        attributes: &[],
        fact,
    };
    let mut out = Vec::new();
    let mut writer = Meetings::begin(&mut out, &[]).unwrap();
    for fact in [&open, &private] {
        writer.line(&line(fact)).unwrap();
    }
    assert_eq!(writer.end(), Ok(1));
    let out = text(out);
    let row = out.lines().nth(1).unwrap();
    assert_eq!(
        row,
        format!(
            "{},,{},2024-01-08,9,13,single,false,true,,false,1,0,0,0,0,0,0,-5,,",
            "04".repeat(16),
            "05".repeat(16)
        )
    );
    // Keys of the store never leave.
    for key in ["01", "02", "03"] {
        assert!(!out.contains(&key.repeat(16)));
    }
}

#[test]
fn a_full_output_is_an_error() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    assert_eq!(
        write_groups(Full, "", std::iter::empty()),
        Err(ExportError::Unwritable)
    );
}

#[test]
fn ten_share_a_combination_or_it_is_not_said() {
    let people = |count: usize, row: [u16; 2]| vec![row.map(Place::Value).to_vec(); count];
    // Ten and ten stay; nine lose the last attribute and, still nine, the first; then the smallest other joins them.
    let mut rows = people(10, [0, 0]);
    rows.extend(people(11, [0, 1]));
    assert_eq!(coarsen(&rows), rows);
    rows.extend(people(9, [1, 0]));
    let coarse = coarsen(&rows);
    assert_eq!(coarse[0], [Place::Hidden; 2]);
    assert_eq!(coarse[10], [Place::Value(0), Place::Value(1)]);
    assert_eq!(coarse[29], [Place::Hidden; 2]);
    assert_eq!(coarsen(&people(9, [1, 0])), vec![vec![Place::Hidden; 2]; 9]);
    assert_eq!(coarsen(&[]), Vec::<Vec<Place>>::new());
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![4 => (0..4_u16).prop_map(Place::Value), 1 => Just(Place::Missing)]
}

proptest! {
    #[test]
    fn no_combination_of_few_is_ever_said(people in proptest::collection::vec(proptest::collection::vec(place(), 3), 0..80)) {
        let coarse = coarsen(&people);
        let mut classes: BTreeMap<&Vec<Place>, usize> = BTreeMap::new();
        for row in &coarse {
            *classes.entry(row).or_default() += 1;
        }
        for (class, count) in classes {
            let silent = class.iter().all(|place| *place == Place::Hidden);
            prop_assert!(count >= LEAST_PEOPLE || (silent && people.len() < LEAST_PEOPLE), "{class:?} {count}");
        }
        // What is said is true.
        for (said, is) in coarse.iter().zip(&people) {
            prop_assert!(said.iter().zip(is).all(|(said, is)| said == is || *said == Place::Hidden));
        }
    }
}
