//! Sealing: HKDF-SHA-256 gives one AES-256-GCM key per purpose, the associated data binds a value to its place.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf;

use super::KeyError;
use crate::secret;

/// First byte of everything sealed, so that a later format can be told from this one.
const FORMAT: u8 = 1;

/// Joins parts so that no two different lists give the same bytes: each part after its length.
pub(crate) fn join(parts: &[&[u8]]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        joined.extend_from_slice(&(part.len() as u64).to_be_bytes());
        joined.extend_from_slice(part);
    }
    joined
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// Thirty-two bytes derived from a key for one purpose.
#[expect(
    clippy::expect_used,
    reason = "HKDF refuses only outputs above 8,160 bytes; this one has 32"
)]
pub(super) fn derive(key: &[u8; 32], purpose: &[u8]) -> [u8; 32] {
    let mut out = [0_u8; 32];
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"anteroom/1")
        .extract(key)
        .expand(&[purpose], Length(32))
        .and_then(|okm| okm.fill(&mut out))
        .expect("32 bytes are within the bounds of HKDF");
    out
}

#[expect(clippy::expect_used, reason = "AES-256 takes every 32-byte key")]
fn cipher(key: &[u8; 32], purpose: &[u8]) -> LessSafeKey {
    let key =
        UnboundKey::new(&AES_256_GCM, &derive(key, purpose)).expect("32 bytes are an AES-256 key");
    LessSafeKey::new(key)
}

/// Seals `plain` for one purpose and place: format byte, nonce, ciphertext, tag.
#[expect(
    clippy::expect_used,
    reason = "AES-GCM refuses only inputs above 64 GiB"
)]
pub(super) fn seal(key: &[u8; 32], purpose: &[u8], place: &[u8], plain: &[u8]) -> Vec<u8> {
    let nonce = secret::bytes::<NONCE_LEN>();
    let mut body = plain.to_vec();
    cipher(key, purpose)
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(place),
            &mut body,
        )
        .expect("the value is far below 64 GiB");
    let mut sealed = Vec::with_capacity(1 + NONCE_LEN + body.len());
    sealed.push(FORMAT);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&body);
    sealed
}

/// Opens what [`seal`] made for the same key, purpose and place.
///
/// # Errors
/// [`KeyError::DoesNotOpen`] when any of them differs or a bit was changed.
pub(super) fn open(
    key: &[u8; 32],
    purpose: &[u8],
    place: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, KeyError> {
    let rest = sealed
        .strip_prefix(&[FORMAT])
        .ok_or(KeyError::DoesNotOpen)?;
    let (nonce, body) = rest
        .split_first_chunk::<NONCE_LEN>()
        .ok_or(KeyError::DoesNotOpen)?;
    let mut body = body.to_vec();
    let plain = cipher(key, purpose)
        .open_in_place(
            Nonce::assume_unique_for_key(*nonce),
            Aad::from(place),
            &mut body,
        )
        .map_err(|_| KeyError::DoesNotOpen)?;
    Ok(plain.to_vec())
}
