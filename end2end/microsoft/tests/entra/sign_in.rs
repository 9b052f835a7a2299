use microsoft365::state::{Assumption, CONSUMER_TENANT, Enabled};
use microsoft365::{Options, consumers, contoso, fabrikam};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::browser::{SIGNIN, World, claims, header};

const ORGANIZATIONS: &str = "organizations";

#[tokio::test]
async fn an_id_token_reaches_the_redirect_uri_by_form_post_and_is_signed_with_a_published_key() {
    let world = World::start().await;
    let picker = world.authorize(ORGANIZATIONS, &[]).await;
    assert!(
        picker.body.contains("<h1>Pick an account</h1>") && picker.body.contains("Jonas Weber")
    );
    assert!(!picker.body.contains("Konrad Privat") && !picker.body.contains("Grace Whitfield"));
    let answer = world.pick(&picker, contoso::CONSULTANT.upn).await;
    assert_eq!(answer.action(), SIGNIN);
    assert!(
        answer.body.contains("<noscript>") && answer.body.contains("<button>Continue</button>")
    );
    assert!(answer.headers["set-cookie"].contains("Secure; SameSite=None"));
    let fields = answer.fields();
    assert_eq!(fields["state"], "s-1");
    assert!(fields.contains_key("session_state"));

    let token = &fields["id_token"];
    let found = claims(token);
    let base = world.microsoft.authority();
    assert_eq!(found["iss"], format!("{base}/{}/v2.0", contoso::TENANT));
    assert_eq!(found["aud"], contoso::SIGNIN_CLIENT_ID);
    assert_eq!(
        (&found["ver"], &found["nonce"]),
        (&"2.0".into(), &"n-1".into())
    );
    assert_eq!(
        (&found["tid"], &found["oid"]),
        (&contoso::TENANT.into(), &contoso::CONSULTANT.oid.into())
    );
    assert_eq!(found["preferred_username"], contoso::CONSULTANT.upn);
    assert_eq!(found["roles"], serde_json::json!(["Consultant"]));
    assert_eq!(found["groups"], serde_json::json!([contoso::CLINIC_STAFF]));
    assert_eq!(found["acct"], 0);
    for claim in ["sub", "sid", "login_hint", "uti", "rh", "aio"] {
        assert!(found[claim].is_string(), "{claim}");
    }
    let now = world.state().now_ms() / 1_000;
    let issued = found["iat"].as_i64().unwrap();
    assert!(
        (295..=310).contains(&(now - issued)),
        "iat lies five minutes back"
    );
    assert_eq!(found["nbf"], found["iat"]);
    assert_eq!(found["exp"].as_i64().unwrap() - issued, 3_900);

    let head = header(token);
    assert_eq!(
        (&head["typ"], &head["alg"]),
        (&"JWT".into(), &"RS256".into())
    );
    let keys = world.get("/organizations/discovery/v2.0/keys").await.json();
    let key = keys["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["kid"] == head["kid"])
        .unwrap();
    let number = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let public = RsaPublicKeyComponents {
        n: number("n"),
        e: number("e"),
    };
    public
        .verify(
            &RSA_PKCS1_2048_8192_SHA256,
            input.as_bytes(),
            &URL_SAFE_NO_PAD.decode(signature).unwrap(),
        )
        .unwrap();
}

#[tokio::test]
async fn subjects_differ_per_application_and_tokens_per_sign_in() {
    let world = World::start().await;
    let first = claims(&world.sign_in(contoso::ADMIN.upn).await["id_token"]);
    let second = claims(&world.sign_in(contoso::ADMIN.upn).await["id_token"]);
    assert_eq!(first["sub"], second["sub"]);
    assert_ne!(first["uti"], second["uti"]);
    assert_eq!(first["sid"], second["sid"], "one browser, one session");
    let elsewhere = microsoft365::state::MintOptions {
        oid: contoso::ADMIN.oid.to_owned(),
        client_id: contoso::DATA_CLIENT_ID.to_owned(),
        ..Default::default()
    };
    assert_ne!(
        claims(&world.state().mint(&elsewhere).unwrap())["sub"],
        first["sub"]
    );
}

#[tokio::test]
async fn roles_groups_and_directory_roles_are_those_of_the_tenant() {
    let world = World::start().await;
    let admin = claims(&world.sign_in(fabrikam::ADMIN.upn).await["id_token"]);
    assert_eq!(admin["tid"], fabrikam::TENANT);
    assert_eq!(admin["roles"], serde_json::json!(["Administrator"]));
    assert!(
        admin["wids"]
            .as_array()
            .unwrap()
            .contains(&"62e90394-69f5-4237-9190-012177145e10".into())
    );
    let employee = claims(&world.sign_in(contoso::EMPLOYEE.upn).await["id_token"]);
    assert!(employee.get("roles").is_none() && employee.get("groups").is_none());
    world
        .state()
        .assign_role(contoso::TENANT, contoso::EMPLOYEE.oid, "Reporter");
    let employee = claims(&world.sign_in(contoso::EMPLOYEE.upn).await["id_token"]);
    assert_eq!(employee["roles"], serde_json::json!(["Reporter"]));
}

#[tokio::test]
async fn silent_sign_in_needs_a_session_and_fits_the_login_hint() {
    let world = World::start().await;
    let none = world
        .authorize(ORGANIZATIONS, &[("prompt", "none")])
        .await
        .fields();
    assert_eq!(none["error"], "login_required");
    assert!(none["error_description"].starts_with("AADSTS50058"));
    assert_eq!(none["state"], "s-1");
    let first = claims(&world.sign_in(contoso::CONSULTANT.upn).await["id_token"]);
    let silent = world
        .authorize(ORGANIZATIONS, &[("prompt", "none"), ("nonce", "n-2")])
        .await
        .fields();
    assert_eq!(claims(&silent["id_token"])["nonce"], "n-2");
    world.sign_in(contoso::ADMIN.upn).await;
    let two = world
        .authorize(ORGANIZATIONS, &[("prompt", "none")])
        .await
        .fields();
    assert_eq!(two["error"], "interaction_required");
    let hint = first["login_hint"].as_str().unwrap();
    let hinted = world
        .authorize(ORGANIZATIONS, &[("prompt", "none"), ("login_hint", hint)])
        .await
        .fields();
    assert_eq!(claims(&hinted["id_token"])["oid"], contoso::CONSULTANT.oid);
    world
        .state()
        .end_sessions(contoso::TENANT, contoso::CONSULTANT.oid);
    let gone = world
        .authorize(ORGANIZATIONS, &[("prompt", "none"), ("login_hint", hint)])
        .await
        .fields();
    assert_eq!(gone["error"], "login_required");
}

#[tokio::test]
async fn consumers_enter_through_common_only_and_guests_through_their_host_only() {
    let world = World::start().await;
    let picker = world.authorize(ORGANIZATIONS, &[]).await;
    let refused = world.pick(&picker, consumers::PERSON.upn).await;
    assert!(refused.body.contains("AADSTS50020"));
    let picker = world.authorize("common", &[]).await;
    let fields = world.pick(&picker, consumers::PERSON.upn).await.fields();
    assert_eq!(claims(&fields["id_token"])["tid"], CONSUMER_TENANT);

    let picker = world
        .authorize(contoso::TENANT, &[("prompt", "login")])
        .await;
    assert!(picker.body.contains("Grace Whitfield"));
    let guest = claims(
        &world
            .pick(&picker, "grace.whitfield@partner.example")
            .await
            .fields()["id_token"],
    );
    assert_eq!(
        (&guest["acct"], &guest["tid"]),
        (&1.into(), &contoso::TENANT.into())
    );
    assert!(guest["idp"].is_string());
    let picker = world
        .authorize(contoso::TENANT, &[("prompt", "login")])
        .await;
    let foreign = world.pick(&picker, fabrikam::ADMIN.upn).await;
    assert!(foreign.body.contains("role=\"alert\"") && foreign.body.contains("AADSTS50020"));
    let nobody = world.pick(&picker, "nobody@contoso.example").await;
    assert!(nobody.body.contains("AADSTS50034"));
}

#[tokio::test]
async fn a_disabled_application_account_or_missing_assignment_stops_the_sign_in() {
    let world = World::start().await;
    let state = world.state();
    state.require_assignment(contoso::TENANT, contoso::SIGNIN_CLIENT_ID, Enabled::Yes);
    assert!(
        world.sign_in(contoso::EMPLOYEE.upn).await["error_description"].starts_with("AADSTS50105:")
    );
    assert!(
        world
            .sign_in(contoso::CONSULTANT.upn)
            .await
            .contains_key("id_token")
    );
    state.enable_account(contoso::TENANT, contoso::CONSULTANT.oid, Enabled::No);
    assert!(
        world.sign_in(contoso::CONSULTANT.upn).await["error_description"]
            .starts_with("AADSTS50057:")
    );
    state.enable_application(contoso::TENANT, contoso::SIGNIN_CLIENT_ID, Enabled::No);
    assert!(
        world.sign_in(contoso::ADMIN.upn).await["error_description"].starts_with("AADSTS7000112:")
    );
}

#[tokio::test]
async fn a_first_sign_in_of_a_tenant_asks_for_consent() {
    let world = World::start().await;
    world
        .state()
        .remove_application(fabrikam::TENANT, fabrikam_signin());
    let picker = world.authorize(ORGANIZATIONS, &[]).await;
    let page = world.pick(&picker, fabrikam::EMPLOYEE.upn).await;
    assert!(page.body.contains("Permissions requested") && page.body.contains("openid"));
    let silent = world
        .authorize(ORGANIZATIONS, &[("prompt", "none")])
        .await
        .fields();
    assert_eq!(silent["error"], "consent_required");
    let declined = world
        .post(
            &page.action(),
            &[("account", fabrikam::EMPLOYEE.oid), ("decision", "cancel")],
        )
        .await
        .fields();
    assert_eq!(declined["error"], "access_denied");
    assert!(declined["error_description"].starts_with("AADSTS65004:"));
    let accepted = world
        .post(
            &page.action(),
            &[("account", fabrikam::EMPLOYEE.oid), ("decision", "accept")],
        )
        .await
        .fields();
    assert_eq!(claims(&accepted["id_token"])["tid"], fabrikam::TENANT);
}

fn fabrikam_signin() -> &'static str {
    contoso::SIGNIN_CLIENT_ID
}

#[tokio::test]
async fn questions_about_sign_in_can_be_played_the_other_way() {
    let world = World::start().await;
    world.state().assume(Assumption::IssuedBackdated, false);
    world.state().assume(Assumption::SessionState, false);
    world.state().assume(Assumption::EligibleWids, true);
    let fields = world.sign_in(contoso::APP_ADMIN.upn).await;
    assert!(!fields.contains_key("session_state"));
    let found = claims(&fields["id_token"]);
    assert!(world.state().now_ms() / 1_000 - found["iat"].as_i64().unwrap() < 10);
    assert!(
        found["wids"]
            .as_array()
            .unwrap()
            .contains(&"e8611ab8-c189-46e8-94e1-60213ab1f814".into())
    );
}

#[tokio::test]
async fn the_hybrid_flow_binds_the_code_to_the_token() {
    let world = World::start().await;
    let picker = world
        .authorize(ORGANIZATIONS, &[("response_type", "code id_token")])
        .await;
    let fields = world.pick(&picker, contoso::CONSULTANT.upn).await.fields();
    let digest = ring::digest::digest(&ring::digest::SHA256, fields["code"].as_bytes());
    assert_eq!(
        claims(&fields["id_token"])["c_hash"],
        URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16])
    );
}

#[tokio::test]
async fn it_speaks_https_with_a_throw_away_authority() {
    let world = World::with(Options {
        https: true,
        host: "localhost".to_owned(),
        ..Options::default()
    })
    .await;
    assert!(world.microsoft.base_url().starts_with("https://localhost:"));
    let found = world
        .get("/organizations/v2.0/.well-known/openid-configuration")
        .await
        .json();
    assert!(
        found["jwks_uri"]
            .as_str()
            .unwrap()
            .starts_with(&world.microsoft.authority())
    );
}
