//! Random values, their hashes and their text form.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Guid;
use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};

/// Fresh bytes from the system's generator.
#[expect(
    clippy::expect_used,
    reason = "without random numbers no secret may be made; the system's generator does not fail once seeded"
)]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the system's random generator answers");
    bytes
}

/// A fresh secret of `N` bytes as base64url text without padding.
pub(crate) fn text<const N: usize>() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<N>())
}

/// A fresh identifier (UUID version 7: sorts by time, says nothing else).
pub(crate) fn guid() -> Guid {
    Guid::from_u128(uuid::Uuid::now_v7().as_u128())
}

/// SHA-256 of a text: what the database keeps of a secret.
pub(crate) fn hash(text: &str) -> [u8; 32] {
    let mut hash = [0_u8; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
    hash
}

/// Equality in a time that does not depend on where the first difference is.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    // Comparing digests of both keeps lengths and prefixes out of the timing.
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &bytes::<32>());
    ring::hmac::verify(&key, other, ring::hmac::sign(&key, one).as_ref()).is_ok()
}

/// Bytes as base64url text without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes of base64url text without padding; `None` for anything else.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
