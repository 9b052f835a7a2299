//! Judging a pasted list: a plain form, for anybody, of which nothing stays.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Method, Request};
use server::middleware::rate_limit::{Limits, Quota};

use crate::support::app::Choices;
use crate::support::browser::{From, form};
use crate::support::{Requests, TestApp, with_stack};

const PLACE: &str = "/trust/judge";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_answer_to_the_form_is_the_page_with_the_judgement() {
    with_stack(|| async {
        let app = TestApp::sqlite().await;
        let browser = app.browser();
        let list = "Calendars.Read (Application)\nFrobnicate.All\n<script>alert(1)</script>";
        let answer = browser.submit(PLACE, &[("list", list)]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let html = answer.text();
        assert!(html.contains("id=\"result\""), "{html}");
        assert!(html.contains("798ee544-9d2d-430c-a058-570e29e34338"));
        assert!(html.contains("Calendars.ReadBasic.All"));
        assert!(!html.contains("<script>alert"));
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(
            answer
                .header("content-security-policy")
                .contains("form-action 'self'")
        );
        assert_eq!(answer.header("set-cookie"), "");
        // Nothing of it is in the page that comes next.
        let next = browser.page(PLACE).await.text();
        assert!(!next.contains("Frobnicate"));
    });
}

#[test]
fn a_page_without_island_loads_no_webassembly() {
    with_stack(|| async {
        let browser = TestApp::sqlite().await.browser();
        for path in ["/trust", PLACE, "/trust/judge?example=exchange"] {
            let html = browser.page(path).await.text();
            assert!(!html.contains("<leptos-island"), "{path}");
        }
        let answer = browser.submit(PLACE, &[("list", "Mail.Read")]).await;
        assert!(!answer.text().contains("<leptos-island"));
    });
}

#[test]
fn the_page_of_trust_lists_the_connections_of_this_installation() {
    with_stack(|| async {
        let app = TestApp::sqlite().await;
        let html = app.browser().page("/trust").await.text();
        let microsoft = app.microsoft.authority().replace("http://", "");
        assert!(html.contains("localhost:3000"), "{html}");
        assert!(html.contains(&microsoft), "{microsoft}");
        let folder = app.folder.path().to_string_lossy().into_owned();
        assert!(!html.contains(&folder), "a path of this machine is told");
    });
}

#[test]
fn what_is_no_form_is_said_and_what_is_too_large_is_refused() {
    with_stack(|| async {
        let browser = TestApp::sqlite().await.browser();
        let raw = |body: Vec<u8>, kind: &'static str| {
            Request::builder()
                .method(Method::POST)
                .uri(PLACE)
                .header(ACCEPT, "text/html")
                .header(CONTENT_TYPE, kind)
                .body(Body::from(body))
                .unwrap()
        };
        let urlencoded = "application/x-www-form-urlencoded";
        for (body, kind) in [
            (b"other=1".to_vec(), urlencoded),
            (b"\xff\xfe\x00".to_vec(), urlencoded),
            (b"{}".to_vec(), "application/json"),
        ] {
            let answer = browser.read(raw(body, kind), From::OwnPage).await;
            assert_eq!(answer.status, 200);
            assert!(answer.text().contains("id=\"result\""));
        }
        for bytes in [1 << 20, 4 << 20, 12 << 20] {
            let mut body = b"list=marker".to_vec();
            body.resize(bytes, b'a');
            let huge = browser.read(raw(body, urlencoded), From::OwnPage).await;
            assert_eq!(huge.status, 413);
            let text = huge.text();
            // A page that says what to do, and nothing of what came.
            assert!(
                text.contains("id=\"result\"") && text.contains("64 KiB"),
                "{text}"
            );
            assert!(!text.contains("marker") && text.len() < 200_000);
        }
        // What a form of the greatest list needs is read, and what is behind 64 KiB of it is named.
        let list = "Mail.Read%0A".repeat(10_000);
        let long = raw(format!("list={list}").into_bytes(), urlencoded);
        let answer = browser.read(long, From::OwnPage).await;
        assert_eq!(answer.status, 200);
        assert!(
            answer
                .text()
                .contains("What stands behind that was not read")
        );
    });
}

/// The log at its most talkative, and the database, hold nothing of a list.
#[test]
fn nothing_of_a_list_is_logged_or_kept() {
    with_stack(|| async {
        let app = TestApp::sqlite().await;
        let log = Log::default();
        let to = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || to.clone())
            .finish();
        let listening = tracing::subscriber::set_default(subscriber);
        let browser = app.browser();
        let list = "Canary.Marker.All\nhttps://login.microsoftonline.com/common/adminconsent?client_id=canary-marker";
        let answer = browser.submit(PLACE, &[("list", list)]).await;
        assert!(answer.text().contains("Canary.Marker.All"));
        drop(listening);
        let log = String::from_utf8_lossy(&log.0.lock().unwrap()).to_lowercase();
        assert!(log.contains("request answered"), "{log}");
        assert!(!log.contains("marker"), "{log}");
        let folder = std::fs::read_dir(app.folder.path()).unwrap();
        for file in folder.filter_map(|file| std::fs::read(file.unwrap().path()).ok()) {
            let text = String::from_utf8_lossy(&file).to_lowercase();
            assert!(!text.contains("canary.marker"));
        }
    });
}

#[test]
fn another_site_cannot_send_the_form() {
    with_stack(|| async {
        let browser = TestApp::sqlite().await.browser();
        let request = form(Method::POST, PLACE, &[("list", "Mail.Read")], "text/html");
        let answer = browser.read(request, From::OtherSiteForm).await;
        assert_eq!(answer.status, 403);
    });
}

#[test]
fn judging_is_limited_and_keeps_what_was_pasted() {
    with_stack(|| async {
        let app = TestApp::sqlite_with(Choices {
            limits: Limits {
                judge: Quota::new(1, Duration::from_secs(3600)),
                ..Limits::none()
            },
            ..Choices::default()
        })
        .await;
        let browser = app.browser();
        let list = [("list", "Mail.Read\nMail.Send")];
        assert_eq!(browser.submit(PLACE, &list).await.status, 200);
        let second = browser.submit(PLACE, &list).await;
        assert_eq!(second.status, 429);
        assert!(second.text().contains("Mail.Read\nMail.Send"));
        assert_eq!(browser.page(PLACE).await.status, 200);
    });
}
