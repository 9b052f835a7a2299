//! Exports for analysts.

use std::collections::BTreeSet;

use culture::import::Day;
use culture::{AnalystError, AnalystExport, Culture, Run, Selection};
use store::testing::each_database;

use crate::made_up::{LONG, World, oid};
use crate::published::meet;

fn selection(policy: &str, group_by: &[&str]) -> Selection {
    Selection {
        from: Day::parse("2026-10-05").unwrap(),
        to: Day::parse("2026-11-15").unwrap(),
        group_by: group_by.iter().map(|name| (*name).to_owned()).collect(),
        policy: policy.to_owned(),
    }
}

/// A world of so many people whose weeks are computed and published.
async fn published(store: store::Store, people: u64) -> (World, Culture) {
    let world = World::new(store, people).await;
    meet(&world, people).await;
    let culture = world.switched_on().await;
    finish(&world, &culture).await;
    (world, culture)
}

async fn finish(world: &World, culture: &Culture) {
    world.read_all(culture).await;
    while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
}

/// Twelve people in each of two departments.
async fn two_departments(store: store::Store) -> (World, Culture) {
    let world = World::new(store, 24).await;
    meet(&world, 24).await;
    let culture = world.switched_on().await;
    let scoped = world.store.of(world.tenant);
    let mut rows = scoped.open_attributes("entra").await.unwrap();
    for (place, row) in rows.iter_mut().enumerate() {
        let department = if place < 12 { "Care" } else { "Law" };
        row.origin = "file".to_owned();
        row.attributes = format!(r#"{{"department":"{department}"}}"#);
    }
    let mut tx = scoped.begin().await.unwrap();
    tx.save_attributes(&rows).await.unwrap();
    tx.commit().await.unwrap();
    finish(&world, &culture).await;
    (world, culture)
}

fn lines(out: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(out).unwrap();
    let fields = |line: &str| line.split(',').map(str::to_owned).collect();
    text.lines().map(fields).collect()
}

#[tokio::test]
async fn person_weeks_and_meetings_need_the_switch_and_stand_in_the_audit_log() {
    each_database(|store| async move {
        let (world, culture) = published(store, 14).await;
        let (tenant, asked) = (world.tenant, selection("strict-v1", &["department"]));
        let mut out = Vec::new();
        let refused = culture.export_person_weeks(tenant, &asked, &mut out).await;
        assert!(matches!(refused, Err(AnalystError::SwitchedOff)));
        let refused = culture.export_meetings(tenant, &asked, &mut out).await;
        assert!(matches!(refused, Err(AnalystError::SwitchedOff)));
        assert!(out.is_empty());

        culture
            .switch_analyst_export(&world.admin, AnalystExport::On)
            .await
            .unwrap();
        // Six weeks of fourteen people.
        let written = culture.export_person_weeks(tenant, &asked, &mut out).await;
        assert_eq!(written.unwrap(), 84);
        let first = lines(&out);
        assert_eq!(
            first[0][..5],
            [
                "person",
                "week_start",
                "origin",
                "policy",
                "attribute_department"
            ]
        );
        assert_eq!(
            first[1][1..5],
            ["2026-10-05", "measured", "strict-v1", "Sales"]
        );
        let people = |lines: &[Vec<String>]| -> BTreeSet<String> {
            lines.iter().skip(1).map(|line| line[0].clone()).collect()
        };
        assert_eq!(people(&first).len(), 14);
        let mut again = Vec::new();
        culture
            .export_person_weeks(tenant, &asked, &mut again)
            .await
            .unwrap();
        assert!(
            people(&first).is_disjoint(&people(&lines(&again))),
            "each export has pseudonyms of its own"
        );
        let keys = world.trust.keys(tenant).await.unwrap();
        let names = microsoft::reader::Pseudonyms::new(keys.pseudonym_key("culture"));
        for line in &first[1..] {
            for number in 0..14 {
                assert_ne!(line[0], names.person(oid(number)).to_string());
            }
        }

        let mut meetings = Vec::new();
        let written = culture
            .export_meetings(tenant, &asked, &mut meetings)
            .await
            .unwrap();
        assert_eq!(written, 84, "one a week of everybody");
        let meetings = lines(&meetings);
        assert_eq!(meetings[0].last().unwrap(), "attribute_department");
        assert!(meetings[1..].iter().all(|line| line[5] == "30"));

        let rows = world.store.of(tenant).audit_page(None, 4).await.unwrap();
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.action.as_str(), row.subject.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("figures.exported", "meetings"),
                ("figures.exported", "person-weeks"),
                ("figures.exported", "person-weeks"),
                ("culture.analyst_export_switched", "analyst_export")
            ],
            "a refused export leaves none"
        );
        assert!(rows[0].detail_json.contains("\"to\":\"2026-11-15\""));
    })
    .await;
}

#[tokio::test]
async fn attributes_of_few_are_not_said_and_unknown_ones_are_named() {
    each_database(|store| async move {
        let (world, culture) = published(store, 9).await;
        culture
            .switch_analyst_export(&world.admin, AnalystExport::On)
            .await
            .unwrap();
        let mut out = Vec::new();
        let asked = selection("strict-v1", &["Department"]);
        culture
            .export_person_weeks(world.tenant, &asked, &mut out)
            .await
            .unwrap();
        assert!(lines(&out)[1..].iter().all(|line| line[4] == "*"));
        let asked = selection("strict-v1", &["shoe size"]);
        let refused = culture
            .export_person_weeks(world.tenant, &asked, Vec::new())
            .await;
        assert_eq!(
            refused.unwrap_err().to_string(),
            "there is no attribute shoe size; there are: department"
        );
        let asked = selection("mine", &[]);
        let refused = culture
            .export_person_weeks(world.tenant, &asked, Vec::new())
            .await;
        assert_eq!(
            refused.unwrap_err().to_string(),
            "there is nothing under the policy mine; there are: strict-v1, nondeclined-v1"
        );
        let backwards = Selection {
            from: Day::parse("2026-11-16").unwrap(),
            ..selection("strict-v1", &[])
        };
        let refused = culture
            .export_groups(world.tenant, &backwards, Vec::new())
            .await;
        assert!(matches!(refused, Err(AnalystError::Backwards)));
    })
    .await;
}

#[tokio::test]
async fn groups_come_from_published_cells_and_nine_people_have_no_number() {
    each_database(|store| async move {
        let (world, culture) = two_departments(store).await;
        let mut out = Vec::new();
        let asked = selection("strict-v1", &["department"]);
        culture
            .export_groups(world.tenant, &asked, &mut out)
            .await
            .unwrap();
        let told = lines(&out);
        assert_eq!(
            told[0].join(","),
            "attribute,group,period_start,weeks,origin,policy,metric,class,unit,people_n,state,value,basis"
        );
        let hours = |weeks: &str| -> Vec<&Vec<String>> {
            let wanted = |line: &&Vec<String>| line[1].is_empty() && line[3] == weeks && line[6] == "M1";
            told.iter().filter(wanted).collect()
        };
        // Half an hour each; six weeks, and three windows of four among them.
        assert_eq!((hours("1").len(), hours("4").len()), (6, 3));
        for line in hours("1").into_iter().chain(hours("6")) {
            assert_eq!(line[8..], ["h", "24", "exact", "0.5", "people"], "{line:?}");
        }
        // And once over all six weeks.
        assert_eq!(hours("6").len(), 1);
        assert_eq!(hours("6")[0][2], "2026-10-05");
        assert!(told.iter().any(|line| line[..2] == ["Department", "Law"] && line[9..11] == ["12", "exact"]));
        let mut permissive = Vec::new();
        let asked = selection("nondeclined-v1", &[]);
        culture
            .export_groups(world.tenant, &asked, &mut permissive)
            .await
            .unwrap();
        assert!(lines(&permissive)[1..].iter().all(|line| line[0].is_empty()));
    })
    .await;
    each_database(|store| async move {
        let (world, culture) = published(store, 9).await;
        let mut out = Vec::new();
        let asked = selection("strict-v1", &["department"]);
        culture
            .export_groups(world.tenant, &asked, &mut out)
            .await
            .unwrap();
        for line in &lines(&out)[1..] {
            assert_eq!(line[9..], ["", "hidden", "", ""], "{line:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn imported_weeks_are_exported_with_their_source_and_never_another_tenants() {
    each_database(|store| async move {
        let (world, culture) = published(store, 10).await;
        culture
            .switch_analyst_export(&world.admin, AnalystExport::On)
            .await
            .unwrap();
        let file = "PersonId,Date,Meeting_hours,Available_to_focus_hours\np1,2026-10-11,2.5,20\np2,2026-10-11,1,30\n";
        for _ in 0..2 {
            let report = culture
                .import_viva(world.tenant, file.as_bytes(), Run::Real)
                .await
                .unwrap();
            assert_eq!((report.taken, report.people), (2, 2));
        }
        let mut out = Vec::new();
        let asked = selection("viva_current", &[]);
        let written = culture
            .export_person_weeks(world.tenant, &asked, &mut out)
            .await
            .unwrap();
        assert_eq!(written, 2, "a second import replaces the first");
        let told = lines(&out);
        assert_eq!(told[1][1..4], ["2026-10-12", "viva_current", "viva_current"]);
        let place = told[0].iter().position(|name| name == "meeting_min").unwrap();
        let mut minutes: Vec<_> = told[1..].iter().map(|line| line[place].as_str()).collect();
        minutes.sort_unstable();
        assert_eq!(minutes, ["150", "60"]);

        let other = trust::testing::tenant(&world.trust, 2).await;
        let administrator = trust::testing::administrator(
            &trust::testing::Someone::new(other, 9).with_roles(&[model::Role::Administrator]),
        );
        culture
            .switch_analyst_export(&administrator, AnalystExport::On)
            .await
            .unwrap();
        for policy in ["strict-v1", "nondeclined-v1"] {
            let asked = selection(policy, &[]);
            let none = culture.export_person_weeks(other, &asked, Vec::new()).await;
            assert_eq!(none.unwrap(), 0);
            let none = culture.export_meetings(other, &asked, Vec::new()).await;
            assert_eq!(none.unwrap(), 0);
            let none = culture.export_groups(other, &asked, Vec::new()).await;
            assert_eq!(none.unwrap(), 0);
        }
        let refused = culture
            .export_person_weeks(other, &selection("viva_current", &[]), Vec::new())
            .await;
        assert!(matches!(refused, Err(AnalystError::NoPolicy { .. })));
    })
    .await;
}

/// A file of so many people over two weeks of May.
fn viva(people: u32) -> String {
    let mut file = "PersonId,Date,Meeting_hours,Available_to_focus_hours\n".to_owned();
    for person in 0..people {
        for day in ["2026-05-03", "2026-05-10"] {
            file.push_str(&format!("p{person},{day},10.5,20\n"));
        }
    }
    file
}

#[tokio::test]
async fn imported_weeks_pass_disclosure_control_and_are_exported_as_groups() {
    each_database(|store| async move {
        for (number, people) in [(1, 12), (2, 9)] {
            let world = World::of_tenant(store.clone(), 0, number).await;
            let culture = world.process();
            let file = viva(people);
            let read = culture.import_viva(world.tenant, file.as_bytes(), Run::Real);
            read.await.unwrap();
            // No connector is on: an import is published by itself.
            while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
            let asked = Selection {
                from: Day::parse("2026-05-01").unwrap(),
                to: Day::parse("2026-05-31").unwrap(),
                ..selection("viva_current", &[])
            };
            let mut out = Vec::new();
            culture
                .export_groups(world.tenant, &asked, &mut out)
                .await
                .unwrap();
            let told = lines(&out);
            let hours: Vec<_> = told.iter().filter(|line| line[6] == "M1").collect();
            if people == 12 {
                let weeks: Vec<_> = hours.iter().map(|line| line[3].as_str()).collect();
                assert_eq!(weeks, ["2", "1", "1"]);
                for line in hours {
                    assert_eq!(line[4..6], ["viva_current", "viva_current"]);
                    assert_eq!(line[8..], ["h", "12", "exact", "10.5", "people"]);
                }
                // What the source doesn't have is no data, and not hidden.
                let heat = told.iter().find(|line| line[6] == "M43b").unwrap();
                assert_eq!(heat[9..], ["", "no_data", "", ""]);
            } else {
                assert!(
                    told[1..].iter().all(|line| line[10] == "hidden"),
                    "{told:?}"
                );
            }
            let mut other = Vec::new();
            culture
                .export_groups(world.tenant, &selection("strict-v1", &[]), &mut other)
                .await
                .unwrap();
            assert_eq!(lines(&other).len(), 1, "ours and theirs are apart");
            let rows = world.store.of(world.tenant).ledger_from(1, 100).await;
            let entries = if people == 12 { 2 } else { 0 };
            assert_eq!(
                rows.unwrap().len(),
                entries,
                "of nine nothing is said at all"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_span_is_the_mean_of_each_persons_mean_where_all_were_there_and_says_where_not() {
    each_database(|store| async move {
        let world = World::of_tenant(store, 0, 1).await;
        let culture = world.process();
        let mut file = "PersonId,Date,Meeting_hours,Available_to_focus_hours\n".to_owned();
        let days = [
            "2026-05-03",
            "2026-05-10",
            "2026-05-17",
            "2026-05-24",
            "2026-05-31",
        ];
        for (number, day) in (0_u32..).zip(days) {
            for person in 0..12 {
                // Of the third week nobody's focus is known, and one has no week at all there.
                let focus = if number == 2 {
                    String::new()
                } else {
                    "20".to_owned()
                };
                if number != 2 || person > 0 {
                    file.push_str(&format!("p{person},{day},{},{focus}\n", 10 + number));
                }
            }
        }
        let read = culture.import_viva(world.tenant, file.as_bytes(), Run::Real);
        read.await.unwrap();
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let asked = Selection {
            from: Day::parse("2026-05-01").unwrap(),
            to: Day::parse("2026-06-30").unwrap(),
            ..selection("viva_current", &[])
        };
        let mut out = Vec::new();
        culture
            .export_groups(world.tenant, &asked, &mut out)
            .await
            .unwrap();
        let told = lines(&out);
        let span = |metric: &str| {
            let found = told.iter().find(|line| line[6] == metric).unwrap();
            (found[3].clone(), found[9..].to_vec())
        };
        // 10, 11, 12, 13 and 14 hours, of 12, 12, 11, 12 and 12 people.
        let (weeks, line) = span("M1");
        assert_eq!(weeks, "5");
        assert_eq!(line, ["12", "exact", "12", "weeks"]);
        // Four of the weeks have a value, and the same people in each.
        let (weeks, line) = span("M18");
        assert_eq!(weeks, "4");
        assert_eq!(line, ["12", "exact", "20", "people"]);
    })
    .await;
}

#[tokio::test]
async fn a_span_that_is_a_window_is_told_once_and_one_of_four_weeks_that_is_none_is_told_too() {
    each_database(|store| async move {
        // Four weeks in a row, and four with a gap.
        for (number, days, spans) in [
            (
                1,
                ["2026-05-03", "2026-05-10", "2026-05-17", "2026-05-24"],
                0,
            ),
            (
                2,
                ["2026-05-03", "2026-05-10", "2026-05-17", "2026-05-31"],
                1,
            ),
        ] {
            let world = World::of_tenant(store.clone(), 0, number).await;
            let culture = world.process();
            let mut file = "PersonId,Date,Meeting_hours,Available_to_focus_hours\n".to_owned();
            for day in days {
                for person in 0..12 {
                    file.push_str(&format!("p{person},{day},10,20\n"));
                }
            }
            let read = culture.import_viva(world.tenant, file.as_bytes(), Run::Real);
            read.await.unwrap();
            while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
            let asked = Selection {
                from: Day::parse("2026-05-01").unwrap(),
                to: Day::parse("2026-06-30").unwrap(),
                ..selection("viva_current", &[])
            };
            let mut out = Vec::new();
            culture
                .export_groups(world.tenant, &asked, &mut out)
                .await
                .unwrap();
            let told = lines(&out);
            let hours: Vec<_> = told
                .iter()
                .filter(|line| line[6] == "M1")
                .map(|line| line[3].as_str())
                .collect();
            let expected = match spans {
                0 => ["1", "1", "1", "1", "4"],
                _ => ["4", "1", "1", "1", "1"],
            };
            assert_eq!(hours, expected);
        }
    })
    .await;
}
