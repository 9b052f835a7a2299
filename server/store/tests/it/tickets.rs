use model::queue::presence::Sign;
use model::queue::state::{MeetingProblem, MeetingState, Presence, State};
use model::{ConsultationId, TicketId, Timestamp};
use store::testing::{each_database, guid, hash, person, room, tenant, ticket, ticket_row};
use store::{ClaimSet, PresenceChange, Set, TicketChange, TicketRow, WaitingRow};

#[tokio::test]
async fn a_join_key_makes_one_ticket_in_a_room() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let (here, there) = (room(&store, tenant, 1).await, room(&store, tenant, 2).await);
        let first = ticket_row(here, 1);
        let repeated = TicketRow {
            id: TicketId(guid(2)),
            ..first.clone()
        };
        let elsewhere = TicketRow {
            id: TicketId(guid(3)),
            room: there,
            ..first.clone()
        };
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.insert_ticket(&first).await, Ok(true));
        assert_eq!(tx.insert_ticket(&repeated).await, Ok(false));
        assert_eq!(tx.insert_ticket(&elsewhere).await, Ok(true));
        let found = tx
            .ticket_by_key(here, first.join_key, &first.visitor_hash)
            .await
            .unwrap();
        assert_eq!(found, Some(first.clone()));
        assert_eq!(
            tx.ticket_by_key(here, first.join_key, &hash(200)).await,
            Ok(None),
            "another browser"
        );
        tx.commit().await.unwrap();
        assert_eq!(store.of(tenant).open_tickets(here).await.unwrap(), [first]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_double_click_on_join_makes_one_ticket() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let runs: Vec<_> = (0..10)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    let row = TicketRow {
                        id: TicketId(guid(number)),
                        ..ticket_row(room, 1)
                    };
                    let mut tx = store.of(tenant).begin().await.unwrap();
                    let new = tx.insert_ticket(&row).await.unwrap();
                    tx.commit().await.unwrap();
                    new
                })
            })
            .collect();
        let mut made = 0;
        for run in runs {
            made += usize::from(run.await.unwrap());
        }
        assert_eq!(made, 1);
        assert_eq!(store.of(tenant).waiting_count(room).await, Ok(1));
    })
    .await;
}

#[tokio::test]
async fn a_change_touches_what_it_names_and_the_version() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let (here, there) = (room(&store, tenant, 1).await, room(&store, tenant, 2).await);
        let before = TicketRow {
            problem: Some(MeetingProblem::Throttled),
            ..ticket_row(here, 1)
        };
        let id = ticket(&store, tenant, before.clone()).await;
        let at = Timestamp(9_000);
        let everything = TicketChange {
            expected_version: Some(1),
            state: Set::To((State::InConsultation, at)),
            room: Set::To(there),
            ended: Set::To(Some(at)),
            claim: Set::To(Some(ClaimSet {
                by: person(7),
                name: "K".to_owned(),
                since: at,
            })),
            consultation: Set::To(Some(ConsultationId(guid(5)))),
            meeting: Set::To(MeetingState::Ready),
            problem: Set::To(None),
            meeting_link: Set::To(Some(vec![1])),
            meeting_ref: Set::To(Some(vec![2])),
            meeting_organiser: Set::To(Some(person(7))),
            erase_at: Set::To(Some(at)),
            returned: Set::To(true),
            priority_since: Set::To(Some(at)),
            visitor_joined_at: Set::To(Some(at)),
            staff_joined_at: Set::To(Some(at)),
            ..TicketChange::of(id)
        };
        let after = TicketRow {
            version: 2,
            state: State::InConsultation,
            state_since: at,
            room: there,
            ended: Some(at),
            claim_by: Some(person(7)),
            claim_name: Some("K".to_owned()),
            claim_since: Some(at),
            consultation: Some(ConsultationId(guid(5))),
            meeting: MeetingState::Ready,
            problem: None,
            meeting_link: Some(vec![1]),
            meeting_ref: Some(vec![2]),
            meeting_organiser: Some(person(7)),
            erase_at: Some(at),
            returned: true,
            priority_since: Some(at),
            visitor_joined_at: Some(at),
            staff_joined_at: Some(at),
            ..before
        };
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.change_ticket(&everything).await, Ok(1));
        assert_eq!(tx.lock_ticket(id).await.unwrap(), Some(after.clone()));
        assert_eq!(
            tx.change_ticket(&everything).await,
            Ok(0),
            "the version has moved on"
        );
        assert_eq!(
            tx.change_ticket(&TicketChange::of(id)).await,
            Ok(1),
            "nothing but the version"
        );
        assert_eq!(
            tx.ticket(id).await.unwrap(),
            Some(TicketRow {
                version: 3,
                ..after
            })
        );
        let freed = TicketChange {
            claim: Set::To(None),
            ended: Set::To(None),
            ..TicketChange::of(id)
        };
        assert_eq!(tx.change_ticket(&freed).await, Ok(1));
        tx.commit().await.unwrap();
        let row = store.of(tenant).ticket(id).await.unwrap().unwrap();
        assert_eq!(
            (row.claim_by, row.claim_name, row.claim_since, row.ended),
            (None, None, None, None)
        );
        assert_eq!(row.consultation, Some(ConsultationId(guid(5))));
    })
    .await;
}

#[tokio::test]
async fn presence_of_an_open_ticket_changes_without_its_version() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let open = ticket(&store, tenant, ticket_row(room, 1)).await;
        let ended = TicketRow {
            ended: Some(Timestamp(3_000)),
            ..ticket_row(room, 2)
        };
        let ended = ticket(&store, tenant, ended).await;
        let away = |id| PresenceChange {
            id,
            presence: Presence::Away,
            since: Timestamp(4_000),
            last_sign: Sign::Hidden,
            last_sign_at: Timestamp(3_900),
        };
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.set_presence(&away(open)).await, Ok(true));
        assert_eq!(tx.set_presence(&away(ended)).await, Ok(false));
        tx.commit().await.unwrap();
        let row = store.of(tenant).ticket(open).await.unwrap().unwrap();
        assert_eq!(
            (row.presence, row.presence_since, row.version),
            (Presence::Away, Timestamp(4_000), 1)
        );
        let all = store.system().open_presences().await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(
            (all[0].id, all[0].last_sign, all[0].last_sign_at),
            (open, Sign::Hidden, Timestamp(3_900))
        );
    })
    .await;
}

#[tokio::test]
async fn answers_that_are_due_are_found_and_erased() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        for (number, due) in [
            (1, Some(3_000)),
            (2, Some(1_000)),
            (3, Some(9_000)),
            (4, None),
        ] {
            let row = TicketRow {
                erase_at: due.map(Timestamp),
                ended: due.map(Timestamp),
                meeting_link: Some(vec![1]),
                ..ticket_row(room, number)
            };
            ticket(&store, tenant, row).await;
        }
        let due = |limit| async move {
            let rows = store
                .system()
                .due_erasures(Timestamp(3_000), limit)
                .await
                .unwrap();
            (
                store,
                rows.into_iter()
                    .map(|row| (row.tenant, row.id))
                    .collect::<Vec<_>>(),
            )
        };
        let (first, second) = (TicketId(guid(1)), TicketId(guid(2)));
        let (store, rows) = due(10).await;
        assert_eq!(rows, [(tenant, second), (tenant, first)]);
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.erase_answers(first).await, Ok(true));
        assert_eq!(tx.erase_answers(first).await, Ok(false));
        assert_eq!(
            tx.erase_answers(TicketId(guid(4))).await,
            Ok(true),
            "by the visitor, while waiting"
        );
        tx.commit().await.unwrap();
        let scoped = store.of(tenant);
        let row = scoped.ticket(first).await.unwrap().unwrap();
        assert_eq!(
            (row.answers, row.erase_at, row.meeting_link),
            (None, None, None)
        );
        let row = scoped.ticket(TicketId(guid(4))).await.unwrap().unwrap();
        assert_eq!(
            (row.answers, row.meeting_link),
            (None, Some(vec![1])),
            "the meeting goes on"
        );
        let left = store
            .system()
            .due_erasures(Timestamp(3_000), 10)
            .await
            .unwrap();
        assert_eq!(left.iter().map(|row| row.id).collect::<Vec<_>>(), [second]);
    })
    .await;
}

#[tokio::test]
async fn lists_of_tickets_are_complete_and_in_order() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let (here, there) = (room(&store, tenant, 1).await, room(&store, tenant, 2).await);
        let mut ids = Vec::new();
        for number in 1..=40_u128 {
            let arrived = Timestamp(10_000 - i64::try_from(number).unwrap());
            let visitor_hash = hash(if number == 3 { 77 } else { 1 });
            let row = TicketRow {
                arrived,
                visitor_hash,
                ..ticket_row(here, number)
            };
            ids.push(ticket(&store, tenant, row).await);
        }
        let called = TicketRow {
            state: State::Called,
            ..ticket_row(there, 50)
        };
        let called = ticket(&store, tenant, called).await;
        let scoped = store.of(tenant);
        let open: Vec<_> = scoped
            .open_tickets(here)
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.id)
            .collect();
        assert_eq!(
            open,
            ids.iter().rev().copied().collect::<Vec<_>>(),
            "by arrival"
        );
        let mut found: Vec<_> = scoped
            .tickets_by_ids(&ids)
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.id)
            .collect();
        found.sort();
        assert_eq!(found, ids);
        assert_eq!(scoped.tickets_by_ids(&[]).await, Ok(vec![]));
        let waiting = WaitingRow {
            room: here,
            waiting: 40,
            longest_since: Some(Timestamp(9_960)),
        };
        assert_eq!(scoped.waiting_by_room().await.unwrap(), [waiting]);
        assert_eq!(scoped.waiting_count(there).await, Ok(0));
        let mine = store.system().tickets_of_visitor(&hash(77)).await.unwrap();
        assert_eq!(
            mine.iter()
                .map(|(of, row)| (*of, row.id))
                .collect::<Vec<_>>(),
            [(tenant, ids[2])]
        );
        let long = store
            .system()
            .tickets_in_state(State::Called, Timestamp(2_000), 10)
            .await
            .unwrap();
        assert_eq!(
            long.iter()
                .map(|(of, row)| (*of, row.id))
                .collect::<Vec<_>>(),
            [(tenant, called)]
        );
        assert_eq!(
            store
                .system()
                .tickets_in_state(State::Called, Timestamp(1_999), 10)
                .await,
            Ok(vec![])
        );
    })
    .await;
}
