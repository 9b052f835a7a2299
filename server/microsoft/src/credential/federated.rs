//! Assertions made by somebody else: fetching them, and saying precisely what is wrong before Entra does.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{CredentialProblem, Material};
use crate::http::{Http, pause_before};

/// Longest answer of a source, in bytes.
const ANSWER_LIMIT: usize = 64 * 1024;
/// How often a source that is busy is asked.
const ATTEMPTS: u32 = 3;
/// An assertion may lie this far ahead of our clock, seconds; Entra allows as much.
const SKEW_S: i64 = 300;

/// An HTTP address that issues assertions: a cloud's metadata service, an identity broker.
#[derive(Clone, Debug)]
pub struct FederatedUrl {
    /// Address; asked by GET, or by POST when there is a form.
    pub url: String,
    /// Headers to send; values may be secret.
    pub headers: Vec<(String, SecretString)>,
    /// Form fields to post; values may be secret.
    pub form: Vec<(String, SecretString)>,
    /// JSON pointer to the assertion in the answer (`/id_token`); none: the answer is the assertion.
    pub pointer: Option<String>,
}

impl FederatedUrl {
    pub(super) async fn fetch(&self, http: &Http) -> Result<String, CredentialProblem> {
        let fields: Vec<_> = self
            .form
            .iter()
            .map(|(name, value)| (name, value.expose_secret()))
            .collect();
        let make = || {
            let mut request = if fields.is_empty() {
                http.local.get(&self.url)
            } else {
                http.local.post(&self.url).form(&fields)
            };
            for (name, value) in &self.headers {
                request = request.header(name, value.expose_secret());
            }
            request
        };
        let body = answered(http, make).await?;
        match &self.pointer {
            None => String::from_utf8(body)
                .map(|text| text.trim().to_owned())
                .map_err(|_| CredentialProblem::NotAnAssertion),
            Some(pointer) => at(&body, pointer),
        }
    }
}

/// The answer of a source; one that is busy or has a fault is asked again, one that is silent is not: a next credential
/// may be waiting.
pub(super) async fn answered(
    http: &Http,
    make: impl Fn() -> reqwest::RequestBuilder,
) -> Result<Vec<u8>, CredentialProblem> {
    let mut attempt = 1;
    loop {
        let answer = http
            .send(make(), ANSWER_LIMIT)
            .await
            .map_err(|_| CredentialProblem::SourceSilent)?;
        match answer.status {
            200 => return Ok(answer.body),
            // 410: the metadata service is being updated.
            status if attempt < ATTEMPTS && (answer.is_transient() || status == 410) => {
                http.pause.wait(pause_before(attempt, None)).await;
                attempt += 1;
            }
            status => return Err(CredentialProblem::SourceRefused { status }),
        }
    }
}

pub(super) fn at(body: &[u8], pointer: &str) -> Result<String, CredentialProblem> {
    let json: serde_json::Value =
        serde_json::from_slice(body).map_err(|_| CredentialProblem::NotAnAssertion)?;
    let text = json.pointer(pointer).and_then(serde_json::Value::as_str);
    text.map(|text| text.trim().to_owned())
        .ok_or(CredentialProblem::NotAnAssertion)
}

/// What the federated credential of the registration says; compared before each exchange, letter by letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedAssertion {
    /// `iss`.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// `aud`; Microsoft recommends [`crate::Cloud::exchange_audience`].
    pub audience: String,
}

#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    iss: String,
    #[serde(default)]
    sub: String,
    #[serde(default)]
    aud: Audience,
    exp: Option<i64>,
    nbf: Option<i64>,
    iat: Option<i64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Default for Audience {
    fn default() -> Self {
        Self::One(String::new())
    }
}

/// When an assertion was issued and ends; none when it is no assertion.
pub(super) fn material(assertion: &str) -> Option<Material> {
    let claims = claims(assertion)?;
    let instant = |seconds: i64| Timestamp(seconds.saturating_mul(1_000));
    Some(Material {
        made: claims.iat.or(claims.nbf).map(instant),
        expires: claims.exp.map(instant),
    })
}

/// Looks into an assertion without verifying it (that is Entra's part).
pub(super) fn check(
    assertion: &str,
    expected: Option<&ExpectedAssertion>,
    now: Timestamp,
) -> Result<(), CredentialProblem> {
    let claims = claims(assertion).ok_or(CredentialProblem::NotAnAssertion)?;
    if claims.exp.is_some_and(|exp| exp <= now.0.div_euclid(1_000)) {
        return Err(CredentialProblem::AssertionExpired);
    }
    let ahead = now.0.div_euclid(1_000).saturating_add(SKEW_S);
    if claims.nbf.is_some_and(|nbf| nbf > ahead) {
        return Err(CredentialProblem::AssertionNotYet);
    }
    let Some(expected) = expected else {
        return Ok(());
    };
    let audience = match &claims.aud {
        Audience::One(audience) => audience.as_str(),
        Audience::Many(audiences) => audiences.first().map_or("", String::as_str),
    };
    compare("iss", &claims.iss, &expected.issuer)?;
    compare("sub", &claims.sub, &expected.subject)?;
    compare("aud", audience, &expected.audience)
}

fn claims(assertion: &str) -> Option<Claims> {
    let mut parts = assertion.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    let json = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&json)
        .ok()
        .filter(|_| parts.next().is_none())
}

fn compare(claim: &'static str, found: &str, wanted: &str) -> Result<(), CredentialProblem> {
    if found == wanted {
        return Ok(());
    }
    let equal = found
        .chars()
        .zip(wanted.chars())
        .take_while(|(left, right)| left == right)
        .count();
    let case_only = found.to_lowercase() == wanted.to_lowercase();
    Err(CredentialProblem::AssertionDiffers {
        claim,
        at: equal + 1,
        case_only,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn assertion(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    fn expected() -> ExpectedAssertion {
        ExpectedAssertion {
            issuer: "https://issuer.example".to_owned(),
            subject: "system:serviceaccount:anteroom:anteroom".to_owned(),
            audience: crate::Cloud::Worldwide.exchange_audience().to_owned(),
        }
    }

    #[test]
    fn a_difference_in_case_is_named_with_its_place() {
        let text = assertion(
            r#"{"iss":"https://issuer.example","sub":"system:serviceaccount:Anteroom:anteroom","aud":["api://AzureADTokenExchange"],"exp":1800000060}"#,
        );
        let problem = CredentialProblem::AssertionDiffers {
            claim: "sub",
            at: 23,
            case_only: true,
        };
        assert_eq!(check(&text, Some(&expected()), NOW), Err(problem));
        assert!(
            problem
                .to_string()
                .contains("character 23 (letter case only)"),
            "{problem}"
        );
    }

    #[test]
    fn an_expired_or_unreadable_assertion_is_not_sent() {
        assert_eq!(
            check(&assertion(r#"{"exp":1800000000}"#), None, NOW),
            Err(CredentialProblem::AssertionExpired)
        );
        assert_eq!(
            check(&assertion(r#"{"exp":1800000001}"#), None, NOW),
            Ok(())
        );
        assert_eq!(
            check(&assertion(r#"{"nbf":1800000301}"#), None, NOW),
            Err(CredentialProblem::AssertionNotYet)
        );
        assert_eq!(
            check(&assertion(r#"{"nbf":1800000300}"#), None, NOW),
            Ok(())
        );
        for text in ["", "a.b", "e30.e30.e30.e30", "not a token"] {
            assert_eq!(
                check(text, None, NOW),
                Err(CredentialProblem::NotAnAssertion),
                "{text}"
            );
        }
    }
}
