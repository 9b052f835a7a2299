use std::collections::HashMap;

use microsoft365::state::{Enabled, thumbprint};
use microsoft365::{contoso, fabrikam, operator};
use serde_json::Value;

use super::browser::{Answer, CONNECT, World, claims};

const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0123456789";
const SCOPE: &str =
    "openid profile offline_access https://graph.microsoft.com/OnlineMeetings.ReadWrite";

async fn ask(world: &World, changes: &[(&str, &str)]) -> Answer {
    let challenge = thumbprint(VERIFIER.as_bytes());
    let mut fields = vec![
        ("client_id", contoso::DATA_CLIENT_ID),
        ("response_type", "code"),
        ("redirect_uri", CONNECT),
        ("scope", SCOPE),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
        ("prompt", "select_account"),
    ];
    fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    fields.extend(changes);
    world.authorize(contoso::TENANT, &fields).await
}

async fn code(world: &World, upn: &str) -> String {
    let picker = ask(world, &[]).await;
    world.pick(&picker, upn).await.fields()["code"].clone()
}

async fn redeem(world: &World, tenant: &str, changes: &[(&str, &str)]) -> Answer {
    let mut form = vec![
        ("client_id", contoso::DATA_CLIENT_ID),
        ("client_secret", operator::DATA_SECRET),
        ("grant_type", "authorization_code"),
        ("redirect_uri", CONNECT),
        ("code_verifier", VERIFIER),
    ];
    form.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    form.extend(changes);
    world.token(tenant, &form).await
}

async fn refresh(world: &World, token: &str) -> Answer {
    let changes = [("grant_type", "refresh_token"), ("refresh_token", token)];
    redeem(world, contoso::TENANT, &changes).await
}

fn text(body: &Value, name: &str) -> String {
    body[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name}: {body}"))
        .to_owned()
}

#[tokio::test]
async fn a_code_becomes_tokens_of_the_person() {
    let world = World::start().await;
    let code = code(&world, contoso::CONSULTANT.upn).await;
    let body = redeem(
        &world,
        contoso::TENANT,
        &[("code", &code), ("client_info", "1")],
    )
    .await
    .json();
    let token = world.state().bearer(&text(&body, "access_token")).unwrap();
    assert_eq!(token.oid.as_deref(), Some(contoso::CONSULTANT.oid));
    assert!(
        token
            .scopes
            .contains(&"OnlineMeetings.ReadWrite".to_owned())
            && token.roles.is_empty()
    );
    assert!(
        text(&body, "scope")
            .split(' ')
            .any(|scope| scope == "OnlineMeetings.ReadWrite")
    );
    let id_token = claims(&text(&body, "id_token"));
    assert_eq!(
        (&id_token["oid"], &id_token["nonce"]),
        (&contoso::CONSULTANT.oid.into(), &"n-1".into())
    );
    assert_eq!(id_token["aud"], contoso::DATA_CLIENT_ID);
    assert!(body["client_info"].is_string());
    text(&body, "refresh_token");
}

#[tokio::test]
async fn every_misuse_of_a_code_has_its_number() {
    let world = World::start().await;
    let used = code(&world, contoso::CONSULTANT.upn).await;
    assert_eq!(
        redeem(&world, contoso::TENANT, &[("code", &used)])
            .await
            .status,
        200
    );
    assert_eq!(
        redeem(&world, contoso::TENANT, &[("code", &used)])
            .await
            .number(),
        54005
    );
    let fresh = code(&world, contoso::CONSULTANT.upn).await;
    assert_eq!(
        redeem(&world, fabrikam::TENANT, &[("code", &fresh)])
            .await
            .number(),
        700_005
    );
    let fresh = code(&world, contoso::CONSULTANT.upn).await;
    assert_eq!(
        redeem(
            &world,
            contoso::TENANT,
            &[("code", &fresh), ("code_verifier", "wrong")]
        )
        .await
        .number(),
        501_481
    );
    let fresh = code(&world, contoso::CONSULTANT.upn).await;
    let elsewhere = [
        ("code", fresh.as_str()),
        ("redirect_uri", "http://localhost:3000/signin/callback"),
    ];
    assert_eq!(
        redeem(&world, contoso::TENANT, &elsewhere).await.number(),
        500_112
    );
    let fresh = code(&world, contoso::CONSULTANT.upn).await;
    let other = [
        ("code", fresh.as_str()),
        ("client_id", contoso::SIGNIN_CLIENT_ID),
        ("client_secret", operator::SIGNIN_SECRET),
    ];
    assert_eq!(
        redeem(&world, contoso::TENANT, &other).await.number(),
        700_016
    );
    assert_eq!(
        redeem(&world, contoso::TENANT, &[("code", "invented")])
            .await
            .number(),
        9_002_313
    );
    let fresh = code(&world, contoso::CONSULTANT.upn).await;
    world.state().set_clock_skew_ms(11 * 60_000);
    assert_eq!(
        redeem(&world, contoso::TENANT, &[("code", &fresh)])
            .await
            .number(),
        70008
    );
}

#[tokio::test]
async fn the_sign_in_registration_may_use_a_code_too() {
    let world = World::start().await;
    let asked = [("response_type", "code"), ("prompt", "login")];
    let picker = world.authorize("organizations", &asked).await;
    let code = world.pick(&picker, contoso::COORDINATOR.upn).await.fields()["code"].clone();
    let form = [
        ("client_id", contoso::SIGNIN_CLIENT_ID),
        ("client_secret", operator::SIGNIN_SECRET),
        ("redirect_uri", "http://localhost:3000/signin/callback"),
        ("code", &code),
    ];
    let body = redeem(&world, "organizations", &form).await.json();
    let found = claims(&text(&body, "id_token"));
    assert_eq!(found["roles"], serde_json::json!(["Coordinator"]));
    assert!(body.get("refresh_token").is_none());
}

#[tokio::test]
async fn refresh_tokens_rotate_and_the_old_one_stays_valid_until_revoked() {
    let world = World::start().await;
    let state = world.state();
    let code = code(&world, contoso::CONSULTANT.upn).await;
    let first = text(
        &redeem(&world, contoso::TENANT, &[("code", &code)])
            .await
            .json(),
        "refresh_token",
    );
    let body = refresh(&world, &first).await.json();
    let second = text(&body, "refresh_token");
    assert_ne!(first, second);
    assert!(
        state
            .bearer(&text(&body, "access_token"))
            .unwrap()
            .scopes
            .contains(&"OnlineMeetings.ReadWrite".to_owned())
    );
    assert_eq!(refresh(&world, &first).await.status, 200);
    state.set_clock_skew_ms(91 * 86_400_000);
    assert_eq!(refresh(&world, &second).await.number(), 700_082);
    state.set_clock_skew_ms(0);
    state.revoke_refresh_tokens(contoso::TENANT, contoso::CONSULTANT.oid);
    let revoked = refresh(&world, &second).await;
    assert_eq!(
        (revoked.number(), revoked.json()["error"].as_str()),
        (50173, Some("invalid_grant"))
    );
    assert_eq!(refresh(&world, "invented").await.number(), 9_002_313);
}

#[tokio::test]
async fn a_withdrawn_consent_or_account_ends_the_connection() {
    let world = World::start().await;
    let state = world.state();
    let code = code(&world, contoso::CONSULTANT.upn).await;
    let token = text(
        &redeem(&world, contoso::TENANT, &[("code", &code)])
            .await
            .json(),
        "refresh_token",
    );
    state.revoke_delegated(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        None,
        &["OnlineMeetings.ReadWrite"],
    );
    assert_eq!(refresh(&world, &token).await.number(), 65001);
    state.grant_delegated(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        None,
        &["OnlineMeetings.ReadWrite"],
    );
    state.enable_account(contoso::TENANT, contoso::CONSULTANT.oid, Enabled::No);
    assert_eq!(refresh(&world, &token).await.number(), 50057);
}

#[tokio::test]
async fn a_person_consents_for_themselves_where_nobody_did_for_all() {
    let world = World::start().await;
    let state = world.state();
    state.revoke_everything(contoso::TENANT, contoso::DATA_CLIENT_ID);
    let picker = ask(&world, &[]).await;
    let page = world.pick(&picker, contoso::CONSULTANT.upn).await;
    assert!(
        page.body
            .contains("<strong>OnlineMeetings.ReadWrite</strong>")
            && page.body.contains(">Accept</button>")
    );
    let form = [("account", contoso::CONSULTANT.oid), ("decision", "accept")];
    let fields: HashMap<_, _> = world.post(&page.action(), &form).await.fields();
    assert_eq!(
        redeem(&world, contoso::TENANT, &[("code", &fields["code"])])
            .await
            .status,
        200
    );
    let mine = state.delegated_scopes(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        contoso::CONSULTANT.oid,
    );
    assert!(mine.contains("OnlineMeetings.ReadWrite"));
    let theirs = state.delegated_scopes(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        contoso::CONSULTANT_2.oid,
    );
    assert!(theirs.is_empty());
}

#[tokio::test]
async fn scopes_for_administrators_are_not_for_everybody() {
    let world = World::start().await;
    let picker = ask(&world, &[("scope", "openid Directory.Read.All")]).await;
    let page = world.pick(&picker, contoso::CONSULTANT.upn).await;
    assert!(page.body.contains("AADSTS90094"));
    let form = [("account", contoso::CONSULTANT.oid), ("decision", "cancel")];
    assert_eq!(
        world.post(&page.action(), &form).await.fields()["error"],
        "access_denied"
    );
    let picker = ask(&world, &[("scope", "openid Directory.Read.All")]).await;
    let page = world.pick(&picker, contoso::ADMIN.upn).await;
    assert!(page.body.contains("Permissions requested"));
}

#[tokio::test]
async fn a_code_may_come_in_the_query() {
    let world = World::start().await;
    let picker = ask(&world, &[("response_mode", "query")]).await;
    let fields = world
        .pick(&picker, contoso::CONSULTANT.upn)
        .await
        .redirect_fields();
    assert!(fields.contains_key("code") && fields["state"] == "s-1");
}
