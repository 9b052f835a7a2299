//! Verification of id_tokens: microsoft.md 1.5, steps 3 to 11, in that order.
//!
//! Ours to the last rule. The signature is checked with ring; no library is asked about issuers, because the multi-tenant
//! metadata holds a template where libraries expect a URL, and each key carries an issuer that they ignore.

mod claims;
mod compact;

use model::{Guid, TenantId, Timestamp};

use crate::address::{Addresses, Authority, CONSUMER_TENANT};
use crate::client::Microsoft;
use crate::identity::Identity;
use crate::keys::{NoKey, SigningKey};
use crate::secret::same;
use crate::signin::SigninError;

use claims::Claims;
use compact::Compact;

/// How far Entra's clock and ours may differ, seconds.
const SKEW_S: i64 = 120;
/// How far before the beginning of the sign-in a token may be dated, seconds. Entra dates back by about 300.
const DATED_BACK_S: i64 = 600;

/// What the token has to say.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) audience: Guid,
    pub(crate) authority: Authority,
    pub(crate) nonce: &'a str,
    pub(crate) started: Timestamp,
}

impl Microsoft {
    pub(crate) async fn verify_id_token(
        &self,
        token: &str,
        rules: &Rules<'_>,
        now: Timestamp,
    ) -> Result<Identity, SigninError> {
        let inner = &self.0;
        let compact = Compact::parse(token)?;
        let key = inner
            .keys
            .key(&inner.http, &inner.addresses, &compact.kid, now)
            .await
            .map_err(|reason| match reason {
                NoKey::Unknown => SigninError::UnknownKey,
                NoKey::Unavailable => SigninError::KeysUnavailable,
                NoKey::Foreign => SigninError::MetadataForeign,
            })?;
        if !key.verifies(compact.signed, &compact.signature) {
            return Err(SigninError::BadSignature);
        }
        let claims = Claims::parse(&compact.claims)?;
        let tenant = issuer_and_tenant(&inner.addresses, &key, &claims, rules.authority)?;
        audience_and_version(&claims, rules.audience)?;
        let expires = times(&claims, rules.started, now)?;
        match &claims.nonce {
            None => return Err(SigninError::NonceMissing),
            Some(nonce) if !same(rules.nonce, nonce) => return Err(SigninError::NonceMismatch),
            Some(_) => {}
        }
        claims.identity(tenant, expires)
    }
}

/// Steps 6 and 7: key, issuer and tenant belong together.
fn issuer_and_tenant(
    addresses: &Addresses,
    key: &SigningKey,
    claims: &Claims,
    authority: Authority,
) -> Result<TenantId, SigninError> {
    let key_issuer = key.issuer.as_deref().ok_or(SigninError::KeyWithoutIssuer)?;
    let tid = claims.tid.as_deref().ok_or(SigninError::TenantMissing)?;
    let iss = claims.iss.as_deref().ok_or(SigninError::IssuerMissing)?;
    if key_issuer.replace("{tenantid}", tid) != iss {
        return Err(SigninError::KeyOfOtherIssuer);
    }
    let tenant: TenantId = tid.parse().map_err(|_| SigninError::TenantMalformed)?;
    if tenant == CONSUMER_TENANT {
        return Err(SigninError::ConsumerTenant);
    }
    if addresses.issuer(tenant) != iss {
        return Err(SigninError::IssuerOfOtherTenant);
    }
    match authority {
        Authority::Tenant(addressed) if addressed != tenant => Err(SigninError::OtherTenant),
        Authority::Tenant(_) | Authority::Organizations => Ok(tenant),
    }
}

/// Step 8.
fn audience_and_version(claims: &Claims, audience: Guid) -> Result<(), SigninError> {
    let aud = claims.aud.as_ref().ok_or(SigninError::AudienceMissing)?;
    let aud = aud.as_str().ok_or(SigninError::AudienceNotPlain)?;
    if aud.parse() != Ok(audience) {
        return Err(SigninError::AudienceMismatch);
    }
    if claims.ver.as_deref() != Some("2.0") {
        return Err(SigninError::VersionRefused);
    }
    Ok(())
}

/// Step 9; returns when the token expires.
fn times(claims: &Claims, started: Timestamp, now: Timestamp) -> Result<Timestamp, SigninError> {
    let (Some(exp), Some(nbf), Some(iat)) = (claims.exp, claims.nbf, claims.iat) else {
        return Err(SigninError::TimeMissing);
    };
    let at = |seconds: i64| Timestamp(seconds.saturating_mul(1_000));
    if at(exp) <= now.plus_seconds(-SKEW_S) {
        return Err(SigninError::Expired);
    }
    if at(nbf) > now.plus_seconds(SKEW_S) {
        return Err(SigninError::NotYetValid);
    }
    if at(iat) > now.plus_seconds(SKEW_S) {
        return Err(SigninError::IssuedInFuture);
    }
    if at(iat) < started.plus_seconds(-DATED_BACK_S) {
        return Err(SigninError::IssuedTooEarly);
    }
    Ok(at(exp))
}
