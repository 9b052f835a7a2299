use microsoft365::{Options, contoso};

use super::browser::World;

const ORGANIZATIONS: &str = "organizations";

#[tokio::test]
async fn a_request_that_cannot_be_answered_gets_a_page() {
    let world = World::start().await;
    for (changes, number) in [
        (
            [("redirect_uri", "http://localhost:3000/Signin/callback")],
            50011,
        ),
        (
            [("redirect_uri", "https://evil.example/signin/callback")],
            50011,
        ),
        ([("redirect_uri", "")], 900_144),
        (
            [("client_id", "5197a000-0000-4000-a000-00000000dead")],
            700_016,
        ),
    ] {
        let answer = world.authorize(ORGANIZATIONS, &changes).await;
        assert_eq!(answer.status, 400);
        assert!(
            answer.body.contains(&format!("AADSTS{number}:")),
            "{changes:?}: {}",
            answer.body
        );
    }
    let answer = world.authorize("nobody.example", &[]).await;
    assert!(answer.body.contains("AADSTS90002:"));
}

#[tokio::test]
async fn other_mistakes_go_to_the_application() {
    let world = World::start().await;
    for (change, error, number) in [
        (("nonce", ""), "invalid_request", 900_144),
        (("scope", "profile"), "invalid_request", 70005),
        (("scope", ""), "invalid_request", 900_144),
        (
            ("scope", "openid https://other.example/read"),
            "invalid_scope",
            70011,
        ),
        (("scope", "openid Unknown.Read"), "invalid_client", 650_053),
        (("prompt", "admin_consent"), "invalid_request", 90023),
        (
            ("response_type", "token"),
            "unsupported_response_type",
            70005,
        ),
    ] {
        let fields = world.authorize(ORGANIZATIONS, &[change]).await.fields();
        assert_eq!(fields["error"], error, "{change:?}");
        assert!(
            fields["error_description"].starts_with(&format!("AADSTS{number}:")),
            "{fields:?}"
        );
        assert_eq!(fields["state"], "s-1");
    }
    let query = world
        .authorize(ORGANIZATIONS, &[("response_mode", "query")])
        .await;
    assert_eq!(
        query.redirect_fields()["error"],
        "unsupported_response_mode"
    );
    assert!(query.headers["location"].contains('#'));
    world
        .state()
        .with_registration(contoso::SIGNIN_CLIENT_ID, |found| found.id_tokens = false);
    let fields = world.authorize(ORGANIZATIONS, &[]).await.fields();
    assert!(fields["error_description"].starts_with("AADSTS700054:"));
}

#[tokio::test]
async fn markup_in_state_is_stripped() {
    let world = World::start().await;
    let fields = world
        .authorize(ORGANIZATIONS, &[("prompt", "none"), ("state", "a<b>c")])
        .await
        .fields();
    assert_eq!(fields["state"], "ac");
}

#[tokio::test]
async fn registered_addresses_are_exact_except_for_a_local_port() {
    let options = Options {
        redirect_uris: vec!["http://localhost:3000/signin/callback".to_owned()],
        ..Options::default()
    };
    let world = World::with(options).await;
    let asked = |uri| [("redirect_uri", uri), ("prompt", "none")];
    assert_eq!(
        world
            .authorize(
                ORGANIZATIONS,
                &asked("http://localhost:4321/signin/callback")
            )
            .await
            .status,
        200
    );
    assert_eq!(
        world
            .authorize(
                ORGANIZATIONS,
                &asked("http://127.0.0.1:3000/signin/callback")
            )
            .await
            .status,
        400
    );
    assert_eq!(
        world
            .authorize(
                ORGANIZATIONS,
                &asked("http://localhost:3000/connect/callback")
            )
            .await
            .status,
        400
    );
}
