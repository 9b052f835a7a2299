//! What is noted of credentials, which refusals lead to the next one, and which are repeated.

use std::path::PathBuf;

use axum::extract::Query;
use axum::http::HeaderMap;
use axum::routing::get;
use axum::{Json, Router};
use microsoft::{CredentialProblem, CredentialSource, IdentityService, TokenProblem};
use microsoft365::state::federation::AssertionOptions;
use microsoft365::{contoso, keys, operator};
use model::Timestamp;
use model::credential::CredentialKind;
use model::trouble::Trouble;
use serde_json::json;

use crate::script::serve;
use crate::support::{World, data_client, secret_file, tenant_id};

async fn token(world: &World) -> Result<(), TokenProblem> {
    world
        .microsoft
        .fresh_app_token(tenant_id(contoso::TENANT), data_client(), world.now())
        .await
        .map(|_| ())
}

fn file(files: &tempfile::TempDir, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = files.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[tokio::test]
async fn a_credential_that_fails_is_noted_beside_the_one_that_works() {
    let files = tempfile::tempdir().unwrap();
    let sources = vec![
        CredentialSource::FederatedFile("/nowhere/token".into()),
        secret_file(&files, "not the secret"),
        secret_file(&files, microsoft365::DATA_SECRET),
    ];
    let world = World::with(move |settings, _| settings.credentials = sources).await;
    token(&world).await.unwrap();
    let uses = world.microsoft.take_credential_uses();
    let of = |name: &str| {
        let found = uses.iter().find(|(_, slot, _)| slot.to_string() == name);
        found.unwrap_or_else(|| panic!("{name}")).2.clone()
    };
    assert_eq!(uses.len(), 3);
    assert!(
        uses.iter()
            .all(|(tenant, ..)| tenant.to_string() == contoso::TENANT)
    );
    let missing = of("1-federated-file").last_error.unwrap();
    assert_eq!(
        (missing.trouble, missing.number, missing.correlation),
        (Trouble::CredentialFileMissing, None, None)
    );
    let refused = of("2-secret-file");
    let error = refused.last_error.unwrap();
    assert_eq!(
        (error.trouble, error.number),
        (Trouble::SecretRefused, Some(7_000_215))
    );
    assert!(error.correlation.is_some() && refused.last_ok.is_none());
    let good = of("3-secret-file");
    assert!(good.last_ok.is_some() && good.last_error.is_none());
    assert!(
        world.microsoft.take_credential_uses().is_empty(),
        "told once"
    );
    let (tenant, slot) = (uses[0].0, uses[0].1);
    world.microsoft.keep_credential_use(tenant, slot);
    assert_eq!(
        world.microsoft.take_credential_uses().len(),
        1,
        "given back"
    );
}

#[tokio::test]
async fn nothing_of_a_credential_stands_in_its_notes() {
    let files = tempfile::tempdir().unwrap();
    let path = file(&files, "token", "");
    let source = CredentialSource::FederatedFile(path.clone());
    let world = World::with(move |settings, _| settings.credentials = vec![source]).await;
    let assertion = world
        .state()
        .federated_assertion(&AssertionOptions::default())
        .unwrap();
    std::fs::write(&path, &assertion).unwrap();
    token(&world).await.unwrap();
    let told = format!(
        "{:?} {:?}",
        world.microsoft.take_credential_uses(),
        world.microsoft.credentials(world.now()).await
    );
    for secret in [assertion.as_str(), operator::FEDERATED_SUBJECT, "/token"] {
        assert!(!told.contains(secret), "{told}");
    }
}

#[tokio::test]
async fn a_tenant_that_does_not_know_us_says_nothing_about_the_credential() {
    let files = tempfile::tempdir().unwrap();
    let sources = vec![
        secret_file(&files, microsoft365::DATA_SECRET),
        CredentialSource::FederatedFile("/nowhere/token".into()),
    ];
    let world = World::with(move |settings, _| settings.credentials = sources).await;
    let fabrikam = tenant_id(microsoft365::fabrikam::TENANT);
    let refused = world
        .microsoft
        .fresh_app_token(fabrikam, data_client(), world.now())
        .await
        .unwrap_err();
    assert_eq!(refused.trouble(), Trouble::AppUnknown);
    assert!(refused.correlation_id().is_some());
    assert!(
        world.microsoft.take_credential_uses().is_empty(),
        "the next one was not tried"
    );
}

#[tokio::test]
async fn a_new_federated_credential_is_waited_for_and_an_old_one_is_not() {
    let files = tempfile::tempdir().unwrap();
    let path = file(&files, "token", "");
    let source = CredentialSource::FederatedFile(path.clone());
    let world = World::with(move |settings, _| settings.credentials = vec![source]).await;
    let other = AssertionOptions {
        subject: "system:serviceaccount:anteroom:other".to_owned(),
        ..AssertionOptions::default()
    };
    std::fs::write(&path, world.state().federated_assertion(&other).unwrap()).unwrap();
    let refused = token(&world).await.unwrap_err();
    assert_eq!(refused.trouble(), Trouble::FederatedSubject);
    assert_eq!(world.token_requests(contoso::TENANT), 3, "it may be new");
    assert_eq!(world.pauses().len(), 2);
    let later = Timestamp(world.now().0 + 16 * 60_000);
    let refused = world
        .microsoft
        .fresh_app_token(tenant_id(contoso::TENANT), data_client(), later)
        .await;
    assert!(refused.is_err());
    assert_eq!(
        world.token_requests(contoso::TENANT),
        4,
        "by now it is wrong"
    );
}

#[tokio::test]
async fn files_that_hold_no_credential_are_told_apart() {
    let files = tempfile::tempdir().unwrap();
    let cases = [
        (
            PathBuf::from("/nowhere/token"),
            CredentialProblem::FileMissing,
        ),
        (file(&files, "empty", " \n\t"), CredentialProblem::FileEmpty),
        (
            file(&files, "bytes", [0xff, 0xfe, 0x00]),
            CredentialProblem::FileUnreadable,
        ),
        (files.path().to_owned(), CredentialProblem::FileUnreadable),
        (
            file(&files, "long", "x".repeat(70_000)),
            CredentialProblem::FileTooLong,
        ),
        (
            file(&files, "words", "not a token"),
            CredentialProblem::NotAnAssertion,
        ),
    ];
    for (path, problem) in cases {
        let source = CredentialSource::FederatedFile(path.clone());
        let world = World::with(move |settings, _| settings.credentials = vec![source]).await;
        assert_eq!(
            token(&world).await,
            Err(TokenProblem::Credential(problem)),
            "{path:?}"
        );
        let report = world.microsoft.credentials(world.now()).await;
        assert_eq!(report[0].material, Some(Err(problem)), "{path:?}");
        assert_eq!(world.token_requests(contoso::TENANT), 0);
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_used_is_named() {
    let files = tempfile::tempdir().unwrap();
    let made = keys::client_certificate().unwrap();
    let with = |key: &str| format!("{}\n{key}", made.certificate_pem);
    let cases = [
        (
            "encrypted",
            with(
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
            ),
            CredentialProblem::KeyEncrypted,
        ),
        (
            "garbage",
            with("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
            CredentialProblem::Key,
        ),
        (
            "none",
            made.certificate_pem.clone(),
            CredentialProblem::KeyMissing,
        ),
    ];
    for (name, pem, problem) in cases {
        let source = CredentialSource::Certificate(file(&files, name, pem));
        assert_eq!(source.certificate_expires().await, Err(problem), "{name}");
    }
}

#[tokio::test]
async fn a_certificate_tells_its_days_and_a_secret_its_file() {
    let files = tempfile::tempdir().unwrap();
    let made = keys::client_certificate().unwrap();
    let pem = format!("{}\n{}", made.certificate_pem, made.key_pem);
    let sources = vec![
        CredentialSource::Certificate(file(&files, "data.pem", pem)),
        secret_file(&files, microsoft365::DATA_SECRET),
    ];
    let world = World::with(move |settings, _| settings.credentials = sources).await;
    let reports = world.microsoft.credentials(world.now()).await;
    let kinds: Vec<_> = reports.iter().map(|report| report.slot.kind).collect();
    assert_eq!(
        kinds,
        [
            CredentialKind::Certificate,
            CredentialKind::SecretFile,
            CredentialKind::SecretFile
        ],
        "that of sign-in comes last"
    );
    let certificate = reports[0].material.unwrap().unwrap();
    assert!(certificate.made.is_some() && certificate.expires > certificate.made);
    let secret = reports[1].material.unwrap().unwrap();
    assert!(secret.made.is_some() && secret.expires.is_none());
}

#[tokio::test]
async fn a_platform_hands_out_tokens_of_its_identity_by_its_own_endpoint() {
    let assertion = std::sync::Arc::new(std::sync::OnceLock::<String>::new());
    let handed_out = assertion.clone();
    let endpoint = get(
        move |headers: HeaderMap, query: Query<std::collections::BTreeMap<String, String>>| async move {
            assert_eq!(headers["x-identity-header"], "of the platform");
            assert!(!headers.contains_key("metadata"));
            assert_eq!(query["resource"], operator::EXCHANGE_AUDIENCE);
            assert_eq!(query["api-version"], "2019-08-01");
            assert_eq!(query["client_id"], operator::MANAGED_IDENTITY_CLIENT_ID);
            Json(json!({ "access_token": handed_out.get(), "expires_on": "1" }))
        },
    );
    let base = serve(Router::new().route("/msi/token", endpoint)).await;
    let service = IdentityService::of_environment(
        Some(format!("{base}/msi/token")),
        Some("of the platform".to_owned()),
    );
    let world = World::with(move |settings, _| {
        settings.credentials = vec![CredentialSource::ManagedIdentity {
            client_id: operator::MANAGED_IDENTITY_CLIENT_ID.parse().unwrap(),
            service,
        }];
    })
    .await;
    let minted = world
        .state()
        .federated_assertion(&AssertionOptions::default());
    assertion.set(minted.unwrap()).unwrap();
    assert_eq!(
        world.microsoft.credentials(world.now()).await[0].material,
        None,
        "not used yet"
    );
    token(&world).await.unwrap();
    let remembered = world.microsoft.credentials(world.now()).await[0].material;
    assert!(remembered.unwrap().unwrap().expires.is_some());
}

#[tokio::test]
async fn a_source_that_is_busy_is_asked_again_and_one_that_refuses_is_not() {
    for (status, asked, problem) in [
        (503, 3, CredentialProblem::SourceRefused { status: 503 }),
        (410, 3, CredentialProblem::SourceRefused { status: 410 }),
        (400, 1, CredentialProblem::SourceRefused { status: 400 }),
    ] {
        let count = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = count.clone();
        let answer = move || {
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            async move { axum::http::StatusCode::from_u16(status).unwrap() }
        };
        let base = serve(Router::new().fallback(answer)).await;
        let world = World::with(move |settings, _| {
            settings.credentials = vec![CredentialSource::ManagedIdentity {
                client_id: operator::MANAGED_IDENTITY_CLIENT_ID.parse().unwrap(),
                service: IdentityService::Machine(base),
            }];
        })
        .await;
        assert_eq!(token(&world).await, Err(TokenProblem::Credential(problem)));
        assert_eq!(
            count.load(std::sync::atomic::Ordering::SeqCst),
            asked,
            "{status}"
        );
    }
}
