//! Every kind of credential against the token endpoint, in the configured order.

use std::path::PathBuf;

use microsoft::credential::{ExpectedAssertion, FederatedUrl};
use microsoft::{CredentialProblem, CredentialSource, IdentityService, Settings, TokenProblem};
use microsoft365::state::federation::AssertionOptions;
use microsoft365::{Tenant365, contoso, keys, operator};
use secrecy::SecretString;

use crate::support::{World, data_client, secret_file, tenant_id};

async fn token(world: &World) -> Result<(), TokenProblem> {
    world
        .microsoft
        .app_token(tenant_id(contoso::TENANT), data_client(), world.now())
        .await
        .map(|_| ())
}

fn file(files: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = files.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn certificate(files: &tempfile::TempDir) -> CredentialSource {
    let made = keys::client_certificate().unwrap();
    let pem = format!("{}\n{}", made.certificate_pem, made.key_pem);
    CredentialSource::Certificate(file(files, "data.pem", &pem))
}

fn register(tenant: &Tenant365) {
    let made = keys::client_certificate().unwrap();
    let registered = tenant
        .state()
        .register_certificate(contoso::DATA_CLIENT_ID, &made.certificate_pem);
    assert_eq!(registered.ok(), Some(true));
}

fn number(problem: TokenProblem) -> Option<u32> {
    match problem {
        TokenProblem::Refused(refusal) => refusal.number,
        _ => None,
    }
}

#[tokio::test]
async fn a_secret_is_accepted_and_a_wrong_one_is_not() {
    token(&World::start().await).await.unwrap();
    let files = tempfile::tempdir().unwrap();
    let wrong = secret_file(&files, "not the secret");
    let world = World::with(move |settings, _| settings.credentials = vec![wrong]).await;
    let problem = token(&world).await.unwrap_err();
    assert_eq!(problem.key(), "secret_refused");
    assert_eq!(number(problem), Some(7_000_215));
}

#[tokio::test]
async fn a_certificate_is_accepted_once_it_is_registered() {
    let files = tempfile::tempdir().unwrap();
    let source = certificate(&files);
    let expires = source.certificate_expires().await.unwrap().unwrap();
    assert_eq!(expires.0, 2_051_222_400_000);
    let world = World::with(move |settings, _| settings.credentials = vec![source]).await;
    assert_eq!(number(token(&world).await.unwrap_err()), Some(700_027));
    register(&world.tenant);
    token(&world).await.unwrap();
}

#[tokio::test]
async fn an_assertion_out_of_time_is_made_again_once() {
    let files = tempfile::tempdir().unwrap();
    let source = certificate(&files);
    let world = World::with(move |settings, _| settings.credentials = vec![source]).await;
    register(&world.tenant);
    let ours = world.now();
    world.state().set_clock_skew_ms(3_600_000);
    let refused = world
        .microsoft
        .app_token(tenant_id(contoso::TENANT), data_client(), ours)
        .await
        .unwrap_err();
    assert_eq!(number(refused), Some(700_024));
    assert_eq!(world.token_requests(contoso::TENANT), 2);
}

#[tokio::test]
async fn a_federated_file_is_read_again_for_every_request() {
    let files = tempfile::tempdir().unwrap();
    let path = file(&files, "token", "");
    let source = CredentialSource::FederatedFile(path.clone());
    let world = World::with(move |settings, _| settings.credentials = vec![source]).await;
    assert_eq!(
        token(&world).await,
        Err(TokenProblem::Credential(CredentialProblem::FileEmpty))
    );
    let assertion = world
        .state()
        .federated_assertion(&AssertionOptions::default())
        .unwrap();
    std::fs::write(&path, format!("{assertion}\n")).unwrap();
    token(&world).await.unwrap();
}

#[tokio::test]
async fn an_expired_federated_file_is_not_sent() {
    let files = tempfile::tempdir().unwrap();
    let path = file(&files, "token", "");
    let source = CredentialSource::FederatedFile(path.clone());
    let world = World::with(move |settings, _| settings.credentials = vec![source]).await;
    let expired = AssertionOptions {
        life_s: -60,
        ..AssertionOptions::default()
    };
    std::fs::write(&path, world.state().federated_assertion(&expired).unwrap()).unwrap();
    let problem = TokenProblem::Credential(CredentialProblem::AssertionExpired);
    assert_eq!(token(&world).await, Err(problem));
    assert_eq!(world.token_requests(contoso::TENANT), 0);
}

#[tokio::test]
async fn a_subject_that_differs_is_told_before_entra_does() {
    let files = tempfile::tempdir().unwrap();
    let path = file(&files, "token", "");
    let source = CredentialSource::FederatedFile(path.clone());
    let world = World::with(move |settings, tenant| {
        settings.credentials = vec![source];
        settings.expected_assertion = Some(ExpectedAssertion {
            issuer: tenant.state().federated_issuer(),
            subject: operator::FEDERATED_SUBJECT.to_owned(),
            audience: operator::EXCHANGE_AUDIENCE.to_owned(),
        });
    })
    .await;
    let other = AssertionOptions {
        subject: "system:serviceaccount:anteroom:other".to_owned(),
        ..AssertionOptions::default()
    };
    std::fs::write(&path, world.state().federated_assertion(&other).unwrap()).unwrap();
    let problem = CredentialProblem::AssertionDiffers {
        claim: "sub",
        at: 32,
        case_only: false,
    };
    assert_eq!(token(&world).await, Err(TokenProblem::Credential(problem)));
}

#[tokio::test]
async fn without_an_expectation_entra_says_which_part_differs() {
    let files = tempfile::tempdir().unwrap();
    let path = file(&files, "token", "");
    let source = CredentialSource::FederatedFile(path.clone());
    let world = World::with(move |settings, _| settings.credentials = vec![source]).await;
    let other = AssertionOptions {
        audience: "api://somewhere-else".to_owned(),
        ..AssertionOptions::default()
    };
    std::fs::write(&path, world.state().federated_assertion(&other).unwrap()).unwrap();
    let problem = token(&world).await.unwrap_err();
    assert_eq!(problem.key(), "federated_audience");
}

#[tokio::test]
async fn a_managed_identity_is_asked_at_the_machine() {
    let world = World::with(|settings, tenant| {
        settings.credentials = vec![CredentialSource::ManagedIdentity {
            client_id: operator::MANAGED_IDENTITY_CLIENT_ID.parse().unwrap(),
            service: IdentityService::Machine(tenant.base_url()),
        }];
    })
    .await;
    token(&world).await.unwrap();
}

#[tokio::test]
async fn a_machine_without_metadata_service_says_so() {
    let world = World::with(|settings, _| {
        settings.credentials = vec![CredentialSource::ManagedIdentity {
            client_id: operator::MANAGED_IDENTITY_CLIENT_ID.parse().unwrap(),
            service: IdentityService::Machine("http://127.0.0.1:1".to_owned()),
        }];
    })
    .await;
    let problem = TokenProblem::Credential(CredentialProblem::SourceSilent);
    assert_eq!(token(&world).await, Err(problem));
}

#[tokio::test]
async fn an_assertion_comes_from_any_address() {
    let world = World::with(|settings, tenant| {
        settings.credentials = vec![CredentialSource::FederatedUrl(FederatedUrl {
            url: format!("{}/_control/federated-assertion", tenant.base_url()),
            headers: vec![(
                "Metadata-Flavor".to_owned(),
                SecretString::from("any".to_owned()),
            )],
            form: Vec::new(),
            pointer: None,
        })];
    })
    .await;
    token(&world).await.unwrap();
}

#[tokio::test]
async fn an_address_that_answers_something_else_says_so() {
    let world = World::with(|settings, tenant| {
        settings.credentials = vec![CredentialSource::FederatedUrl(FederatedUrl {
            url: format!(
                "{}/organizations/v2.0/.well-known/openid-configuration",
                tenant.base_url()
            ),
            headers: Vec::new(),
            form: Vec::new(),
            pointer: Some("/id_token".to_owned()),
        })];
    })
    .await;
    let problem = TokenProblem::Credential(CredentialProblem::NotAnAssertion);
    assert_eq!(token(&world).await, Err(problem));
}

fn missing() -> CredentialSource {
    CredentialSource::FederatedFile("/nowhere/token".into())
}

#[tokio::test]
async fn the_next_credential_is_tried_when_one_is_missing_or_refused() {
    let files = tempfile::tempdir().unwrap();
    let wrong = secret_file(&files, "not the secret");
    let right = certificate(&files);
    let sources = vec![missing(), wrong, right];
    let world = World::with(move |settings, _| settings.credentials = sources).await;
    register(&world.tenant);
    token(&world).await.unwrap();
    assert_eq!(world.token_requests(contoso::TENANT), 2);
}

#[tokio::test]
async fn a_refusal_says_more_than_a_missing_file() {
    let files = tempfile::tempdir().unwrap();
    let wrong = secret_file(&files, "not the secret");
    let sources = vec![wrong, missing()];
    let world = World::with(move |settings, _| settings.credentials = sources).await;
    assert_eq!(number(token(&world).await.unwrap_err()), Some(7_000_215));
}

#[tokio::test]
async fn no_credential_at_all_is_the_operators_matter() {
    let world = World::with(|settings: &mut Settings, _| settings.credentials.clear()).await;
    let problem = token(&world).await.unwrap_err();
    assert_eq!(
        problem,
        TokenProblem::Credential(CredentialProblem::NoneConfigured)
    );
    assert_eq!(problem.who(), microsoft::trouble::Who::Operator);
}

#[tokio::test]
async fn certificates_that_cannot_be_used_are_told_apart() {
    let files = tempfile::tempdir().unwrap();
    let made = keys::client_certificate().unwrap();
    let expires = |name: &str, pem: &str| {
        let source = CredentialSource::Certificate(file(&files, name, pem));
        async move { source.certificate_expires().await }
    };
    assert_eq!(
        expires("empty", " \n").await,
        Err(CredentialProblem::FileEmpty)
    );
    assert_eq!(
        expires("no-key", &made.certificate_pem).await,
        Err(CredentialProblem::KeyMissing)
    );
    assert_eq!(
        expires("no-cert", &made.key_pem).await,
        Err(CredentialProblem::Certificate)
    );
    let other_key = include_str!("../../../../end2end/microsoft/src/keys/stray.pem");
    let mixed = format!("{}\n{other_key}", made.certificate_pem);
    assert_eq!(
        expires("mixed", &mixed).await,
        Err(CredentialProblem::Certificate)
    );
}

#[tokio::test]
async fn an_address_is_asked_by_form_where_it_wants_one() {
    let assertion = std::sync::Arc::new(std::sync::OnceLock::new());
    let handed_out = assertion.clone();
    let broker = axum::routing::post(
        move |headers: axum::http::HeaderMap, form: String| async move {
            assert_eq!(headers["x-broker"], "key");
            assert_eq!(form, "audience=api%3A%2F%2FAzureADTokenExchange");
            axum::Json(serde_json::json!({ "token": { "jwt": handed_out.get() } }))
        },
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(
        async move { axum::serve(listener, axum::Router::new().route("/", broker)).await },
    );
    let secret = |text: &str| SecretString::from(text.to_owned());
    let source = CredentialSource::FederatedUrl(FederatedUrl {
        url,
        headers: vec![("X-Broker".to_owned(), secret("key"))],
        form: vec![("audience".to_owned(), secret(operator::EXCHANGE_AUDIENCE))],
        pointer: Some("/token/jwt".to_owned()),
    });
    let world = World::with(move |settings, _| settings.credentials = vec![source]).await;
    let minted = world
        .state()
        .federated_assertion(&AssertionOptions::default());
    assertion.set(minted.unwrap()).unwrap();
    token(&world).await.unwrap();
}
