use model::queue::state::{Dimension, State};
use model::{TenantId, TicketId, Timestamp};
use store::testing::{each_database, guid, hash, person, room, tenant, ticket, ticket_row};
use store::{
    AuditRow, CheckpointRow, EvidenceRow, MeetingLockRow, PeriodRow, PersonRow, StaffForm, Store,
    TicketRow,
};

fn ended(room: model::RoomId, number: u128, at: i64) -> TicketRow {
    TicketRow {
        state: State::Done,
        ended: Some(Timestamp(at)),
        ..ticket_row(room, number)
    }
}

async fn with_period(store: &Store, tenant: TenantId, row: TicketRow) -> TicketId {
    let id = ticket(store, tenant, row).await;
    let mut tx = store.of(tenant).begin().await.unwrap();
    tx.open_period(&PeriodRow {
        ticket: id,
        dimension: Dimension::State,
        value: "waiting".to_owned(),
        start: Timestamp(1),
        ended: None,
        actor_kind: "visitor".to_owned(),
        actor: None,
        cause: "T1".to_owned(),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn swept(store: &Store, tenant: TenantId, before: i64, most: i64) -> u64 {
    let mut tx = store.of(tenant).begin().await.unwrap();
    let swept = tx.sweep_tickets(Timestamp(before), most).await.unwrap();
    tx.commit().await.unwrap();
    swept
}

#[tokio::test]
async fn old_ended_tickets_go_with_their_periods_and_nothing_else_does() {
    each_database(|store| async move {
        let (one, two) = (tenant(&store, 1).await, tenant(&store, 2).await);
        let (first, second) = (room(&store, one, 1).await, room(&store, two, 2).await);
        let old = with_period(&store, one, ended(first, 1, 999)).await;
        let other = with_period(&store, two, ended(second, 2, 10)).await;
        let young = with_period(&store, one, ended(first, 3, 1_000)).await;
        let waiting = with_period(&store, one, ticket_row(first, 4)).await;
        assert_eq!(swept(&store, one, 1_000, 9).await, 1);
        assert_eq!(swept(&store, two, 1_000, 9).await, 1);
        for (tenant, id, stays) in [
            (one, old, false),
            (two, other, false),
            (one, young, true),
            (one, waiting, true),
        ] {
            let scoped = store.of(tenant);
            assert_eq!(scoped.ticket(id).await.unwrap().is_some(), stays);
            assert_eq!(!scoped.periods(id).await.unwrap().is_empty(), stays);
        }
        assert_eq!(swept(&store, one, 1_000, 9).await, 0);
        for number in 5..=7 {
            with_period(&store, one, ended(first, number, 10)).await;
        }
        assert_eq!(swept(&store, one, 1_000, 2).await, 2, "no more than asked");
        assert_eq!(swept(&store, one, 1_000, 2).await, 1);
    })
    .await;
}

#[tokio::test]
async fn old_evidence_and_forms_go() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        for (number, at) in [(1, 999), (2, 1_000)] {
            let text = || "[]".to_owned();
            tx.insert_evidence(&EvidenceRow {
                id: guid(number),
                at: Timestamp(at),
                by_whom: person(1),
                client_id: guid(1),
                asked_json: text(),
                found_json: text(),
                request_ids_json: text(),
                list_hash: hash(1),
            })
            .await
            .unwrap();
            tx.save_staff_form(&StaffForm {
                oid: person(number),
                form: "room".to_owned(),
                sealed: vec![1],
                saved: Timestamp(at),
            })
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
        let (system, scoped) = (store.system(), store.of(tenant));
        let late = Timestamp(1_000);
        // An old form is not shown, even before it is swept.
        assert_eq!(scoped.staff_form(person(1), "room", late).await, Ok(None));
        let kept = scoped.staff_form(person(2), "room", late).await;
        assert_eq!(kept, Ok(Some(vec![1])));
        let mut tx = scoped.begin().await.unwrap();
        assert_eq!(tx.sweep_evidence(late).await, Ok(1));
        tx.commit().await.unwrap();
        assert_eq!(system.sweep_staff_forms(late).await, Ok(1));
        assert_eq!(scoped.evidence().await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_closed_segment_leaves_its_checkpoint_and_the_rows_behind_it() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let scoped = store.of(tenant);
        let mut tx = scoped.begin().await.unwrap();
        // The clock ran back a little between the second and the third.
        for (sequence, at) in [(1, 10), (2, 30), (3, 20), (4, 40)] {
            tx.audit_head().await.unwrap();
            let text = || "x".to_owned();
            let mac = hash(u8::try_from(sequence).unwrap());
            tx.insert_audit(&AuditRow {
                sequence,
                at: Timestamp(at),
                actor_kind: text(),
                actor: None,
                action: text(),
                subject: text(),
                detail_json: "null".to_owned(),
                mac,
            })
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
        let end = |before| scoped.audit_segment_end(Timestamp(before));
        assert_eq!(end(10).await, Ok(None));
        let places = [(25, 1), (30, 1), (31, 3), (90, 4)];
        for (before, place) in places {
            assert_eq!(end(before).await.unwrap().unwrap().sequence, place);
        }
        let mut tx = scoped.begin().await.unwrap();
        let checkpoint = CheckpointRow {
            sequence: 3,
            at: Timestamp(50),
            mac: hash(3),
            signature: hash(9),
        };
        assert_eq!(tx.close_audit_segment(&checkpoint).await, Ok(3));
        tx.commit().await.unwrap();
        assert_eq!(scoped.audit_checkpoint().await, Ok(Some(checkpoint)));
        assert_eq!(scoped.audit_end().await.unwrap().unwrap().sequence, 4);
        let left = scoped.audit_range(1, 9).await.unwrap();
        assert_eq!(left.iter().map(|row| row.sequence).collect::<Vec<_>>(), [4]);
    })
    .await;
}

#[tokio::test]
async fn a_meeting_lock_waits_for_its_time_and_is_kept_once_for_each_organiser() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let ticket = ticket(&store, tenant, ended(room, 1, 5)).await;
        let of = |organiser, attempts, due_at| MeetingLockRow {
            tenant,
            ticket,
            organiser,
            reference: vec![7],
            ended: Timestamp(5),
            attempts,
            due_at: Timestamp(due_at),
        };
        let row = |attempts, due_at| of(person(1), attempts, due_at);
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.save_meeting_lock(&row(0, 10)).await.unwrap();
        tx.save_meeting_lock(&row(1, 20)).await.unwrap();
        let other = of(person(2), 0, 100);
        tx.save_meeting_lock(&other).await.unwrap();
        let both = tx.meeting_locks(ticket).await;
        assert_eq!(both, Ok(vec![row(1, 20), other.clone()]));
        tx.commit().await.unwrap();
        let due = async |now| store.system().due_meeting_locks(Timestamp(now), 9).await;
        assert_eq!(due(19).await, Ok(vec![]));
        assert_eq!(due(20).await, Ok(vec![row(1, 20)]));
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.delete_meeting_lock(ticket, person(1)).await, Ok(true));
        assert_eq!(tx.delete_meeting_lock(ticket, person(1)).await, Ok(false));
        tx.commit().await.unwrap();
        assert_eq!(due(99).await, Ok(vec![]));
        assert_eq!(due(100).await, Ok(vec![other]));
    })
    .await;
}

#[tokio::test]
async fn the_browser_of_an_ended_visit_is_forgotten_once_its_answers_are_gone() {
    each_database(|store| async move {
        let one = tenant(&store, 1).await;
        let desk = room(&store, one, 1).await;
        let claimed = |number, at| TicketRow {
            answers: None,
            claim_by: Some(person(7)),
            claim_name: Some("K. Weber".to_owned()),
            claim_since: Some(Timestamp(1)),
            ..ended(desk, number, at)
        };
        let over = ticket(&store, one, claimed(1, 999)).await;
        let young = ticket(&store, one, claimed(2, 1_000)).await;
        let answered = TicketRow {
            answers: Some(vec![1]),
            ..claimed(3, 10)
        };
        let answered = ticket(&store, one, answered).await;
        let waiting = ticket(&store, one, ticket_row(desk, 4)).await;
        let system = store.system();
        assert_eq!(system.forget_visitors(Timestamp(1_000)).await, Ok(1));
        assert_eq!(system.forget_visitors(Timestamp(1_000)).await, Ok(0));
        for (id, forgotten) in [
            (over, true),
            (young, false),
            (answered, false),
            (waiting, false),
        ] {
            let row = store.of(one).ticket(id).await.unwrap().unwrap();
            assert_eq!(row.visitor_hash == [0; 32], forgotten, "{id}");
            if forgotten {
                assert_eq!((row.claim_name, row.claim_by), (None, Some(person(7))));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn names_of_people_who_no_longer_sign_in_go() {
    each_database(|store| async move {
        let (one, two) = (tenant(&store, 1).await, tenant(&store, 2).await);
        for (tenant, number, at) in [(one, 1, 999), (one, 2, 1_000), (two, 1, 10)] {
            let mut tx = store.of(tenant).begin().await.unwrap();
            tx.upsert_person(&PersonRow {
                oid: person(number),
                name: format!("Person {number}"),
                last_sign_in: Timestamp(at),
            })
            .await
            .unwrap();
            tx.commit().await.unwrap();
        }
        for tenant in [one, two] {
            let mut tx = store.of(tenant).begin().await.unwrap();
            assert_eq!(tx.sweep_people(Timestamp(1_000)).await, Ok(1));
            tx.commit().await.unwrap();
        }
        let rest = store.of(one).people().await.unwrap();
        assert_eq!(
            rest.iter().map(|row| row.oid).collect::<Vec<_>>(),
            [person(2)]
        );
        assert_eq!(store.of(two).people().await.unwrap(), []);
    })
    .await;
}
