//! Signing out here, everywhere, and at Entra.

use axum::body::Body;
use http::Request;
use store::testing::TestDatabase;

use crate::support::browser::{From, Requests};
use crate::support::events::Events;
use crate::support::{Stage, TestApp};

#[tokio::test]
async fn signing_out_ends_the_session_and_its_streams_and_leads_to_entra() {
    for database in TestDatabase::all().await {
        let stage = Stage::set(TestApp::on(&database).await).await;
        let browser = &stage.consultant;
        let mut events = Events::open(browser, &app::paths::live_room(stage.desk)).await;
        assert_eq!(events.next().await.unwrap().kind, "snapshot");
        let stolen = browser.cookie("__Host-session").unwrap();
        let page = browser.submit("/signout", &[]).await;
        assert_eq!(page.status, 200);
        assert!(
            page.text().contains("/oauth2/v2.0/logout?"),
            "{}",
            page.text()
        );
        assert!(page.text().contains("http-equiv=\"refresh\""));
        assert_eq!(browser.cookie("__Host-session"), None);
        assert_eq!(events.until(|event| event.kind == "end").await.data, "1");
        assert_eq!(events.next().await, None);
        browser.keep("__Host-session", &stolen, "Lax");
        let again = browser.fetch(&app::paths::live_room(stage.desk)).await;
        assert_eq!(again.status, 401, "the old cookie is worth nothing");
        drop(stage);
        database.remove().await;
    }
}

#[tokio::test]
async fn a_link_signs_nobody_out() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let answer = stage.consultant.page("/signout").await;
    assert_eq!(
        (answer.status.as_u16(), answer.location().as_str()),
        (303, "/")
    );
    assert!(stage.consultant.cookie("__Host-session").is_some());
}

#[tokio::test]
async fn a_sign_out_at_entra_ends_the_session_without_its_cookie() {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let session = crate::support::stage::caller(&stage.app, &stage.consultant).await;
    let hash = session.session().unwrap().hash();
    let row = stage
        .app
        .site
        .parts()
        .store
        .system()
        .session(&hash)
        .await
        .unwrap()
        .unwrap();
    let sid = row.sid.expect("the simulated tenant sends sid");
    let mut events = Events::open(&stage.consultant, &app::paths::live_room(stage.desk)).await;
    let framed = |sid: &str| {
        Request::get(format!("/signout/frontchannel?sid={sid}&iss=x"))
            .body(Body::empty())
            .unwrap()
    };
    let unknown = stage
        .app
        .browser()
        .read(framed("nobody"), From::OtherSiteFrame)
        .await;
    assert_eq!(unknown.status, 200, "an unknown sid is no error");
    assert!(
        unknown
            .header("content-security-policy")
            .contains("frame-ancestors *")
    );
    assert_eq!(unknown.header("x-frame-options"), "");
    let known = stage
        .app
        .browser()
        .read(framed(&sid), From::OtherSiteFrame)
        .await;
    assert_eq!((known.status.as_u16(), known.text().as_str()), (200, ""));
    events.until(|event| event.kind == "end").await;
    assert_eq!(
        stage
            .consultant
            .fetch(&app::paths::live_room(stage.desk))
            .await
            .status,
        401
    );
}
