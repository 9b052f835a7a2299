//! Entries that an operator's command leaves in the log of every organisation.

use model::{TenantId, Timestamp};
use serde_json::Value;
use store::Store;

use super::{KeyError, MasterKey};
use crate::audit::restored::{self, RESTORED};
use crate::audit::{self, Actor, Entry, NotedHead};
use crate::error::TrustError;

impl MasterKey {
    /// Notes in the log of every organisation with keys that its data are being copied (`tenant.backed_up`). It is noted
    /// before, so that the copy holds the entry as well.
    ///
    /// # Errors
    /// [`KeyError::OtherMaster`] and [`KeyError::DoesNotOpen`] when the keys of an organisation are not this key's;
    /// [`KeyError::Store`].
    pub async fn note_backup(&self, store: &Store) -> Result<(), KeyError> {
        self.note(store, "tenant.backed_up", &Value::Null).await?;
        Ok(())
    }

    /// Notes in the log of every organisation with keys that a copy of this version, made then, was put in place
    /// (`tenant.restored`); answers the heads, which are to be noted elsewhere. This row alone lets heads go that were noted
    /// in between.
    ///
    /// # Errors
    /// As [`Self::note_backup`].
    pub async fn note_restoration(
        &self,
        store: &Store,
        made: Timestamp,
        version: &str,
    ) -> Result<Vec<(TenantId, NotedHead)>, KeyError> {
        let detail = restored::detail(made, version);
        self.note(store, RESTORED, &detail).await
    }

    /// Appends an entry to the log of every organisation with keys; answers the heads after it.
    async fn note(
        &self,
        store: &Store,
        action: &'static str,
        detail: &Value,
    ) -> Result<Vec<(TenantId, NotedHead)>, KeyError> {
        let mut heads = Vec::new();
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
            let at = crate::clock::now();
            let entry = Entry::new(at, Actor::Operator, action, tenant.id).with(detail.clone());
            append(&mut tx, &keys, entry).await?;
            let head = tx.audit_head().await?;
            tx.commit().await?;
            heads.extend(head.map(|(sequence, mac)| (tenant.id, NotedHead { at, sequence, mac })));
        }
        Ok(heads)
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
