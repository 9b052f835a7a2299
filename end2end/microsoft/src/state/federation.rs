//! Assertions of somebody else: a workload issuer and a managed identity that the Data registration trusts.

use serde_json::{Map, Value, json};

use super::State;
use super::registrations::federated_issuer;
use super::sessions::random_id;
use crate::keys::KeyProblem;
use crate::operator;

/// An assertion to mint. The default is the one that the Data registration trusts from the start.
#[derive(Debug, Clone)]
pub struct AssertionOptions {
    /// `sub`.
    pub subject: String,
    /// `aud`.
    pub audience: String,
    /// Seconds from now to `exp`; negative for an expired one.
    pub life_s: i64,
    /// Claims to set; `null` removes one.
    pub claims: Map<String, Value>,
}

impl Default for AssertionOptions {
    fn default() -> Self {
        Self {
            subject: operator::FEDERATED_SUBJECT.to_owned(),
            audience: operator::EXCHANGE_AUDIENCE.to_owned(),
            life_s: 3_600,
            claims: Map::new(),
        }
    }
}

impl State {
    /// Issuer of [`State::federated_assertion`]; it serves its own discovery document and keys.
    pub fn federated_issuer(&self) -> String {
        federated_issuer(self.base_url())
    }

    /// An assertion as a workload platform would put it into a file.
    pub fn federated_assertion(&self, options: &AssertionOptions) -> Result<String, KeyProblem> {
        let now = self.now_ms() / 1_000;
        let issued = now.min(now + options.life_s - 600);
        let mut claims = json!({
            "iss": self.federated_issuer(), "sub": options.subject, "aud": options.audience, "jti": random_id(),
            "iat": issued, "nbf": issued, "exp": now + options.life_s,
        });
        super::mint::overlay(&mut claims, &options.claims);
        let key = self.with_keys(|keys| keys.federated.clone());
        key.sign(
            &json!({ "typ": "JWT", "alg": "RS256", "kid": key.kid }),
            &claims,
        )
    }

    /// The token of the user-assigned managed identity, as its metadata service would hand it out.
    pub fn managed_identity_token(&self, resource: &str) -> Result<String, KeyProblem> {
        let now = self.now_ms() / 1_000;
        let claims = json!({
            "iss": format!("{}/{}/v2.0", self.base_url(), operator::TENANT), "aud": resource, "tid": operator::TENANT,
            "sub": operator::MANAGED_IDENTITY_OBJECT_ID, "oid": operator::MANAGED_IDENTITY_OBJECT_ID,
            "azp": operator::MANAGED_IDENTITY_CLIENT_ID, "idtyp": "app", "ver": "2.0", "uti": random_id(),
            "iat": now, "nbf": now, "exp": now + 86_400,
        });
        let key = self.with_keys(|keys| keys.current().clone());
        key.sign(
            &json!({ "typ": "JWT", "alg": "RS256", "kid": key.kid }),
            &claims,
        )
    }

    /// Public keys (PKCS#1 DER) of an issuer of assertions; empty for one that this world does not know.
    pub(crate) fn issuer_keys(&self, issuer: &str) -> Vec<Vec<u8>> {
        if issuer != self.federated_issuer() {
            return Vec::new();
        }
        vec![self.with_keys(|keys| keys.federated.public_der().to_vec())]
    }
}
