//! Roles are proved again every four hours, in silence.

use microsoft365::contoso;

use crate::support::events::Events;
use crate::support::stage::caller;
use crate::support::{Browser, Requests, Stage, TestApp, entra, with_stack};

async fn due() -> (Stage, Browser, String) {
    let stage = Stage::set(TestApp::sqlite().await).await;
    let browser = stage.app.browser();
    let sent = browser.page("/signin").await;
    let (post, entra_cookie) =
        entra::pick_and_stay(&sent.location(), contoso::TENANT, &contoso::CONSULTANT).await;
    entra::deliver(&browser, &post).await;
    let minutes = 4 * 60 + 1;
    stage.app.forward_minutes(minutes);
    stage
        .app
        .microsoft
        .state()
        .set_clock_skew_ms(minutes * 60_000);
    (stage, browser, entra_cookie)
}

#[test]
fn a_due_session_is_renewed_at_the_next_navigation_and_stays_the_same() {
    with_stack(renewed);
}

async fn renewed() {
    let (stage, browser, entra_cookie) = due().await;
    let path = app::paths::board(stage.desk);
    let sent = browser.page(&path).await;
    assert_eq!(
        (sent.status.as_u16(), sent.location()),
        (303, app::paths::renew(&path))
    );
    // Work under way goes on: only a navigation is led away.
    drop(Events::open(&browser, &app::paths::live_room(stage.desk)).await);
    let before = browser.cookie("__Host-session");
    let away = browser.page(&sent.location()).await;
    let post = entra::silently(&away.location(), Some(&entra_cookie)).await;
    let back = entra::deliver(&browser, &post).await;
    assert_eq!(back.location(), path);
    assert_eq!(browser.cookie("__Host-session"), before);
    assert_eq!(browser.page(&path).await.status, 200);
    let session = caller(&stage.app, &browser).await;
    assert!(
        !session
            .session()
            .unwrap()
            .renew_due(stage.app.site.trust().now())
    );
}

#[tokio::test]
async fn a_failed_renewal_ends_session_and_streams() {
    let (stage, browser, _) = due().await;
    let mut events = Events::open(&browser, &app::paths::live_room(stage.desk)).await;
    let away = browser.page("/signin?purpose=renew&return=/rooms").await;
    let post = entra::silently(&away.location(), None).await;
    assert_eq!(post.field("error"), "login_required");
    let back = entra::deliver(&browser, &post).await;
    assert_eq!(back.status, 303);
    assert!(
        back.location().starts_with("/signin"),
        "to an ordinary sign-in: {}",
        back.location()
    );
    assert_eq!(browser.cookie("__Host-session"), None);
    events.until(|event| event.kind == "end").await;
    assert_eq!(events.next().await, None);
}
