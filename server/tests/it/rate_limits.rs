//! Over the limit: wait, and nothing that was typed is lost.

use std::time::Duration;

use http::header::ACCEPT;
use server::middleware::rate_limit::{Limits, Quota};

use crate::support::app::Choices;
use crate::support::stage::{entrance_form, fresh_key};
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
