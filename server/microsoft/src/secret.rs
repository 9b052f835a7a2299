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

    /// `roles` as they seem to stand in the token, when it happens to be a JWT. Microsoft calls tokens for Graph opaque, so
    /// this is shown as a hint and decides nothing.
    pub(crate) fn seen_roles(&self) -> Vec<String> {
        #[derive(serde::Deserialize)]
        struct Claims {
            #[serde(default)]
            roles: Vec<String>,
        }
        let body = self.expose().split('.').nth(1).unwrap_or_default();
        if body.len() > TOKEN_LONGEST {
            return Vec::new();
        }
        let decoded = URL_SAFE_NO_PAD.decode(body).unwrap_or_default();
        let claims = serde_json::from_slice::<Claims>(&decoded);
        let mut roles = claims.map(|claims| claims.roles).unwrap_or_default();
        let plain = |role: &String| {
            role.len() <= ROLE_LONGEST
                && role.chars().all(|letter| {
                    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')
                })
        };
        roles.retain(plain);
        roles.truncate(ROLES_MOST);
        roles
    }
}

/// Longest body of a token that is looked into, in characters.
const TOKEN_LONGEST: usize = 64 * 1024;
/// Longest role that is believed, in characters.
const ROLE_LONGEST: usize = 120;
/// Most roles that are believed.
const ROLES_MOST: usize = 200;

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
    fn roles_are_a_hint_that_cannot_break_anything() {
        let token = |claims: &str| {
            let body = URL_SAFE_NO_PAD.encode(claims);
            AccessToken::new(format!("e30.{body}.x")).seen_roles()
        };
        assert_eq!(
            token(r#"{"roles":["User.Read.All","<b>"]}"#),
            ["User.Read.All"]
        );
        for claims in [
            "",
            "{}",
            r#"{"roles":"User.Read.All"}"#,
            r#"{"roles":[1]}"#,
            "nonsense",
        ] {
            assert!(token(claims).is_empty(), "{claims}");
        }
        assert!(
            AccessToken::new("opaque".to_owned())
                .seen_roles()
                .is_empty()
        );
        let many = format!(r#"{{"roles":[{}"Last"]}}"#, r#""Role","#.repeat(500));
        assert_eq!(token(&many).len(), ROLES_MOST);
    }

    #[test]
    fn a_printed_access_token_shows_nothing() {
        assert_eq!(
            format!("{:?}", AccessToken::new("canary".to_owned())),
            "AccessToken"
        );
    }
}
