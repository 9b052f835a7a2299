//! Headers of pages, files, functions and refusals.

use axum::body::Body;
use http::{Method, Request};

use crate::support::TestApp;
use crate::support::app::Choices;
use crate::support::browser::{From, Requests, form};

#[tokio::test]
async fn every_answer_is_guarded() {
    let app = TestApp::sqlite().await;
    let browser = app.browser();
    for path in [
        "/",
        "/trust",
        "/no/such/page",
        "/healthz",
        "/texts/none.json",
        "/live/rooms/nonsense",
    ] {
        let answer = browser.page(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "same-origin",
            "{path}"
        );
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "plain http on this machine"
        );
    }
}

#[tokio::test]
async fn https_is_insisted_on() {
    let choices = Choices {
        base: "https://anteroom.example.org",
        ..Choices::default()
    };
    let app = TestApp::sqlite_with(choices).await;
    assert_eq!(
        app.browser()
            .page("/")
            .await
            .header("strict-transport-security"),
        "max-age=31536000"
    );
}

#[tokio::test]
async fn a_page_allows_its_own_scripts_alone_and_no_two_pages_the_same() {
    let app = TestApp::sqlite().await;
    let (one, other) = (app.browser().page("/").await, app.browser().page("/").await);
    let policy = one.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'nonce-"),
        "{policy}"
    );
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{policy}"
    );
    assert_ne!(policy, other.header("content-security-policy"));
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    let html = one.text();
    for script in html.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "<script{tag}>");
    }
    assert!(
        !html.contains(" style=\""),
        "inline styles are blocked by the policy"
    );
}

#[tokio::test]
async fn unknown_addresses_are_not_found() {
    let app = TestApp::sqlite().await;
    for path in [
        "/no/such/page",
        "/w/nobody/nowhere",
        "/texts/en.0000.json",
        "/pkg/none.js",
    ] {
        assert_eq!(app.browser().page(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn texts_have_an_address_of_their_own_and_may_be_kept() {
    let app = TestApp::sqlite().await;
    for language in app::language::Language::ALL {
        let answer = app.browser().fetch(&app::texts::asset_path(language)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(answer.header("content-type"), "application/json");
    }
}

#[tokio::test]
async fn a_request_from_another_site_is_refused() {
    let app = TestApp::sqlite().await;
    let browser = app.browser();
    for path in ["/signout", "/api/visitor/join", "/api/session/me"] {
        let answer = browser
            .read(
                form(Method::POST, path, &[], "text/html"),
                From::OtherSiteForm,
            )
            .await;
        assert_eq!(answer.status, 403, "{path}");
    }
    let framed = browser
        .read(
            Request::get("/").body(Body::empty()).unwrap(),
            From::OtherSiteFrame,
        )
        .await;
    assert_eq!(framed.status, 403);
    let linked = browser
        .read(
            Request::get("/").body(Body::empty()).unwrap(),
            From::OtherSiteLink,
        )
        .await;
    assert_eq!(linked.status, 200);
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let app = TestApp::sqlite().await;
    for (path, from, kib, status) in [
        ("/api/visitor/join", From::OwnPage, 257, 413),
        ("/signin/callback", From::OtherSiteForm, 65, 413),
        ("/signin/callback", From::OtherSiteForm, 63, 303),
        ("/admin/setup", From::OwnPage, 257, 413),
    ] {
        let body = format!("state={}", "x".repeat(kib * 1024));
        let request = Request::post(path)
            .header(
                http::header::CONTENT_TYPE,
                "application/x-www-form-urlencoded",
            )
            .header(http::header::CONTENT_LENGTH, body.len())
            .body(Body::from(body))
            .unwrap();
        let answer = app.browser().read(request, from).await;
        assert_eq!(answer.status, status, "{path} with {kib} KiB");
    }
}
