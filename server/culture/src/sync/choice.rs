//! What is to be read of calendars, as it is kept: the words that keep a meeting out may name what is secret, so they are
//! sealed like ids.

use model::culture::Pseudonym;
use model::culture::reading::Reading;
use ring::hmac;
use serde::{Deserialize, Serialize};
use trust::TenantKeys;

use crate::CultureError;

/// Purpose of the seal over words, and of the key they are audited with.
const TERMS: &str = "culture.terms";
/// The row they belong to.
const ROW: &str = "calendar";

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    #[serde(flatten)]
    reading: Reading,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed_terms: Option<Vec<u8>>,
}

/// The choice in a connector's settings.
///
/// # Errors
/// [`CultureError::Key`] where the words don't open, [`CultureError::Malformed`].
pub(crate) fn reading_of(keys: &TenantKeys, settings: &str) -> Result<Reading, CultureError> {
    let malformed = || CultureError::Malformed("connector settings");
    let Kept {
        mut reading,
        sealed_terms,
    } = serde_json::from_str(settings).map_err(|_| malformed())?;
    if let Some(sealed) = sealed_terms {
        let plain = keys.open(TERMS, ROW, &sealed)?;
        reading.terms = postcard::from_bytes(&plain).map_err(|_| malformed())?;
    }
    Ok(reading)
}

/// A choice as a connector's settings.
///
/// # Errors
/// [`CultureError::Malformed`].
pub(crate) fn settings_of(keys: &TenantKeys, reading: &Reading) -> Result<String, CultureError> {
    let malformed = || CultureError::Malformed("reading");
    let plain = postcard::to_stdvec(&reading.terms).map_err(|_| malformed())?;
    let kept = Kept {
        sealed_terms: (!reading.terms.is_empty()).then(|| keys.seal(TERMS, ROW, &plain)),
        reading: Reading {
            terms: vec![],
            ..reading.clone()
        },
    };
    serde_json::to_string(&kept).map_err(|_| malformed())
}

/// A keyed hash of the words, in hexadecimal digits: tells whether they were others, and not which.
pub(crate) fn terms_hash(keys: &TenantKeys, terms: &[String]) -> String {
    let tag = hmac::sign(&keys.pseudonym_key(TERMS), terms.join("\n").as_bytes());
    let mut first = [0; 16];
    first.copy_from_slice(&tag.as_ref()[..16]);
    Pseudonym(first).to_string()
}
