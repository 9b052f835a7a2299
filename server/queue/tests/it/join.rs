//! Entering a room.

use model::queue::room::QuestionKind;
use model::queue::state::State;
use model::queue::view::Opening;
use model::{FieldProblem, TicketId};
use queue::QueueError;
use store::testing::each_database;
use trust::VisitorCookie;

use crate::support::{World, form, fresh, question};

#[tokio::test]
async fn the_same_form_twice_is_one_visit() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let (_, cookie) = VisitorCookie::issue();
        let form = form();
        let tries = (0..10).map(|_| world.join_as(room, cookie, form.clone()));
        let tickets: Vec<TicketId> = futures::future::join_all(tries)
            .await
            .into_iter()
            .map(|t| t.unwrap().ticket())
            .collect();
        assert!(tickets.iter().all(|ticket| *ticket == tickets[0]));
        let second_tab = world
            .join_as(room, cookie, crate::support::form())
            .await
            .unwrap();
        assert_eq!(
            second_tab.ticket(),
            tickets[0],
            "a browser holds one place in a room"
        );
        assert_eq!(
            world
                .queue
                .board(&world.staff(room, 1))
                .await
                .unwrap()
                .cards
                .len(),
            1
        );
        world.edit(room, |settings| settings.open = false).await;
        let repeated = world.join_as(room, cookie, form).await.unwrap();
        assert_eq!(
            repeated.ticket(),
            tickets[0],
            "the first result, though the room is closed now"
        );
        let entrance = world
            .queue
            .entrance(&world.public(room), Some(&cookie))
            .await
            .unwrap();
        assert_eq!(entrance.present_ticket, Some(tickets[0]));
        world.check(tickets[0]).await;
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_key_gives_nothing() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let (_, victim) = VisitorCookie::issue();
        let (_, thief) = VisitorCookie::issue();
        let form = form();
        world.join_as(room, victim, form.clone()).await.unwrap();
        assert!(matches!(
            world.join_as(room, thief, form).await,
            Err(QueueError::Stale)
        ));
        assert!(world.queue.tickets_of(&thief).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_full_room_takes_exactly_as_many_as_it_says() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room_with(|settings| settings.capacity = 3).await;
        let tries = (0..12).map(|_| {
            let (_, cookie) = VisitorCookie::issue();
            world.join_as(room, cookie, form())
        });
        let results = futures::future::join_all(tries).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 3);
        assert!(
            results
                .iter()
                .all(|r| matches!(r, Ok(_) | Err(QueueError::RoomFull)))
        );
        let entrance = world
            .queue
            .entrance(&world.public(room), None)
            .await
            .unwrap();
        assert_eq!((entrance.opening, entrance.waiting), (Opening::Full, 3));
        let mut numbers: Vec<_> = world
            .queue
            .board(&world.staff(room, 1))
            .await
            .unwrap()
            .cards
            .iter()
            .map(|c| c.number)
            .collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2, 3], "numbers without gaps");
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_is_kept_when_it_does_not_pass() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let (_, cookie) = VisitorCookie::issue();
        let mut bad = form();
        bad.name = "x".repeat(5000);
        bad.answers = [
            (1, String::new()),
            (2, "y".repeat(2001)),
            (3, "green".into()),
        ]
        .into();
        let Err(QueueError::Invalid(wrong)) = world.join_as(room, cookie, bad.clone()).await else {
            panic!("an over-long form passed")
        };
        let fields: Vec<_> = wrong
            .iter()
            .map(|w| (w.field.as_str(), w.problem))
            .collect();
        assert_eq!(
            fields,
            [
                ("name", FieldProblem::TooLong(80)),
                ("answers[1]", FieldProblem::Missing),
                ("answers[2]", FieldProblem::TooLong(2000)),
                ("answers[3]", FieldProblem::NotAChoice),
            ]
        );
        let entrance = world
            .queue
            .entrance(&world.public(room), Some(&cookie))
            .await
            .unwrap();
        let draft = entrance.draft.unwrap();
        assert_eq!(draft.problems, wrong);
        assert_eq!(draft.form.answers[&2].len(), 2001);
        assert_eq!(draft.form.name.len(), 4000, "bounded");
        let (_, stranger) = VisitorCookie::issue();
        let other = world
            .queue
            .entrance(&world.public(room), Some(&stranger))
            .await
            .unwrap();
        assert!(other.draft.is_none());
        world.edit(room, |settings| settings.open = false).await;
        assert!(matches!(
            world.join_as(room, cookie, form()).await,
            Err(QueueError::RoomClosed)
        ));
        let entrance = world
            .queue
            .entrance(&world.public(room), Some(&cookie))
            .await
            .unwrap();
        assert_eq!(entrance.opening, Opening::Closed);
        assert_eq!(entrance.draft.unwrap().form.name, "Ada Visitor");
        world.edit(room, |settings| settings.open = true).await;
        world.join_as(room, cookie, form()).await.unwrap();
        let entrance = world
            .queue
            .entrance(&world.public(room), Some(&cookie))
            .await
            .unwrap();
        assert!(entrance.draft.is_none(), "gone once it passed");
    })
    .await;
}

#[tokio::test]
async fn a_stale_form_keeps_its_question_and_a_new_consent_text_is_agreed_to_anew() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world
            .room_with(|settings| {
                settings.consent_text = "First text.".into();
                settings.questions = vec![question(7, QuestionKind::Text, true)];
            })
            .await;
        let (_, cookie) = VisitorCookie::issue();
        let drawn = world
            .queue
            .entrance(&world.public(room), Some(&cookie))
            .await
            .unwrap();
        world
            .edit(room, |settings| {
                settings.consent_text = "Second text.".into();
                settings
                    .questions
                    .push(question(8, QuestionKind::Text, false));
            })
            .await;
        let mut form = form();
        form.consent = true;
        form.consent_version = drawn.consent_version;
        form.answers = [(7, "kept".to_owned()), (99, "removed question".to_owned())].into();
        let Err(QueueError::Invalid(wrong)) = world.join_as(room, cookie, form.clone()).await
        else {
            panic!("an old consent text passed")
        };
        assert_eq!(
            (wrong.len(), wrong[0].problem),
            (1, FieldProblem::MustAgree)
        );
        let again = world
            .queue
            .entrance(&world.public(room), Some(&cookie))
            .await
            .unwrap();
        let mut form = again.draft.unwrap().form;
        assert!(!form.consent, "the tick is taken back");
        form.consent = true;
        form.consent_version = again.consent_version;
        let ticket = world.join_as(room, cookie, form).await.unwrap();
        let row = world.row(ticket.ticket()).await;
        assert_eq!(row.consent_version, Some(2));
        assert!(row.consent_at.is_some());
        let view = world.queue.ticket_view(&ticket).await.unwrap();
        let model::queue::view::AnswersView::Stored { answers, .. } = view.answers else {
            panic!("erased")
        };
        assert_eq!(answers.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn hostile_text_is_only_text() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let (_, cookie) = VisitorCookie::issue();
        let mut form = form();
        form.name = "\u{202e}Robert'); DROP TABLE ticket;--\u{0}".into();
        form.answers = [(1, "<script>alert(1)</script> {{7*7}} \u{1b}[2J".to_owned())].into();
        let visitor = world.join_as(room, cookie, form).await.unwrap();
        let card = &world
            .queue
            .board(&world.staff(room, 1))
            .await
            .unwrap()
            .cards[0];
        assert_eq!(
            card.visitor.as_deref(),
            Some("Robert'); DROP TABLE ticket;--")
        );
        assert_eq!(
            card.answers[0].text,
            "<script>alert(1)</script> {{7*7}} [2J"
        );
        assert_eq!(world.row(visitor.ticket()).await.state, State::Waiting);
    })
    .await;
}

#[tokio::test]
async fn drafts_vanish_after_half_an_hour() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let (_, cookie) = VisitorCookie::issue();
        let mut bad = form();
        bad.key = fresh();
        bad.name.clear();
        world.join_as(room, cookie, bad).await.unwrap_err();
        world.clock.advance(29 * 60);
        world.queue.sweep(world.clock.now()).await.unwrap();
        assert!(
            world
                .queue
                .entrance(&world.public(room), Some(&cookie))
                .await
                .unwrap()
                .draft
                .is_some()
        );
        world.clock.advance(2 * 60);
        world.queue.sweep(world.clock.now()).await.unwrap();
        assert!(
            world
                .queue
                .entrance(&world.public(room), Some(&cookie))
                .await
                .unwrap()
                .draft
                .is_none()
        );
    })
    .await;
}
