//! Who is there.

use model::queue::presence::Sign;
use model::queue::state::{Presence, State};
use store::testing::{each_database, each_pair};

use crate::support::World;

#[tokio::test]
async fn silence_beacon_and_return() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        let ticket = visitor.ticket();
        let is = async |wanted: Presence| {
            world.tick().await;
            assert_eq!(world.row(ticket).await.presence, wanted);
        };
        let page = world.queue.stream(&visitor).await.unwrap();
        is(Presence::Present).await;
        world.clock.advance(31);
        is(Presence::Away).await;
        world.clock.advance(60);
        is(Presence::Gone).await;
        let version = world.row(ticket).await.version;
        world.queue.sign(&visitor, Sign::Visible).await.unwrap();
        assert_eq!(
            world.row(ticket).await.presence,
            Presence::Present,
            "at once, without a tick"
        );
        assert_eq!(
            world.row(ticket).await.version,
            version,
            "presence makes no command stale"
        );
        world.queue.sign(&visitor, Sign::Leaving).await.unwrap();
        drop(page);
        is(Presence::Away).await;
        world.clock.advance(20);
        is(Presence::Gone).await;
        let page = world.queue.stream(&visitor).await.unwrap();
        assert_eq!(
            world.row(ticket).await.presence,
            Presence::Present,
            "grey never blocks re-entry"
        );
        world.queue.sign(&visitor, Sign::Hidden).await.unwrap();
        for _ in 0..30 {
            world.clock.advance(60);
            is(Presence::Away).await;
        }
        assert_eq!(
            world.row(ticket).await.state,
            State::Waiting,
            "hidden for half an hour, place kept"
        );
        drop(page);
        is(Presence::Away).await;
        world.clock.advance(91);
        is(Presence::Gone).await;
        world.check(ticket).await;
    })
    .await;
}

#[tokio::test]
async fn closing_one_tab_leaves_a_visitor_whose_other_tab_is_hidden() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let visitor = world.join(world.room().await).await;
        let ticket = visitor.ticket();
        let (seen, hidden) = (
            world.queue.stream(&visitor).await.unwrap(),
            world.queue.stream(&visitor).await.unwrap(),
        );
        world.queue.sign(&visitor, Sign::Hidden).await.unwrap();
        world.queue.sign(&visitor, Sign::Leaving).await.unwrap();
        drop(seen);
        for _ in 0..30 {
            world.clock.advance(60);
            world.tick().await;
            assert_eq!(world.row(ticket).await.presence, Presence::Away);
        }
        drop(hidden);
        world.clock.advance(19);
        world.tick().await;
        assert_eq!(world.row(ticket).await.presence, Presence::Away);
        world.clock.advance(1);
        world.tick().await;
        assert_eq!(world.row(ticket).await.presence, Presence::Gone);
        assert_eq!(world.row(ticket).await.state, State::Waiting);
        world.check(ticket).await;
    })
    .await;
}

#[tokio::test]
async fn two_tabs_are_one_visitor() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let visitor = world.join(world.room().await).await;
        let (one, two) = (
            world.queue.stream(&visitor).await.unwrap(),
            world.queue.stream(&visitor).await.unwrap(),
        );
        world.queue.sign(&visitor, Sign::Leaving).await.unwrap();
        drop(one);
        world.clock.advance(15);
        world.queue.sign(&visitor, Sign::Visible).await.unwrap();
        world.clock.advance(15);
        world.tick().await;
        assert_eq!(
            world.row(visitor.ticket()).await.presence,
            Presence::Present
        );
        world.queue.sign(&visitor, Sign::Leaving).await.unwrap();
        drop(two);
        world.clock.advance(21);
        world.tick().await;
        assert_eq!(
            world.row(visitor.ticket()).await.presence,
            Presence::Gone,
            "only the last one closing counts"
        );
    })
    .await;
}

#[tokio::test]
async fn a_page_load_is_a_sign_and_a_push_is_none() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let visitor = world.join(world.room().await).await;
        for _ in 0..10 {
            world.clock.advance(20);
            world.queue.ticket_view(&visitor).await.unwrap();
            world.tick().await;
            assert_eq!(
                world.row(visitor.ticket()).await.presence,
                Presence::Present
            );
        }
        for _ in 0..5 {
            world.clock.advance(20);
            world.queue.ticket_push(&visitor).await.unwrap();
            world.tick().await;
        }
        assert_eq!(world.row(visitor.ticket()).await.presence, Presence::Gone);
    })
    .await;
}

#[tokio::test]
async fn a_place_is_held_for_a_while_and_then_lost() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let (seen, hidden) = (world.join(room).await, world.join(room).await);
        world.queue.sign(&seen, Sign::Visible).await.unwrap();
        world.queue.sign(&hidden, Sign::Hidden).await.unwrap();
        world.clock.advance(91);
        world.tick().await;
        for minutes in 1..=15 {
            world.clock.advance(60);
            world.tick().await;
            let states = (
                world.row(seen.ticket()).await.state,
                world.row(hidden.ticket()).await.state,
            );
            let wanted = |after: i64| {
                if minutes >= after {
                    State::Left
                } else {
                    State::Waiting
                }
            };
            assert_eq!(states, (wanted(5), wanted(15)), "after {minutes} minutes");
        }
        let rows = world
            .store
            .of(world.tenant)
            .kpis(room, "2000-01-01", "2999-12-31")
            .await
            .unwrap();
        assert!(rows.iter().all(|row| row.outcome == "lost"));
        assert_eq!(
            world.queue.return_(&hidden).await.unwrap().state,
            State::Waiting,
            "lost, but restorable"
        );
        world.check(seen.ticket()).await;
        world.check(hidden.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn a_restart_in_silence_costs_nobody_the_place() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let visitor = world.join(world.room().await).await;
        world.queue.sign(&visitor, Sign::Visible).await.unwrap();
        world.tick().await;
        world.clock.advance(10 * 60);
        let restarted = world.restarted();
        restarted.tick().await;
        let row = restarted.row(visitor.ticket()).await;
        assert_eq!(
            (row.state, row.presence),
            (State::Waiting, Presence::Present),
            "silence counts from the start"
        );
        restarted.clock.advance(60);
        restarted.tick().await;
        assert_eq!(
            restarted.row(visitor.ticket()).await.presence,
            Presence::Away
        );
        restarted.queue.sign(&visitor, Sign::Visible).await.unwrap();
        assert_eq!(
            restarted.row(visitor.ticket()).await.presence,
            Presence::Present
        );
        restarted.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn processes_vouch_for_each_others_visitors() {
    each_pair(|store, other| async move {
        let world = World::new(store).await;
        let neighbour = World {
            store: other,
            ..world.restarted()
        };
        let visitor = world.join(world.room().await).await;
        world.tick().await;
        for _ in 0..20 {
            world.clock.advance(10);
            neighbour.queue.sign(&visitor, Sign::Visible).await.unwrap();
            neighbour.tick().await;
            world.tick().await;
            assert_eq!(
                world.row(visitor.ticket()).await.presence,
                Presence::Present,
                "seen by the neighbour alone"
            );
        }
        world.queue.withdraw(world.clock.now()).await.unwrap();
        world.clock.advance(91);
        neighbour.tick().await;
        assert_eq!(
            world.row(visitor.ticket()).await.presence,
            Presence::Gone,
            "the neighbour took the clock over"
        );
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn a_hidden_page_that_reconnects_after_a_restart_stays_away() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let visitor = world.join(world.room().await).await;
        let page = world.queue.stream(&visitor).await.unwrap();
        world.queue.sign(&visitor, Sign::Hidden).await.unwrap();
        world.tick().await;
        let restarted = world.restarted();
        drop(page);
        world.queue.withdraw(world.clock.now()).await.unwrap();
        let _page = restarted.queue.stream(&visitor).await.unwrap();
        for _ in 0..30 {
            restarted.clock.advance(60);
            restarted.tick().await;
            let row = restarted.row(visitor.ticket()).await;
            assert_eq!((row.state, row.presence), (State::Waiting, Presence::Away));
        }
    })
    .await;
}

/// Another page of theirs was closed before: what it said then does not stand for the one that is left.
#[tokio::test]
async fn a_hidden_page_whose_stream_comes_back_keeps_the_place() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let visitor = world.join(world.room().await).await;
        let (seen, hidden) = (
            world.queue.stream(&visitor).await.unwrap(),
            world.queue.stream(&visitor).await.unwrap(),
        );
        world.queue.sign(&visitor, Sign::Hidden).await.unwrap();
        world.queue.sign(&visitor, Sign::Leaving).await.unwrap();
        drop(seen);
        world.clock.advance(60);
        world.tick().await;
        drop(hidden);
        let _again = world.queue.stream(&visitor).await.unwrap();
        world.queue.sign(&visitor, Sign::Hidden).await.unwrap();
        for _ in 0..30 {
            world.clock.advance(60);
            world.tick().await;
            let row = world.row(visitor.ticket()).await;
            assert_eq!((row.state, row.presence), (State::Waiting, Presence::Away));
        }
        world.check(visitor.ticket()).await;
    })
    .await;
}

/// A page in the background asks for its ticket before it opens its stream again. A press is another thing.
#[tokio::test]
async fn a_hidden_page_that_asks_for_its_ticket_stays_hidden() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let visitor = world.join(world.room().await).await;
        let page = world.queue.stream(&visitor).await.unwrap();
        world.queue.sign(&visitor, Sign::Hidden).await.unwrap();
        drop(page);
        world.clock.advance(60);
        world.tick().await;
        world.queue.ticket_view(&visitor).await.unwrap();
        let _page = world.queue.stream(&visitor).await.unwrap();
        for _ in 0..30 {
            world.clock.advance(60);
            world.tick().await;
            let row = world.row(visitor.ticket()).await;
            assert_eq!((row.state, row.presence), (State::Waiting, Presence::Away));
        }
        world.queue.leave(&visitor).await.unwrap();
        world.queue.return_(&visitor).await.unwrap();
        world.tick().await;
        let row = world.row(visitor.ticket()).await;
        assert_eq!(row.presence, Presence::Present);
        world.check(visitor.ticket()).await;
    })
    .await;
}
