//! Connecting a consultant's Teams, and keeping it connected.

use microsoft::{ConnectError, Connected, Redemption, SigninError, TokenProblem};
use microsoft365::state::tokens::CodeGrant;
use microsoft365::state::{Fault, FaultKind, thumbprint};
use microsoft365::{contoso, fabrikam};
use secrecy::{ExposeSecret as _, SecretString};

use crate::support::{CONNECT, NONCE, VERIFIER, World, object_id, secret_file, tenant_id};

const SCOPES: [&str; 4] = [
    "openid",
    "profile",
    "offline_access",
    "https://graph.microsoft.com/OnlineMeetings.ReadWrite",
];

fn grant(world: &World) -> CodeGrant {
    CodeGrant {
        client_id: contoso::DATA_CLIENT_ID.to_owned(),
        tid: contoso::TENANT.to_owned(),
        oid: contoso::CONSULTANT.oid.to_owned(),
        sid: "session".to_owned(),
        redirect_uri: CONNECT.to_owned(),
        scopes: SCOPES.map(str::to_owned).to_vec(),
        nonce: Some(NONCE.to_owned()),
        challenge: Some(thumbprint(VERIFIER.as_bytes())),
        created_ms: world.now().0,
        used: false,
    }
}

async fn redeem(world: &World, grant: CodeGrant) -> Result<Connected, ConnectError> {
    let code = world.state().keep_code(grant);
    redeem_code(world, &code).await
}

async fn redeem_code(world: &World, code: &str) -> Result<Connected, ConnectError> {
    let redemption = Redemption {
        tenant: tenant_id(contoso::TENANT),
        oid: object_id(contoso::CONSULTANT.oid),
        code,
        verifier: VERIFIER,
        redirect_uri: CONNECT,
        nonce: NONCE,
        started: world.now().plus_seconds(-2),
    };
    world
        .microsoft
        .redeem_connection(&redemption, world.now())
        .await
}

fn number(error: &ConnectError) -> Option<u32> {
    match error {
        ConnectError::Token(TokenProblem::Refused(refusal)) => refusal.number,
        _ => None,
    }
}

#[tokio::test]
async fn a_consultant_connects_and_gets_a_token_for_meetings() {
    let world = World::start().await;
    let connected = redeem(&world, grant(&world)).await.unwrap();
    assert_eq!(connected.identity.oid, object_id(contoso::CONSULTANT.oid));
    assert!(
        connected
            .scopes
            .iter()
            .any(|scope| scope.ends_with("OnlineMeetings.ReadWrite"))
    );
    assert!((3_600..=5_400).contains(&connected.expires_in_s));
    assert!(!connected.refresh_token.expose_secret().is_empty());
}

#[tokio::test]
async fn a_code_works_once() {
    let world = World::start().await;
    let code = world.state().keep_code(grant(&world));
    redeem_code(&world, &code).await.unwrap();
    let again = redeem_code(&world, &code).await.unwrap_err();
    assert_eq!(number(&again), Some(54005));
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_refused() {
    let world = World::start().await;
    let other = CodeGrant {
        challenge: Some(thumbprint(b"the verifier of somebody else's transaction")),
        ..grant(&world)
    };
    assert_eq!(
        number(&redeem(&world, other).await.unwrap_err()),
        Some(501_481)
    );
}

#[tokio::test]
async fn a_code_of_another_tenant_is_refused() {
    let world = World::start().await;
    world
        .state()
        .consent(fabrikam::TENANT, contoso::DATA_CLIENT_ID);
    let other = CodeGrant {
        tid: fabrikam::TENANT.to_owned(),
        oid: fabrikam::CONSULTANT.oid.to_owned(),
        ..grant(&world)
    };
    assert_eq!(
        number(&redeem(&world, other).await.unwrap_err()),
        Some(700_005)
    );
}

#[tokio::test]
async fn another_account_than_the_one_signed_in_is_refused() {
    let world = World::start().await;
    let other = CodeGrant {
        oid: contoso::CONSULTANT_2.oid.to_owned(),
        ..grant(&world)
    };
    let refused = redeem(&world, other).await.unwrap_err();
    assert_eq!(refused, ConnectError::OtherPerson);
}

#[tokio::test]
async fn the_nonce_is_compared_here_too() {
    let world = World::start().await;
    let other = CodeGrant {
        nonce: Some("nonce-of-another-sign-in".to_owned()),
        ..grant(&world)
    };
    let refused = redeem(&world, other).await.unwrap_err();
    assert_eq!(refused, ConnectError::IdToken(SigninError::NonceMismatch));
}

#[tokio::test]
async fn without_the_meeting_permission_nothing_is_connected() {
    let world = World::start().await;
    let other = CodeGrant {
        scopes: [
            "openid",
            "profile",
            "offline_access",
            "https://graph.microsoft.com/User.Read",
        ]
        .map(str::to_owned)
        .to_vec(),
        ..grant(&world)
    };
    let state = world.state();
    let data = contoso::DATA_CLIENT_ID;
    state.revoke_delegated(contoso::TENANT, data, None, &["OnlineMeetings.ReadWrite"]);
    state.grant_delegated(contoso::TENANT, data, None, &["User.Read"]);
    let refused = redeem(&world, other).await.unwrap_err();
    assert_eq!(refused, ConnectError::ScopeMissing);
}

#[tokio::test]
async fn without_a_refresh_token_nothing_is_connected() {
    let world = World::start().await;
    let other = CodeGrant {
        scopes: ["openid", "profile", SCOPES[3]].map(str::to_owned).to_vec(),
        ..grant(&world)
    };
    let refused = redeem(&world, other).await.unwrap_err();
    assert_eq!(refused, ConnectError::NoRefreshToken);
}

#[tokio::test]
async fn without_a_registration_there_is_nothing_to_connect() {
    let world = World::with(|settings, _| settings.data.default = None).await;
    let refused = redeem(&world, grant(&world)).await.unwrap_err();
    assert_eq!(refused, ConnectError::Token(TokenProblem::NoRegistration));
}

async fn refresh(
    world: &World,
    token: &SecretString,
) -> Result<microsoft::Refreshed, TokenProblem> {
    world
        .microsoft
        .consultant_token(tenant_id(contoso::TENANT), token, world.now())
        .await
}

#[tokio::test]
async fn each_refresh_brings_a_new_refresh_token() {
    let world = World::start().await;
    let connected = redeem(&world, grant(&world)).await.unwrap();
    let first = refresh(&world, &connected.refresh_token).await.unwrap();
    let second_token = first.refresh_token.unwrap();
    assert_ne!(
        second_token.expose_secret(),
        connected.refresh_token.expose_secret()
    );
    refresh(&world, &second_token).await.unwrap();
}

#[tokio::test]
async fn a_revoked_connection_is_broken() {
    let world = World::start().await;
    let connected = redeem(&world, grant(&world)).await.unwrap();
    world
        .state()
        .revoke_refresh_tokens(contoso::TENANT, contoso::CONSULTANT.oid);
    let problem = refresh(&world, &connected.refresh_token).await.unwrap_err();
    assert!(problem.ends_connection());
    assert_eq!(problem.key(), "connection_ended");
}

#[tokio::test]
async fn a_made_up_refresh_token_is_a_broken_connection() {
    let world = World::start().await;
    let problem = refresh(&world, &SecretString::from("made up".to_owned()))
        .await
        .unwrap_err();
    assert!(problem.ends_connection());
}

#[tokio::test]
async fn a_wrong_credential_of_ours_leaves_the_connection_alone() {
    let files = tempfile::tempdir().unwrap();
    let wrong = secret_file(&files, "not the secret");
    let world = World::with(move |settings, _| settings.credentials = vec![wrong]).await;
    let problem = refresh(&world, &SecretString::from("any".to_owned()))
        .await
        .unwrap_err();
    assert!(!problem.ends_connection());
    assert_eq!(problem.key(), "secret_refused");
}

#[tokio::test]
async fn silence_of_microsoft_leaves_the_connection_alone_and_is_tried_again() {
    let world = World::start().await;
    let connected = redeem(&world, grant(&world)).await.unwrap();
    let token_path = format!("/{}/oauth2", contoso::TENANT);
    world
        .state()
        .inject(Fault::times(2, &token_path, FaultKind::Drop));
    refresh(&world, &connected.refresh_token).await.unwrap();
    assert_eq!(world.pauses().len(), 2);
    world
        .state()
        .inject(Fault::times(3, &token_path, FaultKind::Drop));
    let problem = refresh(&world, &connected.refresh_token).await.unwrap_err();
    assert_eq!(problem, TokenProblem::Unreachable);
    assert!(!problem.ends_connection());
}

#[tokio::test]
async fn a_long_throttle_is_handed_on_without_waiting() {
    let world = World::start().await;
    let connected = redeem(&world, grant(&world)).await.unwrap();
    let slow_down = FaultKind::Throttle {
        retry_after_s: Some(120),
    };
    world.state().inject(Fault::times(
        1,
        &format!("/{}/oauth2", contoso::TENANT),
        slow_down,
    ));
    let problem = refresh(&world, &connected.refresh_token).await.unwrap_err();
    assert_eq!(
        problem,
        TokenProblem::Throttled {
            retry_after_s: Some(120)
        }
    );
    assert!(world.pauses().is_empty());
}
