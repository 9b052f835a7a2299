//! kill -9 between join and answer loses nothing: what a visitor was told is on disk, what was not told may be asked
//! again.

use store::testing::TestDatabase;
use tempfile::tempdir;

use crate::support::TestApp;
use crate::support::process::{Client, Process, command};
use crate::support::stage::{entrance_form, fresh_key, register, room};

/// Prepares the database with an organisation and a room, in process, and leaves it.
async fn prepared(database: &TestDatabase) -> TestApp {
    let app = TestApp::on(database).await;
    let administrator = register(
        &app,
        microsoft365::contoso::TENANT,
        &microsoft365::contoso::ADMIN,
    )
    .await;
    room(&app, &administrator, "desk").await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_no_visitor() {
    for database in TestDatabase::all().await {
        let app = prepared(&database).await;
        let folder = app.folder.path();
        let mut told = Vec::new();
        let mut asked = Vec::new();
        for round in 0..3 {
            let process = Process::serve(database.url(), folder, &app.microsoft);
            let url = process.address.clone();
            let mut visitors = Vec::new();
            for visitor in 0..8 {
                let mut client = Client::new();
                let page = client
                    .get(&format!("{url}/w/contoso/desk"))
                    .send()
                    .await
                    .unwrap();
                assert_eq!(page.status(), 200);
                client.keep(&page);
                visitors.push((client, fresh_key(), format!("V{round}-{visitor}")));
            }
            // All at once; the process dies as soon as the first answer is there, amid the others.
            let (first, answered) = tokio::sync::mpsc::channel::<()>(8);
            let mut answered = answered;
            let joins: Vec<_> = visitors
                .iter()
                .cloned()
                .map(|(client, key, name)| {
                    let (url, first) = (url.clone(), first.clone());
                    tokio::spawn(async move {
                        let form = entrance_form("desk", &name, &key);
                        let answer = client
                            .post(&format!("{url}/api/visitor/join"), &form)
                            .send()
                            .await;
                        let good = answer.is_ok_and(|answer| {
                            answer.status().is_success() || answer.status().is_redirection()
                        });
                        if good {
                            let _ = first.try_send(());
                        }
                        good
                    })
                })
                .collect();
            drop(first);
            answered.recv().await.expect("one visitor was told");
            process.kill();
            for (join, visitor) in joins.into_iter().zip(visitors) {
                if join.await.unwrap() {
                    told.push(visitor);
                } else {
                    asked.push(visitor);
                }
            }
        }
        let process = Process::serve(database.url(), folder, &app.microsoft);
        let url = &process.address;
        for (client, _, name) in &told {
            let answer = client
                .post(&format!("{url}/api/visitor/own_tickets"), &[])
                .send()
                .await
                .unwrap();
            let lines: serde_json::Value = answer.json().await.unwrap();
            assert_eq!(
                lines.as_array().map(Vec::len),
                Some(1),
                "{name} was told to have a place"
            );
        }
        // Whoever got no answer sends the form again: one place, never two.
        for (client, key, name) in &asked {
            let form = entrance_form("desk", name, key);
            client
                .post(&format!("{url}/api/visitor/join"), &form)
                .send()
                .await
                .unwrap();
            let answer = client
                .post(&format!("{url}/api/visitor/own_tickets"), &[])
                .send()
                .await
                .unwrap();
            let lines: serde_json::Value = answer.json().await.unwrap();
            assert_eq!(lines.as_array().map(Vec::len), Some(1), "{name}");
        }
        assert!(!told.is_empty());
        drop(process);
        drop(app);
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_stops_the_server_with_open_streams() {
    let database = TestDatabase::sqlite();
    let app = prepared(&database).await;
    let figures = format!("127.0.0.1:{}", free_port());
    let mut settings = command(database.url(), app.folder.path(), &app.microsoft);
    settings
        .env("ANTEROOM_METRICS_LISTEN", &figures)
        .env("RUST_LOG", "debug");
    let process = Process::serve_with(settings, app.folder.path());
    let url = process.address.clone();
    let mut client = Client::new();
    let page = client
        .get(&format!("{url}/w/contoso/desk"))
        .send()
        .await
        .unwrap();
    client.keep(&page);
    let key = fresh_key();
    let canary = "Vera-Canary";
    client
        .post(
            &format!("{url}/api/visitor/join"),
            &entrance_form("desk", canary, &key),
        )
        .send()
        .await
        .unwrap();
    let lines: serde_json::Value = client
        .post(&format!("{url}/api/visitor/own_tickets"), &[])
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let ticket = lines[0]["ticket"].as_str().unwrap().to_owned();
    let stream = client
        .get(&format!("{url}/live/tickets/{ticket}"))
        .send()
        .await
        .unwrap();
    assert_eq!(stream.status(), 200);
    let shown = client
        .get(&format!("http://{figures}/metrics"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        shown.contains("anteroom_live_streams{kind=\"visitor\"} 1"),
        "{shown}"
    );
    assert!(
        shown.contains("route=\"/w/{tenant}/{room}\"")
            || shown.contains("route=\"/w/:tenant/:room\""),
        "{shown}"
    );
    assert!(!shown.contains(&ticket) && !shown.contains(canary));
    let stopping = tokio::task::spawn_blocking(move || process.terminate());
    drop(stream.bytes().await);
    assert!(stopping.await.unwrap().success());
    // The next process takes over at once: nothing is left to run out.
    let (system, now) = (app.site.parts().store.system(), app.site.trust().now());
    let vouched = system.all_presence_leases(now).await.unwrap();
    assert!(vouched.is_empty(), "{vouched:?}");
    let (next, until) = (model::Guid::from_u128(7), now.plus_seconds(1));
    let clock = system.acquire_lease("queue-clock", next, until, now).await;
    assert_eq!(clock, Ok(true));
    let log = std::fs::read_to_string(app.folder.path().join("log")).unwrap();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    assert!(
        lines
            .iter()
            .any(|line| line["message"] == "request answered"
                && line["http.route"] == "/api/visitor/join"),
        "{log}"
    );
    for secret in [canary, &ticket, &key, client.cookie("__Host-visitor")] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_cannot_work_says_what_to_do() {
    let database = TestDatabase::sqlite();
    let app = prepared(&database).await;
    let other = tempdir().unwrap();
    let missing = command(database.url(), other.path(), &app.microsoft)
        .arg("serve")
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(1));
    let text = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(
        text.contains("key file") && text.contains("restore"),
        "{text}"
    );
    let settings = command(database.url(), app.folder.path(), &app.microsoft)
        .env("ANTEROOM_URL", "http://anteroom.example.org")
        .env("ANTEROOM_REGISTRATION", "maybe")
        .arg("serve")
        .output()
        .unwrap();
    assert_eq!(settings.status.code(), Some(2));
    let text = String::from_utf8_lossy(&settings.stderr).into_owned();
    assert!(
        text.contains("ANTEROOM_URL: has to begin with https://")
            && text.contains("ANTEROOM_REGISTRATION: "),
        "{text}"
    );
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}
