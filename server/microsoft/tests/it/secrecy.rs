//! Nothing secret shows when a value is printed.

use microsoft::credential::FederatedUrl;
use microsoft::{
    AccessToken, CredentialSource, Expected, Meeting, Refusal, SigninAnswer, SigninError,
};
use secrecy::SecretString;
use serde_json::json;

use crate::support::{World, data_client, expected, good, tenant_id};

const CANARY: &str = "canary-4711";

fn shows_nothing(printed: &str) {
    assert!(!printed.contains(CANARY), "{printed}");
}

#[test]
fn answers_requests_and_tokens_print_nothing() {
    let secret = || Some(CANARY.to_owned());
    shows_nothing(&format!(
        "{:?}",
        SigninAnswer::from_form(secret(), None, None, None)
    ));
    shows_nothing(&format!(
        "{:?}",
        SigninAnswer::from_form(None, secret(), None, None)
    ));
    shows_nothing(&format!(
        "{:?}",
        SigninAnswer::from_form(None, None, Some(CANARY), Some(CANARY))
    ));
    shows_nothing(&format!("{:?}", AccessToken::new(CANARY.to_owned())));
    let expected = Expected {
        nonce: CANARY,
        pkce_verifier: Some(CANARY),
        ..expected(model::Timestamp(0))
    };
    shows_nothing(&format!("{expected:?}"));
    let meeting = Meeting {
        id: CANARY.to_owned(),
        join_url: format!("https://teams.example/{CANARY}"),
    };
    shows_nothing(&format!("{meeting:?}"));
    let refusal = Refusal {
        claims: secret(),
        ..Refusal::from_browser("access_denied", Some(CANARY))
    };
    shows_nothing(&format!("{refusal:?} {refusal}"));
}

#[tokio::test]
async fn settings_and_client_print_no_credential() {
    let world = World::with(|settings, _| {
        let secret = || SecretString::from(CANARY.to_owned());
        settings.credentials = vec![CredentialSource::FederatedUrl(FederatedUrl {
            url: "https://issuer.example/token".to_owned(),
            headers: vec![("Authorization".to_owned(), secret())],
            form: vec![("password".to_owned(), secret())],
            pointer: None,
        })];
    })
    .await;
    shows_nothing(&format!("{:?}", world.microsoft.settings()));
    shows_nothing(&format!("{:?}", world.microsoft));
}

#[tokio::test]
async fn an_identity_prints_ids_and_no_names() {
    let world = World::start().await;
    let named = good()
        .claim("name", json!(CANARY))
        .claim("preferred_username", json!(CANARY))
        .claim("sid", json!(CANARY))
        .claim("login_hint", json!(CANARY));
    let identity = world.verify(&world.mint(&named)).await.unwrap();
    assert_eq!(identity.name, CANARY);
    shows_nothing(&format!("{identity:?}"));
}

#[tokio::test]
async fn an_application_token_prints_no_token() {
    let world = World::start().await;
    let tenant = tenant_id(microsoft365::contoso::TENANT);
    let token = world
        .microsoft
        .app_token(tenant, data_client(), world.now())
        .await
        .unwrap();
    let printed = format!("{token:?}");
    assert!(!printed.contains("eyJ"), "{printed}");
}

#[tokio::test]
async fn a_refused_token_is_not_part_of_the_error() {
    let world = World::start().await;
    let hostile = good()
        .claim("aud", json!(CANARY))
        .claim("name", json!(CANARY));
    let token = world.mint(&hostile);
    let error = world.verify(&token).await.unwrap_err();
    assert_eq!(error, SigninError::AudienceMismatch);
    let printed = format!("{error:?} {error}");
    shows_nothing(&printed);
    assert!(!printed.contains(&token[..20]));
}
