//! Who calls: secret, certificate or federated assertion.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};

use super::super::{Authority, header};
use super::jws::Jws;
use super::{TokenRequest, field};
use crate::entra::errors::EntraError;
use crate::operator;
use crate::state::{Assumption, FederatedCredential, State};

const BEARER_ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Client id and secret as sent: in the form, or by HTTP basic (both parts percent-encoded).
pub(super) fn presented(
    headers: &HeaderMap,
    form: &[(String, String)],
) -> Result<(String, Option<String>), EntraError> {
    let basic = header(headers, "authorization")
        .strip_prefix("Basic ")
        .and_then(|text| STANDARD.decode(text).ok());
    if let Some((id, secret)) = basic
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .as_deref()
        .and_then(|pair| pair.split_once(':'))
    {
        return Ok((percent_decoded(id), Some(percent_decoded(secret))));
    }
    let client_id = field(form, "client_id").ok_or_else(|| EntraError::missing("client_id"))?;
    Ok((
        client_id.to_owned(),
        field(form, "client_secret").map(str::to_owned),
    ))
}

fn percent_decoded(text: &str) -> String {
    let encoded = format!("v={text}");
    url::form_urlencoded::parse(encoded.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// Proves the client, or says which number of section 5.1 it is.
pub(super) fn check(
    state: &State,
    request: &TokenRequest,
    secret: Option<&str>,
) -> Result<(), EntraError> {
    if let Some(assertion) = request.field("client_assertion") {
        if request.field("client_assertion_type") != Some(BEARER_ASSERTION) {
            return Err(EntraError::missing("client_assertion_type"));
        }
        return assertion_fits(state, request, assertion);
    }
    let Some(secret) = secret else {
        let text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
        return Err(EntraError::new(7_000_218, "invalid_client", text));
    };
    let fitting = request
        .client
        .secrets
        .iter()
        .find(|(known, _)| same(known.as_bytes(), secret.as_bytes()));
    match fitting {
        Some((_, expires_ms)) if *expires_ms <= state.now_ms() => Err(EntraError::new(
            7_000_222,
            "invalid_client",
            "The provided client secret keys are expired.",
        )),
        Some(_) => Ok(()),
        None => {
            let text = "Invalid client secret provided. Ensure the secret being sent is the client secret value, not the client secret ID.";
            Err(EntraError::new(7_000_215, "invalid_client", text))
        }
    }
}

/// Compares without telling by time where the difference is.
fn same(left: &[u8], right: &[u8]) -> bool {
    let (left, right) = (digest(&SHA256, left), digest(&SHA256, right));
    left.as_ref()
        .iter()
        .zip(right.as_ref())
        .fold(0, |sum, (a, b)| sum | (a ^ b))
        == 0
}

/// An assertion whose issuer is the client itself is signed with a certificate; any other is somebody else's token.
fn assertion_fits(
    state: &State,
    request: &TokenRequest,
    assertion: &str,
) -> Result<(), EntraError> {
    let jws = Jws::parse(assertion)?;
    if jws
        .claim("iss")
        .eq_ignore_ascii_case(&request.client.client_id)
    {
        certificate_fits(state, request, &jws)
    } else {
        federation_fits(state, request, &jws)
    }
}

fn certificate_fits(
    state: &State,
    request: &TokenRequest,
    jws: &Jws<'_>,
) -> Result<(), EntraError> {
    let refused = |text: &str| {
        EntraError::new(
            700_027,
            "invalid_client",
            format!("Client assertion failed signature validation. {text}"),
        )
    };
    let old_form = jws.head("alg") == "RS256" && state.assumes(Assumption::Rs256Assertion);
    let (algorithm, thumbprint): (&'static Algorithm, &str) = match jws.head("alg") {
        "PS256" => (&SHA256, jws.head("x5t#S256")),
        "RS256" if old_form => (&SHA1_FOR_LEGACY_USE_ONLY, jws.head("x5t")),
        _ => {
            return Err(refused(
                "The algorithm is not accepted: use PS256 with x5t#S256.",
            ));
        }
    };
    let fits = |der: &&Vec<u8>| URL_SAFE_NO_PAD.encode(digest(algorithm, der)) == thumbprint;
    let Some(certificate) = request.client.certificates.iter().find(fits) else {
        return Err(refused(
            "The key was not found: the thumbprint matches no certificate of the application.",
        ));
    };
    let Ok((_, parsed)) = x509_parser::parse_x509_certificate(certificate) else {
        return Err(refused("The certificate cannot be read."));
    };
    let now = state.now_ms() / 1_000;
    if parsed.validity().not_after.timestamp() <= now
        || parsed.validity().not_before.timestamp() > now
    {
        return Err(refused("The certificate is expired or not yet valid."));
    }
    if !jws.signed_by(&parsed.public_key().subject_public_key.data) {
        return Err(refused("The signature does not fit the key."));
    }
    if !jws
        .claim("sub")
        .eq_ignore_ascii_case(&request.client.client_id)
    {
        let text = "Client assertion subject does not match the client id.";
        return Err(EntraError::new(700_030, "invalid_client", text));
    }
    if !audiences(state, request)
        .iter()
        .any(|audience| audience == jws.claim("aud"))
    {
        let text =
            "Client assertion audience claim does not match the token endpoint of this tenant.";
        return Err(EntraError::new(700_023, "invalid_client", text));
    }
    jws.check_times(state)?;
    let jti = jws.claim("jti");
    if jti.is_empty() {
        return Err(EntraError::new(
            50027,
            "invalid_client",
            "JWT token is invalid or malformed: 'jti' is missing.",
        ));
    }
    if !state.first_use_of(jti) && state.assumes(Assumption::JtiOnce) {
        return Err(refused("The assertion was used before."));
    }
    Ok(())
}

/// The token URL of this tenant, as written in the path and by id.
fn audiences(state: &State, request: &TokenRequest) -> Vec<String> {
    let url = |segment: &str| format!("{}/{segment}/oauth2/v2.0/token", state.base_url());
    let mut audiences = vec![url(&request.segment)];
    if let Authority::Tenant(id) = &request.authority {
        audiences.push(url(id));
    }
    audiences
}

fn federation_fits(state: &State, request: &TokenRequest, jws: &Jws<'_>) -> Result<(), EntraError> {
    let (issuer, subject) = (jws.claim("iss"), jws.claim("sub"));
    let error = |code: u32, text: String| EntraError::new(code, "invalid_client", text);
    let of_issuer: Vec<&FederatedCredential> = request
        .client
        .federated
        .iter()
        .filter(|known| known.issuer == issuer)
        .collect();
    if of_issuer.is_empty() {
        let text = format!(
            "No matching federated identity record found for presented assertion issuer '{issuer}'."
        );
        return Err(error(700_211, text));
    }
    if issuer.starts_with(state.base_url()) && jws.claims["scp"].is_string() {
        return Err(error(
            700_229,
            "Only app-only tokens of managed identities are accepted from this issuer.".to_owned(),
        ));
    }
    let Some(credential) = of_issuer.iter().find(|known| known.subject == subject) else {
        if of_issuer
            .iter()
            .any(|known| known.subject.eq_ignore_ascii_case(subject))
        {
            let text = format!(
                "The subject '{subject}' matches a federated identity record only when letter case is ignored."
            );
            return Err(error(7_002_138, text));
        }
        let text = format!(
            "No matching federated identity record found for presented assertion subject '{subject}'."
        );
        return Err(error(700_213, text));
    };
    let audience = jws.claim("aud");
    let unusual = credential.audience != operator::EXCHANGE_AUDIENCE
        && !state.assumes(Assumption::FederatedOtherAudience);
    if credential.audience != audience || unusual {
        let text = format!(
            "No matching federated identity record found for presented assertion audience '{audience}'."
        );
        return Err(error(700_212, text));
    }
    propagated(state, request, credential)?;
    if jws.head("alg") != "RS256"
        || !issuer_keys(state, issuer)
            .iter()
            .any(|key| jws.signed_by(key))
    {
        let text = "Client assertion failed signature validation. The signature does not fit a key of the issuer.";
        return Err(error(700_027, text.to_owned()));
    }
    jws.check_times(state)
}

/// While a new credential propagates (and, played that way, in foreign tenants) nothing matches.
fn propagated(
    state: &State,
    request: &TokenRequest,
    credential: &FederatedCredential,
) -> Result<(), EntraError> {
    let text = format!(
        "No matching federated identity record found for presented assertion issuer '{}'.",
        credential.issuer
    );
    let abroad = request.authority != Authority::Tenant(operator::TENANT.to_owned());
    if abroad && !state.assumes(Assumption::FederatedElsewhere) {
        return Err(EntraError::new(700_211, "invalid_client", text));
    }
    let late = state.with_registration(&request.client.client_id, |registration| {
        let found = registration
            .federated
            .iter_mut()
            .find(|known| *known == credential && known.failures_left > 0);
        found.map(|known| known.failures_left -= 1).is_some()
    });
    if late == Some(true) {
        Err(EntraError::new(700_211, "invalid_client", text))
    } else {
        Ok(())
    }
}

/// Public keys (PKCS#1) of an issuer whose keys this world knows.
fn issuer_keys(state: &State, issuer: &str) -> Vec<Vec<u8>> {
    if issuer == format!("{}/{}/v2.0", state.base_url(), operator::TENANT) {
        return state.with_keys(|keys| {
            keys.published()
                .iter()
                .map(|key| key.public_der().to_vec())
                .collect()
        });
    }
    state.issuer_keys(issuer)
}
