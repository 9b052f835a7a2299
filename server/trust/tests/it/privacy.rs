//! Periods that an organisation sets, what the jobs make of them, and what is counted.

use model::trust::{Class, Period};
use model::{FieldProblem, TenantId, Timestamp};
use store::testing::{each_database, guid, hash, person, room, ticket, ticket_row};
use store::{EvidenceRow, PersonRow, Store, TicketRow};
use trust::retention::months_before;
use trust::testing::{self, Someone};
use trust::{Trust, TrustError};

/// 22 November 2026, noon.
const NOW: Timestamp = Timestamp(1_795_348_800_000);

/// Something of each class with a period, so many months and a day old.
async fn fill(store: &Store, tenant: TenantId, number: u128, months: i32) {
    let old = months_before(Timestamp(NOW.0 - 24 * 3_600_000), months);
    let desk = room(store, tenant, number).await;
    let row = TicketRow {
        ended: Some(old),
        state: model::queue::state::State::Done,
        answers: None,
        ..ticket_row(desk, number)
    };
    ticket(store, tenant, row).await;
    let mut tx = store.of(tenant).begin().await.unwrap();
    tx.upsert_person(&PersonRow {
        oid: person(number),
        name: format!("Person {number}"),
        last_sign_in: old,
    })
    .await
    .unwrap();
    let text = || "[]".to_owned();
    tx.insert_evidence(&EvidenceRow {
        id: guid(number),
        at: old,
        by_whom: person(1),
        client_id: guid(1),
        asked_json: text(),
        found_json: text(),
        request_ids_json: text(),
        list_hash: hash(1),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn count(trust: &Trust, tenant: TenantId, class: Class) -> u64 {
    let reviewer = testing::reviewer(&Someone::new(tenant, 900));
    let view = trust.privacy(&reviewer).await.unwrap();
    let kept = view.classes.into_iter().find(|kept| kept.class == class);
    kept.unwrap().count
}

#[tokio::test]
async fn the_jobs_honour_what_each_organisation_has_set() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let (short, usual) = (
            testing::tenant(&trust, 1).await,
            testing::tenant(&trust, 2).await,
        );
        for tenant in [short, usual] {
            fill(&store, tenant, 11, 2).await;
            fill(&store, tenant, 12, 12).await;
        }
        let who = testing::administrator(&Someone::new(short, 900));
        let wanted = [
            (Period::Visits, 3),
            (Period::Names, 1),
            (Period::Evidence, 12),
        ];
        let set = trust.set_periods(&who, &wanted).await.unwrap();
        assert_eq!(set.months(Period::Visits), 3);
        assert_eq!(set.months(Period::Figures), 36, "what was not named stays");
        assert_eq!(trust.periods(short).await.unwrap(), set);
        assert_eq!(trust.periods(usual).await.unwrap(), Default::default());

        let before = store.of(short).audit_end().await.unwrap().unwrap().sequence;
        trust.sweep_retention(NOW).await.unwrap();
        for (tenant, class, left) in [
            (short, Class::Tickets, 1),
            (short, Class::People, 0),
            (short, Class::Evidence, 1),
            (usual, Class::Tickets, 2),
            (usual, Class::People, 2),
            (usual, Class::Evidence, 2),
        ] {
            assert_eq!(count(&trust, tenant, class).await, left, "{class:?}");
        }
        // One entry tells of all that a round removed; another round removes nothing and writes nothing.
        let rows = store.of(short).audit_range(before + 1, 99).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].action, "retention.removed");
        let detail: serde_json::Value = serde_json::from_str(&rows[0].detail_json).unwrap();
        assert_eq!(
            (&detail["tickets"], &detail["names"], &detail["evidence"]),
            (&1.into(), &2.into(), &1.into())
        );
        let swept = trust.sweep_retention(NOW).await.unwrap();
        assert_eq!(swept.total(), 0);
        assert_eq!(
            store.of(short).audit_range(before + 2, 99).await,
            Ok(vec![])
        );
        assert_eq!(store.of(usual).audit_range(1, 99).await, Ok(vec![]));
        assert!(trust.verify_audit(short).await.unwrap().intact());
    })
    .await;
}

#[tokio::test]
async fn more_tickets_than_one_transaction_removes_all_go() {
    let database = store::testing::TestDatabase::sqlite();
    let store = database.store().await;
    let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
    let tenant = testing::tenant(&trust, 1).await;
    let desk = room(&store, tenant, 1).await;
    for number in 1..=620 {
        let row = TicketRow {
            ended: Some(Timestamp(1)),
            state: model::queue::state::State::Done,
            answers: None,
            ..ticket_row(desk, number)
        };
        ticket(&store, tenant, row).await;
    }
    assert_eq!(trust.sweep_retention(NOW).await.unwrap().tickets, 620);
    assert_eq!(count(&trust, tenant, Class::Tickets).await, 0);
}

#[tokio::test]
async fn periods_outside_of_their_bounds_are_refused_as_a_whole() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        let who = testing::administrator(&Someone::new(tenant, 900));
        for period in Period::ALL {
            let (least, most) = period.bounds();
            for months in [least - 1, most + 1, -1, i32::MAX] {
                let wanted = [(Period::Figures, 12), (period, months)];
                let Err(TrustError::Invalid(wrong)) = trust.set_periods(&who, &wanted).await else {
                    panic!("{period:?} {months}");
                };
                assert_eq!(wrong[0].field, period.as_str());
                let bounds = FieldProblem::OutOfRange(least.into(), most.into());
                assert_eq!(wrong[0].problem, bounds);
            }
            for months in [least, most] {
                trust.set_periods(&who, &[(period, months)]).await.unwrap();
                let set = trust.periods(tenant).await.unwrap();
                assert_eq!(set.months(period), months);
            }
        }
        // Each change is an entry that says from what to what; setting the same again is none.
        let end = || async {
            store
                .of(tenant)
                .audit_end()
                .await
                .unwrap()
                .unwrap()
                .sequence
        };
        let before = end().await;
        trust
            .set_periods(&who, &[(Period::Visits, 4)])
            .await
            .unwrap();
        trust
            .set_periods(&who, &[(Period::Visits, 4)])
            .await
            .unwrap();
        assert_eq!(end().await, before + 1);
        let row = &store
            .of(tenant)
            .audit_range(before + 1, before + 1)
            .await
            .unwrap()[0];
        assert_eq!(
            (row.action.as_str(), row.detail_json.as_str()),
            ("retention.changed", r#"{"visits":[13,4]}"#)
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_is_counted_by_class_and_by_organisation() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let (one, two) = (
            testing::tenant(&trust, 1).await,
            testing::tenant(&trust, 2).await,
        );
        fill(&store, one, 11, 2).await;
        let waiting = ticket_row(store::testing::room_row(11).id, 5);
        let waiting = TicketRow {
            erase_at: Some(Timestamp(77)),
            ..waiting
        };
        ticket(&store, one, waiting).await;
        testing::session(&trust, &Someone::new(one, 20)).await;
        let reviewer = testing::reviewer(&Someone::new(one, 900));
        let view = trust.privacy(&reviewer).await.unwrap();
        assert_eq!(view.classes.len(), Class::ALL.len());
        let find = |class| {
            view.classes
                .iter()
                .find(|kept| kept.class == class)
                .unwrap()
        };
        for (class, count) in [
            (Class::Answers, 1),
            (Class::Tickets, 2),
            (Class::People, 2),
            (Class::Sessions, 1),
            (Class::Evidence, 1),
            (Class::Calendar, 0),
            (Class::Cells, 0),
        ] {
            assert_eq!(find(class).count, count, "{class:?}");
        }
        assert_eq!(find(Class::Answers).next, Some(Timestamp(77)));
        let next = find(Class::Tickets).next.unwrap();
        assert!(
            next > NOW && next < months_before(NOW, -12),
            "11 months from now"
        );
        let other = testing::reviewer(&Someone::new(two, 900));
        let view = trust.privacy(&other).await.unwrap();
        assert!(view.classes.iter().all(|kept| kept.count == 0), "{view:?}");
    })
    .await;
}

#[tokio::test]
async fn leaving_lists_the_groups_that_were_given_a_role_once_each() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        let who = testing::administrator(&Someone::new(tenant, 900));
        for role in [model::Role::Reviewer, model::Role::Leader] {
            let add = trust::AddGroup {
                oid: person(50),
                label: "Board".to_owned(),
                role,
                scope: model::Scope::Tenant,
            };
            trust.add_group(&who, add).await.unwrap();
        }
        let reviewer = testing::reviewer(&Someone::new(tenant, 900));
        // An application that was consented to and is set up no more.
        let evidence = EvidenceRow {
            id: guid(1),
            at: NOW,
            by_whom: person(900),
            client_id: guid(77),
            asked_json: "[]".to_owned(),
            found_json: "[]".to_owned(),
            request_ids_json: "[]".to_owned(),
            list_hash: [0; 32],
        };
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.insert_evidence(&evidence).await.unwrap();
        tx.commit().await.unwrap();
        let view = trust.leave(&reviewer).await.unwrap();
        assert_eq!(view.registrations, [(guid(77), vec![], vec![])]);
        assert_eq!(view.groups, [(person(50), "Board".to_owned())]);
        assert_eq!((view.tenant, view.connections), (tenant, 0));
        let other = testing::tenant(&trust, 2).await;
        let foreign = testing::reviewer(&Someone::new(other, 900));
        let view = trust.leave(&foreign).await.unwrap();
        assert_eq!((view.groups, view.registrations), (vec![], vec![]));
    })
    .await;
}
