//! Values that must never be printed, and comparing them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{digest, hmac};
use secrecy::{ExposeSecret as _, SecretString};

/// An access token for Graph. Opaque; printing it shows nothing.
#[derive(Clone)]
pub struct AccessToken(SecretString);

impl AccessToken {
    /// Wraps a token as it came from the token endpoint.
    #[must_use]
    pub fn new(token: String) -> Self {
        Self(SecretString::from(token))
    }

    /// The text for the `Authorization` header. Only this crate sends it.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken")
    }
}

/// Whether two secrets are equal, in time that depends on their lengths alone.
pub(crate) fn same(left: &str, right: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"comparison");
    let tag = hmac::sign(&key, left.as_bytes());
    hmac::verify(&key, right.as_bytes(), tag.as_ref()).is_ok()
}

/// base64url of the SHA-256 of these bytes, without padding.
pub(crate) fn thumbprint(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_secrets_are_the_same_and_others_are_not() {
        assert!(same("n0nce", "n0nce"));
        assert!(!same("n0nce", "n0ncf"));
        assert!(!same("n0nce", "n0nce\0"));
        assert!(!same("", "n"));
    }

    #[test]
    fn a_printed_access_token_shows_nothing() {
        assert_eq!(
            format!("{:?}", AccessToken::new("canary".to_owned())),
            "AccessToken"
        );
    }
}
