//! The seal behind a copy of the database: whether it is whole, and from whoever holds the key.
//!
//! It is a mark, a SHA-256 of everything before it and an HMAC over that hash with the master key. A copy of a database
//! with which no key was ever used has zeros in its place; it holds nothing.

use std::io::{self, Read};

use ring::digest;

use crate::keys::MasterKey;
use crate::secret;

/// What stands where the copy ends and the seal begins.
const MARK: &[u8; 16] = b"\nAnteroom seal 1";
/// Length of a seal, in bytes.
pub const SEAL_BYTES: usize = 80;
const UNSIGNED: [u8; 32] = [0; 32];

/// Why a copy is not taken for what was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// There is no seal at its end.
    #[error("was cut off, or is no copy that anteroom backup has finished: its seal is missing")]
    Missing,
    /// Its bytes are not those that were sealed.
    #[error("was changed since it was sealed")]
    Changed,
    /// The seal is not of this key.
    #[error("was not sealed with this key")]
    OtherKey,
}

/// The bytes to put behind a copy. Without a key the seal shows damage, and nothing about who made it.
///
/// # Errors
/// Those of reading.
pub fn seal(copy: impl Read, master: Option<&MasterKey>) -> io::Result<[u8; SEAL_BYTES]> {
    let hash = hash(copy)?;
    Ok(of(&hash, master))
}

/// Whether `seal` stands behind these bytes for good.
///
/// # Errors
/// Those of reading; [`SealError`] inside of them.
pub fn check_seal(
    copy: impl Read,
    seal: &[u8; SEAL_BYTES],
    master: Option<&MasterKey>,
) -> io::Result<Result<(), SealError>> {
    if !seal.starts_with(MARK) {
        return Ok(Err(SealError::Missing));
    }
    let hash = hash(copy)?;
    if seal.get(16..48) != Some(&hash[..]) {
        return Ok(Err(SealError::Changed));
    }
    if secret::same(seal, &of(&hash, master)) {
        Ok(Ok(()))
    } else {
        Ok(Err(SealError::OtherKey))
    }
}

fn hash(mut copy: impl Read) -> io::Result<[u8; 32]> {
    let (mut context, mut bytes) = (digest::Context::new(&digest::SHA256), vec![0; 1 << 16]);
    loop {
        match copy.read(&mut bytes)? {
            0 => break,
            read => context.update(bytes.get(..read).unwrap_or_default()),
        }
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    Ok(hash)
}

fn of(hash: &[u8; 32], master: Option<&MasterKey>) -> [u8; SEAL_BYTES] {
    let signature = master.map_or(UNSIGNED, |master| master.sign("backup", hash));
    let mut seal = [0; SEAL_BYTES];
    let parts = MARK.iter().chain(hash).chain(&signature);
    for (place, byte) in seal.iter_mut().zip(parts) {
        *place = *byte;
    }
    seal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_fits_its_bytes_and_its_key_alone() {
        let (master, other) = (MasterKey::generate(), MasterKey::generate());
        let copy = vec![7; 200_000];
        let mut changed = copy.clone();
        changed[199_999] = 8;
        let sealed = seal(copy.as_slice(), Some(&master)).unwrap();
        let checked = |copy: &[u8], seal: &[u8; SEAL_BYTES], key: Option<&MasterKey>| {
            check_seal(copy, seal, key).unwrap()
        };
        assert_eq!(checked(&copy, &sealed, Some(&master)), Ok(()));
        assert_eq!(
            checked(&changed, &sealed, Some(&master)),
            Err(SealError::Changed)
        );
        for key in [Some(&other), None] {
            assert_eq!(checked(&copy, &sealed, key), Err(SealError::OtherKey));
        }
        let unsigned = seal(copy.as_slice(), None).unwrap();
        assert_eq!(checked(&copy, &unsigned, None), Ok(()));
        assert_eq!(
            checked(&copy, &unsigned, Some(&master)),
            Err(SealError::OtherKey),
            "whoever hashes again cannot sign"
        );
        assert_eq!(
            checked(&copy, &[0; SEAL_BYTES], Some(&master)),
            Err(SealError::Missing)
        );
    }
}
