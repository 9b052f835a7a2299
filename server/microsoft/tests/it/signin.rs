//! Sign-ins that succeed, by token and by code.

use microsoft::{Authority, Expected, Identity, SigninAnswer, SigninError, SigninFlow};
use microsoft365::state::tokens::CodeGrant;
use microsoft365::state::{Assumption, MintOptions, thumbprint};
use microsoft365::{contoso, fabrikam};
use model::Role;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::support::{
    CALLBACK, NONCE, VERIFIER, World, expected, good, guid, object_id, tenant_id,
};

#[tokio::test]
async fn a_consultant_signs_in_with_a_token_dated_back_by_five_minutes() {
    let world = World::start().await;
    let identity = world.verify(&world.mint(&good())).await.unwrap();
    assert_eq!(identity.tenant, tenant_id(contoso::TENANT));
    assert_eq!(identity.oid, object_id(contoso::CONSULTANT.oid));
    assert_eq!(identity.name, contoso::CONSULTANT.name);
    assert_eq!(identity.roles, [Role::Consultant]);
    assert_eq!(identity.groups, [object_id(contoso::CLINIC_STAFF)]);
    assert!(!identity.guest && !identity.groups_overflow);
    assert!(identity.uti.is_some() && identity.sid.is_some() && identity.login_hint.is_some());
    let lifetime_ms = identity.expires.ms_since(world.now());
    assert!(
        (3_590_000..=3_610_000).contains(&lifetime_ms),
        "{lifetime_ms}"
    );
}

#[tokio::test]
async fn a_token_that_is_not_dated_back_is_as_good() {
    let world = World::start().await;
    world.state().assume(Assumption::IssuedBackdated, false);
    world.verify(&world.mint(&good())).await.unwrap();
}

#[tokio::test]
async fn clocks_may_differ_by_two_minutes() {
    let world = World::start().await;
    world.state().assume(Assumption::IssuedBackdated, false);
    let now = world.now();
    world
        .verify_at(&world.mint(&good()), now.plus_seconds(-119))
        .await
        .unwrap();
    let late = good().claim("exp", json!(now.0 / 1_000));
    world
        .verify_at(&world.mint(&late), now.plus_seconds(118))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_token_without_roles_is_a_person_without_roles() {
    let world = World::start().await;
    let employee = MintOptions {
        oid: contoso::EMPLOYEE.oid.to_owned(),
        ..good()
    };
    let identity = world.verify(&world.mint(&employee)).await.unwrap();
    assert_eq!(identity.roles, []);
    assert!(!identity.is_directory_administrator());
}

#[tokio::test]
async fn unknown_roles_are_dropped_and_repeated_ones_count_once() {
    let world = World::start().await;
    let roles = json!(["Leader", "Owner", "administrator", "Leader", "Reviewer"]);
    let identity = world
        .verify(&world.mint(&good().claim("roles", roles)))
        .await
        .unwrap();
    assert_eq!(identity.roles, [Role::Leader, Role::Reviewer]);
}

#[tokio::test]
async fn an_administrator_is_known_by_directory_role() {
    let world = World::start().await;
    let admin = MintOptions {
        oid: contoso::ADMIN.oid.to_owned(),
        ..good()
    };
    let identity = world.verify(&world.mint(&admin)).await.unwrap();
    assert!(identity.is_directory_administrator());
    let teams = json!(["69091246-20e8-4a56-aa4d-066075b2a7a8", "not-a-guid"]);
    let identity = world
        .verify(&world.mint(&good().claim("wids", teams)))
        .await
        .unwrap();
    assert_eq!(identity.wids.len(), 1);
    assert!(!identity.is_directory_administrator());
}

#[tokio::test]
async fn a_guest_is_told_apart() {
    let world = World::start().await;
    let guest = MintOptions {
        oid: contoso::GUEST.oid.to_owned(),
        ..good()
    };
    assert!(world.verify(&world.mint(&guest)).await.unwrap().guest);
    let as_text = good().claim("acct", json!("1"));
    assert!(world.verify(&world.mint(&as_text)).await.unwrap().guest);
}

#[tokio::test]
async fn too_many_groups_are_told_apart_from_none() {
    let world = World::start().await;
    let overflows = |claims: MintOptions| async {
        let token = world.mint(&claims.claim("groups", Value::Null));
        world.verify(&token).await.unwrap().groups_overflow
    };
    assert!(!overflows(good()).await);
    assert!(overflows(good().claim("hasgroups", json!(true))).await);
    assert!(overflows(good().claim("_claim_names", json!({ "groups": "src1" }))).await);
    assert!(!overflows(good().claim("_claim_names", json!({ "other": "src1" }))).await);
}

#[tokio::test]
async fn a_token_needs_neither_code_hash_nor_optional_claims() {
    let world = World::start().await;
    let mut bare = good();
    for claim in [
        "uti",
        "sid",
        "login_hint",
        "acct",
        "groups",
        "wids",
        "roles",
        "name",
        "rh",
        "aio",
    ] {
        bare = bare.claim(claim, Value::Null);
    }
    let identity = world.verify(&world.mint(&bare)).await.unwrap();
    assert_eq!(identity.name, contoso::CONSULTANT.upn);
    assert_eq!(
        (identity.uti, identity.sid, identity.login_hint),
        (None, None, None)
    );
}

#[tokio::test]
async fn the_addressed_tenant_and_another_organisation_are_let_in() {
    let world = World::start().await;
    let now = world.now();
    let addressed = Expected {
        authority: Authority::Tenant(tenant_id(contoso::TENANT)),
        ..expected(now)
    };
    let answer = SigninAnswer::IdToken(SecretString::from(world.mint(&good())));
    world
        .microsoft
        .verify_signin(&answer, &addressed, now)
        .await
        .unwrap();
    let other = MintOptions {
        tid: fabrikam::TENANT.to_owned(),
        oid: fabrikam::CONSULTANT.oid.to_owned(),
        ..good()
    };
    let identity = world.verify(&world.mint(&other)).await.unwrap();
    assert_eq!(identity.tenant, tenant_id(fabrikam::TENANT));
}

fn code(world: &World, challenge: &str) -> SecretString {
    let grant = CodeGrant {
        client_id: contoso::SIGNIN_CLIENT_ID.to_owned(),
        tid: contoso::TENANT.to_owned(),
        oid: contoso::CONSULTANT.oid.to_owned(),
        sid: "session".to_owned(),
        redirect_uri: CALLBACK.to_owned(),
        scopes: vec!["openid".to_owned(), "profile".to_owned()],
        nonce: Some(NONCE.to_owned()),
        challenge: Some(challenge.to_owned()),
        created_ms: world.now().0,
        used: false,
    };
    SecretString::from(world.state().keep_code(grant))
}

async fn by_code(world: &World, code: SecretString) -> Result<Identity, SigninError> {
    let now = world.now();
    world
        .microsoft
        .verify_signin(&SigninAnswer::Code(code), &expected(now), now)
        .await
}

#[tokio::test]
async fn a_code_with_its_verifier_signs_in_once() {
    let world = World::with(|settings, _| settings.signin_flow = SigninFlow::Code).await;
    let code = code(&world, &thumbprint(VERIFIER.as_bytes()));
    let identity = by_code(&world, code.clone()).await.unwrap();
    assert_eq!(identity.oid, object_id(contoso::CONSULTANT.oid));
    assert_eq!(identity.roles, [Role::Consultant]);
    let again = by_code(&world, code).await.unwrap_err();
    assert_eq!(
        (again.help().code, again.help().number),
        ("code_used", Some(54005))
    );
}

#[tokio::test]
async fn a_code_without_its_verifier_signs_nobody_in() {
    let world = World::with(|settings, _| settings.signin_flow = SigninFlow::Code).await;
    let stolen = code(
        &world,
        &thumbprint(b"the verifier of somebody else, who began this sign-in"),
    );
    let refused = by_code(&world, stolen).await.unwrap_err();
    assert_eq!(refused.help().number, Some(501_481));
}

#[tokio::test]
async fn a_code_is_never_sent_twice() {
    use microsoft365::state::{Fault, FaultKind};
    let world = World::with(|settings, _| settings.signin_flow = SigninFlow::Code).await;
    world
        .state()
        .inject(Fault::times(1, "/organizations/oauth2", FaultKind::Drop));
    let code = code(&world, &thumbprint(VERIFIER.as_bytes()));
    by_code(&world, code).await.unwrap_err();
    assert_eq!(world.token_requests("organizations"), 1);
    assert!(world.pauses().is_empty());
}

#[test]
fn sign_in_by_code_needs_a_credential() {
    let mut settings = microsoft::Settings::new(
        "https://login.microsoftonline.com",
        "https://graph.microsoft.com",
        guid(contoso::SIGNIN_CLIENT_ID),
    );
    settings.signin_flow = SigninFlow::Code;
    let refused = microsoft::Microsoft::new(settings).unwrap_err();
    assert_eq!(refused, microsoft::SettingsError::CodeWithoutCredential);
}

#[tokio::test]
async fn a_certificate_authority_is_trusted_when_it_is_configured_and_not_before() {
    let https = || microsoft365::Options {
        https: true,
        ..microsoft365::Options::default()
    };
    let world = World::of(https(), |settings, tenant| {
        settings.extra_root_pem = tenant.certificate_pem();
    })
    .await;
    world.verify(&world.mint(&good())).await.unwrap();
    let world = World::of(https(), |_, _| {}).await;
    let refused = world.verify(&world.mint(&good())).await;
    assert_eq!(refused, Err(SigninError::KeysUnavailable));
}

#[test]
fn root_certificates_have_to_be_certificates() {
    let mut settings = microsoft::Settings::new(
        "https://login.microsoftonline.com",
        "https://graph.microsoft.com",
        guid(contoso::SIGNIN_CLIENT_ID),
    );
    settings.extra_root_pem = Some("no certificate".to_owned());
    let refused = microsoft::Microsoft::new(settings).unwrap_err();
    assert_eq!(refused, microsoft::SettingsError::RootCertificate);
}
