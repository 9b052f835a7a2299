//! What time alone does.

use model::queue::presence::Sign;
use model::queue::room::MeetingKind;
use model::queue::state::{MeetingState, State};
use store::testing::each_database;

use crate::support::{World, fresh};

/// Moves the clock in small steps, with the visitor there all the while.
async fn pass(world: &World, visitor: &trust::VisitorTicket, seconds: i64) {
    for _ in 0..seconds / 15 {
        world.clock.advance(15);
        world.queue.sign(visitor, Sign::Visible).await.unwrap();
        world.tick().await;
    }
}

#[tokio::test]
async fn a_call_nobody_answers_ends_in_no_show() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        world.take(&world.staff(room, 1), visitor.ticket()).await;
        pass(&world, &visitor, 75).await;
        assert_eq!(world.row(visitor.ticket()).await.state, State::Called);
        pass(&world, &visitor, 15).await;
        let row = world.row(visitor.ticket()).await;
        assert_eq!(
            (row.state, row.claim_by),
            (State::CantReach, None),
            "T5 frees the claim"
        );
        pass(&world, &visitor, 585).await;
        assert_eq!(world.row(visitor.ticket()).await.state, State::CantReach);
        pass(&world, &visitor, 15).await;
        assert_eq!(world.row(visitor.ticket()).await.state, State::NoShow);
        let log = world.store.of(world.tenant);
        let log = log.audit_page(None, 9).await.unwrap();
        let by_time: Vec<&str> = log
            .iter()
            .filter(|row| row.actor_kind == "system")
            .map(|row| row.action.as_str())
            .collect();
        assert_eq!(by_time, ["ticket.no_show", "ticket.cannot_reach"]);
        world.queue.return_(&visitor).await.unwrap();
        assert_eq!(world.row(visitor.ticket()).await.state, State::Waiting);
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn who_pressed_join_is_not_called_in_vain() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        world.take(&world.staff(room, 1), visitor.ticket()).await;
        world.queue.visitor_meeting(&visitor).await.unwrap();
        for _ in 0..119 {
            world.clock.advance(60);
            world.tick().await;
        }
        assert_eq!(
            world.row(visitor.ticket()).await.state,
            State::Called,
            "they sit in Teams, their page is gone"
        );
    })
    .await;
}

#[tokio::test]
async fn a_call_that_only_the_visitor_joined_is_given_back_when_a_consultation_would_end() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        let staff = world.staff(room, 1);
        world.take(&staff, visitor.ticket()).await;
        world.queue.visitor_meeting(&visitor).await.unwrap();
        for _ in 0..119 {
            world.clock.advance(60);
            world.tick().await;
        }
        world.clock.advance(59);
        world.tick().await;
        assert_eq!(world.row(visitor.ticket()).await.state, State::Called);
        world.clock.advance(1);
        world.tick().await;
        let row = world.row(visitor.ticket()).await;
        assert_eq!((row.state, row.claim_by), (State::Waiting, None));
        let next = world.join(room).await;
        world.take(&staff, next.ticket()).await;
        world.tick().await;
        let row = world.row(visitor.ticket()).await;
        assert_eq!(row.state, State::Left, "their page is gone: T12");
        assert!(row.erase_at.is_some(), "the erasure clock runs");
        let figures = world.store.of(world.tenant);
        let figures = figures
            .kpis(room, "2000-01-01", "2999-12-31")
            .await
            .unwrap();
        let outcomes: Vec<_> = figures.iter().map(|row| row.outcome.as_str()).collect();
        assert_eq!(outcomes, ["lost"], "nobody was met");
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn who_was_left_alone_in_a_meeting_and_is_there_comes_first() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        let staff = world.staff(room, 1);
        world.take(&staff, visitor.ticket()).await;
        world.queue.visitor_meeting(&visitor).await.unwrap();
        let _page = world.queue.stream(&visitor).await.unwrap();
        world.queue.sign(&visitor, Sign::Hidden).await.unwrap();
        for _ in 0..119 {
            world.clock.advance(60);
            world.tick().await;
        }
        let other = world.join(room).await;
        for _ in 0..2 {
            world.clock.advance(30);
            world.tick().await;
            world.queue.sign(&other, Sign::Visible).await.unwrap();
        }
        let row = world.row(visitor.ticket()).await;
        assert_eq!((row.state, row.ended), (State::Waiting, None));
        let next = world.queue.take_next(&staff, fresh()).await.unwrap();
        assert_eq!(next.unwrap().ticket, visitor.ticket());
        world.check(visitor.ticket()).await;
    })
    .await;
}

/// Half past two in the night, UTC, whenever the test runs.
fn to_half_past_two(world: &World) {
    let day = 24 * 3600;
    let into_day = world.clock.now().0.div_euclid(1000).rem_euclid(day);
    world
        .clock
        .advance((26 * 3600 + 1800 - into_day).rem_euclid(day));
}

#[tokio::test]
async fn a_call_without_a_meeting_ends_with_the_room_at_night() {
    each_database(|store| async move {
        let world = World::new(store).await;
        to_half_past_two(&world);
        let room = world
            .room_with(|settings| settings.meeting = MeetingKind::Teams)
            .await;
        let visitor = world.join(room).await;
        world.edit(room, |settings| settings.open = false).await;
        world.take(&world.staff(room, 1), visitor.ticket()).await;
        world.queue.settle().await;
        assert_eq!(
            world.row(visitor.ticket()).await.meeting,
            MeetingState::Failed,
            "nobody has connected Teams"
        );
        pass(&world, &visitor, 29 * 60).await;
        assert_eq!(world.row(visitor.ticket()).await.state, State::Called);
        pass(&world, &visitor, 2 * 60).await;
        let row = world.row(visitor.ticket()).await;
        assert_eq!(
            (row.state, row.claim_by),
            (State::Expired, None),
            "T19: it was not the visitor who did not come"
        );
        assert!(row.erase_at.is_some(), "the erasure clock runs");
        let figures = world.store.of(world.tenant);
        let figures = figures
            .kpis(room, "2000-01-01", "2999-12-31")
            .await
            .unwrap();
        let outcomes: Vec<_> = figures.iter().map(|row| row.outcome.as_str()).collect();
        assert_eq!(outcomes, ["expired"]);
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn a_consultation_ends_after_two_hours_and_never_because_a_page_is_gone() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        world.meet(&world.staff(room, 1), &visitor).await;
        for _ in 0..119 {
            world.clock.advance(60);
            world.tick().await;
        }
        assert_eq!(
            world.row(visitor.ticket()).await.state,
            State::InConsultation
        );
        world.clock.advance(60);
        world.tick().await;
        assert_eq!(world.row(visitor.ticket()).await.state, State::Done);
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn the_night_sweeps_leftovers_only() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (open, closed) = (world.room().await, world.room().await);
        to_half_past_two(&world);
        let (stays, swept) = (world.join(open).await, world.join(closed).await);
        world.edit(closed, |settings| settings.open = false).await;
        let taken = world.join(open).await;
        world.take(&world.staff(open, 1), taken.ticket()).await;
        world.queue.visitor_meeting(&taken).await.unwrap();
        for _ in 0..130 {
            world.clock.advance(15);
            for visitor in [&stays, &swept, &taken] {
                world.queue.sign(visitor, Sign::Visible).await.unwrap();
            }
            world.tick().await;
        }
        assert_eq!(world.row(swept.ticket()).await.state, State::Expired);
        assert_eq!(
            world.row(stays.ticket()).await.state,
            State::Waiting,
            "an open room at night is no leftover"
        );
        assert_eq!(world.row(taken.ticket()).await.state, State::Called);
        let back = world.queue.return_(&swept).await.unwrap();
        assert_eq!(back.state, State::Waiting);
        world.check(swept.ticket()).await;
    })
    .await;
}
