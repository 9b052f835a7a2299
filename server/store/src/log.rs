//! Traces of what was removed.

use crate::db::Db;
use crate::{Store, StoreError};

impl Store {
    /// Empties the log of writes, which still holds pages as they were before something was removed; answers whether that
    /// was possible: not while somebody reads.
    ///
    /// SQLite overwrites removed rows in its file (`secure_delete`), but its write-ahead log keeps earlier pages until it
    /// begins anew. PostgreSQL overwrites at its next vacuum and archives its log as its operator wants: nothing is done
    /// there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn empty_log(&self) -> Result<bool, StoreError> {
        let Db::Sqlite { write, .. } = &self.inner.db else {
            return Ok(true);
        };
        let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(write)
            .await?;
        Ok(busy == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OpenOptions;

    #[tokio::test]
    async fn what_was_removed_is_nowhere_in_the_files() {
        let folder = std::env::temp_dir().join(format!("anteroom-log-{}", std::process::id()));
        let path = folder.join("anteroom.db");
        let store = Store::open(
            &format!("sqlite:{}", path.display()),
            OpenOptions::default(),
        )
        .await
        .unwrap();
        let Db::Sqlite { write, .. } = &store.inner.db else {
            panic!("not SQLite");
        };
        let found = |secret: &str| {
            ["anteroom.db", "anteroom.db-wal"].iter().any(|name| {
                let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
                bytes
                    .windows(secret.len())
                    .any(|part| part == secret.as_bytes())
            })
        };
        for sql in [
            "CREATE TABLE t (n INTEGER, answer TEXT)",
            "INSERT INTO t VALUES (1, 'what nobody else should know')",
        ] {
            sqlx::query(sql).execute(write).await.unwrap();
        }
        assert!(store.empty_log().await.unwrap());
        assert!(found("nobody else"));
        sqlx::query("DELETE FROM t").execute(write).await.unwrap();
        assert!(store.empty_log().await.unwrap());
        assert!(!found("nobody else"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
