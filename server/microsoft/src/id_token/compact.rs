//! The outer form of a token: three base64url parts and the header's word.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use crate::signin::SigninError;

/// Longest token, in bytes; the route's limit for the whole form is 64 KiB.
const LIMIT: usize = 64 * 1024;
/// The only algorithm of Entra's id_tokens; a constant, never chosen by the token.
const ALGORITHM: &str = "RS256";

/// A token taken apart, nothing of it believed.
pub(super) struct Compact<'a> {
    pub(super) kid: String,
    /// Header and claims with the dot between them: what is signed.
    pub(super) signed: &'a [u8],
    pub(super) claims: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

/// Of the header only these are read; `jku`, `jwk` and `x5u` are as good as absent.
#[derive(Deserialize)]
struct Header {
    alg: Option<Value>,
    typ: Option<Value>,
    kid: Option<Value>,
    crit: Option<Value>,
}

impl<'a> Compact<'a> {
    /// Step 3.
    pub(super) fn parse(token: &'a str) -> Result<Self, SigninError> {
        if token.len() > LIMIT {
            return Err(SigninError::NotAToken);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(SigninError::NotAToken)?;
        let (header, claims) = signed.split_once('.').ok_or(SigninError::NotAToken)?;
        let header: Header =
            serde_json::from_slice(&decode(header)?).map_err(|_| SigninError::NotAToken)?;
        if header.alg.as_ref().and_then(Value::as_str) != Some(ALGORITHM) {
            return Err(SigninError::AlgorithmRefused);
        }
        if header.typ.is_some_and(|typ| {
            !typ.as_str()
                .is_some_and(|typ| typ.eq_ignore_ascii_case("JWT"))
        }) {
            return Err(SigninError::TypeRefused);
        }
        if header.crit.is_some() {
            return Err(SigninError::CriticalExtension);
        }
        let kid = match header.kid {
            Some(Value::String(kid)) if !kid.is_empty() => kid,
            _ => return Err(SigninError::KeyIdMissing),
        };
        Ok(Self {
            kid,
            signed: signed.as_bytes(),
            claims: decode(claims)?,
            signature: decode(signature)?,
        })
    }
}

fn decode(part: &str) -> Result<Vec<u8>, SigninError> {
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| SigninError::NotAToken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_stands_there_nothing_breaks(text in "[A-Za-z0-9_.=-]{0,80}") {
            let _ = Compact::parse(&text);
        }

        #[test]
        fn any_header_without_rs256_and_a_key_is_refused(alg in "\\PC{0,8}", kid in "\\PC{0,8}") {
            let header = serde_json::json!({ "alg": alg, "kid": kid }).to_string();
            let token = format!("{}.e30.c2ln", URL_SAFE_NO_PAD.encode(header));
            prop_assert_eq!(Compact::parse(&token).is_ok(), alg == "RS256" && !kid.is_empty());
        }
    }
}
