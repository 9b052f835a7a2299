//! Start-up: the key file and the database must belong together.

use std::path::Path;

use store::Store;

use super::{KeyError, MasterKey, file};

impl MasterKey {
    /// Reads the key file for a database, or makes it while the database holds no tenant.
    ///
    /// The fingerprint is stored with the first use and compared from then on.
    ///
    /// # Errors
    /// [`KeyError`] when the file is missing although the database holds tenants, holds another key, is no key file,
    /// can be read by others, or when file or database fail.
    pub async fn load(path: &Path, store: &Store) -> Result<Self, KeyError> {
        let system = store.system();
        let stored = system.master_key_fingerprint().await?;
        let empty = system.tenants().await?.is_empty();
        let key = match file::read(path)? {
            Some(bytes) => Self::from_bytes(bytes),
            None if empty => Self::from_bytes(file::create_or_read(path)?),
            None => return Err(KeyError::Missing { path: path.to_owned() }),
        };
        match stored {
            Some(expected) if expected == key.fingerprint => Ok(key),
            Some(expected) if !empty => Err(KeyError::Different {
                path: path.to_owned(),
                expected,
                found: key.fingerprint,
            }),
            // No tenant yet: nothing is sealed with any key, so this file is the right one from now on.
            _ => {
                system.set_master_key_fingerprint(&key.fingerprint).await?;
                Ok(key)
            }
        }
    }
}
