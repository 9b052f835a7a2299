//! What visitors write is sealed, and erased on time.

use model::queue::state::State;
use model::queue::view::AnswersView;
use store::testing::{TestDatabase, each_database};
use trust::VisitorCookie;

use crate::support::{World, form};

const CANARY: &str = "canary-7f3a-yellow";

#[tokio::test]
async fn answers_go_when_the_rooms_period_is_over() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world
            .room_with(|settings| settings.retention_minutes = 30)
            .await;
        let visitor = world.join(room).await;
        let staff = world.staff(room, 1);
        world.meet(&staff, &visitor).await;
        world.clock.advance(7200);
        assert_eq!(
            world.queue.erase(world.clock.now()).await.unwrap(),
            0,
            "the period begins with the end"
        );
        world
            .queue
            .done(&staff, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        world.clock.advance(29 * 60);
        assert_eq!(world.queue.erase(world.clock.now()).await.unwrap(), 0);
        world.clock.advance(60);
        assert_eq!(world.queue.erase(world.clock.now()).await.unwrap(), 1);
        assert_eq!(world.queue.erase(world.clock.now()).await.unwrap(), 0);
        let row = world.row(visitor.ticket()).await;
        assert!(row.answers.is_none() && row.meeting_link.is_none() && row.meeting_ref.is_none());
        assert_eq!(
            world.queue.ticket_view(&visitor).await.unwrap().answers,
            AnswersView::Erased
        );
        let figures = world
            .store
            .of(world.tenant)
            .kpis(room, "2000-01-01", "2999-12-31")
            .await
            .unwrap();
        assert_eq!(
            (figures.len(), figures[0].length_ms),
            (1, Some(7_200_000)),
            "figures stay"
        );
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn no_retention_means_at_once() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world
            .room_with(|settings| settings.retention_minutes = 0)
            .await;
        let visitor = world.join(room).await;
        world.queue.leave(&visitor).await.unwrap();
        assert!(world.row(visitor.ticket()).await.answers.is_none());
        let log = world.store.of(world.tenant);
        let log = log.audit_page(None, 9).await.unwrap();
        let erased: Vec<_> = log
            .iter()
            .filter(|row| row.action == "answers.erased")
            .map(|row| row.actor_kind.as_str())
            .collect();
        assert_eq!(erased, ["system"], "whatever erases leaves a row");
        world.queue.return_(&visitor).await.unwrap();
        let board = world.queue.board(&world.staff(room, 1)).await.unwrap();
        assert_eq!(
            (board.cards[0].visitor.clone(), board.cards[0].answers.len()),
            (None, 0)
        );
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn a_visitor_who_comes_back_in_time_keeps_what_they_wrote() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world
            .room_with(|settings| settings.retention_minutes = 30)
            .await;
        let visitor = world.join(room).await;
        world.queue.leave(&visitor).await.unwrap();
        world.clock.advance(20 * 60);
        world.queue.return_(&visitor).await.unwrap();
        world.clock.advance(20 * 60);
        assert_eq!(world.queue.erase(world.clock.now()).await.unwrap(), 0);
        assert!(world.row(visitor.ticket()).await.answers.is_some());
    })
    .await;
}

#[tokio::test]
async fn delete_my_answers_works_at_any_time_and_keeps_the_place() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        world.queue.delete_answers(&visitor).await.unwrap();
        world.queue.delete_answers(&visitor).await.unwrap();
        let row = world.row(visitor.ticket()).await;
        assert_eq!((row.state, row.answers), (State::Waiting, None));
        let staff = world.staff(room, 1);
        world.meet(&staff, &visitor).await;
        world.queue.visitor_meeting(&visitor).await.unwrap();
        world.check(visitor.ticket()).await;
    })
    .await;
}

/// The words of a visitor never reach the disk readable: neither the answers nor the draft, in no table, no log.
#[tokio::test]
async fn a_canary_is_in_no_file() {
    let database = TestDatabase::sqlite();
    let world = World::new(database.store().await).await;
    let room = world.room().await;
    let (_, cookie) = VisitorCookie::issue();
    let mut bad = form();
    bad.name = format!("{CANARY}{}", "x".repeat(100));
    world.join_as(room, cookie, bad).await.unwrap_err();
    let mut good = form();
    good.name = CANARY.into();
    good.answers = [(1, CANARY.to_owned()), (2, format!("long {CANARY}"))].into();
    let visitor = world.join_as(room, cookie, good).await.unwrap();
    let staff = world.staff(room, 1);
    world.meet(&staff, &visitor).await;
    let card = &world.queue.board(&staff).await.unwrap().cards[0];
    assert_eq!(card.visitor.as_deref(), Some(CANARY), "staff can read it");
    world
        .queue
        .done(&staff, world.click(visitor.ticket()).await)
        .await
        .unwrap();
    let path = database.url().strip_prefix("sqlite:").unwrap();
    let mut read = 0;
    for file in ["", "-wal"] {
        let Ok(bytes) = std::fs::read(format!("{path}{file}")) else {
            continue;
        };
        read += bytes.len();
        let found = bytes
            .windows(CANARY.len())
            .any(|window| window == CANARY.as_bytes());
        assert!(!found, "readable words in the database{file}");
        let link = bytes
            .windows(crate::support::FIXED.len())
            .filter(|w| *w == crate::support::FIXED.as_bytes());
        assert!(link.count() < 10, "the room's own setting only");
    }
    assert!(read > 10_000, "the files were looked at");
}
