//! One entry of the key set.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde::Deserialize;

/// An entry as it is published. Fields that are not needed are not read.
#[derive(Deserialize)]
pub(super) struct Entry {
    kty: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    kid: Option<String>,
    n: Option<String>,
    e: Option<String>,
    issuer: Option<String>,
}

/// An RSA key that signs tokens.
#[derive(Debug)]
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    /// For whom it signs: a template with `{tenantid}`, or one issuer. A key without is refused when it is used.
    pub(crate) issuer: Option<String>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl Entry {
    /// The entry as a signing key; none when it is of another kind.
    pub(super) fn usable(self) -> Option<SigningKey> {
        if self.kty.as_deref() != Some("RSA")
            || self
                .purpose
                .as_deref()
                .is_some_and(|purpose| purpose != "sig")
        {
            return None;
        }
        Some(SigningKey {
            kid: self.kid?,
            issuer: self.issuer,
            modulus: number(&self.n?)?,
            exponent: number(&self.e?)?,
        })
    }
}

impl SigningKey {
    /// Whether this key made the `RS256` signature. The only algorithm there is; keys below 2048 bits verify nothing.
    pub(crate) fn verifies(&self, input: &[u8], signature: &[u8]) -> bool {
        let key = RsaPublicKeyComponents {
            n: &self.modulus,
            e: &self.exponent,
        };
        key.verify(&RSA_PKCS1_2048_8192_SHA256, input, signature)
            .is_ok()
    }
}

/// A base64url number without leading zeros.
fn number(text: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes
        .get(zeros..)
        .filter(|rest| !rest.is_empty())
        .map(<[u8]>::to_vec)
}
