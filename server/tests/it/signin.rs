//! Sign-in journeys, with cookies as browsers send them.

mod connect;
mod consent;
mod registration;
mod renewal;

use axum::body::Body;
use http::Request;
use microsoft365::contoso;
use server::config::SigninFlow;
use store::testing::TestDatabase;

use crate::support::TestApp;
use crate::support::app::Choices;
use crate::support::browser::{Answer, Browser, From, Requests};
use crate::support::entra::{self, Post};
use crate::support::stage::{register, sign_in};

async fn begun(browser: &Browser, link: &str) -> (Answer, Post) {
    let sent = browser.page(link).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let post = entra::pick(&sent.location(), contoso::TENANT, &contoso::ADMIN).await;
    (sent, post)
}

async fn registered() -> TestApp {
    let app = TestApp::sqlite().await;
    register(&app, contoso::TENANT, &contoso::ADMIN).await;
    app
}

fn problem(answer: &Answer, code: &str) {
    assert_eq!(answer.status, 303);
    let to = answer.location();
    assert!(
        to.starts_with(&format!("/signin/problem?code={code}&id=")),
        "{to}"
    );
}

#[tokio::test]
async fn the_cookies_are_those_the_protocol_needs() {
    let app = registered().await;
    let browser = app.browser();
    let (sent, post) = begun(&browser, "/signin?return=/rooms").await;
    let name = post.cookie_name();
    let transaction = sent.cookie(&name).unwrap();
    assert!(
        transaction.ends_with("; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=None"),
        "{transaction}"
    );
    assert!(sent.location().starts_with(&format!(
        "{}/organizations/oauth2/v2.0/authorize?",
        app.microsoft.authority()
    )));
    assert_eq!(
        (
            sent.header("cache-control").as_str(),
            sent.header("referrer-policy").as_str()
        ),
        ("no-store", "no-referrer")
    );
    let sent_along = browser.cookie_header(From::OtherSiteForm);
    assert!(sent_along.starts_with(&format!("{name}=")) && !sent_along.contains("__Host-session"));
    let landed = entra::deliver(&browser, &post).await;
    assert_eq!(
        (landed.status.as_u16(), landed.location().as_str()),
        (303, "/rooms")
    );
    assert_eq!(landed.header("cache-control"), "no-store");
    let session = landed.cookie("__Host-session").unwrap();
    assert!(
        session.ends_with("; Secure; HttpOnly; SameSite=Lax"),
        "{session}"
    );
    assert_eq!(
        browser.cookie(&name),
        None,
        "the transaction cookie is removed"
    );
    let page = browser
        .read(
            Request::get("/rooms").body(Body::empty()).unwrap(),
            From::OtherSiteLink,
        )
        .await;
    assert_eq!(
        page.status, 200,
        "the page after the redirect gets the Lax cookie"
    );
}

#[tokio::test]
async fn sign_in_works_on_both_databases_and_with_both_flows() {
    for flow in [SigninFlow::IdToken, SigninFlow::Code] {
        for database in TestDatabase::all().await {
            let app = TestApp::with(
                &database,
                Choices {
                    flow,
                    ..Choices::default()
                },
            )
            .await;
            register(&app, contoso::TENANT, &contoso::ADMIN).await;
            let browser = sign_in(&app, contoso::TENANT, &contoso::EMPLOYEE).await;
            let me: serde_json::Value = browser.call("/api/session/me", &[]).await.json();
            assert_eq!(me["name"], contoso::EMPLOYEE.name);
            assert_eq!(me["roles"], serde_json::json!([]));
            drop((app, browser));
            database.remove().await;
        }
    }
}

#[tokio::test]
async fn an_answer_works_once() {
    let app = registered().await;
    let browser = app.browser();
    let (_, post) = begun(&browser, "/signin").await;
    let name = post.cookie_name();
    let transaction = browser.cookie(&name).unwrap();
    entra::deliver(&browser, &post).await;
    let other = app.browser();
    other.keep(&name, &transaction, "None");
    problem(&entra::deliver(&other, &post).await, "no_transaction");
    assert_eq!(other.cookie("__Host-session"), None);
}

#[tokio::test]
async fn an_answer_without_its_cookie_or_in_another_browser_is_refused() {
    let app = registered().await;
    let (mine, theirs) = (app.browser(), app.browser());
    let (_, my_post) = begun(&mine, "/signin").await;
    let (_, their_post) = begun(&theirs, "/signin").await;
    // Login CSRF: an attacker's answer is posted by the victim's browser, which has a sign-in of its own under way.
    problem(&entra::deliver(&mine, &their_post).await, "no_transaction");
    assert_eq!(mine.cookie("__Host-session"), None);
    // The same with a cookie that the attacker could not set: the state decides.
    let own = mine.cookie(&my_post.cookie_name()).unwrap();
    mine.keep(&their_post.cookie_name(), &own, "None");
    problem(&entra::deliver(&mine, &their_post).await, "foreign_answer");
    // The transaction was used up by that attempt.
    problem(&entra::deliver(&mine, &my_post).await, "no_transaction");
    problem(
        &entra::deliver(&app.browser(), &their_post).await,
        "no_transaction",
    );
}

#[tokio::test]
async fn two_tabs_sign_in_at_once() {
    let app = registered().await;
    let browser = app.browser();
    let (_, first) = begun(&browser, "/signin?return=/rooms").await;
    let (_, second) = begun(&browser, "/signin?return=/me").await;
    let landed = entra::deliver(&browser, &first).await;
    assert_eq!(landed.location(), "/rooms");
    let landed = entra::deliver(&browser, &second).await;
    assert_eq!(landed.location(), "/me");
    assert_eq!(browser.page("/rooms").await.status, 200);
}

#[tokio::test]
async fn a_forged_answer_is_refused_and_shows_nothing() {
    let app = registered().await;
    for (field, value) in [
        ("id_token", "a.b.c"),
        ("id_token", ""),
        ("state", "other"),
        ("state", ""),
    ] {
        let browser = app.browser();
        let (_, mut post) = begun(&browser, "/signin").await;
        post.set(field, value);
        let answer = entra::deliver(&browser, &post).await;
        assert!(
            answer.location().starts_with("/signin/problem?code="),
            "{}",
            answer.location()
        );
        assert_eq!(browser.cookie("__Host-session"), None, "{field}={value}");
        let page = browser.page(&answer.location()).await;
        assert!(!page.text().contains("eyJ"), "no token on the page");
    }
}

#[tokio::test]
async fn an_answer_that_comes_late_is_refused() {
    let app = registered().await;
    let browser = app.browser();
    let (_, post) = begun(&browser, "/signin").await;
    app.forward_minutes(11);
    problem(&entra::deliver(&browser, &post).await, "expired");
}

#[tokio::test]
async fn the_way_back_stays_on_this_site() {
    let app = registered().await;
    for there in [
        "https://evil.example/",
        "//evil.example/",
        "/%5Cevil.example",
        "javascript:alert(1)",
        "/signout",
    ] {
        let browser = app.browser();
        let (_, post) = begun(&browser, &format!("/signin?return={there}")).await;
        let to = entra::deliver(&browser, &post).await.location();
        assert!(
            to.starts_with('/') && !to.contains("evil") && !to.starts_with("/signout"),
            "{there}: {to}"
        );
    }
}

#[tokio::test]
async fn declining_is_explained() {
    let app = registered().await;
    let browser = app.browser();
    let (_, mut post) = begun(&browser, "/signin").await;
    post.fields.retain(|(name, _)| name == "state");
    post.set("error", "access_denied");
    let theirs = "0192d3a0-0000-7000-8000-000000000001";
    post.set(
        "error_description",
        &format!(
            "AADSTS65004: <script>secret</script> Trace ID: <script> Correlation ID: {theirs} Timestamp: x"
        ),
    );
    let answer = entra::deliver(&browser, &post).await;
    problem(&answer, "declined");
    assert!(!answer.location().contains("script"));
    let page = browser.page(&answer.location()).await;
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("secret") && !page.text().contains("AADSTS65004: "));
    // Microsoft's own id stands beside ours: its support finds the attempt by it.
    assert!(page.text().contains(theirs), "{}", page.text());
    assert!(
        page.text().contains(
            answer
                .location()
                .split("id=")
                .nth(1)
                .unwrap()
                .split('&')
                .next()
                .unwrap()
        )
    );
}

#[tokio::test]
async fn an_address_that_was_made_up_shows_ids_and_nothing_else() {
    let app = registered().await;
    let browser = app.browser();
    let page = |microsoft: &str| {
        format!(
            "/signin/problem?code=refused&id=x&microsoft={}",
            app::paths::encoded(microsoft)
        )
    };
    let id = "0192d3a0-0000-7000-8000-000000000001";
    assert!(browser.page(&page(id)).await.text().contains(id));
    for worst in [
        "call-0900-marker",
        "<script>marker</script>",
        &format!("{id} marker"),
    ] {
        let text = browser.page(&page(worst)).await.text();
        assert!(!text.contains("marker"), "{worst}");
    }
}

#[tokio::test]
async fn nothing_but_a_form_is_survived() {
    let app = registered().await;
    let request = Request::post("/signin/callback")
        .body(Body::from("not a form"))
        .unwrap();
    problem(
        &app.browser().read(request, From::OtherSiteForm).await,
        "no_transaction",
    );
}
