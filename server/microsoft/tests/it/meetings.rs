//! The meeting of a consultation: made once, settings read back, link released only then.

use std::time::Duration;

use microsoft::{AccessToken, Meeting, MeetingProblemDetail, MeetingRequest};
use microsoft365::contoso;
use microsoft365::directory::KnownPerson;
use microsoft365::state::{Assumption, Fault, FaultKind};
use model::ConsultationId;
use model::queue::room::AdmitMode;
use model::queue::state::MeetingProblem;

use crate::support::{World, guid};

const CREATE: &str = "/graph/v1.0/me/onlineMeetings/createOrGet";
const MEETING: &str = "/graph/v1.0/me/onlineMeetings/*";

fn token_of(world: &World, person: KnownPerson, scopes: &[&str]) -> AccessToken {
    let issued = world
        .state()
        .issue_user_token(contoso::TENANT, contoso::DATA_CLIENT_ID, person.oid, scopes)
        .unwrap();
    AccessToken::new(issued.token)
}

fn token(world: &World) -> AccessToken {
    token_of(world, contoso::CONSULTANT, &["OnlineMeetings.ReadWrite"])
}

fn request(admit: AdmitMode) -> MeetingRequest {
    MeetingRequest {
        external_id: ConsultationId(guid("c0000000-0000-4000-8000-000000000001")),
        subject: "Advice A-7".to_owned(),
        admit,
    }
}

async fn create(world: &World) -> Result<Meeting, MeetingProblemDetail> {
    world
        .microsoft
        .create_meeting(&token(world), &request(AdmitMode::Auto))
        .await
}

fn meeting_count(world: &World) -> usize {
    world.state().with_meetings(|meetings| meetings.len())
}

fn property(world: &World, name: &str) -> serde_json::Value {
    world
        .state()
        .with_meetings(|meetings| meetings[0].properties[name].clone())
}

fn fault(method: &str, path: &str, count: u32, kind: FaultKind) -> Fault {
    Fault {
        method: Some(method.to_owned()),
        ..Fault::times(count, path, kind)
    }
}

fn status(status: u16, code: &str) -> FaultKind {
    FaultKind::Status {
        status,
        code: code.to_owned(),
    }
}

#[tokio::test]
async fn an_open_room_gets_a_meeting_that_lets_the_visitor_in() {
    let world = World::start().await;
    let meeting = create(&world).await.unwrap();
    let link = world
        .state()
        .with_meetings(|meetings| meetings[0].join_web_url.clone());
    assert_eq!(meeting.join_url, link);
    assert_eq!(property(&world, "lobbyBypassSettings")["scope"], "everyone");
    assert_eq!(property(&world, "allowedPresenters"), "organization");
    assert_eq!(
        property(&world, "allowedLobbyAdmitters"),
        "organizerAndCoOrganizers"
    );
    assert_eq!(property(&world, "subject"), "Advice A-7");
}

#[tokio::test]
async fn a_room_that_admits_by_hand_keeps_visitors_in_the_lobby() {
    let world = World::start().await;
    world.state().assume(Assumption::LobbyOpenAtFirst, true);
    world
        .microsoft
        .create_meeting(&token(&world), &request(AdmitMode::ByHand))
        .await
        .unwrap();
    assert_eq!(
        property(&world, "lobbyBypassSettings")["scope"],
        "organization"
    );
}

#[tokio::test]
async fn the_same_consultation_finds_the_same_meeting() {
    let world = World::start().await;
    let first = create(&world).await.unwrap();
    let second = create(&world).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(meeting_count(&world), 1);
    let answers: Vec<u16> = world
        .state()
        .requests()
        .iter()
        .filter(|request| request.path == CREATE)
        .map(|request| request.status)
        .collect();
    assert_eq!(answers, [201, 200]);
}

#[tokio::test]
async fn a_refused_patch_releases_no_link_and_a_retry_continues() {
    let world = World::start().await;
    world
        .state()
        .inject(fault("PATCH", MEETING, 1, status(403, "Forbidden")));
    let problem = create(&world).await.unwrap_err();
    assert_eq!(problem.problem, MeetingProblem::NotAllowed);
    assert_eq!(problem.code, "Forbidden");
    assert!(problem.request_id.is_some());
    create(&world).await.unwrap();
    assert_eq!(meeting_count(&world), 1);
}

#[tokio::test]
async fn a_patch_that_is_not_understood_is_another_problem() {
    let world = World::start().await;
    world
        .state()
        .inject(fault("PATCH", MEETING, 1, status(400, "BadRequest")));
    assert_eq!(
        create(&world).await.unwrap_err().problem,
        MeetingProblem::Other
    );
}

#[tokio::test]
async fn a_lobby_that_reads_back_otherwise_releases_no_link() {
    let world = World::start().await;
    world.state().assume(Assumption::LobbyPatchIgnored, true);
    let problem = create(&world).await.unwrap_err();
    assert_eq!(problem.problem, MeetingProblem::LobbyDiffers);
    assert!(problem.request_id.is_some());
}

#[tokio::test]
async fn presenters_that_read_back_otherwise_release_no_link() {
    let world = World::start().await;
    create(&world).await.unwrap();
    // The PATCH is answered but not done: a policy that keeps everybody a presenter.
    world.state().with_meetings(|meetings| {
        meetings[0].properties["allowedPresenters"] = "everyone".into();
    });
    world
        .state()
        .inject(fault("PATCH", MEETING, 1, status(200, "ignored")));
    let problem = create(&world).await.unwrap_err();
    assert_eq!(problem.problem, MeetingProblem::LobbyDiffers);
}

#[tokio::test]
async fn a_short_throttle_is_waited_for() {
    let world = World::start().await;
    let throttle = FaultKind::Throttle {
        retry_after_s: Some(3),
    };
    world.state().inject(Fault::times(1, CREATE, throttle));
    create(&world).await.unwrap();
    assert_eq!(world.pauses(), [Duration::from_secs(3)]);
}

#[tokio::test]
async fn a_long_throttle_is_handed_on() {
    let world = World::start().await;
    let throttle = FaultKind::Throttle {
        retry_after_s: Some(90),
    };
    world.state().inject(Fault::times(1, CREATE, throttle));
    let problem = create(&world).await.unwrap_err();
    assert_eq!(problem.problem, MeetingProblem::Throttled);
    assert_eq!(problem.retry_after_s, Some(90));
    assert!(world.pauses().is_empty());
}

#[tokio::test]
async fn a_throttle_without_a_time_is_waited_for_with_growing_pauses() {
    let world = World::start().await;
    let throttle = FaultKind::Throttle {
        retry_after_s: None,
    };
    world
        .state()
        .inject(Fault::times(2, MEETING, throttle.clone()));
    create(&world).await.unwrap();
    let pauses = world.pauses();
    assert_eq!(pauses.len(), 2);
    assert!(
        (400..800).contains(&pauses[0].as_millis())
            && (800..1_600).contains(&pauses[1].as_millis())
    );
    world.state().inject(Fault::times(3, MEETING, throttle));
    let problem = create(&world).await.unwrap_err();
    assert_eq!(
        (problem.problem, problem.retry_after_s),
        (MeetingProblem::Throttled, None)
    );
}

#[tokio::test]
async fn faults_of_theirs_are_tried_again_and_then_told() {
    let world = World::start().await;
    world
        .state()
        .inject(Fault::times(2, CREATE, status(503, "serviceNotAvailable")));
    create(&world).await.unwrap();
    world
        .state()
        .inject(Fault::times(3, CREATE, status(500, "generalException")));
    let problem = create(&world).await.unwrap_err();
    assert_eq!(problem.problem, MeetingProblem::Unreachable);
    assert!(problem.request_id.is_some());
}

#[tokio::test]
async fn a_cut_connection_after_creation_makes_no_second_meeting() {
    let world = World::start().await;
    world
        .state()
        .inject(fault("PATCH", MEETING, 3, FaultKind::Drop));
    let problem = create(&world).await.unwrap_err();
    assert_eq!(
        (problem.problem, problem.request_id),
        (MeetingProblem::Unreachable, None)
    );
    create(&world).await.unwrap();
    assert_eq!(meeting_count(&world), 1);
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_no_answer() {
    let world = World::with(|settings, _| settings.timeout_ms = 150).await;
    let slow = FaultKind::Latency { ms: 60_000 };
    world.state().inject(Fault::times(3, CREATE, slow));
    let problem = create(&world).await.unwrap_err();
    assert_eq!(problem.problem, MeetingProblem::Unreachable);
    assert_eq!(world.pauses().len(), 2);
}

#[tokio::test]
async fn a_consultant_without_licence_is_told() {
    let world = World::start().await;
    let token = token_of(&world, contoso::UNLICENSED, &["OnlineMeetings.ReadWrite"]);
    let problem = world
        .microsoft
        .create_meeting(&token, &request(AdmitMode::Auto))
        .await
        .unwrap_err();
    assert_eq!(problem.problem, MeetingProblem::NotAllowed);
    assert_eq!(meeting_count(&world), 0);
}

#[tokio::test]
async fn a_token_without_the_permission_makes_no_meeting() {
    let world = World::start().await;
    let token = token_of(&world, contoso::CONSULTANT, &["User.Read"]);
    let problem = world
        .microsoft
        .create_meeting(&token, &request(AdmitMode::Auto))
        .await
        .unwrap_err();
    assert_eq!(problem.problem, MeetingProblem::NotAllowed);
}

#[tokio::test]
async fn a_token_that_is_no_longer_good_is_a_broken_connection() {
    let world = World::start().await;
    let token = token(&world);
    world.state().set_clock_skew_ms(3 * 60 * 60 * 1_000);
    let problem = world
        .microsoft
        .create_meeting(&token, &request(AdmitMode::Auto))
        .await
        .unwrap_err();
    assert_eq!(problem.problem, MeetingProblem::ConnectionBroken);
    assert_eq!(problem.code, "InvalidAuthenticationToken");
}

#[tokio::test]
async fn a_meeting_is_locked_and_may_be_locked_again() {
    let world = World::start().await;
    let meeting = create(&world).await.unwrap();
    for _ in 0..2 {
        world
            .microsoft
            .lock_meeting(&token(&world), &meeting.id)
            .await
            .unwrap();
        assert_eq!(
            property(&world, "lobbyBypassSettings")["scope"],
            "organizer"
        );
    }
    assert_eq!(property(&world, "allowedPresenters"), "organization");
}

#[tokio::test]
async fn a_lock_that_is_ignored_is_told() {
    let world = World::start().await;
    let meeting = create(&world).await.unwrap();
    world.state().assume(Assumption::LobbyPatchIgnored, true);
    let problem = world
        .microsoft
        .lock_meeting(&token(&world), &meeting.id)
        .await
        .unwrap_err();
    assert_eq!(problem.problem, MeetingProblem::LobbyDiffers);
}

#[tokio::test]
async fn an_id_cannot_lead_to_another_place() {
    let world = World::start().await;
    for id in ["", "..", ".", "../../users", "a/../../users?x=1", "x#y"] {
        let problem = world.microsoft.lock_meeting(&token(&world), id).await;
        assert_eq!(problem.unwrap_err().problem, MeetingProblem::Other, "{id}");
    }
    let elsewhere = world
        .state()
        .requests()
        .iter()
        .any(|request| !request.path.starts_with("/graph/v1.0/me/onlineMeetings/"));
    assert!(!elsewhere);
}
