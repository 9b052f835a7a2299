//! Connecting Teams, and the meeting that follows.

use microsoft365::contoso;
use model::queue::room::MeetingKind;
use model::queue::state::MeetingState;
use model::{Guid, Role};
use store::testing::TestDatabase;

use super::problem;
use crate::support::events::Events;
use crate::support::stage::{assign, fresh_key, join, register, room_with, sign_in, tickets};
use crate::support::{Requests, TestApp, entra};

#[tokio::test]
async fn a_visitor_is_met_in_teams() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(&database).await;
        let administrator = register(&app, contoso::TENANT, &contoso::ADMIN).await;
        let room = room_with(&app, &administrator, "clinic", MeetingKind::Teams).await;
        assign(
            &app,
            &administrator,
            &contoso::CONSULTANT,
            Role::Consultant,
            room,
        )
        .await;
        let consultant = sign_in(&app, contoso::TENANT, &contoso::CONSULTANT).await;
        let board = app::paths::board(room);
        let connected = entra::through(
            &consultant,
            &app::paths::connect(&board),
            contoso::TENANT,
            &contoso::CONSULTANT,
        )
        .await;
        assert_eq!(connected.location(), board);
        assert_eq!(
            app.microsoft
                .state()
                .live_refresh_tokens(contoso::TENANT, contoso::CONSULTANT.oid),
            1
        );

        let (visitor, ticket) = join(&app, "clinic", "Vera").await;
        let mut waiting = Events::open(&visitor, &app::paths::live_ticket(ticket)).await;
        assert_eq!(waiting.next().await.unwrap().json()["state"], "waiting");
        let mut events = Events::open(&consultant, &app::paths::live_room(room)).await;
        let version = events.next().await.unwrap().cards()[0].version.to_string();
        let (room_text, ticket_text, key) = (room.to_string(), ticket.to_string(), fresh_key());
        let press = [
            ("room", room_text.as_str()),
            ("ticket", ticket_text.as_str()),
            ("version", version.as_str()),
            ("command", key.as_str()),
            ("action", "take"),
        ];
        let taken = consultant.call("/api/board/act", &press).await;
        assert_eq!(taken.status, 200, "{}", taken.text());
        events
            .until(|event| {
                event
                    .cards()
                    .first()
                    .is_some_and(|card| card.meeting == MeetingState::Ready)
            })
            .await;
        waiting
            .until(|event| event.json()["meeting"] == "ready")
            .await;

        let theirs = visitor.page("/w/contoso/clinic/ticket/meeting").await;
        let ours = consultant
            .page(&app::paths::staff_meeting(room, ticket))
            .await;
        assert_eq!((theirs.status.as_u16(), ours.status.as_u16()), (303, 303));
        assert!(
            theirs.location().starts_with(&app.microsoft.base_url()),
            "{}",
            theirs.location()
        );
        assert_eq!(theirs.location(), ours.location());
        waiting
            .until(|event| event.json()["state"] == "in_consultation")
            .await;
        assert_eq!(
            tickets(&app, &visitor).await[0].state.as_str(),
            "in_consultation"
        );
        app.site.queue().settle().await;
        drop((app, administrator, consultant, visitor, waiting, events));
        database.remove().await;
    }
}

#[tokio::test]
async fn a_meeting_that_is_not_ready_leads_back() {
    let stage = crate::support::Stage::set(TestApp::sqlite().await).await;
    let early = stage.visitor.page("/w/contoso/desk/ticket/meeting").await;
    assert_eq!(early.status, 303);
    assert!(
        early
            .location()
            .starts_with("/w/contoso/desk/ticket?meeting="),
        "{}",
        early.location()
    );
    let staff = stage
        .consultant
        .page(&app::paths::staff_meeting(stage.desk, stage.ticket))
        .await;
    assert!(
        staff
            .location()
            .starts_with(&format!("{}?meeting=", app::paths::board(stage.desk))),
        "{}",
        staff.location()
    );
    let nobody = stage
        .anonymous
        .page(&app::paths::staff_meeting(stage.desk, stage.ticket))
        .await;
    assert!(
        nobody.location().starts_with("/signin?return=/rooms/"),
        "{}",
        nobody.location()
    );
    let stranger = stage
        .other_visitor
        .page("/w/contoso/desk/ticket/meeting")
        .await;
    assert_eq!(
        stranger.location(),
        "/w/contoso/ward/ticket?meeting=not_possible",
        "the holder of another ticket is led to that one"
    );
}

#[tokio::test]
async fn somebody_elses_teams_cannot_be_connected() {
    let app = TestApp::sqlite().await;
    let administrator = register(&app, contoso::TENANT, &contoso::ADMIN).await;
    let consultant = sign_in(&app, contoso::TENANT, &contoso::CONSULTANT).await;
    let nothing_to_meet = consultant.page(&app::paths::connect("/rooms")).await;
    problem(&nothing_to_meet, "no_rooms");
    let room = room_with(&app, &administrator, "clinic", MeetingKind::Teams).await;
    let role = Role::Consultant;
    assign(&app, &administrator, &contoso::CONSULTANT, role, room).await;
    let answer = entra::through(
        &consultant,
        &app::paths::connect("/rooms"),
        contoso::TENANT,
        &contoso::CONSULTANT_2,
    )
    .await;
    problem(&answer, "wrong_account");
    let page = consultant.page(&answer.location()).await.text();
    assert!(
        page.contains("href=\"/connect?return=/rooms\""),
        "a way on: {page}"
    );
    assert_eq!(
        app.browser().page("/connect").await.location(),
        "/signin?return=/connect%3Freturn%3D/rooms"
    );
    let unknown = Guid::from_u128(1);
    let consent = consultant.page(&app::paths::consent_start(unknown)).await;
    assert_eq!(
        consent.location(),
        "/admin/setup",
        "a consultant may not consent"
    );
}

#[tokio::test]
async fn a_consultant_sees_the_connection_and_takes_it_back() {
    let app = TestApp::sqlite().await;
    let administrator = register(&app, contoso::TENANT, &contoso::ADMIN).await;
    let room = room_with(&app, &administrator, "clinic", MeetingKind::Teams).await;
    let role = Role::Consultant;
    assign(&app, &administrator, &contoso::CONSULTANT, role, room).await;
    let consultant = sign_in(&app, contoso::TENANT, &contoso::CONSULTANT).await;
    let to = app::paths::connect("/me");
    let back = entra::through(&consultant, &to, contoso::TENANT, &contoso::CONSULTANT).await;
    assert_eq!(back.location(), "/me");
    let page = consultant.page("/me").await.text();
    assert!(
        page.contains("OnlineMeetings.ReadWrite") && page.contains("/api/me/disconnect_teams"),
        "{page}"
    );
    let done = consultant.call("/api/me/disconnect_teams", &[]).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let page = consultant.page("/me").await.text();
    assert!(!page.contains("/api/me/disconnect_teams"), "{page}");
    let again = consultant.call("/api/me/disconnect_teams", &[]).await;
    assert_eq!(again.status, 200, "none is as good as deleted");
}
