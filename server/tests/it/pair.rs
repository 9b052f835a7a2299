//! Two processes on one PostgreSQL: boards on both; one dies, nothing is lost, its streams come back on the other.

use std::time::Duration;

use axum::body::Body;
use http::Request;
use microsoft365::contoso;
use model::{Role, RoomId, TicketId};
use store::testing::TestDatabase;

use crate::support::events::Events;
use crate::support::process::{Client, Process};
use crate::support::stage::{assign, entrance_form, fresh_key, join, register, room, sign_in};
use crate::support::{Browser, Requests, TestApp, browser::Answer, browser::From};

async fn press(browser: &Browser, room: RoomId, ticket: TicketId) -> Answer {
    let (room, ticket, key) = (room.to_string(), ticket.to_string(), fresh_key());
    let fields = [
        ("room", room.as_str()),
        ("ticket", ticket.as_str()),
        ("version", "1"),
        ("command", key.as_str()),
        ("action", "take"),
    ];
    browser.call("/api/board/act", &fields).await
}

async fn take(browser: &Browser, room: RoomId, ticket: TicketId) -> serde_json::Value {
    let answer = press(browser, room, ticket).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn two_applications_share_boards_claims_and_sign_outs() {
    let Some(database) = TestDatabase::postgres().await else {
        return;
    };
    let one = TestApp::on(&database).await;
    let administrator = register(&one, contoso::TENANT, &contoso::ADMIN).await;
    let desk = room(&one, &administrator, "desk").await;
    assign(
        &one,
        &administrator,
        &contoso::CONSULTANT,
        Role::Consultant,
        desk,
    )
    .await;
    let two = one.sibling(&database).await;
    let consultant = sign_in(&one, contoso::TENANT, &contoso::CONSULTANT).await;
    let path = app::paths::live_room(desk);
    let mut here = Events::open(&consultant, &path).await;
    let mut there = Events::open(&consultant.at(&two.router), &path).await;
    here.next().await.unwrap();
    there.next().await.unwrap();
    let (visitor, ticket) = join(&one, "desk", "Vera").await;
    let arrives = |event: &crate::support::events::Event| event.data.contains(&ticket.to_string());
    assert_eq!(here.until(arrives).await.id, there.until(arrives).await.id);
    // The visitor's own stream, on the process that did not take the join.
    let mut waiting =
        Events::open(&visitor.at(&two.router), &app::paths::live_ticket(ticket)).await;
    assert_eq!(waiting.next().await.unwrap().json()["state"], "waiting");
    // Taken through the process that did not take the join: both boards and the visitor see it.
    let taken = take(&consultant.at(&two.router), desk, ticket).await;
    assert_eq!(taken["state"], "called");
    let called = |event: &crate::support::events::Event| {
        let mut cards = event.cards().into_iter();
        cards.any(|card| card.ticket == ticket && card.claim.is_some())
    };
    assert_eq!(here.until(called).await.id, there.until(called).await.id);
    waiting
        .until(|event| event.json()["state"] == "called")
        .await;
    // A second press elsewhere finds it taken.
    let late = press(&consultant, desk, ticket).await;
    assert!(late.refusal().is_some(), "{}", late.text());
    consultant.submit("/signout", &[]).await;
    here.until(|event| event.kind == "end").await;
    there.until(|event| event.kind == "end").await;
    drop((
        one,
        two,
        here,
        there,
        waiting,
        visitor,
        consultant,
        administrator,
    ));
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_loses_nothing_and_its_streams_come_back_on_the_other() {
    let Some(database) = TestDatabase::postgres().await else {
        return;
    };
    let app = TestApp::on(&database).await;
    let administrator = register(&app, contoso::TENANT, &contoso::ADMIN).await;
    let desk = room(&app, &administrator, "desk").await;
    assign(
        &app,
        &administrator,
        &contoso::CONSULTANT,
        Role::Consultant,
        desk,
    )
    .await;
    let consultant = sign_in(&app, contoso::TENANT, &contoso::CONSULTANT).await;
    let session = consultant.cookie("__Host-session").unwrap();
    let staff = Client::new().with("__Host-session", &session);
    let dying = Process::serve(database.url(), app.folder.path(), &app.microsoft);
    let living = Process::serve(database.url(), app.folder.path(), &app.microsoft);
    let path = app::paths::live_room(desk);
    let mut lost = staff
        .get(&format!("{}{path}", dying.address))
        .send()
        .await
        .unwrap();
    let mut kept = staff
        .get(&format!("{}{path}", living.address))
        .send()
        .await
        .unwrap();
    let mut seen = Reader::default();
    seen.until(&mut lost, "snapshot").await;
    let mut other = Reader::default();
    other.until(&mut kept, "snapshot").await;

    let names: Vec<String> = (0..6).map(|number| format!("Visitor-{number}")).collect();
    for (number, name) in names.iter().enumerate() {
        let at = if number % 2 == 0 {
            &dying.address
        } else {
            &living.address
        };
        let mut client = Client::new();
        let page = client
            .get(&format!("{at}/w/contoso/desk"))
            .send()
            .await
            .unwrap();
        client.keep(&page);
        let key = fresh_key();
        let answer = client
            .post(
                &format!("{at}/api/visitor/join"),
                &entrance_form("desk", name, &key),
            )
            .send()
            .await
            .unwrap();
        assert!(
            answer.status().is_success() || answer.status().is_redirection(),
            "{}",
            answer.status()
        );
        if number == 3 {
            seen.until(&mut lost, name).await;
            break;
        }
    }
    dying.kill();
    let revision = seen.revision;
    // The page of the dead process comes back on the other with the last revision it saw.
    let mut back = staff
        .get(&format!("{}{path}?since={revision}", living.address))
        .send()
        .await
        .unwrap();
    let mut resumed = Reader::default();
    let mut client = Client::new();
    let page = client
        .get(&format!("{}/w/contoso/desk", living.address))
        .send()
        .await
        .unwrap();
    client.keep(&page);
    let key = fresh_key();
    let last = "Visitor-last";
    client
        .post(
            &format!("{}/api/visitor/join", living.address),
            &entrance_form("desk", last, &key),
        )
        .send()
        .await
        .unwrap();
    resumed.until(&mut back, last).await;
    other.until(&mut kept, last).await;
    for name in names.iter().take(4) {
        assert!(
            other.text.contains(name.as_str()),
            "{name} is on the board of the living process"
        );
    }
    let board = consultant.read(
        Request::get(&path).body(Body::empty()).unwrap(),
        From::OwnPage,
    );
    drop(board);
    let shown = staff.get(&format!("{}{path}", living.address)).send().await;
    let mut all = Reader::default();
    all.until(&mut shown.unwrap(), last).await;
    for name in names.iter().take(4).map(String::as_str).chain([last]) {
        assert!(
            all.text.contains(name),
            "{name} was told to have a place and has it"
        );
    }
    drop((living, app, administrator, consultant));
    database.remove().await;
}

/// What a stream over the network has sent so far.
#[derive(Default)]
struct Reader {
    text: String,
    revision: i64,
}

impl Reader {
    async fn until(&mut self, stream: &mut reqwest::Response, wanted: &str) {
        while !self.text.contains(wanted) {
            let chunk = tokio::time::timeout(Duration::from_secs(20), stream.chunk())
                .await
                .expect("an event in time");
            let chunk = chunk.unwrap().expect("the stream goes on");
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
        let ids = self
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("id: ")?.parse::<i64>().ok());
        self.revision = ids.max().unwrap_or(self.revision);
    }
}
