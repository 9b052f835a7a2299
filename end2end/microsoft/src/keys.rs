//! Signing keys. The private keys in `keys/` belong to this simulator alone, are public on purpose and protect nothing.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair};
use serde_json::{Value, json};

const TENANT_KEYS: [&str; 3] = [
    include_str!("keys/tenant-1.pem"),
    include_str!("keys/tenant-2.pem"),
    include_str!("keys/tenant-3.pem"),
];
const CONSUMER_KEY: &str = include_str!("keys/consumer.pem");
const GRAPH_KEY: &str = include_str!("keys/graph.pem");
const CLIENT_KEY: &str = include_str!("keys/client.pem");
const STRAY_KEY: &str = include_str!("keys/stray.pem");

/// Why a signature could not be made: a key of the simulator is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signing key of the simulator is unusable")]
pub struct KeyProblem;

/// A private key with the id under which it is published.
#[derive(Debug)]
pub struct SigningKey {
    /// Key id.
    pub kid: String,
    /// The `issuer` beside the key: a template with `{tenantid}`, a fixed URL, or nothing.
    pub issuer: Option<String>,
    pair: RsaKeyPair,
}

impl SigningKey {
    /// Reads a PKCS#8 key; the id is derived from the name.
    pub fn from_pem(pem: &str, name: &str, issuer: Option<String>) -> Result<Self, KeyProblem> {
        let pair = RsaKeyPair::from_pkcs8(&der(pem)?).map_err(|_| KeyProblem)?;
        Ok(Self {
            kid: crate::state::thumbprint(name.as_bytes()),
            issuer,
            pair,
        })
    }

    /// A compact JWS over `claims`, `RS256`, with exactly this header.
    pub fn sign(&self, header: &Value, claims: &Value) -> Result<String, KeyProblem> {
        let input = signing_input(header, claims);
        let signature = self.signature(input.as_bytes(), &RSA_PKCS1_SHA256)?;
        Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The same with `PS256` (salt of 32 bytes).
    pub fn sign_pss(&self, header: &Value, claims: &Value) -> Result<String, KeyProblem> {
        let input = signing_input(header, claims);
        let signature = self.signature(input.as_bytes(), &RSA_PSS_SHA256)?;
        Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    fn signature(
        &self,
        input: &[u8],
        scheme: &'static dyn ring::signature::RsaEncoding,
    ) -> Result<Vec<u8>, KeyProblem> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(scheme, &SystemRandom::new(), input, &mut signature)
            .map_err(|_| KeyProblem)?;
        Ok(signature)
    }

    /// Whether this key made the signature of a compact `RS256` token.
    pub fn verifies(&self, input: &str, signature: &[u8]) -> bool {
        let scheme = &ring::signature::RSA_PKCS1_2048_8192_SHA256;
        ring::signature::UnparsedPublicKey::new(scheme, self.public_der())
            .verify(input.as_bytes(), signature)
            .is_ok()
    }

    /// The public key as `RSAPublicKey` in DER (PKCS#1).
    pub fn public_der(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    /// The entry of the key set.
    pub fn jwk(&self) -> Value {
        let parts: ring::rsa::PublicKeyComponents<Vec<u8>> = self.pair.public().into();
        let mut entry = json!({
            "kty": "RSA", "use": "sig", "kid": self.kid, "x5t": self.kid,
            "n": URL_SAFE_NO_PAD.encode(parts.n), "e": URL_SAFE_NO_PAD.encode(parts.e),
            "cloud_instance_name": "microsoftonline.com",
        });
        if let Some(issuer) = &self.issuer {
            entry["issuer"] = json!(issuer);
        }
        entry
    }
}

/// The keys of the sign-in service and what is published of them.
#[derive(Debug)]
pub struct KeyRing {
    base: String,
    current: Arc<SigningKey>,
    published: Vec<Arc<SigningKey>>,
    /// Key of access tokens for Graph: opaque to clients, never published.
    pub graph: Arc<SigningKey>,
    /// Key of the consumer tenant: published with a fixed issuer.
    pub consumer: Arc<SigningKey>,
    /// A key that is published nowhere.
    pub stray: Arc<SigningKey>,
    /// Key of the issuer whose assertions the Data registration trusts.
    pub federated: Arc<SigningKey>,
    rotations: usize,
}

impl KeyRing {
    /// The keys at the start, for the authority at `base`.
    pub fn new(base: &str) -> Result<Self, KeyProblem> {
        let consumer_issuer = format!("{base}/{}/v2.0", crate::state::CONSUMER_TENANT);
        let consumer = Arc::new(SigningKey::from_pem(
            CONSUMER_KEY,
            "consumer",
            Some(consumer_issuer),
        )?);
        let current = Arc::new(tenant_key(base, 0)?);
        Ok(Self {
            base: base.to_owned(),
            published: vec![current.clone(), consumer.clone()],
            current,
            graph: Arc::new(SigningKey::from_pem(GRAPH_KEY, "graph", None)?),
            consumer,
            stray: Arc::new(SigningKey::from_pem(STRAY_KEY, "stray", None)?),
            federated: Arc::new(SigningKey::from_pem(GRAPH_KEY, "federated", None)?),
            rotations: 0,
        })
    }

    /// The key that signs now.
    pub fn current(&self) -> &Arc<SigningKey> {
        &self.current
    }

    /// Every published key.
    pub fn published(&self) -> &[Arc<SigningKey>] {
        &self.published
    }

    /// The next key signs from now on. The old one stays published, as in an orderly roll-over.
    pub fn rotate(&mut self) -> Result<(), KeyProblem> {
        self.rotations += 1;
        self.current = Arc::new(tenant_key(&self.base, self.rotations)?);
        self.published.insert(0, self.current.clone());
        Ok(())
    }

    /// Takes every tenant key but the current one out of the published set, as after a compromise.
    pub fn withdraw_old(&mut self) {
        let current = self.current.kid.clone();
        let consumer = self.consumer.kid.clone();
        self.published
            .retain(|key| key.kid == current || key.kid == consumer);
    }

    /// Publishes a key with another `issuer` (or none) beside the others and returns it; a second call finds it again.
    pub fn publish_oddity(
        &mut self,
        name: &str,
        issuer: Option<String>,
    ) -> Result<Arc<SigningKey>, KeyProblem> {
        let key = Arc::new(SigningKey::from_pem(STRAY_KEY, name, issuer)?);
        if !self
            .published
            .iter()
            .any(|published| published.kid == key.kid)
        {
            self.published.push(key.clone());
        }
        Ok(key)
    }
}

/// Three key pairs serve any number of rotations; each turn has a key id of its own.
fn tenant_key(base: &str, turn: usize) -> Result<SigningKey, KeyProblem> {
    let issuer = format!("{base}/{{tenantid}}/v2.0");
    SigningKey::from_pem(
        TENANT_KEYS[turn % TENANT_KEYS.len()],
        &format!("tenant-{turn}"),
        Some(issuer),
    )
}

/// When the test certificate ends: the first second of 2035.
const CLIENT_ENDS_S: u64 = 2_051_222_400;

/// A certificate with its private key, as an operator would register it for the Data application.
#[derive(Debug, Clone)]
pub struct ClientCertificate {
    /// PKCS#8 private key, PEM.
    pub key_pem: String,
    /// The certificate, PEM.
    pub certificate_pem: String,
}

/// The test certificate (RSA 2048, self-signed, ten years): the same within one process. Register it with
/// [`crate::state::State::register_certificate`].
pub fn client_certificate() -> Result<ClientCertificate, KeyProblem> {
    static MADE: OnceLock<Option<ClientCertificate>> = OnceLock::new();
    MADE.get_or_init(|| make_certificate(CLIENT_ENDS_S))
        .clone()
        .ok_or(KeyProblem)
}

/// One of the same key that ends at an instant, seconds since 1970: for warnings before its end.
///
/// # Errors
/// [`KeyProblem`].
pub fn client_certificate_until(ends_s: u64) -> Result<ClientCertificate, KeyProblem> {
    make_certificate(ends_s).ok_or(KeyProblem)
}

fn make_certificate(ends_s: u64) -> Option<ClientCertificate> {
    let key = rcgen::KeyPair::from_pem(CLIENT_KEY).ok()?;
    let mut parameters =
        rcgen::CertificateParams::new(vec!["data.operator.example".to_owned()]).ok()?;
    parameters.not_before = rcgen::date_time_ymd(2025, 1, 1);
    let ends = std::time::Duration::from_secs(ends_s);
    parameters.not_after = rcgen::date_time_ymd(1970, 1, 1) + ends;
    let certificate = parameters.self_signed(&key).ok()?;
    Some(ClientCertificate {
        key_pem: CLIENT_KEY.to_owned(),
        certificate_pem: certificate.pem(),
    })
}

/// The bytes inside a PEM block.
pub(crate) fn der(pem: &str) -> Result<Vec<u8>, KeyProblem> {
    let body: String = pem
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .map(str::trim)
        .collect();
    STANDARD.decode(body).map_err(|_| KeyProblem)
}

/// `header.claims`, both base64url.
pub(crate) fn signing_input(header: &Value, claims: &Value) -> String {
    format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    )
}
