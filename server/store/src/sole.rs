//! Whether somebody else works with a database: commands that put another in its place, or another key, ask first.

use std::path::Path;
use std::time::Duration;

use model::Timestamp;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use crate::value::args;
use crate::{StoreError, System};

const LEASES: &str = "SELECT (SELECT COUNT(*) FROM lease WHERE lasts_until > $1) \
    + (SELECT COUNT(*) FROM presence_lease WHERE lasts_until > $1) AS n";

/// Whether a process has this SQLite file open. A file that is missing, or no database, is in nobody's use.
///
/// Where nobody has, what SQLite's log still holds stands in the file afterwards.
///
/// # Errors
/// [`StoreError::Unavailable`] when the connection cannot be ended.
pub async fn is_in_use(path: &Path) -> Result<bool, StoreError> {
    if !path.exists() {
        return Ok(false);
    }
    // With this mode before the first access, SQLite wants the file alone; whoever is connected holds a share of it.
    let opened = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_millis(500))
        .pragma("locking_mode", "EXCLUSIVE")
        .connect()
        .await;
    let mut conn = match opened.map_err(StoreError::from) {
        Ok(conn) => conn,
        Err(error) => return Ok(matches!(error, StoreError::Busy)),
    };
    let locked = sqlx::raw_sql("BEGIN EXCLUSIVE; SELECT COUNT(*) FROM sqlite_master; COMMIT")
        .execute(&mut conn)
        .await;
    let busy = matches!(locked.map_err(StoreError::from), Err(StoreError::Busy));
    conn.close().await?;
    Ok(busy)
}

impl System {
    /// How many leases have not run out: those of jobs, and those of visitors' streams. A process that was stopped in
    /// order leaves none, one that died some for ten minutes at most.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn leases_held(&self, now: Timestamp) -> Result<i64, StoreError> {
        Ok(self.one(LEASES, args![now]).await?.unwrap_or(0))
    }
}
