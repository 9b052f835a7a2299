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
        let empty = store.system().tenants().await?.is_empty();
        let key = match file::read(path)? {
            Some(bytes) => Self::from_bytes(bytes),
            None if empty => Self::from_bytes(file::create_or_read(path)?),
            None => {
                return Err(KeyError::Missing {
                    path: path.to_owned(),
                });
            }
        };
        let expected = key.settle(store, empty).await?;
        if expected == key.fingerprint {
            return Ok(key);
        }
        Err(KeyError::Different {
            path: path.to_owned(),
            expected,
            found: key.fingerprint,
        })
    }

    /// The fingerprint the database names after this key was offered to it.
    async fn settle(&self, store: &Store, empty: bool) -> Result<String, KeyError> {
        let system = store.system();
        match system.master_key_fingerprint().await? {
            None => {
                system.set_master_key_fingerprint(&self.fingerprint).await?;
            }
            // Nothing is sealed with any key while there is no tenant, so this file is the right one from now on.
            Some(stored) if empty && stored != self.fingerprint => {
                system
                    .replace_master_key_fingerprint(&stored, &self.fingerprint)
                    .await?;
            }
            Some(stored) => return Ok(stored),
        }
        // Another process may have been quicker with another file: the database's word counts.
        Ok(system.master_key_fingerprint().await?.unwrap_or_default())
    }
}
