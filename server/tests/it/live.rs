//! The live feed over real streams.

use std::time::{Duration, Instant};

use model::live::{BOARD_BEAT_S, BOARD_STALE_S, VISITOR_BEAT_S};
use server::live::Caps;
use store::testing::TestDatabase;

use crate::support::app::Choices;
use crate::support::events::{Events, request};
use crate::support::stage::{fresh_key, join};
use crate::support::{Browser, Requests, Stage, TestApp, browser::From};

async fn act(browser: &Browser, stage: &Stage, version: i64, action: &str) -> serde_json::Value {
    let (room, ticket, key) = (
        stage.desk.to_string(),
        stage.ticket.to_string(),
        fresh_key(),
    );
    let version = version.to_string();
    let fields = [
        ("room", room.as_str()),
        ("ticket", ticket.as_str()),
        ("version", version.as_str()),
        ("command", key.as_str()),
        ("action", action),
    ];
    let answer = browser.call("/api/board/act", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn boards_see_arrivals_and_claims_and_nothing_of_other_rooms() {
    for database in TestDatabase::all().await {
        let stage = Stage::set(TestApp::on(&database).await).await;
        let path = app::paths::live_room(stage.desk);
        let mut first = Events::open(&stage.consultant, &path).await;
        let mut second = Events::open(&stage.coordinator, &path).await;
        let snapshot = first.next().await.unwrap();
        assert_eq!(snapshot.kind, "snapshot");
        assert_eq!(snapshot.cards().len(), 1);
        assert_eq!(second.next().await.unwrap().kind, "snapshot");
        let (_, newcomer) = join(&stage.app, "desk", "Nora").await;
        let arrives =
            |event: &crate::support::events::Event| event.data.contains(&newcomer.to_string());
        let one = first.until(arrives).await;
        let other = second.until(arrives).await;
        assert_eq!(one.data, other.data, "written once for all boards");
        assert!(one.id > snapshot.id);
        let (_, elsewhere) = join(&stage.app, "ward", "Walter").await;
        act(&stage.consultant, &stage, 1, "take").await;
        let taken = second
            .until(|event| event.data.contains("\"called\""))
            .await;
        assert!(!taken.data.contains(&elsewhere.to_string()) && !taken.data.contains("Walter"));
        drop((first, second, stage));
        database.remove().await;
    }
}

#[tokio::test]
async fn a_stream_resumes_behind_the_last_event_it_has_seen() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let path = app::paths::live_room(stage.desk);
    let mut events = Events::open(&stage.consultant, &path).await;
    let seen = events.next().await.unwrap().id.unwrap();
    drop(events);
    let (_, newcomer) = join(&stage.app, "desk", "Nora").await;
    let mut resumed = Events::open(&stage.consultant, &format!("{path}?since={seen}")).await;
    let missed = resumed.next().await.unwrap();
    assert_eq!(missed.kind, "change");
    assert!(missed.data.contains(&newcomer.to_string()) && missed.id.unwrap() > seen);
    // The browser's own retry keeps the old address and sends the header.
    let mut retry = request(&format!("{path}?since={seen}"));
    retry.headers_mut().insert(
        "last-event-id",
        missed.id.unwrap().to_string().parse().unwrap(),
    );
    let response = stage.consultant.send(retry, From::OwnPage).await;
    assert_eq!(response.status(), 200);
    let mut up_to_date = Events::open(
        &stage.consultant,
        &format!("{path}?since={}", missed.id.unwrap()),
    )
    .await;
    assert_eq!(
        up_to_date.next().await.unwrap().kind,
        "beat",
        "nothing was missed, so nothing is sent"
    );
}

#[tokio::test]
async fn a_visitor_sees_the_own_ticket_at_once_and_no_other() {
    for database in TestDatabase::all().await {
        let stage = Stage::set(TestApp::on(&database).await).await;
        let mut events = Events::open(&stage.visitor, &app::paths::live_ticket(stage.ticket)).await;
        let first = events.next().await.unwrap();
        assert_eq!(
            (first.kind.as_str(), &first.json()["state"]),
            ("snapshot", &serde_json::json!("waiting"))
        );
        assert_eq!(first.json()["ahead"], 0);
        join(&stage.app, "desk", "Nora").await;
        act(&stage.consultant, &stage, 1, "take").await;
        let called = events
            .until(|event| event.json()["state"] == "called")
            .await;
        assert_eq!(called.kind, "change");
        assert!(
            !called.data.contains("Nora") && !called.data.contains("meet.example.org"),
            "{}",
            called.data
        );
        drop((events, stage));
        database.remove().await;
    }
}

#[tokio::test]
async fn a_withdrawn_assignment_ends_the_stream() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let mut events = Events::open(&stage.consultant, &app::paths::live_room(stage.desk)).await;
    events.next().await.unwrap();
    let trust = stage.app.site.trust();
    let administrator = crate::support::stage::caller(&stage.app, &stage.administrator).await;
    let administrator = administrator.administrator(trust).await.unwrap();
    let oid = microsoft365::contoso::CONSULTANT.oid;
    let people = trust.people(&administrator).await.unwrap();
    let held = people
        .assignments
        .iter()
        .find(|a| format!("{:?}", a.holder).contains(oid))
        .unwrap()
        .id;
    trust.remove_assignment(&administrator, held).await.unwrap();
    events.until(|event| event.kind == "end").await;
    assert_eq!(events.next().await, None);
    let again = stage
        .consultant
        .fetch(&app::paths::live_room(stage.desk))
        .await;
    assert!(
        again.status == 401 || again.status == 403,
        "{}",
        again.status
    );
}

#[tokio::test]
async fn shutdown_closes_streams_without_saying_that_they_are_over() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let mut board = Events::open(&stage.consultant, &app::paths::live_room(stage.desk)).await;
    let mut visitor = Events::open(&stage.visitor, &app::paths::live_ticket(stage.ticket)).await;
    board.next().await.unwrap();
    visitor.next().await.unwrap();
    stage.app.shutdown.cancel();
    assert_eq!(board.news().await, None);
    assert_eq!(visitor.news().await, None);
}

#[tokio::test]
async fn too_many_streams_of_one_person_are_refused_and_places_come_back() {
    let choices = Choices {
        caps: Caps {
            per_owner: 2,
            total: 100,
        },
        ..Choices::default()
    };
    let stage = Stage::set(TestApp::sqlite_with(choices).await).await;
    let path = app::paths::live_room(stage.desk);
    let one = Events::open(&stage.consultant, &path).await;
    let _two = Events::open(&stage.consultant, &path).await;
    assert_eq!(stage.consultant.fetch(&path).await.status, 429);
    let _other = Events::open(&stage.coordinator, &path).await;
    drop(one);
    let _again = Events::open(&stage.consultant, &path).await;
    assert_eq!(stage.app.site.streams().count(), 3);
}

#[tokio::test]
async fn signs_are_taken_from_the_holder_in_three_words() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let path = app::paths::live_sign(stage.ticket);
    let send = |browser: Browser, word: &'static str| {
        let request = http::Request::post(path.clone())
            .body(axum::body::Body::from(word))
            .unwrap();
        async move { browser.read(request, From::OwnPage).await.status.as_u16() }
    };
    for word in ["visible", "hidden", "leaving"] {
        assert_eq!(send(stage.visitor.clone(), word).await, 204);
    }
    assert_eq!(send(stage.visitor.clone(), "asleep").await, 422);
    assert_eq!(send(stage.other_visitor.clone(), "leaving").await, 404);
    assert_eq!(send(stage.anonymous.clone(), "leaving").await, 404);
    assert_eq!(send(stage.consultant.clone(), "leaving").await, 404);
}

#[tokio::test]
async fn a_board_that_falls_too_far_behind_ends_and_comes_back_with_all_it_missed() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let path = app::paths::live_room(stage.desk);
    let mut slow = Events::open(&stage.consultant, &path).await;
    let seen = slow.next().await.unwrap().id.unwrap();
    let mut quick = Events::open(&stage.coordinator, &path).await;
    quick.next().await.unwrap();
    // One more change than a board may be behind; each is told by itself, because the other board reads it first.
    let mut version = 1;
    let mut last = 0;
    for press in 0..=256 {
        let action = if press % 2 == 0 { "take" } else { "release" };
        let card = act(&stage.consultant, &stage, version, action).await;
        let told = quick
            .until(|event| event.cards().iter().any(|told| told.version > version))
            .await;
        last = told.id.unwrap();
        version = card["version"]
            .as_i64()
            .unwrap()
            .max(told.cards()[0].version);
    }
    assert_eq!(slow.news().await, None, "a gap ends the stream");
    let mut back = Events::open(&stage.consultant, &format!("{path}?since={seen}")).await;
    let missed = back.next().await.unwrap();
    assert_eq!(missed.id, Some(last));
    assert_eq!(missed.cards()[0].version, version);
}

#[tokio::test]
async fn a_board_whose_process_cannot_read_the_database_stops_beating() {
    for database in TestDatabase::all().await {
        let stage = Stage::set(TestApp::on(&database).await).await;
        let mut board = Events::open(&stage.consultant, &app::paths::live_room(stage.desk)).await;
        board.next().await.unwrap();
        board.until_beat().await;
        stage.app.site.parts().store.close().await;
        let closed = Instant::now();
        let stale = Duration::from_secs(BOARD_STALE_S);
        // The page says "not live" after this much silence.
        while let Ok(event) = tokio::time::timeout(stale, board.next()).await {
            assert_eq!(event.expect("the stream stays open").kind, "beat");
            assert!(
                closed.elapsed() < stale,
                "a beat {:?} after the database went",
                closed.elapsed()
            );
        }
        drop((board, stage));
        database.remove().await;
    }
}

#[tokio::test]
async fn boards_beat_every_two_seconds_and_visitors_every_fifteen() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let mut board = Events::open(&stage.consultant, &app::paths::live_room(stage.desk)).await;
    let mut visitor = Events::open(&stage.visitor, &app::paths::live_ticket(stage.ticket)).await;
    board.next().await.unwrap();
    visitor.next().await.unwrap();
    let begun = Instant::now();
    // A page that hears nothing for so long says that it is not live.
    let stale = Duration::from_secs(BOARD_STALE_S);
    let beats = async {
        let mut beats = 0;
        while begun.elapsed() < Duration::from_secs(VISITOR_BEAT_S) {
            let before = Instant::now();
            board.until_beat().await;
            assert!(before.elapsed() < stale);
            beats += 1;
        }
        beats
    };
    let (beats, ()) = tokio::join!(beats, visitor.until_beat());
    let most = VISITOR_BEAT_S / BOARD_BEAT_S + 1;
    assert!((most - 3..=most).contains(&beats), "{beats}");
    assert!(begun.elapsed() >= Duration::from_secs(VISITOR_BEAT_S - 1));
}
