//! The client of calendars, mailboxes and the directory, against Graphs that behave badly.

use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use microsoft::calendar::{CalendarPlace, ChangePlace, MasterPlace, Window};
use microsoft::reader::{Bodies, ReadPage, Reader, ReaderRules, Terms};
use microsoft::{DeltaLink, GraphProblem, MicrosoftError, PageLink, ReadError};
use microsoft365::contoso;
use serde_json::json;

use crate::events::{NOW, event, oid, pseudonyms, reader, rules, with};
use crate::script::{Script, calendars, serve, world_with_graph};
use crate::support::World;

const WINDOW: Window = Window {
    from: NOW,
    until: NOW + 31 * 1_440,
};
const VIEW: &str = "/v1.0/users/{id}/calendarView";
const DELTA: &str = "/v1.0/users/{id}/calendarView/delta";

async fn view(world: &World) -> Result<ReadPage, ReadError> {
    let place = CalendarPlace::Window(WINDOW);
    calendars(world)
        .calendar_page(oid(1), &place, &mut reader(), world.now())
        .await
}

async fn changes(
    world: &World,
    place: ChangePlace,
) -> Result<microsoft::reader::Changes, ReadError> {
    calendars(world)
        .calendar_changes(oid(1), &place, &pseudonyms(), world.now())
        .await
}

fn graph_problem(error: ReadError) -> GraphProblem {
    match error {
        ReadError::Microsoft(MicrosoftError::Graph(problem)) => problem,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_window_is_asked_for_in_one_fixed_shape() {
    let script = Script::default().page(&[event()]);
    let world = script.world().await;
    let read = view(&world).await.unwrap();
    assert_eq!((read.facts.len(), read.next.is_none()), (1, true));
    let (uri, headers) = script.asked().remove(0);
    assert_eq!(
        uri.path(),
        "/v1.0/users/00000000-0000-0000-0000-000000000001/calendarView"
    );
    let query = uri.query().unwrap();
    assert!(query.starts_with("startDateTime=2026-11-22T00%3A00%3A00Z&endDateTime=2026-12-23T00%3A00%3A00Z&%24select=id%2CiCalUId%2C"), "{query}");
    for unwanted in [
        "subject",
        "body",
        "location",
        "webLink",
        "onlineMeeting%2C",
        "hasAttachments",
    ] {
        assert!(!query.contains(unwanted), "{query}");
    }
    assert_eq!(
        headers["prefer"],
        r#"IdType="ImmutableId", outlook.timezone="UTC", odata.maxpagesize=200"#
    );
    assert_eq!(headers["x-ms-throttle-priority"], "Low");
    assert!(headers.contains_key("client-request-id"));
}

#[tokio::test]
async fn texts_are_asked_for_only_where_switched_on() {
    let script = Script::default().page(&[]);
    let world = script.world().await;
    let looking = ReaderRules {
        bodies: Bodies::Folded,
        terms: Terms::new(&["legal"]),
        ..rules()
    };
    let place = CalendarPlace::Window(WINDOW);
    calendars(&world)
        .calendar_page(oid(1), &place, &mut Reader::new(looking), world.now())
        .await
        .unwrap();
    let (uri, _) = script.asked().remove(0);
    assert!(
        uri.query()
            .unwrap()
            .contains("hideAttendees%2ChasAttachments%2Cbody%2Csubject&")
    );
}

#[tokio::test]
async fn pages_are_followed_through_the_proxy_and_nowhere_else() {
    let next = "https://graph.microsoft.com/v1.0/users/x/calendarView?$skip=50";
    let script = Script::default()
        .then(
            200,
            &[],
            json!({ "value": [event()], "@odata.nextLink": next }),
        )
        .page(&[with("id", json!("AAMk2"))]);
    let world = script.world().await;
    let first = view(&world).await.unwrap();
    let place = CalendarPlace::Page(first.next.unwrap());
    let second = calendars(&world)
        .calendar_page(oid(1), &place, &mut reader(), world.now())
        .await
        .unwrap();
    assert_ne!(first.facts[0].copy, second.facts[0].copy);
    let (uri, headers) = script.asked().remove(1);
    assert_eq!(uri.to_string(), "/v1.0/users/x/calendarView?$skip=50");
    assert!(
        headers["prefer"].to_str().unwrap().contains("ImmutableId"),
        "repeated on every page"
    );

    let evil = || "https://evil.example/v1.0/users/x/calendarView".to_owned();
    let place = CalendarPlace::Page(PageLink::new(evil()));
    let error = calendars(&world)
        .calendar_page(oid(1), &place, &mut reader(), world.now())
        .await
        .unwrap_err();
    assert_eq!(graph_problem(error), GraphProblem::ForeignLink);
    let error = changes(&world, ChangePlace::Delta(DeltaLink::new(evil())))
        .await
        .unwrap_err();
    assert_eq!(graph_problem(error), GraphProblem::ForeignLink);
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn busy_answers_are_waited_for_as_told_or_ever_longer() {
    let script = Script::default()
        .error(429, "TooManyRequests", &[("retry-after", "7")])
        .error(503, "serviceNotAvailable", &[])
        .error(500, "generalException", &[])
        .page(&[event()]);
    let world = script.world().await;
    assert_eq!(view(&world).await.unwrap().facts.len(), 1);
    let pauses = world.pauses();
    assert_eq!((pauses.len(), pauses[0]), (3, Duration::from_secs(7)));
    assert!(
        (800..1_600).contains(&pauses[1].as_millis())
            && (1_600..3_200).contains(&pauses[2].as_millis()),
        "{pauses:?}"
    );
}

#[tokio::test]
async fn the_budget_of_attempts_ends_and_long_waits_are_handed_on() {
    let script = Script::default().error(429, "TooManyRequests", &[]);
    let world = script.world().await;
    assert!(matches!(
        graph_problem(view(&world).await.unwrap_err()),
        GraphProblem::Throttled {
            retry_after_s: None,
            ..
        }
    ));
    assert_eq!((script.asked().len(), world.pauses().len()), (6, 5));

    let script = Script::default().error(429, "TooManyRequests", &[("retry-after", "600")]);
    let world = script.world().await;
    assert_eq!(view(&world).await.unwrap_err().retry_after_s(), Some(600));
    assert_eq!((script.asked().len(), world.pauses().len()), (1, 0));
}

#[tokio::test]
async fn a_graph_that_does_not_answer_is_asked_again_and_then_told() {
    let world = world_with_graph("http://127.0.0.1:9".to_owned()).await;
    assert_eq!(
        graph_problem(view(&world).await.unwrap_err()),
        GraphProblem::Unreachable
    );
    assert_eq!(world.pauses().len(), 5);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_so_that_late_consent_works() {
    for (status, code) in [
        (401, "InvalidAuthenticationToken"),
        (403, "ErrorAccessDenied"),
        (403, "Authorization_RequestDenied"),
    ] {
        let script = Script::default().error(status, code, &[]).page(&[event()]);
        let world = script.world().await;
        assert_eq!(view(&world).await.unwrap().facts.len(), 1, "{code}");
        assert_eq!(world.token_requests(contoso::TENANT), 2);
    }
    let script = Script::default().error(403, "ErrorAccessDenied", &[]);
    let world = script.world().await;
    for requests in [2, 3] {
        let error = view(&world).await.unwrap_err();
        assert!(error.is_refusal());
        assert_eq!(error.key(), "mailbox_excluded");
        assert_eq!(
            script.asked().len(),
            requests,
            "a second new token only after five minutes"
        );
    }
}

#[tokio::test]
async fn a_permission_that_is_missing_for_good_does_not_use_up_the_chance_of_a_stale_token() {
    let script = Script::default()
        .error(403, "ErrorAccessDenied", &[])
        .error(403, "ErrorAccessDenied", &[])
        .error(401, "InvalidAuthenticationToken", &[])
        .page(&[event()]);
    let world = script.world().await;
    assert!(view(&world).await.unwrap_err().is_refusal());
    assert_eq!(view(&world).await.unwrap().facts.len(), 1);
    assert_eq!(script.asked().len(), 4);
}

#[tokio::test]
async fn a_missing_mailbox_is_told_apart() {
    let world = Script::default()
        .error(404, "MailboxNotEnabledForRESTAPI", &[])
        .world()
        .await;
    assert_eq!(view(&world).await.unwrap_err(), ReadError::NoMailbox);
}

#[tokio::test]
async fn changes_are_a_signal_and_a_place() {
    let delta = "https://graph.microsoft.com/v1.0/users/x/calendarView/delta?$deltatoken=t";
    let script = Script::default().then(
        200,
        &[],
        json!({ "value": [event(), { "id": "gone", "@removed": { "reason": "deleted" } }, 7], "@odata.deltaLink": delta }),
    );
    let world = script.world().await;
    let round = changes(&world, ChangePlace::Window(WINDOW)).await.unwrap();
    assert_eq!(
        (round.changed, round.gone.len(), round.next.is_none()),
        (2, 1, true)
    );
    let link = round.delta.unwrap();
    assert_eq!(format!("{link:?}"), "DeltaLink");
    let resumed = DeltaLink::new(link.to_seal().to_owned());
    changes(&world, ChangePlace::Delta(resumed)).await.unwrap();
    let asked = script.asked();
    let query = asked[0].0.query().unwrap();
    assert!(
        !query.contains("select") && asked[0].0.path().ends_with("/calendarView/delta"),
        "{query}"
    );
    assert_eq!(asked[1].0.query(), Some("$deltatoken=t"));
}

#[tokio::test]
async fn an_old_place_asks_for_everything_again() {
    for (status, code) in [
        (410, "resyncRequired"),
        (410, ""),
        (400, "SyncStateNotFound"),
    ] {
        let world = Script::default().error(status, code, &[]).world().await;
        let old = ChangePlace::Delta(DeltaLink::new(
            "https://graph.microsoft.com/v1.0/x".to_owned(),
        ));
        assert_eq!(
            changes(&world, old).await.unwrap_err(),
            ReadError::Resync,
            "{status} {code}"
        );
    }
}

#[tokio::test]
async fn refused_changes_lead_to_windows() {
    let denied = || async {
        (
            StatusCode::FORBIDDEN,
            Json(json!({ "error": { "code": "ErrorAccessDenied" } })),
        )
    };
    let served = || async { Json(json!({ "value": [event()] })) };
    let world = world_with_graph(
        serve(
            Router::new()
                .route(DELTA, get(denied))
                .route(VIEW, get(served)),
        )
        .await,
    )
    .await;
    assert_eq!(
        changes(&world, ChangePlace::Window(WINDOW))
            .await
            .unwrap_err(),
        ReadError::DeltaRefused
    );
    assert_eq!(view(&world).await.unwrap().facts.len(), 1);
}

#[tokio::test]
async fn masters_are_asked_for_and_close_their_series() {
    let master = json!({ "id": "AAMk0", "iCalUId": crate::events::UID, "type": "seriesMaster", "recurrence": { "range": { "type": "noEnd" } } });
    let script = Script::default()
        .page(&[master])
        .page(&[with("type", json!("occurrence"))]);
    let world = script.world().await;
    let mut reader = reader();
    let calendars = calendars(&world);
    let masters = calendars
        .master_page(oid(1), &MasterPlace::First, &mut reader, world.now())
        .await
        .unwrap();
    assert_eq!((masters.masters.len(), masters.facts.len()), (1, 0));
    let read = calendars
        .calendar_page(
            oid(1),
            &CalendarPlace::Window(WINDOW),
            &mut reader,
            world.now(),
        )
        .await
        .unwrap();
    assert_eq!(read.facts[0].open_ended, Some(true));
    assert!(
        script.asked()[0]
            .0
            .query()
            .unwrap()
            .contains("seriesMaster")
    );
}
