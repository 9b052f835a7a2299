//! Entries that an operator's command leaves in the log of every organisation.

use store::Store;

use super::{KeyError, MasterKey};
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;

impl MasterKey {
    /// Notes in the log of every organisation with keys that its data are being copied (`tenant.backed_up`). It is noted
    /// before, so that the copy holds the entry as well.
    ///
    /// # Errors
    /// [`KeyError::OtherMaster`] and [`KeyError::DoesNotOpen`] when the keys of an organisation are not this key's;
    /// [`KeyError::Store`].
    pub async fn note_backup(&self, store: &Store) -> Result<(), KeyError> {
        for tenant in store.system().tenants().await? {
            let mut tx = store.of(tenant.id).begin().await?;
            let Some(row) = tx.key_row().await? else {
                continue;
            };
            if row.master_key != self.fingerprint {
                return Err(KeyError::OtherMaster {
                    found: row.master_key,
                    loaded: self.fingerprint.clone(),
                });
            }
            let keys = self.unwrap(tenant.id, &row.wrapped)?;
            let now = crate::clock::now();
            let entry = Entry::new(now, Actor::Operator, "tenant.backed_up", tenant.id);
            append(&mut tx, &keys, entry).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// As [`audit::append`]; what can go wrong is a matter of keys or the database.
pub(super) async fn append(
    tx: &mut store::Tx,
    keys: &super::TenantKeys,
    entry: Entry,
) -> Result<(), KeyError> {
    audit::append(tx, keys, entry)
        .await
        .map_err(|error| match error {
            TrustError::Store(error) => error.into(),
            TrustError::Key(error) => error,
            _ => KeyError::DoesNotOpen,
        })
}
