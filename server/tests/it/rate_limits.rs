//! Over the limit: wait, and nothing that was typed is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE};
use microsoft365::contoso;
use server::middleware::rate_limit::{Limits, Quota};

use crate::support::app::Choices;
use crate::support::browser::From;
use crate::support::stage::{entrance_form, fresh_key, register, room};
use crate::support::{Requests, TestApp};

fn few() -> Limits {
    let hour = Duration::from_secs(3600);
    Limits {
        identity: Quota::new(2, hour),
        join_browser: Quota::new(1, hour),
        ..Limits::none()
    }
}

#[tokio::test]
async fn sign_in_is_limited_and_pages_are_not() {
    let app = TestApp::sqlite_with(Choices {
        limits: few(),
        ..Choices::default()
    })
    .await;
    let browser = app.browser();
    assert_eq!(browser.page("/signin").await.status, 303);
    assert_eq!(browser.page("/signin").await.status, 303);
    let third = browser.page("/signin").await;
    assert_eq!(third.status, 429);
    assert_eq!(third.header("retry-after"), "6");
    assert_eq!(browser.page("/").await.status, 200);
}

#[tokio::test]
async fn the_page_over_the_limit_keeps_what_was_typed() {
    let app = TestApp::sqlite_with(Choices {
        limits: few(),
        ..Choices::default()
    })
    .await;
    let browser = app.browser();
    let key = fresh_key();
    let fields = entrance_form("desk", "Vera \"V\" <script>", &key);
    browser.submit("/api/visitor/join", &fields).await;
    let again = browser.submit("/api/visitor/join", &fields).await;
    assert_eq!(again.status, 429);
    let html = again.text();
    assert!(
        html.contains("name=\"form[name]\" value=\"Vera &quot;V&quot; &lt;script&gt;\""),
        "{html}"
    );
    assert!(html.contains(&format!("name=\"form[key]\" value=\"{key}\"")));
    assert!(
        again
            .header("content-security-policy")
            .contains("form-action 'self'")
    );
    let script = browser.call("/api/visitor/join", &fields).await;
    assert_eq!(script.refusal(), Some(model::ErrorCode::TooMany));
}

#[tokio::test]
async fn over_the_limit_an_answer_of_entra_is_not_shown() {
    let app = TestApp::sqlite_with(Choices {
        limits: few(),
        ..Choices::default()
    })
    .await;
    let browser = app.browser();
    for _ in 0..2 {
        assert_eq!(browser.page("/signin").await.status, 303);
    }
    for path in ["/signin/callback", "/connect/callback"] {
        let request = Request::post(path)
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("id_token=eyJsecret&code=0.Asecret&state=s"))
            .unwrap();
        let answer = browser.read(request, From::OtherSiteForm).await;
        assert_eq!(answer.status, 429);
        let html = answer.text();
        assert!(!html.contains("secret"), "{html}");
        assert!(html.contains("href=\"/signin?"), "a way on: {html}");
    }
}

#[tokio::test]
async fn over_the_limit_no_more_of_a_body_is_read_than_a_form_may_have() {
    let app = TestApp::sqlite_with(Choices {
        limits: few(),
        ..Choices::default()
    })
    .await;
    let browser = app.browser();
    let key = fresh_key();
    browser
        .submit("/api/visitor/join", &entrance_form("desk", "Vera", &key))
        .await;
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let part = axum::body::Bytes::from(vec![b'x'; 64 * 1024]);
    let endless = futures::stream::repeat_with(move || {
        counted.fetch_add(64 * 1024, Ordering::Relaxed);
        Ok::<_, std::io::Error>(part.clone())
    });
    let request = http::Request::post("/api/visitor/join")
        .header(ACCEPT, "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from_stream(endless))
        .unwrap();
    let answer = browser
        .read(request, crate::support::browser::From::OwnPage)
        .await;
    assert_eq!(answer.status, 429);
    assert!(!answer.text().contains("<form"));
    assert!(read.load(Ordering::Relaxed) <= 512 * 1024);
}

#[tokio::test]
async fn a_stranger_cannot_choose_the_address_it_is_counted_by() {
    let app = TestApp::sqlite_with(Choices {
        limits: few(),
        ..Choices::default()
    })
    .await;
    let browser = app.browser();
    let mut seen = Vec::new();
    for last in 1..=3 {
        let request = http::Request::get("/signin")
            .header(ACCEPT, "text/html")
            .header("x-forwarded-for", format!("198.51.100.{last}"))
            .body(axum::body::Body::empty())
            .unwrap();
        seen.push(
            browser
                .read(request, crate::support::browser::From::Navigation)
                .await
                .status
                .as_u16(),
        );
    }
    assert_eq!(seen, [303, 303, 429]);
}

#[tokio::test]
async fn cookies_made_up_anew_do_not_enter_a_room_more_often() {
    let app = TestApp::sqlite_with(Choices {
        limits: Limits {
            join_room: Quota::new(2, Duration::from_secs(3600)),
            ..Limits::none()
        },
        ..Choices::default()
    })
    .await;
    let administrator = register(&app, contoso::TENANT, &contoso::ADMIN).await;
    room(&app, &administrator, "desk").await;
    let mut outcomes = Vec::new();
    for name in ["Ada", "Ben", "Cem"] {
        let browser = app.browser();
        let key = fresh_key();
        let page = browser.page("/w/contoso/desk").await;
        assert!(page.cookie("__Host-visitor").is_some());
        let answer = browser
            .call("/api/visitor/join", &entrance_form("desk", name, &key))
            .await;
        outcomes.push(answer.refusal());
        if answer.refusal().is_some() {
            // What was typed waits at the entrance, for a browser without script, too.
            let again = browser.page("/w/contoso/desk").await.text();
            assert!(again.contains("value=\"Cem\""), "{again}");
        }
    }
    assert_eq!(outcomes, [None, None, Some(model::ErrorCode::TooMany)]);
}
