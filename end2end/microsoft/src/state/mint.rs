//! id_tokens: the ones Entra would issue, and hostile ones for tests.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::sessions::random_id;
use super::{Assumption, CONSUMER_TENANT, State, thumbprint};
use crate::keys::{KeyProblem, signing_input};
use crate::{contoso, operator};

/// Which key signs a minted token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MintKey {
    /// The key that signs now.
    Current,
    /// The consumer tenant's key: published, with that tenant's issuer.
    Consumer,
    /// A published key without `issuer`.
    WithoutIssuer,
    /// A published key whose `issuer` is the one of this tenant.
    OfTenant(String),
    /// A key that is not published (unknown `kid`).
    Unpublished,
    /// The wrong key under the `kid` of the current one.
    Forged,
    /// No signature, `alg` = `none`.
    None,
    /// `HS256` with the current public key (PEM) as the secret.
    HmacWithPublicKey,
}

/// A token to mint. The default is a perfect one for [`contoso::CONSULTANT`] at the Sign-in application, without nonce.
#[derive(Debug, Clone)]
pub struct MintOptions {
    /// Tenant id.
    pub tid: String,
    /// Object id of the person.
    pub oid: String,
    /// Client id for which it is made.
    pub client_id: String,
    /// Nonce of the request.
    pub nonce: Option<String>,
    /// Claims to set; `null` removes one.
    pub claims: Map<String, Value>,
    /// Header fields to set; `null` removes one.
    pub header: Map<String, Value>,
    /// The key.
    pub key: MintKey,
}

impl Default for MintOptions {
    fn default() -> Self {
        Self {
            tid: contoso::TENANT.to_owned(),
            oid: contoso::CONSULTANT.oid.to_owned(),
            client_id: operator::SIGNIN_CLIENT_ID.to_owned(),
            nonce: None,
            claims: Map::new(),
            header: Map::new(),
            key: MintKey::Current,
        }
    }
}

impl MintOptions {
    /// Sets a claim (`null` removes it).
    #[must_use]
    pub fn claim(mut self, name: &str, value: Value) -> Self {
        self.claims.insert(name.to_owned(), value);
        self
    }

    /// Sets a header field (`null` removes it).
    #[must_use]
    pub fn header(mut self, name: &str, value: Value) -> Self {
        self.header.insert(name.to_owned(), value);
        self
    }

    /// Chooses the key.
    #[must_use]
    pub fn key(mut self, key: MintKey) -> Self {
        self.key = key;
        self
    }

    /// Sets the nonce.
    #[must_use]
    pub fn nonce(mut self, nonce: &str) -> Self {
        self.nonce = Some(nonce.to_owned());
        self
    }
}

impl State {
    /// Mints an id_token, good or hostile.
    pub fn mint(&self, options: &MintOptions) -> Result<String, KeyProblem> {
        let mut claims = self.id_claims(options);
        overlay(&mut claims, &options.claims);
        let key = self.with_keys(|keys| match &options.key {
            MintKey::Consumer => Ok(keys.consumer.clone()),
            MintKey::WithoutIssuer => keys.publish_oddity("without issuer", None),
            MintKey::OfTenant(tid) => {
                keys.publish_oddity(tid, Some(format!("{}/{tid}/v2.0", self.base_url())))
            }
            MintKey::Unpublished | MintKey::Forged => Ok(keys.stray.clone()),
            MintKey::Current | MintKey::None | MintKey::HmacWithPublicKey => {
                Ok(keys.current().clone())
            }
        })?;
        let kid = if options.key == MintKey::Forged {
            self.with_keys(|keys| keys.current().kid.clone())
        } else {
            key.kid.clone()
        };
        let mut header = json!({ "typ": "JWT", "alg": "RS256", "kid": kid });
        match options.key {
            MintKey::None => header["alg"] = json!("none"),
            MintKey::HmacWithPublicKey => header["alg"] = json!("HS256"),
            _ => {}
        }
        overlay(&mut header, &options.header);
        match options.key {
            MintKey::None => Ok(format!("{}.", signing_input(&header, &claims))),
            MintKey::HmacWithPublicKey => Ok(hmac(&header, &claims, key.public_der())),
            _ => key.sign(&header, &claims),
        }
    }

    /// The id_token of a real sign-in.
    pub(crate) fn id_token(
        &self,
        tid: &str,
        oid: &str,
        request: &IdTokenRequest<'_>,
    ) -> Result<String, KeyProblem> {
        let key = if tid == CONSUMER_TENANT {
            MintKey::Consumer
        } else {
            MintKey::Current
        };
        let mut options = MintOptions {
            tid: tid.to_owned(),
            oid: oid.to_owned(),
            client_id: request.client_id.to_owned(),
            nonce: request.nonce.map(str::to_owned),
            key,
            ..MintOptions::default()
        };
        options.claims.insert("sid".to_owned(), json!(request.sid));
        if let Some(code) = request.code {
            let digest = ring::digest::digest(&ring::digest::SHA256, code.as_bytes());
            options.claims.insert(
                "c_hash".to_owned(),
                json!(URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16])),
            );
        }
        if !request.profile {
            for claim in ["oid", "name", "preferred_username"] {
                options.claims.insert(claim.to_owned(), Value::Null);
            }
        }
        self.mint(&options)
    }

    fn id_claims(&self, options: &MintOptions) -> Value {
        let (tid, oid) = (options.tid.as_str(), options.oid.as_str());
        let now = self.now_ms() / 1_000;
        let issued = if self.assumes(Assumption::IssuedBackdated) {
            now - 300
        } else {
            now
        };
        let mut claims = json!({
            "ver": "2.0", "iss": format!("{}/{tid}/v2.0", self.base_url()), "aud": options.client_id, "tid": tid, "oid": oid,
            "sub": thumbprint(format!("{tid}/{oid}/{}", options.client_id).as_bytes()),
            "iat": issued, "nbf": issued, "exp": issued + 3_900, "uti": random_id(), "rh": format!("1.A{}.", random_id()), "aio": random_id(),
            "sid": uuid::Uuid::new_v4().to_string(),
        });
        if let Some(nonce) = &options.nonce {
            claims["nonce"] = json!(nonce);
        }
        let Some(person) = self.person(tid, oid) else {
            return claims;
        };
        claims["name"] = json!(person.name);
        claims["preferred_username"] = json!(person.username);
        claims["acct"] = json!(i32::from(person.guest));
        claims["login_hint"] = json!(login_hint(tid, oid));
        if person.guest {
            claims["idp"] = json!(format!(
                "{}/{}/v2.0",
                self.base_url(),
                super::guid(&["partner"])
            ));
        }
        let mut wids = person.wids.clone();
        if self.assumes(Assumption::EligibleWids) {
            wids.extend(person.eligible_wids.iter().cloned());
        }
        for (claim, values) in [
            ("roles", self.roles_of(tid, oid, &options.client_id)),
            ("groups", self.groups_claim(tid, oid, &options.client_id)),
            ("wids", wids),
        ] {
            if !values.is_empty() {
                claims[claim] = json!(values);
            }
        }
        claims
    }
}

/// What the client asked for.
pub(crate) struct IdTokenRequest<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) nonce: Option<&'a str>,
    pub(crate) sid: &'a str,
    pub(crate) profile: bool,
    pub(crate) code: Option<&'a str>,
}

/// The opaque claim `login_hint` of a person, which `logout_hint` and `login_hint` accept.
pub fn login_hint(tid: &str, oid: &str) -> String {
    format!("O.{}", thumbprint(format!("hint/{tid}/{oid}").as_bytes()))
}

pub(super) fn overlay(target: &mut Value, changes: &Map<String, Value>) {
    let Some(target) = target.as_object_mut() else {
        return;
    };
    for (name, value) in changes {
        if value.is_null() {
            target.remove(name);
        } else {
            target.insert(name.clone(), value.clone());
        }
    }
}

fn hmac(header: &Value, claims: &Value, public_der: &[u8]) -> String {
    let input = signing_input(header, claims);
    let pem = format!(
        "-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n",
        STANDARD.encode(public_der)
    );
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, pem.as_bytes());
    format!(
        "{input}.{}",
        URL_SAFE_NO_PAD.encode(ring::hmac::sign(&key, input.as_bytes()))
    )
}
