//! The client assertion we sign ourselves: `PS256` with `x5t#S256` (microsoft.md 4.2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{Guid, Timestamp};
use ring::rand::SystemRandom;
use ring::signature::RSA_PSS_SHA256;
use serde::Serialize;

use super::CredentialProblem;
use super::certificate::Certificate;

/// How long an assertion is valid, in seconds: the upper end of Microsoft's 5 to 10 minutes.
const LIFETIME_S: i64 = 600;

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'static str,
    #[serde(rename = "x5t#S256")]
    thumbprint: &'a str,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: Guid,
    sub: Guid,
    jti: String,
    nbf: i64,
    iat: i64,
    exp: i64,
}

/// A new assertion for one token request.
pub(super) fn sign(
    certificate: &Certificate,
    client_id: Guid,
    token_url: &str,
    now: Timestamp,
) -> Result<String, CredentialProblem> {
    if now < certificate.begins || now >= certificate.expires {
        return Err(CredentialProblem::CertificateDate);
    }
    let seconds = now.0.div_euclid(1_000);
    let header = Header { alg: "PS256", typ: "JWT", thumbprint: &certificate.thumbprint };
    let claims = Claims {
        aud: token_url,
        iss: client_id,
        sub: client_id,
        jti: uuid::Uuid::new_v4().to_string(),
        nbf: seconds,
        iat: seconds,
        exp: seconds + LIFETIME_S,
    };
    let input = format!("{}.{}", part(&header)?, part(&claims)?);
    let mut signature = vec![0; certificate.key.public().modulus_len()];
    certificate
        .key
        .sign(&RSA_PSS_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature)
        .map_err(|_| CredentialProblem::Signing)?;
    Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn part<T: Serialize>(value: &T) -> Result<String, CredentialProblem> {
    let json = serde_json::to_vec(value).map_err(|_| CredentialProblem::Signing)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}
