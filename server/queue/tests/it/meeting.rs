//! Meetings at the simulated Microsoft 365.

use microsoft365::contoso;
use microsoft365::state::{Assumption, Fault, FaultKind, Licence};
use model::queue::can::Reason;
use model::queue::room::AdmitMode;
use model::queue::state::{MeetingProblem, MeetingState, State};
use model::queue::view::VisitorMeeting;
use queue::QueueError;
use store::testing::each_database;

use crate::support::{Contoso, FIXED, not_possible};

const CREATE: &str = "/graph/v1.0/me/onlineMeetings/createOrGet";
const MEETINGS: &str = "/graph/v1.0/me/onlineMeetings/";

#[tokio::test]
async fn the_link_is_released_after_the_lobby_was_read_back() {
    each_database(|store| async move {
        let (contoso, staff) = Contoso::at_work(store).await;
        let (world, room) = (&contoso.world, staff.room());
        let visitor = world.join(room).await;
        assert!(world.queue.board(&staff).await.unwrap().connected);
        let card = world.take(&staff, visitor.ticket()).await;
        assert!(matches!(
            card.meeting,
            MeetingState::Creating | MeetingState::Ready
        ));
        world.queue.settle().await;
        let row = world.row(visitor.ticket()).await;
        assert_eq!(
            (row.state, row.meeting),
            (State::Called, MeetingState::Ready)
        );
        let meetings = contoso.meetings();
        assert_eq!(meetings.len(), 1);
        assert_eq!(meetings[0].lobby_scope(), "everyone");
        assert_eq!(
            meetings[0].external_id,
            Some(row.consultation.unwrap().to_string())
        );
        let subject = meetings[0].properties["subject"].as_str().unwrap();
        assert!(
            subject.contains("Cardiology") && !subject.contains("Ada"),
            "{subject}"
        );
        let link = world.queue.visitor_meeting(&visitor).await.unwrap();
        assert_eq!(link, meetings[0].join_web_url);
        assert_eq!(
            world
                .queue
                .staff_meeting(&staff, visitor.ticket())
                .await
                .unwrap(),
            link
        );
        let push = serde_json::to_string(
            &world
                .queue
                .board_snapshot(world.tenant, room)
                .await
                .unwrap(),
        )
        .unwrap();
        assert!(!push.contains("meetup"), "no link on a board");
        world
            .queue
            .done(&staff, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        world.queue.settle().await;
        assert_eq!(
            contoso.meetings()[0].lobby_scope(),
            "organizer",
            "locked at Done"
        );
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn a_second_call_by_the_same_consultant_finds_the_same_meeting() {
    each_database(|store| async move {
        let contoso = Contoso::new(store).await;
        let world = &contoso.world;
        contoso.connect(&contoso::CONSULTANT).await;
        contoso.connect(&contoso::CONSULTANT_2).await;
        let room = contoso.teams_room().await;
        world
            .edit(room, |settings| settings.admit = AdmitMode::ByHand)
            .await;
        let staff = contoso.staff(room, &contoso::CONSULTANT);
        let visitor = world.join(room).await;
        for _ in 0..2 {
            world.take(&staff, visitor.ticket()).await;
            world.queue.settle().await;
            assert_eq!(
                world.row(visitor.ticket()).await.meeting,
                MeetingState::Ready
            );
            world
                .queue
                .release(&staff, world.click(visitor.ticket()).await)
                .await
                .unwrap();
        }
        assert_eq!(contoso.meetings().len(), 1, "201, then 200");
        assert_eq!(contoso.meetings()[0].lobby_scope(), "organization");
        let colleague = contoso.staff(room, &contoso::CONSULTANT_2);
        world.take(&colleague, visitor.ticket()).await;
        world.queue.settle().await;
        let link = world.queue.visitor_meeting(&visitor).await.unwrap();
        let meetings = contoso.meetings();
        assert_eq!(meetings.len(), 2);
        assert_eq!(
            link, meetings[1].join_web_url,
            "the visitor's button leads to the present call's meeting"
        );
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn each_failure_keeps_the_claim_and_says_why() {
    each_database(|store| async move {
        let contoso = Contoso::new(store).await;
        let world = &contoso.world;
        let state = contoso.microsoft.state();
        let status = |status: u16, code: &str| FaultKind::Status {
            status,
            code: code.to_owned(),
        };
        let patch = |kind| Fault {
            method: Some("PATCH".into()),
            ..Fault::times(9, MEETINGS, kind)
        };
        let room = contoso.teams_room().await;
        let staff = contoso.staff(room, &contoso::CONSULTANT);
        let visitor = world.join(room).await;
        world.take(&staff, visitor.ticket()).await;
        world.queue.settle().await;
        let failed = |wanted| async move {
            world.queue.settle().await;
            let row = world.row(visitor.ticket()).await;
            assert_eq!(
                (row.state, row.meeting, row.problem),
                (State::Called, MeetingState::Failed, Some(wanted))
            );
            assert_eq!(row.meeting_link, None);
            let view = world.queue.ticket_view(&visitor).await.unwrap();
            assert_eq!(
                view.meeting,
                VisitorMeeting::Preparing,
                "the visitor keeps the place"
            );
        };
        failed(MeetingProblem::NotConnected).await;
        contoso.connect(&contoso::CONSULTANT).await;
        let retry = async || {
            let click = world.click(visitor.ticket()).await;
            world.queue.retry_meeting(&staff, click).await.unwrap();
        };
        for (fault, wanted) in [
            (patch(status(403, "Forbidden")), MeetingProblem::NotAllowed),
            (patch(status(400, "BadRequest")), MeetingProblem::Other),
            (
                Fault::times(
                    9,
                    CREATE,
                    FaultKind::Throttle {
                        retry_after_s: Some(60),
                    },
                ),
                MeetingProblem::Throttled,
            ),
            (
                Fault::times(99, CREATE, status(503, "ServiceUnavailable")),
                MeetingProblem::Unreachable,
            ),
            (
                Fault::times(99, CREATE, FaultKind::Drop),
                MeetingProblem::Unreachable,
            ),
        ] {
            state.inject(fault);
            retry().await;
            failed(wanted).await;
            state.clear_faults();
        }
        state.assume(Assumption::LobbyPatchIgnored, true);
        retry().await;
        failed(MeetingProblem::LobbyDiffers).await;
        state.assume(Assumption::LobbyPatchIgnored, false);
        state.set_teams_licence(contoso::TENANT, contoso::CONSULTANT.oid, Licence::Bare);
        retry().await;
        failed(MeetingProblem::NotAllowed).await;
        state.set_teams_licence(contoso::TENANT, contoso::CONSULTANT.oid, Licence::Teams);
        retry().await;
        world.queue.settle().await;
        assert_eq!(
            world.row(visitor.ticket()).await.meeting,
            MeetingState::Ready
        );
        assert_eq!(contoso.meetings().len(), 1, "all the while one meeting");
        world.trust.store_notes().await.unwrap();
        let noted = world.store.of(world.tenant).troubles(50).await.unwrap();
        assert!(noted.iter().all(|row| row.place == "meeting"), "{noted:?}");
        for (meaning, code, met) in [
            ("permission_missing", "Forbidden", 2),
            ("not_available", "BadRequest", 1),
            ("throttled", "", 1),
            ("unavailable", "", 2),
        ] {
            let known = |row: &&store::TroubleRow| row.meaning == meaning && row.code == code;
            let row = noted.iter().find(known);
            assert_eq!(row.map(|row| row.met), Some(met), "{meaning}: {noted:?}");
        }
        let again = world
            .queue
            .retry_meeting(&staff, world.click(visitor.ticket()).await)
            .await;
        assert_eq!(not_possible(again), Reason::MeetingReady);
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn passing_troubles_are_waited_out() {
    each_database(|store| async move {
        let contoso = Contoso::new(store).await;
        let world = &contoso.world;
        contoso.connect(&contoso::CONSULTANT).await;
        let state = contoso.microsoft.state();
        let room = contoso.teams_room().await;
        let staff = contoso.staff(room, &contoso::CONSULTANT);
        let status = |status: u16| FaultKind::Status {
            status,
            code: "generalException".to_owned(),
        };
        for kind in [
            FaultKind::Throttle {
                retry_after_s: None,
            },
            status(500),
            status(503),
        ] {
            let visitor = world.join(room).await;
            state.inject(Fault::times(1, CREATE, kind));
            world.take(&staff, visitor.ticket()).await;
            world.queue.settle().await;
            assert_eq!(
                world.row(visitor.ticket()).await.meeting,
                MeetingState::Ready
            );
            world
                .queue
                .done(&staff, world.click(visitor.ticket()).await)
                .await
                .unwrap();
        }
        assert_eq!(contoso.meetings().len(), 3);
    })
    .await;
}

/// The answer to the creation is lost: trying again finds the meeting that was made.
#[tokio::test]
async fn a_lost_answer_makes_no_second_meeting() {
    each_database(|store| async move {
        let (contoso, staff) = Contoso::at_work(store).await;
        let (world, room) = (&contoso.world, staff.room());
        let visitor = world.join(room).await;
        let lost = Fault {
            method: Some("PATCH".into()),
            ..Fault::times(2, MEETINGS, FaultKind::Drop)
        };
        contoso.microsoft.state().inject(lost);
        world.take(&staff, visitor.ticket()).await;
        world.queue.settle().await;
        let row = world.row(visitor.ticket()).await;
        if row.meeting == MeetingState::Failed {
            world
                .queue
                .retry_meeting(&staff, world.click(visitor.ticket()).await)
                .await
                .unwrap();
            world.queue.settle().await;
        }
        assert_eq!(
            world.row(visitor.ticket()).await.meeting,
            MeetingState::Ready
        );
        assert_eq!(contoso.meetings().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_release_while_the_meeting_is_made_leaves_it_unused() {
    each_database(|store| async move {
        let (contoso, staff) = Contoso::at_work(store).await;
        let (world, room) = (&contoso.world, staff.room());
        let visitor = world.join(room).await;
        contoso
            .microsoft
            .state()
            .inject(Fault::times(1, CREATE, FaultKind::Latency { ms: 150 }));
        world.take(&staff, visitor.ticket()).await;
        let waits = world.queue.staff_meeting(&staff, visitor.ticket()).await;
        assert_eq!(not_possible(waits), Reason::MeetingPreparing);
        world
            .queue
            .release(&staff, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        world.queue.settle().await;
        let row = world.row(visitor.ticket()).await;
        assert_eq!(
            (row.state, row.meeting, row.meeting_link),
            (State::Waiting, MeetingState::None, None)
        );
        assert_eq!(contoso.meetings()[0].lobby_scope(), "everyone");
        world.clock.advance(121);
        let now = world.clock.now();
        assert_eq!(world.queue.lock_meetings(now).await.unwrap(), 1);
        assert_eq!(contoso.meetings()[0].lobby_scope(), "organizer");
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test]
async fn a_pasted_link_helps_when_teams_does_not() {
    each_database(|store| async move {
        let contoso = Contoso::new(store).await;
        let world = &contoso.world;
        let room = contoso.teams_room().await;
        let (staff, colleague) = (
            contoso.staff(room, &contoso::CONSULTANT),
            contoso.staff(room, &contoso::CONSULTANT_2),
        );
        let visitor = world.join(room).await;
        world.take(&staff, visitor.ticket()).await;
        world.queue.settle().await;
        for bad in ["", "http://example.org", "javascript:alert(1)", "https://x"] {
            let click = world.click(visitor.ticket()).await;
            let wrong = world.queue.paste_link(&staff, click, bad).await;
            assert!(
                matches!(wrong, Err(QueueError::Invalid(fields)) if fields[0].field == "link"),
                "{bad}"
            );
        }
        let click = world.click(visitor.ticket()).await;
        assert_eq!(
            not_possible(world.queue.paste_link(&colleague, click, FIXED).await),
            Reason::NotYours
        );
        let card = world.queue.paste_link(&staff, click, FIXED).await.unwrap();
        assert_eq!((card.meeting, card.problem), (MeetingState::Ready, None));
        assert_eq!(world.queue.visitor_meeting(&visitor).await.unwrap(), FIXED);
        assert_eq!(
            not_possible(
                world
                    .queue
                    .staff_meeting(&colleague, visitor.ticket())
                    .await
            ),
            Reason::NotYours
        );
        assert!(contoso.meetings().is_empty());
        world.check(visitor.ticket()).await;
    })
    .await;
}

/// A process that ended while it made a meeting: the clock of another gives it up, so that the consultant can retry.
#[tokio::test]
async fn a_meeting_nobody_makes_any_more_is_given_up() {
    each_database(|store| async move {
        let (contoso, staff) = Contoso::at_work(store).await;
        let (world, room) = (&contoso.world, staff.room());
        let visitor = world.join(room).await;
        contoso.microsoft.state().inject(Fault::times(
            1,
            CREATE,
            FaultKind::Latency { ms: 20_000 },
        ));
        world.take(&staff, visitor.ticket()).await;
        let _page = world.queue.stream(&visitor).await.unwrap();
        world.clock.advance(181);
        world
            .queue
            .sign(&visitor, model::queue::presence::Sign::Visible)
            .await
            .unwrap();
        world.tick().await;
        let row = world.row(visitor.ticket()).await;
        assert_eq!(
            (row.meeting, row.problem),
            (MeetingState::Failed, Some(MeetingProblem::Unreachable))
        );
        world.check(visitor.ticket()).await;
    })
    .await;
}
