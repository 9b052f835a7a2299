//! Locking the meetings that ended tickets and given up calls leave behind.

use microsoft365::contoso;
use microsoft365::state::{Fault, FaultKind};
use model::queue::state::{MeetingState, State};
use store::testing::each_database;

use crate::support::{Contoso, FIXED};

const CREATE: &str = "/graph/v1.0/me/onlineMeetings/createOrGet";
const MEETINGS: &str = "/graph/v1.0/me/onlineMeetings/";

/// The visitor sits in the meeting of a call that was given up.
async fn left_in_a_meeting(contoso: &Contoso, staff: &trust::RoomStaff) -> trust::VisitorTicket {
    let world = &contoso.world;
    let visitor = world.join(staff.room()).await;
    world.take(staff, visitor.ticket()).await;
    world.queue.settle().await;
    world.queue.visitor_meeting(&visitor).await.unwrap();
    let click = world.click(visitor.ticket()).await;
    world.queue.release(staff, click).await.unwrap();
    world.queue.settle().await;
    visitor
}

#[tokio::test]
async fn the_meeting_of_a_released_call_is_locked_when_a_colleague_takes_the_visitor() {
    each_database(|store| async move {
        let (contoso, staff) = Contoso::at_work(store).await;
        let (world, room) = (&contoso.world, staff.room());
        contoso.connect(&contoso::CONSULTANT_2).await;
        let colleague = contoso.staff(room, &contoso::CONSULTANT_2);
        let visitor = left_in_a_meeting(&contoso, &staff).await;
        assert_eq!(contoso.meetings()[0].lobby_scope(), "everyone");
        world.take(&colleague, visitor.ticket()).await;
        world.queue.settle().await;
        let lobbies: Vec<_> = contoso
            .meetings()
            .iter()
            .map(|meeting| meeting.lobby_scope().to_owned())
            .collect();
        assert_eq!(lobbies, ["organizer", "everyone"]);
        world.clock.advance(3_600);
        let now = world.clock.now();
        assert_eq!(world.queue.lock_meetings(now).await.unwrap(), 0);
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn the_meeting_of_a_released_call_is_locked_in_time_and_opens_with_the_next_call() {
    each_database(|store| async move {
        let (contoso, staff) = Contoso::at_work(store).await;
        let world = &contoso.world;
        let visitor = left_in_a_meeting(&contoso, &staff).await;
        let round = async || {
            world.clock.advance(121);
            let now = world.clock.now();
            world.queue.lock_meetings(now).await.unwrap()
        };
        let lobby = || contoso.meetings()[0].lobby_scope().to_owned();
        // Taken again before it was locked: the same meeting, and nothing is owed any more.
        world.take(&staff, visitor.ticket()).await;
        world.queue.settle().await;
        assert_eq!((round().await, lobby()), (0, "everyone".to_owned()));
        world.queue.visitor_meeting(&visitor).await.unwrap();
        let click = world.click(visitor.ticket()).await;
        world.queue.cannot_reach(&staff, click).await.unwrap();
        // Nobody takes it again.
        assert_eq!((round().await, lobby()), (1, "organizer".to_owned()));
        world.take(&staff, visitor.ticket()).await;
        world.queue.settle().await;
        assert_eq!((round().await, lobby()), (0, "everyone".to_owned()));
        assert_eq!(contoso.meetings().len(), 1);
        world.check(visitor.ticket()).await;
    })
    .await;
}

/// Locking at the end fails: the job tries again until it works, with growing pauses.
#[tokio::test]
async fn an_ended_meeting_is_locked_as_soon_as_microsoft_lets_it() {
    each_database(|store| async move {
        let (contoso, staff) = Contoso::at_work(store).await;
        let (world, room) = (&contoso.world, staff.room());
        let visitor = world.join(room).await;
        world.take(&staff, visitor.ticket()).await;
        world.queue.settle().await;
        let state = contoso.microsoft.state();
        let trouble = FaultKind::Status {
            status: 503,
            code: "ServiceUnavailable".to_owned(),
        };
        state.inject(Fault::times(99, MEETINGS, trouble));
        world
            .queue
            .done(&staff, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        world.queue.settle().await;
        let lobby = || contoso.meetings()[0].lobby_scope().to_owned();
        let round = async || {
            let now = world.clock.now();
            world.queue.lock_meetings(now).await.unwrap()
        };
        assert_eq!((round().await, lobby()), (0, "everyone".to_owned()));
        world.clock.advance(121);
        assert_eq!(round().await, 0, "still no answer");
        state.clear_faults();
        world.clock.advance(60);
        assert_eq!(round().await, 0, "the next pause is longer");
        world.clock.advance(200);
        assert_eq!((round().await, lobby()), (1, "organizer".to_owned()));
        world.clock.advance(200_000);
        assert_eq!(round().await, 0, "once is enough");
    })
    .await;
}

#[tokio::test]
async fn a_meeting_that_cannot_be_locked_is_given_up_after_a_day_and_noted() {
    each_database(|store| async move {
        let contoso = Contoso::new(store.clone()).await;
        let world = &contoso.world;
        contoso.connect(&contoso::CONSULTANT).await;
        let room = contoso.teams_room().await;
        let staff = contoso.staff(room, &contoso::CONSULTANT);
        let visitor = world.join(room).await;
        world.take(&staff, visitor.ticket()).await;
        world.queue.settle().await;
        let refused = FaultKind::Status {
            status: 403,
            code: "Forbidden".to_owned(),
        };
        let state = contoso.microsoft.state();
        state.inject(Fault::times(99, MEETINGS, refused));
        world
            .queue
            .done(&staff, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        world.queue.settle().await;
        let system = store.system();
        for hours in 0..=25 {
            let now = world.clock.now();
            world.queue.lock_meetings(now).await.unwrap();
            let later = model::Timestamp(i64::MAX);
            let owed = system.due_meeting_locks(later, 9).await.unwrap();
            assert_eq!(owed.is_empty(), hours >= 24, "after {hours} hours");
            world.clock.advance(3_600);
        }
        let log = store.of(world.tenant).audit_page(None, 9).await.unwrap();
        let given_up = log.iter().filter(|row| row.action == "meeting.not_locked");
        assert_eq!(given_up.count(), 1);
    })
    .await;
}

/// One round of the job, two minutes later: how many were locked, and the lobby of the first meeting.
async fn round(contoso: &Contoso) -> (u64, String) {
    let world = &contoso.world;
    world.clock.advance(121);
    let now = world.clock.now();
    let locked = world.queue.lock_meetings(now).await.unwrap();
    (locked, contoso.meetings()[0].lobby_scope().to_owned())
}

fn open() -> (u64, String) {
    (0, "everyone".to_owned())
}

fn locked() -> (u64, String) {
    (1, "organizer".to_owned())
}

/// Taken again, the visitor stays where they are and presses nothing: the call timer gives the call up.
#[tokio::test]
async fn a_meeting_is_locked_after_a_second_call_that_the_visitor_did_not_join() {
    each_database(|store| async move {
        let (contoso, staff) = Contoso::at_work(store).await;
        let world = &contoso.world;
        let visitor = left_in_a_meeting(&contoso, &staff).await;
        // The second call finds the meeting open, the third finds it locked.
        for call in 2..=3 {
            world.take(&staff, visitor.ticket()).await;
            world.queue.settle().await;
            assert_eq!(round(&contoso).await, open(), "in use, call {call}");
            world.tick().await;
            assert_eq!(world.row(visitor.ticket()).await.state, State::CantReach);
            assert_eq!(round(&contoso).await, locked(), "given up, call {call}");
            assert_eq!(round(&contoso).await.0, 0, "once is enough");
        }
        assert_eq!(contoso.meetings().len(), 1);
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn a_meeting_is_locked_after_a_second_call_that_went_on_by_a_pasted_link() {
    each_database(|store| async move {
        let (contoso, staff) = Contoso::at_work(store).await;
        let world = &contoso.world;
        let visitor = left_in_a_meeting(&contoso, &staff).await;
        let refused = FaultKind::Status {
            status: 400,
            code: "BadRequest".to_owned(),
        };
        contoso
            .microsoft
            .state()
            .inject(Fault::times(1, CREATE, refused));
        world.take(&staff, visitor.ticket()).await;
        world.queue.settle().await;
        let click = world.click(visitor.ticket()).await;
        world.queue.paste_link(&staff, click, FIXED).await.unwrap();
        world.queue.visitor_meeting(&visitor).await.unwrap();
        assert_eq!(round(&contoso).await, open(), "the call goes on");
        let click = world.click(visitor.ticket()).await;
        world.queue.done(&staff, click).await.unwrap();
        world.queue.settle().await;
        assert_eq!(round(&contoso).await, locked());
        world.check(visitor.ticket()).await;
    })
    .await;
}

/// A locked meeting that the next call opens again, although that call is over before it is released.
#[tokio::test]
async fn a_meeting_is_locked_after_a_second_call_that_ended_while_it_was_prepared() {
    each_database(|store| async move {
        let (contoso, staff) = Contoso::at_work(store).await;
        let world = &contoso.world;
        let visitor = left_in_a_meeting(&contoso, &staff).await;
        assert_eq!(round(&contoso).await, locked());
        contoso
            .microsoft
            .state()
            .inject(Fault::times(1, CREATE, FaultKind::Latency { ms: 150 }));
        world.take(&staff, visitor.ticket()).await;
        let row = world.row(visitor.ticket()).await;
        assert_eq!(row.meeting, MeetingState::Creating);
        world.queue.leave(&visitor).await.unwrap();
        world.queue.settle().await;
        assert_eq!(contoso.meetings()[0].lobby_scope(), "everyone");
        assert_eq!(round(&contoso).await, locked());
        world.check(visitor.ticket()).await;
    })
    .await;
}

/// A tenant whose keys do not open holds up nobody else's meetings, and keeps its own for later.
#[tokio::test]
async fn one_row_that_cannot_be_dealt_with_stops_no_other() {
    each_database(|store| async move {
        let contoso = Contoso::new(store.clone()).await;
        let world = &contoso.world;
        let foreign = world.with_foreign_keys(77).await;
        let stuck = foreign.join(foreign.room().await).await;
        let now = world.clock.now();
        let row = store::MeetingLockRow {
            tenant: foreign.tenant,
            ticket: stuck.ticket(),
            organiser: foreign.person(1).oid,
            reference: vec![1],
            ended: now.plus_minutes(-25 * 60),
            attempts: 20,
            due_at: now.plus_minutes(-60),
        };
        let mut tx = store.of(foreign.tenant).begin().await.unwrap();
        tx.save_meeting_lock(&row).await.unwrap();
        tx.commit().await.unwrap();
        contoso.connect(&contoso::CONSULTANT).await;
        let room = contoso.teams_room().await;
        let staff = contoso.staff(room, &contoso::CONSULTANT);
        left_in_a_meeting(&contoso, &staff).await;
        assert_eq!(round(&contoso).await, locked());
        let later = model::Timestamp(i64::MAX);
        let owed = store.system().due_meeting_locks(later, 9).await.unwrap();
        assert_eq!(owed.len(), 1);
        assert_eq!((owed[0].tenant, owed[0].attempts), (foreign.tenant, 21));
        assert!(
            owed[0].due_at > world.clock.now(),
            "it waits behind the others"
        );
    })
    .await;
}
