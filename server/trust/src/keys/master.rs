//! The master key: held in a file apart from the data, wraps the keys of every tenant.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use model::TenantId;
use secrecy::{ExposeSecret, SecretBox};

use super::{KeyError, TenantKeys, cipher, file};
use crate::secret;

/// The master key of an installation. Cheap to clone; shows its fingerprint only.
#[derive(Clone)]
pub struct MasterKey {
    key: Arc<SecretBox<[u8; 32]>>,
    pub(super) fingerprint: String,
}

impl MasterKey {
    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        let fingerprint = secret::hex(&cipher::derive(&bytes, b"fingerprint")[..8]);
        Self {
            key: Arc::new(SecretBox::new(Box::new(bytes))),
            fingerprint,
        }
    }

    /// A fresh key that stands in no file yet.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_bytes(secret::bytes())
    }

    /// Makes a new key file for a rotation; never overwrites.
    ///
    /// # Errors
    /// [`KeyError::Exists`] and [`KeyError::Io`].
    pub fn create(path: &Path) -> Result<Self, KeyError> {
        file::create(path).map(Self::from_bytes)
    }

    /// Reads a key file without comparing it with a database.
    ///
    /// # Errors
    /// [`KeyError`] when the file is missing, is no key file or can be read by others.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        file::read(path)?
            .map(Self::from_bytes)
            .ok_or_else(|| KeyError::Missing {
                path: path.to_owned(),
            })
    }

    /// Puts a key file under another name, and returns once that is on the disk.
    ///
    /// # Errors
    /// [`KeyError::Io`].
    pub fn rename(from: &Path, to: &Path) -> Result<(), KeyError> {
        std::fs::rename(from, to)
            .and_then(|()| file::sync_folder(to))
            .map_err(|error| KeyError::Io {
                path: from.to_owned(),
                kind: error.kind(),
            })
    }

    /// Brings the entry of a key file in its folder to the disk.
    ///
    /// # Errors
    /// [`KeyError::Io`].
    pub fn settle_file(path: &Path) -> Result<(), KeyError> {
        file::sync_folder(path).map_err(|error| KeyError::Io {
            path: path.to_owned(),
            kind: error.kind(),
        })
    }

    /// Sixteen hexadecimal digits that name the key and reveal nothing of it.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// HMAC-SHA-256 over a message of one purpose (`certificate`), with a key of that purpose.
    #[must_use]
    pub fn sign(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        let label = [b"sign/", purpose.as_bytes()].concat();
        let key = cipher::derive(self.key.expose_secret(), &label);
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key);
        let mut signature = [0_u8; 32];
        signature.copy_from_slice(ring::hmac::sign(&key, message).as_ref());
        signature
    }

    /// Wraps a tenant's keys.
    pub(crate) fn wrap(&self, keys: &TenantKeys) -> Vec<u8> {
        let tenant = keys.tenant().0.as_u128().to_be_bytes();
        cipher::seal(
            self.key.expose_secret(),
            b"tenant-keys",
            &tenant,
            &keys.to_plain(),
        )
    }

    /// Unwraps a tenant's keys.
    pub(crate) fn unwrap(&self, tenant: TenantId, wrapped: &[u8]) -> Result<TenantKeys, KeyError> {
        let place = tenant.0.as_u128().to_be_bytes();
        let plain = SecretBox::new(Box::new(cipher::open(
            self.key.expose_secret(),
            b"tenant-keys",
            &place,
            wrapped,
        )?));
        TenantKeys::from_plain(tenant, plain.expose_secret())
    }

    /// Seals a value that belongs to no tenant yet: the code verifier of a sign-in that has just begun.
    pub(crate) fn seal(&self, purpose: &str, row: &[u8], plain: &[u8]) -> Vec<u8> {
        cipher::seal(self.key.expose_secret(), purpose.as_bytes(), row, plain)
    }

    /// Opens what [`Self::seal`] made.
    pub(crate) fn open(
        &self,
        purpose: &str,
        row: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, KeyError> {
        cipher::open(self.key.expose_secret(), purpose.as_bytes(), row, sealed)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterKey")
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Guid;

    #[test]
    fn wrapped_keys_open_for_their_tenant_and_master_only() {
        let master = MasterKey::generate();
        let tenant = TenantId(Guid::from_u128(1));
        let keys = TenantKeys::generate(tenant);
        let wrapped = master.wrap(&keys);
        let sealed = keys.seal("p", "r", b"x");
        assert_eq!(
            master
                .unwrap(tenant, &wrapped)
                .unwrap()
                .open("p", "r", &sealed)
                .unwrap(),
            b"x"
        );
        assert!(
            master
                .unwrap(TenantId(Guid::from_u128(2)), &wrapped)
                .is_err()
        );
        assert!(MasterKey::generate().unwrap(tenant, &wrapped).is_err());
    }

    #[test]
    fn debug_shows_the_fingerprint_alone() {
        let key = MasterKey::generate();
        assert_eq!(
            format!("{key:?}"),
            format!("MasterKey {{ fingerprint: {:?}, .. }}", key.fingerprint())
        );
    }
}
