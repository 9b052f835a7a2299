//! A copy of an SQLite database while it is in use, and the look at a copy before it is put in place.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use crate::db::Db;
use crate::handle::Store;
use crate::migrate::judge;
use crate::value::args;
use crate::{StoreError, db};

/// What a copy says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFacts {
    /// Fingerprint of the master key it needs; none when no key was ever used with it.
    pub key_fingerprint: Option<String>,
    /// Organisations in it.
    pub tenants: i64,
}

impl Store {
    /// Writes the database as it is at this moment to a file that is empty or does not exist yet. Others go on reading
    /// and writing meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Address`] on PostgreSQL, which has a tool of its own for this; [`StoreError::Refused`] when the file
    /// holds something or cannot be written.
    pub async fn back_up_to(&self, path: &Path) -> Result<(), StoreError> {
        let Db::Sqlite { write, .. } = &self.inner.db else {
            return Err(StoreError::Address {
                reason: "only an SQLite database is copied this way".to_owned(),
            });
        };
        let mut conn = write.acquire().await?;
        let path = path.to_string_lossy().into_owned();
        db::Conn::Sqlite(&mut conn)
            .execute("VACUUM INTO $1".into(), args![path])
            .await?;
        Ok(())
    }
}

/// Looks at a copy without changing it: whether it is whole, and of a version that this program knows.
///
/// # Errors
/// [`StoreError::Damaged`] when it is no SQLite database or not whole; [`StoreError::NewerDatabase`],
/// [`StoreError::ChangedMigration`]; [`StoreError::Unavailable`] when it cannot be read.
pub async fn look_at_backup(path: &Path) -> Result<BackupFacts, StoreError> {
    let mut conn = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(true)
        .connect()
        .await?;
    let damaged = || StoreError::Damaged {
        column: "file".to_owned(),
    };
    let broken = |error| match error {
        StoreError::Unavailable { .. } => error,
        _ => damaged(),
    };
    let whole: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(1)")
        .fetch_all(&mut conn)
        .await
        .map_err(|error| broken(error.into()))?;
    if whole != ["ok"] {
        return Err(damaged());
    }
    let applied = db::Conn::Sqlite(&mut conn)
        .all(crate::migrate::APPLIED.into(), vec![])
        .await
        .map_err(broken)?;
    judge(&crate::migrate::SQLITE, &applied)?;
    let fingerprint: Vec<String> = db::Conn::Sqlite(&mut conn)
        .all(crate::tenant::META.into(), vec![])
        .await?;
    let tenants: Vec<i64> = db::Conn::Sqlite(&mut conn)
        .all("SELECT COUNT(*) AS n FROM tenant".into(), vec![])
        .await?;
    conn.close().await?;
    Ok(BackupFacts {
        key_fingerprint: fingerprint.into_iter().next(),
        tenants: tenants.first().copied().unwrap_or(0),
    })
}
