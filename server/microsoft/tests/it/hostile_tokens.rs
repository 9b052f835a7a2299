//! Hostile id_tokens, each refused by its own rule.

use microsoft::{Authority, Expected, SigninAnswer, SigninError};
use microsoft365::state::{CONSUMER_TENANT, MintKey, MintOptions};
use microsoft365::{contoso, fabrikam};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::support::{World, expected, good, tenant_id};

/// Mints a spoilt token and expects exactly this refusal.
macro_rules! refused {
    ($($name:ident: $spoil:expr => $error:ident;)+) => {$(
        #[tokio::test]
        async fn $name() {
            let world = World::start().await;
            let spoil: fn(&World, MintOptions) -> MintOptions = $spoil;
            let token = world.mint(&spoil(&world, good()));
            assert_eq!(world.verify(&token).await, Err(SigninError::$error));
        }
    )+};
}

fn issuer(world: &World, tenant: &str) -> Value {
    json!(format!("{}/{tenant}/v2.0", world.tenant.authority()))
}

fn seconds(world: &World, offset: i64) -> Value {
    json!(world.now().0 / 1_000 + offset)
}

refused! {
    audience_of_another_client: |_, token| token.claim("aud", json!(contoso::DATA_CLIENT_ID)) => AudienceMismatch;
    audience_of_no_client: |_, token| token.claim("aud", json!("api://anteroom")) => AudienceMismatch;
    audience_in_a_list: |_, token| token.claim("aud", json!([contoso::SIGNIN_CLIENT_ID])) => AudienceNotPlain;
    audience_missing: |_, token| token.claim("aud", Value::Null) => AudienceMissing;

    nonce_of_another_sign_in: |_, token| token.nonce("nonce-of-another-sign-in") => NonceMismatch;
    nonce_empty: |_, token| token.nonce("") => NonceMismatch;
    nonce_missing: |_, token| token.claim("nonce", Value::Null) => NonceMissing;

    issuer_of_another_tenant: |world, token| token.claim("iss", issuer(world, fabrikam::TENANT)) => KeyOfOtherIssuer;
    tenant_of_another_issuer: |_, token| token.claim("tid", json!(fabrikam::TENANT)) => KeyOfOtherIssuer;
    issuer_missing: |_, token| token.claim("iss", Value::Null) => IssuerMissing;
    issuer_of_another_authority: |_, token| token.claim("iss", json!(format!("https://sts.example/{}/v2.0", contoso::TENANT))) => KeyOfOtherIssuer;
    issuer_with_a_slash: |world, token| token.claim("iss", json!(format!("{}/{}/v2.0/", world.tenant.authority(), contoso::TENANT))) => KeyOfOtherIssuer;
    issuer_of_version_one: |_, token| token.claim("iss", json!(format!("https://sts.windows.net/{}/", contoso::TENANT))) => KeyOfOtherIssuer;
    issuer_as_the_template: |world, token| token.claim("iss", issuer(world, "{tenantid}")) => KeyOfOtherIssuer;
    tenant_missing: |_, token| token.claim("tid", Value::Null) => TenantMissing;
    tenant_by_domain: |world, token| token.claim("tid", json!("contoso.example")).claim("iss", issuer(world, "contoso.example")) => TenantMalformed;
    tenant_as_a_path: |world, token| {
        let path = format!("{}/../{}", fabrikam::TENANT, contoso::TENANT);
        token.claim("iss", issuer(world, &path)).claim("tid", json!(path))
    } => TenantMalformed;
    tenant_in_capitals: |world, token| {
        let tenant = contoso::TENANT.to_uppercase();
        token.claim("iss", issuer(world, &tenant)).claim("tid", json!(tenant))
    } => IssuerOfOtherTenant;

    consumer_account_with_its_own_key: |world, token| {
        token.key(MintKey::Consumer).claim("tid", json!(CONSUMER_TENANT)).claim("iss", issuer(world, CONSUMER_TENANT))
    } => ConsumerTenant;
    consumer_account_with_a_tenant_key: |world, token| {
        token.claim("tid", json!(CONSUMER_TENANT)).claim("iss", issuer(world, CONSUMER_TENANT))
    } => ConsumerTenant;
    consumer_key_for_a_tenant: |_, token| token.key(MintKey::Consumer) => KeyOfOtherIssuer;
    consumer_key_and_issuer_with_a_tenant: |world, token| {
        token.key(MintKey::Consumer).claim("iss", issuer(world, CONSUMER_TENANT))
    } => IssuerOfOtherTenant;
    key_of_another_tenant: |_, token| token.key(MintKey::OfTenant(fabrikam::TENANT.to_owned())) => KeyOfOtherIssuer;
    key_and_issuer_of_another_tenant: |world, token| {
        token.key(MintKey::OfTenant(fabrikam::TENANT.to_owned())).claim("iss", issuer(world, fabrikam::TENANT))
    } => IssuerOfOtherTenant;
    key_without_issuer: |_, token| token.key(MintKey::WithoutIssuer) => KeyWithoutIssuer;

    algorithm_none: |_, token| token.key(MintKey::None) => AlgorithmRefused;
    algorithm_none_in_capitals: |_, token| token.key(MintKey::None).header("alg", json!("NONE")) => AlgorithmRefused;
    algorithm_hs256_with_the_public_key: |_, token| token.key(MintKey::HmacWithPublicKey) => AlgorithmRefused;
    algorithm_hs256_called_rs256: |_, token| token.key(MintKey::HmacWithPublicKey).header("alg", json!("RS256")) => BadSignature;
    algorithm_of_another_family: |_, token| token.header("alg", json!("PS256")) => AlgorithmRefused;
    algorithm_in_small_letters: |_, token| token.header("alg", json!("rs256")) => AlgorithmRefused;
    algorithm_in_a_list: |_, token| token.header("alg", json!(["RS256"])) => AlgorithmRefused;
    algorithm_missing: |_, token| token.header("alg", Value::Null) => AlgorithmRefused;

    wrong_key_under_a_known_id: |_, token| token.key(MintKey::Forged) => BadSignature;
    unpublished_key: |_, token| token.key(MintKey::Unpublished) => UnknownKey;
    key_id_missing: |_, token| token.header("kid", Value::Null) => KeyIdMissing;
    key_id_empty: |_, token| token.header("kid", json!("")) => KeyIdMissing;
    key_id_as_a_number: |_, token| token.header("kid", json!(7)) => KeyIdMissing;
    key_inside_the_header: |_, token| {
        token.key(MintKey::Unpublished).header("jwk", json!({ "kty": "RSA", "kid": "mine", "n": "AQAB", "e": "AQAB" }))
    } => UnknownKey;
    keys_at_an_address_in_the_header: |_, token| {
        token.key(MintKey::Forged).header("jku", json!("https://evil.example/keys")).header("x5u", json!("https://evil.example"))
    } => BadSignature;
    access_token_by_type: |_, token| token.header("typ", json!("at+jwt")) => TypeRefused;
    critical_extension: |_, token| token.header("crit", json!(["exp"])) => CriticalExtension;

    expired: |world, token| token.claim("exp", seconds(world, -121)) => Expired;
    expiry_missing: |_, token| token.claim("exp", Value::Null) => TimeMissing;
    expiry_as_text: |_, token| token.claim("exp", json!("9999999999")) => ClaimsMalformed;
    expiry_before_all_time: |_, token| token.claim("exp", json!(i64::MIN)) => Expired;
    not_valid_yet: |world, token| token.claim("nbf", seconds(world, 180)) => NotYetValid;
    start_of_validity_missing: |_, token| token.claim("nbf", Value::Null) => TimeMissing;
    issued_in_the_future: |world, token| token.claim("iat", seconds(world, 180)) => IssuedInFuture;
    issued_before_the_sign_in_began: |world, token| token.claim("iat", seconds(world, -700)) => IssuedTooEarly;
    issue_time_missing: |_, token| token.claim("iat", Value::Null) => TimeMissing;

    version_one: |_, token| token.claim("ver", json!("1.0")) => VersionRefused;
    version_as_a_number: |_, token| token.claim("ver", json!(2.0)) => ClaimsMalformed;
    version_missing: |_, token| token.claim("ver", Value::Null) => VersionRefused;

    object_id_missing: |_, token| token.claim("oid", Value::Null) => ObjectIdMissing;
    object_id_as_a_name: |_, token| token.claim("oid", json!(contoso::CONSULTANT.upn)) => ObjectIdMalformed;
    roles_as_text: |_, token| token.claim("roles", json!("Administrator")) => ClaimsMalformed;
}

#[tokio::test]
async fn a_tenant_that_was_not_addressed_is_refused() {
    let world = World::start().await;
    let answer = SigninAnswer::IdToken(SecretString::from(world.mint(&good())));
    let addressed = Expected {
        authority: Authority::Tenant(tenant_id(fabrikam::TENANT)),
        ..expected(world.now())
    };
    let refused = world
        .microsoft
        .verify_signin(&answer, &addressed, world.now())
        .await;
    assert_eq!(refused, Err(SigninError::OtherTenant));
}
