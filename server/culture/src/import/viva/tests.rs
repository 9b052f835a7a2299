use model::culture::quantity::UNIT;

use super::*;

fn pseudonym(id: &str) -> Pseudonym {
    let mut bytes = [0; 16];
    for (place, byte) in id.bytes().enumerate() {
        bytes[place % 16] ^= byte.rotate_left(u32::try_from(place / 16).unwrap());
    }
    Pseudonym(bytes)
}

fn import(file: &str, choice: &Choice) -> Result<(Report, Vec<PersonWeek>), ImportError> {
    let mut weeks = Vec::new();
    let report = read(file.as_bytes(), choice, &pseudonym, &mut |week| {
        weeks.push(week);
    })?;
    Ok((report, weeks))
}

fn good(file: &str) -> (Report, Vec<PersonWeek>) {
    import(file, &Choice::default()).unwrap()
}

fn get(week: &PersonWeek, quantity: Quantity) -> Option<i64> {
    let found = week.values.iter().find(|(name, _)| *name == quantity);
    found.map(|(_, value)| *value)
}

const LEGACY: &str = "PersonId,Date,IsActive,Meetings,Meeting_hours,Conflicting_meeting_hours,Open_2_hour_blocks,Total_focus_hours,Meeting_hours_with_manager,Meetings_with_manager_1_on_1,Meeting_hours_with_manager_1_on_1,Organization,Shoe_size\n\
    p1,2021-03-07,TRUE,12.5,10.25,200,6,15,3,1,0.5,Sales,44\n\
    p1,3/14/2021,0,0,0,,,,,,,,\n\
    p2,14.03.2021,yes,\"1,5\",\"2,25\",1,0,4,1,0,0,\"Legal; \"\"A\"\"\",\n";

#[test]
fn an_old_export_is_read_with_its_old_meanings() {
    let (report, weeks) = good(LEGACY);
    assert_eq!(
        (
            report.generation,
            report.rows,
            report.taken,
            report.people,
            report.weeks
        ),
        (Generation::Legacy, 3, 3, 2, 2)
    );
    assert_eq!(
        report.span,
        Day::parse("2021-03-07").zip(Day::parse("2021-03-14"))
    );
    assert_eq!(report.candidates, ["Organization"]);
    assert_eq!(report.ignored, ["Shoe_size"]);
    assert!(report.rejected.is_empty() && report.warnings.is_empty());
    let first = &weeks[0];
    assert_eq!(first.active, Some(true));
    assert_eq!(get(first, Quantity::MEETING_MIN), Some(615));
    assert_eq!(get(first, Quantity::ALLOCATED), Some(615 * UNIT));
    assert_eq!(get(first, Quantity::MEETINGS), Some(12 * UNIT + UNIT / 2));
    // Whole lengths of overlapping meetings may exceed a week, and never become today's overlap.
    assert_eq!(get(first, Quantity::CONFLICT_WHOLE_MIN), Some(12_000));
    assert_eq!(get(first, Quantity::CONFLICT_MIN), None);
    assert_eq!(get(first, Quantity::WITH_MANAGER), Some(180 * UNIT));
    assert_eq!(get(first, Quantity::MANAGER_ONE_WEEKS), Some(1));
    assert_eq!(get(&weeks[2], Quantity::MEETING_MIN), Some(135));
    assert_eq!(get(&weeks[2], Quantity::MANAGER_ONE_WEEKS), Some(0));
}

#[test]
fn blank_is_no_data_and_zero_is_zero() {
    let (_, weeks) = good(LEGACY);
    assert_eq!(get(&weeks[1], Quantity::MEETING_MIN), Some(0));
    assert_eq!(get(&weeks[1], Quantity::FOCUS_MIN), None);
    assert_eq!(get(&weeks[1], Quantity::MANAGER_ONE_WEEKS), None);
    assert_eq!(weeks[1].active, Some(false));
}

#[test]
fn a_new_export_is_read_under_its_names() {
    let file = "\u{feff}PersonId;MetricDate;Available-to-focus hours;Meeting hours;Conflicting meeting hours;Meeting hours with manager;Meeting hours with manager 1:1;Meeting hours with 0 - 6 hours advanced notice;Meeting hours with 6-12 hours advanced notice;Meeting hours with 12-24 hours advanced notice;Meeting hours with > 24 hours advanced notice;Uninterrupted hours;Meetings 08 09\r\n\
        a;2024-01-07T00:00:00Z;20,5;10;1;2;0,5;1;1;1;3;4;2\r\n";
    let (report, weeks) = good(file);
    assert_eq!(report.generation.origin(), "viva_current");
    assert_eq!(report.unused, ["Uninterrupted hours", "Meetings 08 09"]);
    let week = &weeks[0];
    assert_eq!(get(week, Quantity::AVAILABLE_MIN), Some(1_230));
    assert_eq!(get(week, Quantity::CONFLICT_MIN), Some(60));
    // Today's column leaves out meetings of the two alone: they're added.
    assert_eq!(get(week, Quantity::WITH_MANAGER), Some(150 * UNIT));
    assert_eq!(get(week, Quantity::LEAD_SHORT), Some(180 * UNIT));
    assert_eq!(get(week, Quantity::LEAD_KNOWN), Some(360 * UNIT));
    assert_eq!(week.active, None);
}

#[test]
fn rows_that_mean_nothing_are_rejected_with_their_lines() {
    let file = "PersonId,Date,Total_focus_hours,Meeting_hours\n\
        a,2021-03-07,1,168\n\
        a,2021-03-07,1,1\n\
        b,2021-03-07,1,168.01\n\
        b,2021-03-07,1,-0.1\n\
        b,07/03/21,1,1\n\
        ,2021-03-07,1,1\n\
        b,2021-03-07,1,many\n\
        b,2021-03-07,1\n\
        b,2021-03-07,1,1\n";
    let (report, weeks) = good(file);
    let found: Vec<_> = report
        .rejected
        .iter()
        .map(|lines| {
            let spots = lines.first.iter().map(|spot| (spot.line, spot.column));
            (lines.what, spots.collect::<Vec<_>>())
        })
        .collect();
    let expected = vec![
        (Rejection::Ragged, vec![(9, None)]),
        (Rejection::NoPerson, vec![(7, Some(1))]),
        (Rejection::BadDate, vec![(6, Some(2))]),
        (Rejection::Duplicate, vec![(3, None)]),
        (Rejection::NotANumber, vec![(8, Some(4))]),
        (Rejection::Negative, vec![(5, Some(4))]),
        (Rejection::TooManyHours, vec![(4, Some(4))]),
    ];
    assert_eq!(found, expected);
    // A rejected row doesn't use up its person and week.
    assert_eq!((report.rows, report.taken, weeks.len()), (9, 2, 2));
}

#[test]
fn broken_inequalities_are_named_and_never_repaired() {
    let file = "PersonId,Date,Total_focus_hours,Open_2_hour_blocks,Meeting_hours,After_hours_meeting_hours,Low_quality_meeting_hours\n\
        a,2021-03-09,2,2,1,2,1\n";
    let (report, weeks) = good(file);
    let found: Vec<_> = report.warnings.iter().map(|lines| lines.what).collect();
    assert_eq!(
        found,
        [
            Warning::AfterHoursOverMeetings,
            Warning::BlocksOverFocus,
            Warning::OddWeek
        ]
    );
    assert_eq!(get(&weeks[0], Quantity::AFTER_HOURS_MIN), Some(120));
}

#[test]
fn only_chosen_attributes_of_the_known_ones_are_kept() {
    let choice = |name: &str| Choice {
        attributes: vec![name.to_owned()],
        generation: None,
    };
    let (_, weeks) = import(LEGACY, &choice("Organization")).unwrap();
    let values: Vec<_> = weeks
        .iter()
        .map(|week| week.attributes[0].clone())
        .collect();
    assert_eq!(
        values,
        [
            Some("Sales".to_owned()),
            None,
            Some("Legal; \"A\"".to_owned())
        ]
    );
    let refused = import(LEGACY, &choice("Shoe_size"));
    assert_eq!(
        refused.err(),
        Some(ImportError::MissingColumn("of a chosen attribute"))
    );
}

#[test]
fn files_that_cannot_be_told_apart_are_refused_until_somebody_says() {
    let file = "PersonId,Date,Meeting_hours\na,2021-03-07,1\n";
    assert_eq!(
        import(file, &Choice::default()).err(),
        Some(ImportError::UnknownGeneration)
    );
    let choice = Choice {
        generation: Some(Generation::Current),
        ..Choice::default()
    };
    assert_eq!(import(file, &choice).unwrap().0.taken, 1);
    let both = "PersonId,Date,Total_focus_hours,Uninterrupted_hours\n";
    assert_eq!(
        import(both, &Choice::default()).err(),
        Some(ImportError::UnknownGeneration)
    );
}

#[test]
fn first_lines_that_mislead_are_refused() {
    let error = |file: &str| import(file, &Choice::default()).err();
    assert_eq!(
        error("Date,Total_focus_hours\n"),
        Some(ImportError::MissingColumn("PersonId"))
    );
    assert_eq!(
        error("PersonId,Total_focus_hours\n"),
        Some(ImportError::MissingColumn("MetricDate"))
    );
    assert_eq!(
        error("PersonId,Date,Total_focus_hours,Total focus hours\n"),
        Some(ImportError::SameColumnTwice)
    );
    assert_eq!(
        error("PersonId,person id,Date,Total_focus_hours\n"),
        Some(ImportError::SameColumnTwice)
    );
}

#[test]
fn the_order_of_columns_says_nothing() {
    let turned: String = LEGACY
        .lines()
        .map(|line| {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(line.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            let fields: Vec<String> = record
                .iter()
                .rev()
                .map(|field| format!("\"{}\"", field.replace('"', "\"\"")))
                .collect();
            fields.join(";") + "\n"
        })
        .collect();
    assert_eq!(good(&turned).1, good(LEGACY).1);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_stumble(bytes: Vec<u8>, rest in "[-a-z0-9,;\"\n/. ]{0,200}") {
        let choice = Choice { generation: Some(Generation::Legacy), ..Choice::default() };
        let _ = read(bytes.as_slice(), &choice, &pseudonym, &mut |_| {});
        let file = format!("PersonId,Date,Meeting_hours\n{rest}");
        let report = read(file.as_bytes(), &choice, &pseudonym, &mut |_| {});
        if let Ok(report) = report {
            let rejected: u64 = report.rejected.iter().map(|lines| lines.rows).sum();
            proptest::prop_assert_eq!(report.rows, report.taken + rejected);
        }
    }
}
