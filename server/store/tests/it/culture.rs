//! Tables of meeting culture: what is written is read, people are shared by leases, nobody sees another tenant.

use model::culture::Pseudonym;
use model::culture::connector::{ConnectorSource, ConnectorState, Mailbox};
use model::{Guid, TenantId, Timestamp};
use store::testing::{each_database, each_pair, guid, hash, tenant};
use store::{
    CalendarWeekRow, ClaimPeople, ConnectorOutcome, ConnectorProgress, ConnectorRow, CostRateRow,
    FinishedPerson, GroupingRow, LedgerRow, NewSyncedPerson, OptOutRow, PersonAttributesRow,
    PersonWeekRow, PublicationFaceRow, PublicationRow, Scoped, Store, SyncedPersonRow,
};

const NOW: Timestamp = Timestamp(10_000);

fn someone(number: u8) -> Pseudonym {
    Pseudonym([number; 16])
}

fn connector(state: ConnectorState) -> ConnectorRow {
    ConnectorRow {
        source: ConnectorSource::Calendar,
        state,
        scope: "\"everybody\"".to_owned(),
        settings: "{}".to_owned(),
        revision: 1,
        due_at: NOW,
        begun_at: None,
        done: 0,
        total: None,
        progress: "[]".to_owned(),
        counted: "{}".to_owned(),
        last_ok: None,
        error: None,
        error_at: None,
    }
}

fn new_person(number: u8) -> NewSyncedPerson {
    NewSyncedPerson {
        person: someone(number),
        sealed: vec![number],
        in_scope: true,
    }
}

fn attributes(number: u8, from_week: i32, to_week: Option<i32>) -> PersonAttributesRow {
    PersonAttributesRow {
        person: someone(number),
        origin: "entra".to_owned(),
        from_week,
        to_week,
        attributes: "{}".to_owned(),
        manager: (number > 1).then(|| someone(1)),
        groupings: "[]".to_owned(),
        hours: None,
    }
}

fn week(number: u8, bucket: i32) -> CalendarWeekRow {
    CalendarWeekRow {
        bucket,
        person: someone(number),
        facts: vec![1, number],
    }
}

fn figures(number: u8, week: i32) -> PersonWeekRow {
    PersonWeekRow {
        policy: "strict-v1".to_owned(),
        week,
        person: someone(number),
        origin: "live".to_owned(),
        figures: vec![2, number],
    }
}

fn publication(period: i32, cells: u8) -> PublicationRow {
    PublicationRow {
        policy: "strict-v1".to_owned(),
        period_kind: "week".to_owned(),
        period,
        group_key: "company".to_owned(),
        n: 12,
        cells: vec![cells],
        published: NOW,
    }
}

fn face(period: i32) -> PublicationFaceRow {
    PublicationFaceRow {
        policy: "strict-v1".to_owned(),
        group_key: "company".to_owned(),
        period_kind: "week".to_owned(),
        period,
        n: 12,
        face: vec![4],
        published: NOW,
    }
}

fn entry(sequence: i64) -> LedgerRow {
    LedgerRow {
        sequence,
        at: NOW,
        kind: "week".to_owned(),
        entry: vec![3],
        hash: hash(1),
    }
}

/// Writes one row of each kind for person 1.
/// Facts, figures and published sheets of more weeks: of two people, two policies, two groups.
pub(crate) async fn fill_weeks(store: &Store, tenant: TenantId, weeks: &[i32]) {
    let mut tx = store.of(tenant).begin().await.unwrap();
    for number in weeks {
        let facts = [week(1, *number), week(2, *number)];
        tx.save_calendar_weeks(&facts).await.unwrap();
        let own = [figures(1, *number), figures(2, *number)];
        let other = own.clone().map(|row| PersonWeekRow {
            policy: "wide-v1".to_owned(),
            ..row
        });
        tx.save_person_weeks(&own).await.unwrap();
        tx.save_person_weeks(&other).await.unwrap();
        let company = publication(*number, 1);
        let (mut group, mut window, mut wide) = (company.clone(), company.clone(), company.clone());
        "group".clone_into(&mut group.group_key);
        "window".clone_into(&mut window.period_kind);
        "wide-v1".clone_into(&mut wide.policy);
        let sheets = [company, group, window, wide];
        tx.insert_publications(&sheets).await.unwrap();
    }
    tx.commit().await.unwrap();
}

pub(crate) async fn fill(store: &Store, tenant: TenantId) {
    let mut tx = store.of(tenant).begin().await.unwrap();
    tx.save_connector(&connector(ConnectorState::On))
        .await
        .unwrap();
    tx.upsert_synced_people(&[new_person(1)], 1, NOW)
        .await
        .unwrap();
    tx.save_attributes(&[attributes(1, 0, None)]).await.unwrap();
    let group = GroupingRow {
        id: "g".to_owned(),
        kind: "group".to_owned(),
        name: "Sales".to_owned(),
        seen: 1,
    };
    tx.save_groupings(&[group]).await.unwrap();
    tx.save_calendar_weeks(&[week(1, 5)]).await.unwrap();
    tx.save_person_weeks(&[figures(1, 5)]).await.unwrap();
    tx.mark_dirty(&[5], NOW).await.unwrap();
    tx.insert_publications(&[publication(5, 1)]).await.unwrap();
    tx.insert_publication_faces(&[face(5)]).await.unwrap();
    tx.append_ledger(&entry(1)).await.unwrap();
    tx.insert_foreign_people(&[(someone(8), someone(9))])
        .await
        .unwrap();
    let out = OptOutRow {
        person: someone(1),
        since: NOW,
    };
    assert!(tx.insert_opt_out(&out).await.unwrap());
    assert!(!tx.insert_opt_out(&out).await.unwrap());
    tx.set_culture_setting("policy", "{}").await.unwrap();
    let rate = CostRateRow {
        level: String::new(),
        currency: "EUR".to_owned(),
        cents_per_hour: 7_500,
    };
    tx.replace_cost_rates(&[rate]).await.unwrap();
    tx.commit().await.unwrap();
}

/// How many rows each read finds.
async fn reads(scoped: &Scoped) -> Vec<(&'static str, usize)> {
    let one = someone(1);
    let source = ConnectorSource::Calendar;
    let strict = "strict-v1";
    let span = scoped.calendar_span().await.unwrap().unwrap();
    let policy_span = scoped.person_week_span(strict).await.unwrap().unwrap();
    let record = scoped.person_record(one).await.unwrap();
    vec![
        (
            "connector",
            usize::from(scoped.connector(source).await.unwrap().is_some()),
        ),
        ("connectors", scoped.connectors().await.unwrap().len()),
        (
            "synced_person",
            usize::from(scoped.synced_person(one).await.unwrap().is_some()),
        ),
        ("synced_people", scoped.synced_people().await.unwrap().len()),
        ("stage_counts", scoped.stage_counts().await.unwrap().len()),
        (
            "next_due_person",
            usize::from(scoped.next_due_person().await.unwrap().is_some()),
        ),
        (
            "open_attributes",
            scoped.open_attributes("entra").await.unwrap().len(),
        ),
        (
            "attributes_between",
            scoped.attributes_between(3, 4).await.unwrap().len(),
        ),
        (
            "attributes_of",
            scoped.attributes_of(one).await.unwrap().len(),
        ),
        ("groupings", scoped.groupings().await.unwrap().len()),
        (
            "calendar_weeks",
            scoped.calendar_weeks(0, 9).await.unwrap().len(),
        ),
        ("calendar_span", usize::from(span.first.is_some())),
        (
            "calendar_weeks_of",
            scoped.calendar_weeks_of(one, 0, 20).await.unwrap().len(),
        ),
        (
            "person_week",
            scoped.person_week(strict, 5).await.unwrap().len(),
        ),
        (
            "person_weeks",
            scoped.person_weeks(strict, 0, 9).await.unwrap().len(),
        ),
        ("person_week_span", usize::from(policy_span.first.is_some())),
        (
            "weeks_of_many",
            scoped.weeks_of_many(strict, 1).await.unwrap().len(),
        ),
        (
            "people_of_weeks",
            scoped.people_of_weeks(strict, 0, 99).await.unwrap().len(),
        ),
        (
            "policy_after",
            usize::from(scoped.policy_after("").await.unwrap().is_some()),
        ),
        (
            "person_weeks_of",
            scoped
                .person_weeks_of(one, strict, 0..=30)
                .await
                .unwrap()
                .len(),
        ),
        ("dirty_weeks", scoped.dirty_weeks().await.unwrap().len()),
        (
            "publications",
            scoped
                .publications(strict, "week", 0, 9)
                .await
                .unwrap()
                .len(),
        ),
        (
            "publications_of",
            scoped
                .publications_of(strict, "week", "company")
                .await
                .unwrap()
                .len(),
        ),
        (
            "published_periods",
            scoped
                .published_periods(strict, "week")
                .await
                .unwrap()
                .len(),
        ),
        (
            "publication_faces",
            scoped
                .publication_faces(strict, "company", 0, 9, 2, -2)
                .await
                .unwrap()
                .len(),
        ),
        (
            "group_sizes",
            scoped.group_sizes(strict, 5).await.unwrap().len(),
        ),
        (
            "published",
            usize::from(
                scoped
                    .published(strict)
                    .await
                    .unwrap()
                    .is_some_and(|row| row.periods > 0),
            ),
        ),
        (
            "ledger_head",
            usize::from(scoped.ledger_head().await.unwrap().is_some()),
        ),
        (
            "ledger_from",
            scoped.ledger_from(1, 10).await.unwrap().len(),
        ),
        (
            "opt_out",
            usize::from(scoped.opt_out(one).await.unwrap().is_some()),
        ),
        ("opt_outs", scoped.opt_outs().await.unwrap().len()),
        (
            "culture_setting",
            usize::from(scoped.culture_setting("policy").await.unwrap().is_some()),
        ),
        (
            "ample_domains",
            scoped.ample_domains(1).await.unwrap().len(),
        ),
        ("cost_rates", scoped.cost_rates().await.unwrap().len()),
        ("person_record", usize::from(!record.is_empty())),
    ]
}

#[tokio::test]
async fn a_foreign_tenant_finds_nothing_of_meeting_culture() {
    each_database(|store| async move {
        let (owner, foreign) = (tenant(&store, 1).await, tenant(&store, 2).await);
        fill(&store, owner).await;
        for (read, rows) in reads(&store.of(owner)).await {
            assert_eq!(rows, 1, "{read}");
        }
        for (read, rows) in reads(&store.of(foreign)).await {
            assert_eq!(rows, 0, "{read}");
        }
    })
    .await;
}

#[tokio::test]
async fn many_rows_are_written_at_once_and_replaced_by_key() {
    each_database(|store| async move {
        let scoped = store.of(tenant(&store, 1).await);
        let people: Vec<Pseudonym> = (0..2_500_u16)
            .map(|number| {
                let mut bytes = [0; 16];
                bytes[..2].copy_from_slice(&number.to_be_bytes());
                Pseudonym(bytes)
            })
            .collect();
        for round in 0..2_u8 {
            let rows: Vec<_> = people
                .iter()
                .map(|person| CalendarWeekRow {
                    bucket: -3,
                    person: *person,
                    facts: vec![round],
                })
                .collect();
            let mut tx = scoped.begin().await.unwrap();
            tx.save_calendar_weeks(&rows).await.unwrap();
            tx.commit().await.unwrap();
            let read = scoped.calendar_weeks(-3, -3).await.unwrap();
            assert_eq!(read, rows, "in the order of people");
        }
    })
    .await;
}

fn claim(holder: Guid, now: Timestamp, limit: i64) -> ClaimPeople {
    ClaimPeople {
        holder,
        now,
        until: now.plus_seconds(60),
        limit,
    }
}

async fn take(store: &Store, tenant: TenantId, wanted: ClaimPeople) -> Vec<SyncedPersonRow> {
    let mut tx = store.of(tenant).begin().await.unwrap();
    let rows = tx.claim_people(&wanted).await.unwrap();
    tx.commit().await.unwrap();
    rows
}

fn finished(person: Pseudonym, stage: i64) -> FinishedPerson {
    FinishedPerson {
        person,
        mailbox: Mailbox::Ok,
        stage,
        due_at: NOW,
        read_from: Some(-10),
        read_to: Some(10),
        link: None,
        failures: 0,
        error: None,
        more_events: 7,
        last_ok: Some(NOW),
    }
}

#[tokio::test]
async fn who_is_read_anew_in_the_midst_of_the_first_reading_begins_it_anew() {
    each_pair(|one, _| async move {
        let tenant = tenant(&one, 1).await;
        let everybody: Vec<_> = (1..=4).map(new_person).collect();
        let mut tx = one.of(tenant).begin().await.unwrap();
        tx.upsert_synced_people(&everybody, 1, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let taken = take(&one, tenant, claim(guid(1), NOW, 4)).await;
        let mut tx = one.of(tenant).begin().await.unwrap();
        for (row, stage) in taken.iter().zip([1, 99, 100, 101]) {
            tx.finish_person(guid(1), &finished(row.person, stage))
                .await
                .unwrap();
        }
        assert_eq!(tx.read_people_again(NOW).await, Ok(4));
        tx.commit().await.unwrap();
        let rows = one.of(tenant).synced_people().await.unwrap();
        let mut stands: Vec<_> = rows
            .iter()
            .map(|row| (row.stage, row.read_from, row.read_to))
            .collect();
        stands.sort_unstable();
        assert_eq!(
            stands,
            [
                (0, None, None),
                (0, None, None),
                (100, Some(-10), Some(10)),
                (101, Some(-10), Some(10)),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn processes_share_people_and_take_over_from_one_that_died() {
    each_pair(|one, two| async move {
        let tenant = tenant(&one, 1).await;
        let everybody: Vec<_> = (1..=6).map(new_person).collect();
        let mut tx = one.of(tenant).begin().await.unwrap();
        tx.upsert_synced_people(&everybody, 1, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let (a, b) = (guid(1), guid(2));
        let (first, second) = (
            take(&one, tenant, claim(a, NOW, 4)).await,
            take(&two, tenant, claim(b, NOW, 4)).await,
        );
        assert_eq!((first.len(), second.len()), (4, 2));
        assert!(
            second
                .iter()
                .all(|row| !first.iter().any(|other| other.person == row.person))
        );
        // Process a dies. After its lease another takes over, and the dead one's late answer changes nothing.
        let later = NOW.plus_seconds(61);
        let taken = take(&two, tenant, claim(b, later, 10)).await;
        assert_eq!(taken.len(), 6, "b's own have run out, too");
        let mut tx = one.of(tenant).begin().await.unwrap();
        assert!(
            !tx.finish_person(a, &finished(first[0].person, 1))
                .await
                .unwrap()
        );
        tx.commit().await.unwrap();
        let mut tx = two.of(tenant).begin().await.unwrap();
        for (row, stage) in taken.iter().zip([1, 1, 0, 0, 0, 0]) {
            assert!(
                tx.finish_person(b, &finished(row.person, stage))
                    .await
                    .unwrap()
            );
        }
        tx.commit().await.unwrap();
        let counts = two.of(tenant).stage_counts().await.unwrap();
        assert_eq!(
            counts
                .iter()
                .map(|row| (row.stage, row.people, row.events))
                .collect::<Vec<_>>(),
            [(0, 4, 28), (1, 2, 14)]
        );
        let next = take(&one, tenant, claim(a, later, 5)).await;
        assert_eq!(
            next.iter().map(|row| row.stage).collect::<Vec<_>>(),
            [0, 0, 0, 0, 1],
            "the earliest step comes first"
        );
        let mut tx = one.of(tenant).begin().await.unwrap();
        assert_eq!(tx.release_people(a).await.unwrap(), 5);
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn people_the_directory_no_longer_names_lose_their_ids() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.upsert_synced_people(&[new_person(1), new_person(2)], 1, NOW)
            .await
            .unwrap();
        tx.upsert_synced_people(&[new_person(2)], 2, NOW)
            .await
            .unwrap();
        assert_eq!(tx.sweep_synced_people(2).await.unwrap(), [someone(1)]);
        tx.commit().await.unwrap();
        assert_eq!(store.of(tenant).synced_people().await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_outcome_does_not_undo_what_an_administrator_did() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let source = ConnectorSource::Calendar;
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.save_connector(&connector(ConnectorState::On))
            .await
            .unwrap();
        let mut outcome = ConnectorOutcome {
            source,
            from: ConnectorState::On,
            to: ConnectorState::Error,
            due_at: Timestamp(20_000),
            error: Some("consent_missing".to_owned()),
            now: NOW,
        };
        assert!(tx.note_connector_outcome(&outcome).await.unwrap());
        let row = tx.connector(source).await.unwrap().unwrap();
        assert_eq!(
            (row.state, row.error_at, row.last_ok),
            (ConnectorState::Error, Some(NOW), None)
        );
        tx.save_connector(&connector(ConnectorState::Paused))
            .await
            .unwrap();
        outcome.error = None;
        assert!(!tx.note_connector_outcome(&outcome).await.unwrap());
        outcome.from = ConnectorState::Paused;
        outcome.to = ConnectorState::Paused;
        assert!(tx.note_connector_outcome(&outcome).await.unwrap());
        let note = ConnectorProgress {
            source,
            done: 3,
            total: Some(9),
            progress: "[1]".to_owned(),
            counted: "{\"x\":1}".to_owned(),
        };
        tx.note_connector_progress(&note).await.unwrap();
        let row = tx.lock_connector(source).await.unwrap().unwrap();
        assert_eq!(
            (row.done, row.total, row.error, row.last_ok),
            (3, Some(9), None, Some(NOW))
        );
        tx.commit().await.unwrap();
        let due = store
            .system()
            .due_connectors(Timestamp(i64::MAX))
            .await
            .unwrap();
        assert!(due.is_empty(), "a paused one is not due");
    })
    .await;
}

#[tokio::test]
async fn a_week_that_changes_while_it_is_computed_stays_marked() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.mark_dirty(&[4, 5], NOW).await.unwrap();
        let rows = tx.dirty_weeks().await.unwrap();
        assert_eq!(rows.iter().map(|row| row.week).collect::<Vec<_>>(), [5, 4]);
        tx.mark_dirty(&[5], Timestamp(11_000)).await.unwrap();
        assert!(!tx.clean_week(5, rows[0].revision).await.unwrap());
        assert!(tx.clean_week(4, rows[1].revision).await.unwrap());
        let rest = tx.dirty_weeks().await.unwrap();
        assert_eq!((rest.len(), rest[0].since), (1, NOW));
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_was_published_stays() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(
            tx.insert_publications(&[publication(5, 1)]).await.unwrap(),
            1
        );
        assert_eq!(
            tx.insert_publications(&[publication(5, 2), publication(6, 2)])
                .await
                .unwrap(),
            1
        );
        let rows = tx.publications("strict-v1", "week", 0, 9).await.unwrap();
        assert_eq!(
            rows.iter().map(|row| row.cells[0]).collect::<Vec<_>>(),
            [1, 2]
        );
        tx.append_ledger(&entry(1)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert!(
            tx.append_ledger(&entry(1)).await.is_err(),
            "the place is taken"
        );
    })
    .await;
}

#[tokio::test]
async fn old_weeks_go_by_themselves_and_published_ones_later() {
    each_database(|store| async move {
        let (one, two) = (tenant(&store, 1).await, tenant(&store, 2).await);
        fill(&store, one).await;
        fill(&store, two).await;
        let mut tx = store.of(one).begin().await.unwrap();
        tx.save_calendar_weeks(&[week(1, 6)]).await.unwrap();
        tx.save_person_weeks(&[figures(1, 6)]).await.unwrap();
        tx.insert_publications(&[publication(6, 1)]).await.unwrap();
        tx.commit().await.unwrap();

        for (before, removed, told) in [(5, 0, "nothing is so old"), (6, 2, "facts and figures")] {
            for tenant in [one, two] {
                let mut tx = store.of(tenant).begin().await.unwrap();
                assert_eq!(tx.sweep_weeks(before).await, Ok(removed), "{told}");
                tx.commit().await.unwrap();
            }
        }
        for (tenant, kept) in [(one, 1), (two, 0)] {
            let scoped = store.of(tenant);
            assert_eq!(scoped.calendar_weeks(0, 99).await.unwrap().len(), kept);
            let periods = scoped.published_periods("strict-v1", "week").await.unwrap();
            assert_eq!(periods.len(), kept + 1, "what was published stays longer");
        }
        let mut tx = store.of(one).begin().await.unwrap();
        for name in [
            "cohort.2",
            "cohort.3",
            "cohort.viva_legacy.2",
            "cohort.viva_legacy.3",
            "cohort.viva_current.2",
            "cohort.viva_current.3",
            "counts.5",
        ] {
            tx.set_culture_setting(name, "{}").await.unwrap();
        }
        assert_eq!(tx.sweep_cohorts(3).await, Ok(3));
        tx.sweep_weeks(6).await.unwrap();
        tx.commit().await.unwrap();
        for (name, kept) in [
            ("cohort.2", false),
            ("cohort.3", true),
            ("cohort.viva_legacy.2", false),
            ("cohort.viva_legacy.3", true),
            ("cohort.viva_current.2", false),
            ("cohort.viva_current.3", true),
            ("counts.5", false),
            ("policy", true),
        ] {
            let found = store.of(one).culture_setting(name).await.unwrap();
            assert_eq!(found.is_some(), kept, "{name}");
        }
        for tenant in [one, two] {
            let mut tx = store.of(tenant).begin().await.unwrap();
            assert_eq!(tx.sweep_publications(6).await, Ok(1));
            tx.commit().await.unwrap();
        }
        for (tenant, kept) in [(one, vec![6]), (two, vec![])] {
            let scoped = store.of(tenant);
            assert_eq!(
                scoped.published_periods("strict-v1", "week").await,
                Ok(kept)
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_erased_person_leaves_nothing_but_the_mark_and_touches_nobody_else() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let scoped = store.of(tenant);
        fill(&store, tenant).await;
        let mut tx = scoped.begin().await.unwrap();
        tx.upsert_synced_people(&[new_person(2)], 1, NOW)
            .await
            .unwrap();
        tx.save_attributes(&[attributes(2, 0, Some(3)), attributes(2, 4, None)])
            .await
            .unwrap();
        let more: Vec<_> = (0..40).map(|bucket| week(1, bucket)).collect();
        tx.save_calendar_weeks(&more).await.unwrap();
        tx.save_calendar_weeks(&[week(2, 5)]).await.unwrap();
        tx.save_person_weeks(&[figures(2, 5)]).await.unwrap();
        tx.commit().await.unwrap();
        let (before, other) = (
            scoped.person_record(someone(1)).await.unwrap(),
            scoped.person_record(someone(2)).await.unwrap(),
        );
        assert_eq!((before.calendar.len(), before.figures.len()), (40, 1));
        assert_eq!(other.attributes.len(), 2);
        let mut tx = scoped.begin().await.unwrap();
        tx.erase_person(someone(1), &before).await.unwrap();
        tx.commit().await.unwrap();
        let mut after = scoped.person_record(someone(1)).await.unwrap();
        assert!(after.opt_out.take().is_some());
        assert!(after.is_empty(), "{after:?}");
        let kept = scoped.person_record(someone(2)).await.unwrap();
        assert_eq!(kept.calendar, other.calendar);
        assert_eq!(kept.figures, other.figures);
        assert!(
            kept.attributes.iter().all(|row| row.manager.is_none()),
            "the erased manager is gone"
        );
    })
    .await;
}
