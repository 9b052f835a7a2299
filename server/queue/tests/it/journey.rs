//! A visitor is met.

use model::queue::can::Reason;
use model::queue::state::{MeetingState, RemovalReason, State};
use model::queue::view::{AnswersView, VisitorMeeting};
use queue::QueueError;
use store::testing::each_database;

use crate::support::{FIXED, World, not_possible};

#[tokio::test]
async fn from_the_entrance_to_done() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let (first, second) = (world.join(room).await, world.join(room).await);
        let view = world.queue.ticket_view(&second).await.unwrap();
        assert_eq!(
            (view.state, view.ahead, view.meeting),
            (State::Waiting, Some(1), VisitorMeeting::None)
        );
        let staff = world.staff(room, 1);
        let board = world.queue.board(&staff).await.unwrap();
        assert_eq!(board.cards.len(), 2);
        assert_eq!(board.cards[0].ticket, first.ticket());
        assert_eq!(board.cards[0].visitor.as_deref(), Some("Ada Visitor"));
        assert_eq!(board.cards[0].answers[0].text, "it hurts here");
        assert!(!board.needs_teams);

        world.clock.advance(60);
        let card = world.take(&staff, first.ticket()).await;
        assert_eq!(
            (card.state, card.meeting),
            (State::Called, MeetingState::Ready)
        );
        assert_eq!(card.claim.unwrap().by, staff.oid());
        assert_eq!(
            world.queue.ticket_view(&second).await.unwrap().ahead,
            Some(0)
        );
        assert_eq!(
            world.queue.ticket_view(&first).await.unwrap().meeting,
            VisitorMeeting::Ready
        );
        assert_eq!(world.queue.visitor_meeting(&first).await.unwrap(), FIXED);
        assert_eq!(world.row(first.ticket()).await.state, State::Called);
        assert_eq!(
            world
                .queue
                .staff_meeting(&staff, first.ticket())
                .await
                .unwrap(),
            FIXED
        );
        assert_eq!(world.row(first.ticket()).await.state, State::InConsultation);
        assert_eq!(
            world.queue.visitor_meeting(&first).await.unwrap(),
            FIXED,
            "re-entering by the same button"
        );

        let held = world
            .queue
            .hold(&staff, world.click(first.ticket()).await)
            .await
            .unwrap();
        assert_eq!(held.state, State::OnHold);
        let resumed = world
            .queue
            .resume(&staff, world.click(first.ticket()).await)
            .await
            .unwrap();
        assert_eq!(resumed.state, State::InConsultation);
        world.clock.advance(600);
        let done = world
            .queue
            .done(&staff, world.click(first.ticket()).await)
            .await
            .unwrap();
        assert_eq!(
            (done.state, done.meeting),
            (State::Done, MeetingState::Locked)
        );
        assert_eq!(
            not_possible(world.queue.visitor_meeting(&first).await),
            Reason::Ended
        );
        let view = world.queue.ticket_view(&first).await.unwrap();
        assert_eq!(view.meeting, VisitorMeeting::Closed);
        assert!(
            matches!(view.answers, AnswersView::Stored { .. }),
            "kept for the room's retention"
        );
        assert_eq!(view.restorable_until, None);
        let day = world
            .store
            .of(world.tenant)
            .kpis(room, "2000-01-01", "2999-12-31")
            .await
            .unwrap();
        assert_eq!(day.len(), 1);
        assert_eq!(
            (day[0].outcome.as_str(), day[0].wait_ms, day[0].claims),
            ("done", Some(60_000), 1)
        );
        assert_eq!(day[0].length_ms, Some(600_000));
        world.check(first.ticket()).await;
        world.check(second.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn one_consultant_has_one_active_case() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (room, other_room) = (world.room().await, world.room().await);
        let (one, two, three) = (
            world.join(room).await,
            world.join(room).await,
            world.join(other_room).await,
        );
        let staff = world.staff(room, 1);
        world.take(&staff, one.ticket()).await;
        let busy = world
            .queue
            .take(&staff, world.click(two.ticket()).await)
            .await;
        assert_eq!(not_possible(busy), Reason::Busy);
        let elsewhere = world
            .queue
            .take(
                &world.staff(other_room, 1),
                world.click(three.ticket()).await,
            )
            .await;
        assert_eq!(
            not_possible(elsewhere),
            Reason::Busy,
            "the limit counts all rooms"
        );
        assert_eq!(
            not_possible(world.queue.take_next(&staff, crate::support::fresh()).await),
            Reason::Busy
        );
        world
            .queue
            .release(&staff, world.click(one.ticket()).await)
            .await
            .unwrap();
        world.take(&staff, two.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn a_released_visitor_keeps_arrival_and_consultation() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        let (staff, colleague) = (world.staff(room, 1), world.staff(room, 2));
        world.clock.advance(30);
        world.take(&staff, visitor.ticket()).await;
        world.queue.visitor_meeting(&visitor).await.unwrap();
        let called = world.row(visitor.ticket()).await;
        let others = world
            .queue
            .release(&colleague, world.click(visitor.ticket()).await)
            .await;
        assert_eq!(not_possible(others), Reason::NotYours);
        let card = world
            .queue
            .release(&staff, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        assert_eq!(
            (card.state, card.meeting, card.visitor_joined),
            (State::Waiting, MeetingState::None, false)
        );
        assert_eq!(card.arrived, called.arrived);
        assert_eq!(
            not_possible(world.queue.visitor_meeting(&visitor).await),
            Reason::NotCalled
        );
        world.take(&colleague, visitor.ticket()).await;
        let again = world.row(visitor.ticket()).await;
        assert_eq!(
            again.consultation, called.consultation,
            "one ticket, one consultation"
        );
        let coordinator = world.coordinator(room).await;
        world
            .queue
            .release(&coordinator, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn an_unreached_visitor_confirms_and_goes_first() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let ahead = world.join(room).await;
        let visitor = world.join(room).await;
        let staff = world.staff(room, 1);
        world.take(&staff, visitor.ticket()).await;
        let card = world
            .queue
            .cannot_reach(&staff, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        assert_eq!(
            (card.state, card.claim, card.last_caller),
            (State::CantReach, None, Some(staff.oid()))
        );
        let colleague = world.staff(room, 2);
        let no = world
            .queue
            .no_show(&colleague, world.click(visitor.ticket()).await)
            .await;
        assert_eq!(not_possible(no), Reason::NotYours);
        let view = world.queue.return_(&visitor).await.unwrap();
        assert_eq!(
            (view.state, view.ahead),
            (State::Waiting, Some(0)),
            "the priority line"
        );
        assert_eq!(
            world.queue.ticket_view(&ahead).await.unwrap().ahead,
            Some(1)
        );
        world.queue.return_(&visitor).await.unwrap();
        let next = world
            .queue
            .take_next(&colleague, crate::support::fresh())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(next.ticket, visitor.ticket());
        world
            .queue
            .cannot_reach(&colleague, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        let gone = world
            .queue
            .no_show(&colleague, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        assert_eq!(gone.state, State::NoShow);
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn who_leaves_can_come_back_for_half_an_hour() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        let later = world.join(room).await;
        let left = world.queue.leave(&visitor).await.unwrap();
        assert_eq!(left.state, State::Left);
        assert!(left.restorable_until.is_some());
        world.queue.leave(&visitor).await.unwrap();
        world.clock.advance(29 * 60);
        let back = world.queue.return_(&visitor).await.unwrap();
        assert_eq!(
            (back.state, back.ahead),
            (State::Waiting, Some(0)),
            "with the original arrival"
        );
        assert_eq!(
            world.queue.ticket_view(&later).await.unwrap().ahead,
            Some(1)
        );
        let row = world.row(visitor.ticket()).await;
        assert!(row.returned && row.ended.is_none() && row.erase_at.is_none());
        world.check(visitor.ticket()).await;
        world.queue.leave(&visitor).await.unwrap();
        world.clock.advance(30 * 60);
        assert_eq!(
            not_possible(world.queue.return_(&visitor).await),
            Reason::TooLate
        );
        let rows = world
            .store
            .of(world.tenant)
            .kpis(room, "2000-01-01", "2999-12-31")
            .await
            .unwrap();
        let mut outcomes: Vec<_> = rows.iter().map(|row| row.outcome.as_str()).collect();
        outcomes.sort_unstable();
        assert_eq!(
            outcomes,
            ["left", "left", "undone_left"],
            "a restored ticket counts once"
        );
    })
    .await;
}

#[tokio::test]
async fn staff_remove_a_ticket_but_never_a_running_consultation() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let (one, two) = (world.join(room).await, world.join(room).await);
        let (staff, colleague) = (world.staff(room, 1), world.staff(room, 2));
        world.meet(&staff, &one).await;
        let click = world.click(one.ticket()).await;
        let removed = world.queue.remove(&staff, click, RemovalReason::Test).await;
        assert_eq!(not_possible(removed), Reason::InConsultation);
        assert_eq!(
            not_possible(world.queue.leave(&one).await),
            Reason::InConsultation
        );
        world.take(&colleague, two.ticket()).await;
        let coordinator = world.coordinator(room).await;
        let click = world.click(two.ticket()).await;
        let removed = world
            .queue
            .remove(&coordinator, click, RemovalReason::Test)
            .await;
        assert_eq!(
            not_possible(removed),
            Reason::NotYours,
            "from Called only the claimer"
        );
        let card = world
            .queue
            .remove(&colleague, click, RemovalReason::Duplicate)
            .await
            .unwrap();
        assert_eq!(card.state, State::Removed);
        assert_eq!(not_possible(world.queue.return_(&two).await), Reason::Ended);
        let rows = world
            .store
            .of(world.tenant)
            .kpis(room, "2000-01-01", "2999-12-31")
            .await
            .unwrap();
        assert_eq!(rows[0].outcome, "removed_duplicate");
        world.check(two.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn staff_actions_stand_in_an_intact_audit_chain() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        let staff = world.staff(room, 1);
        world.meet(&staff, &visitor).await;
        world
            .queue
            .done(&staff, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        let rows = world
            .store
            .of(world.tenant)
            .audit_range(0, 100)
            .await
            .unwrap();
        let actions: Vec<_> = rows.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(actions, ["room.created", "ticket.taken", "ticket.done"]);
        let verdict = world.trust.verify_audit(world.tenant).await.unwrap();
        assert!(verdict.intact() && verdict.rows == 3, "{verdict:?}");
        assert!(rows.iter().all(|row| row.actor_kind == "person"));
    })
    .await;
}

#[tokio::test]
async fn what_ends_a_visit_has_to_be_pressed_on_the_card_as_it_is() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let staff = world.staff(room, 1);
        let visitor = world.join(room).await;
        world.take(&staff, visitor.ticket()).await;
        // The card as it was called, still on the page when the visitor joins.
        let old = world.click(visitor.ticket()).await;
        world.queue.visitor_meeting(&visitor).await.unwrap();
        for refused in [
            world.queue.done(&staff, old).await,
            world.queue.remove(&staff, old, RemovalReason::Test).await,
        ] {
            assert!(matches!(refused, Err(QueueError::Stale)), "{refused:?}");
        }
        let row = world.row(visitor.ticket()).await;
        assert_eq!(row.state, State::Called, "nothing has changed");
        // A release can be taken back by the next take: its rule alone decides.
        world.queue.release(&staff, old).await.unwrap();
        world.take(&staff, visitor.ticket()).await;
        let click = world.click(visitor.ticket()).await;
        world.queue.done(&staff, click).await.unwrap();
        // The same press again answers with its result, whatever it was drawn on.
        world.queue.done(&staff, click).await.unwrap();
        world.check(visitor.ticket()).await;
    })
    .await;
}
