//! Rotating the master key: the tenants' keys stay, their wrapping changes.

use store::Store;

use super::note::append;
use super::{KeyError, MasterKey};
use crate::audit::{Actor, Entry};

impl MasterKey {
    /// Wraps the keys of every tenant with a new master key and makes it the database's. Answers how many were wrapped.
    ///
    /// It can be repeated after an interruption: what is wrapped with the new key already is left alone, and the
    /// database keeps naming the old key until every tenant is done. Stop all processes before, start them with the
    /// new file afterwards, and keep the old file until then.
    ///
    /// # Errors
    /// [`KeyError::OtherMaster`] when a tenant's keys belong to neither key, and [`KeyError::DoesNotOpen`] when their own
    /// does not open them: nothing is wrapped then. [`KeyError::Store`].
    pub async fn rotate(&self, new: &Self, store: &Store) -> Result<usize, KeyError> {
        self.look_through(new, store).await?;
        let mut wrapped = self.wrap_all(new, store).await?;
        let system = store.system();
        let replaced = system
            .replace_master_key_fingerprint(&self.fingerprint, &new.fingerprint)
            .await?;
        let present = system.master_key_fingerprint().await?;
        if !replaced && present.as_deref() != Some(new.fingerprint()) {
            return Err(KeyError::OtherMaster {
                found: present.unwrap_or_default(),
                loaded: self.fingerprint.clone(),
            });
        }
        // Who registered meanwhile was wrapped with the old key; from here on, nobody can be.
        wrapped += self.wrap_all(new, store).await?;
        Ok(wrapped)
    }

    /// Whether one of both keys opens every row, before anything is changed.
    async fn look_through(&self, new: &Self, store: &Store) -> Result<(), KeyError> {
        for tenant in store.system().tenants().await? {
            let Some(row) = store.of(tenant.id).key_row().await? else {
                continue;
            };
            let key = [self, new]
                .into_iter()
                .find(|key| key.fingerprint == row.master_key)
                .ok_or_else(|| KeyError::OtherMaster {
                    found: row.master_key.clone(),
                    loaded: self.fingerprint.clone(),
                })?;
            key.unwrap(tenant.id, &row.wrapped)?;
        }
        Ok(())
    }

    async fn wrap_all(&self, new: &Self, store: &Store) -> Result<usize, KeyError> {
        let mut wrapped = 0;
        for tenant in store.system().tenants().await? {
            let mut tx = store.of(tenant.id).begin().await?;
            let Some(row) = tx.key_row().await? else {
                continue;
            };
            if row.master_key == new.fingerprint {
                continue;
            }
            if row.master_key != self.fingerprint {
                return Err(KeyError::OtherMaster {
                    found: row.master_key,
                    loaded: self.fingerprint.clone(),
                });
            }
            let keys = self.unwrap(tenant.id, &row.wrapped)?;
            tx.replace_key(&new.wrap(&keys), &new.fingerprint).await?;
            let entry = Entry::new(
                crate::clock::now(),
                Actor::Operator,
                "key.rotated",
                &new.fingerprint,
            );
            append(&mut tx, &keys, entry).await?;
            tx.commit().await?;
            wrapped += 1;
        }
        Ok(wrapped)
    }
}
