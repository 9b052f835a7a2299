use microsoft365::state::Assumption;
use microsoft365::{Options, contoso};

use super::browser::{World, claims, encode};

const FRONT: &str = "http://localhost:3000/signout/frontchannel";

async fn world() -> World {
    World::with(Options {
        frontchannel_logout_uri: Some(FRONT.to_owned()),
        ..Options::default()
    })
    .await
}

#[tokio::test]
async fn sign_out_tells_the_application_returns_and_forgets() {
    let world = world().await;
    let found = claims(&world.sign_in(contoso::CONSULTANT.upn).await["id_token"]);
    let back = "http://localhost:3000/signin/callback";
    let hint = found["login_hint"].as_str().unwrap();
    let query = encode(&[("post_logout_redirect_uri", back), ("logout_hint", hint)]);
    let page = world
        .get(&format!("/organizations/oauth2/v2.0/logout?{query}"))
        .await;
    let issuer = format!("{}/{}/v2.0", world.microsoft.authority(), contoso::TENANT);
    let frame = format!(
        "{FRONT}?{}",
        encode(&[("sid", found["sid"].as_str().unwrap()), ("iss", &issuer)])
    );
    assert!(
        page.body
            .contains(&format!("<iframe src=\"{}\"", frame.replace('&', "&amp;"))),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains(&format!("<a href=\"{back}\">Continue</a>"))
            && page.body.contains("http-equiv=\"refresh\"")
    );
    let silent = world
        .authorize("organizations", &[("prompt", "none")])
        .await
        .fields();
    assert_eq!(silent["error"], "login_required");
}

#[tokio::test]
async fn an_address_that_is_not_registered_is_not_returned_to() {
    let world = world().await;
    for foreign in ["https://evil.example/", "http://localhost:3000/"] {
        let query = encode(&[("post_logout_redirect_uri", foreign)]);
        let page = world
            .get(&format!("/common/oauth2/v2.0/logout?{query}"))
            .await;
        assert!(page.body.contains("You signed out") && !page.body.contains(foreign));
    }
}

#[tokio::test]
async fn a_hint_signs_out_one_account_of_two() {
    let world = world().await;
    let first = claims(&world.sign_in(contoso::CONSULTANT.upn).await["id_token"]);
    world.sign_in(contoso::ADMIN.upn).await;
    let query = encode(&[("logout_hint", first["login_hint"].as_str().unwrap())]);
    world
        .get(&format!("/common/oauth2/v2.0/logout?{query}"))
        .await;
    let silent = world
        .authorize("organizations", &[("prompt", "none")])
        .await
        .fields();
    assert_eq!(claims(&silent["id_token"])["oid"], contoso::ADMIN.oid);
}

#[tokio::test]
async fn the_frame_may_come_without_ids() {
    let world = world().await;
    world.state().assume(Assumption::LogoutSendsSid, false);
    world.state().assume(Assumption::LogoutSendsIss, false);
    world.sign_in(contoso::CONSULTANT.upn).await;
    let page = world.get("/common/oauth2/v2.0/logout").await;
    assert!(page.body.contains(&format!("<iframe src=\"{FRONT}\"")));
}
