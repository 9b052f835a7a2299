//! Reading compact JWS: header, claims, signature.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::Value;

use super::super::errors::EntraError;
use crate::state::State;

/// Tolerance when times are compared, seconds.
const SKEW_S: i64 = 300;

/// A token that was taken apart but not believed.
pub(super) struct Jws<'a> {
    input: &'a str,
    signature: Vec<u8>,
    pub(super) header: Value,
    pub(super) claims: Value,
}

impl<'a> Jws<'a> {
    /// Takes a token apart: `AADSTS50027` when that is impossible.
    pub(super) fn parse(token: &'a str) -> Result<Self, EntraError> {
        let broken = || {
            EntraError::new(
                50027,
                "invalid_client",
                "JWT token is invalid or malformed.",
            )
        };
        let (input, signature) = token.rsplit_once('.').ok_or_else(broken)?;
        let (header, claims) = input.split_once('.').ok_or_else(broken)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| broken());
        let json = |part: &str| {
            decode(part).and_then(|bytes| serde_json::from_slice(&bytes).map_err(|_| broken()))
        };
        Ok(Self {
            input,
            signature: decode(signature)?,
            header: json(header)?,
            claims: json(claims)?,
        })
    }

    /// A text of the header.
    pub(super) fn head(&self, name: &str) -> &str {
        self.header[name].as_str().unwrap_or_default()
    }

    /// A text of the claims.
    pub(super) fn claim(&self, name: &str) -> &str {
        self.claims[name].as_str().unwrap_or_default()
    }

    /// Whether this public key (PKCS#1 DER) made the signature, with the algorithm of the header: `PS256` or `RS256`.
    pub(super) fn signed_by(&self, public_der: &[u8]) -> bool {
        let scheme = match self.head("alg") {
            "PS256" => &RSA_PSS_2048_8192_SHA256,
            "RS256" => &RSA_PKCS1_2048_8192_SHA256,
            _ => return false,
        };
        UnparsedPublicKey::new(scheme, public_der)
            .verify(self.input.as_bytes(), &self.signature)
            .is_ok()
    }

    /// `AADSTS700024` when the token is not (or no longer) valid.
    pub(super) fn check_times(&self, state: &State) -> Result<(), EntraError> {
        let now = state.now_ms() / 1_000;
        let expires = self.claims["exp"].as_i64().unwrap_or(0);
        let starts = self.claims["nbf"]
            .as_i64()
            .or_else(|| self.claims["iat"].as_i64())
            .unwrap_or(0);
        if expires + SKEW_S <= now || starts - SKEW_S > now {
            let text = format!(
                "Client assertion is not within its valid time range. Current time: {now}, assertion valid from {starts} to {expires}."
            );
            return Err(EntraError::new(700_024, "invalid_client", text));
        }
        Ok(())
    }
}
