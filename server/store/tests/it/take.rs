use std::sync::Arc;
use std::time::Duration;

use model::queue::state::State;
use model::{ConsultationId, RoomId, TenantId, TicketId, Timestamp};
use store::testing::{each_database, guid, person, room, tenant, ticket, ticket_row};
use store::{Set, Store, TakeArgs, TicketChange};
use tokio::sync::Barrier;

fn take(room: RoomId, ticket: TicketId, by: u128) -> TakeArgs {
    TakeArgs {
        id: ticket,
        room,
        expected_version: 1,
        by: person(by),
        name: format!("Consultant {by}"),
        consultation: ConsultationId(guid(by)),
        now: Timestamp(5_000),
        active_limit: 1,
    }
}

async fn try_take(store: &Store, tenant: TenantId, args: &TakeArgs) -> u64 {
    let mut tx = store.of(tenant).begin().await.unwrap();
    let rows = tx.take_ticket(args).await.unwrap();
    tx.commit().await.unwrap();
    rows
}

/// Lets all takes loose at the same moment; answers the consultants or tickets that won.
async fn race(store: &Store, tenant: TenantId, all: Vec<TakeArgs>) -> Vec<TakeArgs> {
    let start = Arc::new(Barrier::new(all.len()));
    let runs: Vec<_> = all
        .into_iter()
        .map(|args| {
            let (store, start) = (store.clone(), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                (try_take(&store, tenant, &args).await == 1).then_some(args)
            })
        })
        .collect();
    let mut winners = Vec::new();
    for run in runs {
        winners.extend(run.await.unwrap());
    }
    winners
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_takes_of_one_ticket_have_one_winner() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let id = ticket(&store, tenant, ticket_row(room, 1)).await;
        let winners = race(
            &store,
            tenant,
            (1..=50).map(|by| take(room, id, by)).collect(),
        )
        .await;
        assert_eq!(winners.len(), 1);
        let row = store.of(tenant).ticket(id).await.unwrap().unwrap();
        assert_eq!(row.state, State::Called);
        assert_eq!(row.version, 2);
        assert_eq!(row.claim_by, Some(winners[0].by));
        assert_eq!(row.claim_name.as_deref(), Some(winners[0].name.as_str()));
        assert_eq!(row.claim_since, Some(Timestamp(5_000)));
        assert_eq!(row.consultation, Some(winners[0].consultation));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_consultant_taking_twenty_tickets_at_once_gets_no_more_than_the_limit() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let mut all = Vec::new();
        for number in 1..=20 {
            let id = ticket(&store, tenant, ticket_row(room, number)).await;
            all.push(TakeArgs {
                active_limit: 3,
                ..take(room, id, 7)
            });
        }
        assert_eq!(race(&store, tenant, all).await.len(), 3);
        assert_eq!(store.of(tenant).active_cases(person(7)).await, Ok(3));
    })
    .await;
}

#[tokio::test]
async fn a_second_take_of_one_consultant_waits_for_the_first_and_counts_it() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let first = ticket(&store, tenant, ticket_row(room, 1)).await;
        let second = ticket(&store, tenant, ticket_row(room, 2)).await;
        let mut open = store.of(tenant).begin().await.unwrap();
        assert_eq!(open.take_ticket(&take(room, first, 7)).await, Ok(1));
        let other = store.clone();
        let mut late =
            tokio::spawn(async move { try_take(&other, tenant, &take(room, second, 7)).await });
        // A store that did not wait would have answered within this time, with a second win.
        let early = tokio::time::timeout(Duration::from_millis(300), &mut late).await;
        assert!(early.is_err(), "{early:?}");
        open.commit().await.unwrap();
        assert_eq!(late.await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_limit_counts_active_cases_only_and_in_all_rooms() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let (here, there) = (room(&store, tenant, 1).await, room(&store, tenant, 2).await);
        let first = ticket(&store, tenant, ticket_row(here, 1)).await;
        let second = ticket(&store, tenant, ticket_row(there, 2)).await;
        assert_eq!(try_take(&store, tenant, &take(here, first, 7)).await, 1);
        assert_eq!(try_take(&store, tenant, &take(there, second, 7)).await, 0);
        let mut tx = store.of(tenant).begin().await.unwrap();
        let done = TicketChange {
            state: Set::To((State::Done, Timestamp(6_000))),
            ended: Set::To(Some(Timestamp(6_000))),
            ..TicketChange::of(first)
        };
        assert_eq!(tx.change_ticket(&done).await, Ok(1));
        tx.commit().await.unwrap();
        assert_eq!(try_take(&store, tenant, &take(there, second, 7)).await, 1);
    })
    .await;
}

#[tokio::test]
async fn only_a_ticket_as_it_was_seen_can_be_taken() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let (here, there) = (room(&store, tenant, 1).await, room(&store, tenant, 2).await);
        let id = ticket(&store, tenant, ticket_row(here, 1)).await;
        let stale = TakeArgs {
            expected_version: 0,
            ..take(here, id, 7)
        };
        assert_eq!(try_take(&store, tenant, &stale).await, 0, "another version");
        assert_eq!(
            try_take(&store, tenant, &take(there, id, 7)).await,
            0,
            "another room"
        );
        assert_eq!(
            try_take(&store, tenant, &take(here, TicketId(guid(99)), 7)).await,
            0,
            "no such ticket"
        );
        assert_eq!(
            try_take(
                &store,
                tenant,
                &TakeArgs {
                    active_limit: 0,
                    ..take(here, id, 7)
                }
            )
            .await,
            0,
            "no cases"
        );
        assert_eq!(
            store.of(tenant).ticket(id).await.unwrap(),
            Some(ticket_row(here, 1))
        );
    })
    .await;
}

#[tokio::test]
async fn a_ticket_can_be_taken_from_waiting_and_cannot_be_reached_alone() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        for (number, state) in (1..).zip(State::ALL) {
            let ended = state.is_terminal().then_some(Timestamp(3_000));
            let row = store::TicketRow {
                state: *state,
                ended,
                ..ticket_row(room, number)
            };
            let id = ticket(&store, tenant, row).await;
            let won = try_take(
                &store,
                tenant,
                &TakeArgs {
                    active_limit: 100,
                    ..take(room, id, 7)
                },
            )
            .await;
            assert_eq!(
                won == 1,
                matches!(state, State::Waiting | State::CantReach),
                "{state:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_new_call_forgets_the_joins_of_the_one_before() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let joined = Some(Timestamp(3_000));
        let row = store::TicketRow {
            visitor_joined_at: joined,
            staff_joined_at: joined,
            ..ticket_row(room, 1)
        };
        let id = ticket(&store, tenant, row).await;
        assert_eq!(try_take(&store, tenant, &take(room, id, 7)).await, 1);
        let row = store.of(tenant).ticket(id).await.unwrap().unwrap();
        assert_eq!((row.visitor_joined_at, row.staff_joined_at), (None, None));
    })
    .await;
}
