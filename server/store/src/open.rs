//! Opening a database by its address.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::StoreError;
use crate::db::Db;

/// How a database is opened.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// Connections kept at most: readers on SQLite (one writer comes on top), all on PostgreSQL. At least 1.
    pub connections: u32,
    /// Pause between two looks for changes that other processes made; the safety net behind notifications.
    pub poll_every: Duration,
    /// Whether to listen for PostgreSQL's notifications. Without (a pooler in between), the poll alone finds changes.
    pub notifications: Notifications,
}

/// Whether PostgreSQL's notifications are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notifications {
    /// LISTEN; changes of other processes arrive at once.
    Listen,
    /// Poll only; changes of other processes arrive after [`OpenOptions::poll_every`] at the latest.
    PollOnly,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            connections: 10,
            poll_every: Duration::from_secs(2),
            notifications: Notifications::Listen,
        }
    }
}

/// How long a caller waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(15);
/// No transaction stays open so long that the watch's look back (`watch.rs`) could miss it, and no writer waits for
/// ever behind another. Not sent at connect, because poolers refuse parameters they don't know.
const LIMITS: &str = "SET idle_in_transaction_session_timeout = '30s'; SET lock_timeout = '10s'";
/// How long SQLite waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);

pub(crate) async fn open(url: &str, options: &OpenOptions) -> Result<Db, StoreError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        open_sqlite(Path::new(path.strip_prefix("//").unwrap_or(path)), options).await
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        open_postgres(url, options).await
    } else {
        Err(StoreError::Address {
            reason: "it begins with neither sqlite: nor postgres:".to_owned(),
        })
    }
}

async fn open_sqlite(path: &Path, options: &OpenOptions) -> Result<Db, StoreError> {
    if path.as_os_str().is_empty() || path.as_os_str() == ":memory:" {
        return Err(StoreError::Address {
            reason: "sqlite: needs the path of a file".to_owned(),
        });
    }
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        let made = tokio::fs::create_dir_all(folder).await;
        made.map_err(|e| StoreError::Unavailable {
            reason: format!("folder: {}", e.kind()).into(),
        })?;
    }
    let common = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .foreign_keys(true);
    // What a visitor was told must survive a power cut: full synchronisation, also in WAL mode. And what is removed has to
    // be gone: its bytes are overwritten.
    let writer = common
        .clone()
        .pragma("secure_delete", "ON")
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    // First, because it creates the file and its log, which a reader cannot.
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(ACQUIRE)
        .connect_with(writer)
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(options.connections.max(1))
        .acquire_timeout(ACQUIRE)
        .connect_with(common.read_only(true))
        .await?;
    Ok(Db::Sqlite { read, write })
}

async fn open_postgres(url: &str, options: &OpenOptions) -> Result<Db, StoreError> {
    let connect = PgConnectOptions::from_str(url)?.application_name("anteroom");
    let pool = PgPoolOptions::new()
        .max_connections(options.connections.max(2))
        .acquire_timeout(ACQUIRE)
        .after_connect(|conn, _| {
            Box::pin(async move { sqlx::raw_sql(LIMITS).execute(conn).await.map(drop) })
        })
        .connect_with(connect)
        .await?;
    Ok(Db::Postgres(pool))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn pragma(pool: &sqlx::SqlitePool, text: &'static str) -> String {
        let value: Result<i64, _> = sqlx::query_scalar(text).fetch_one(pool).await;
        match value {
            Ok(number) => number.to_string(),
            Err(_) => sqlx::query_scalar(text).fetch_one(pool).await.unwrap(),
        }
    }

    #[tokio::test]
    async fn sqlite_is_durable_strict_about_references_and_has_one_writer() {
        let folder = std::env::temp_dir().join(format!("anteroom-open-{}", std::process::id()));
        let url = format!("sqlite:{}", folder.join("deep/er/anteroom.db").display());
        let Db::Sqlite { read, write } = open(&url, &OpenOptions::default()).await.unwrap() else {
            panic!("not SQLite");
        };
        assert_eq!(pragma(&write, "PRAGMA journal_mode").await, "wal");
        assert_eq!(pragma(&write, "PRAGMA synchronous").await, "2", "2 is FULL");
        assert_eq!(pragma(&write, "PRAGMA foreign_keys").await, "1");
        assert_eq!(pragma(&write, "PRAGMA secure_delete").await, "1");
        assert_eq!(pragma(&write, "PRAGMA busy_timeout").await, "5000");
        assert_eq!(write.options().get_max_connections(), 1);
        let refused = sqlx::query("CREATE TABLE t (n INTEGER)")
            .execute(&read)
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("readonly"), "{refused}");
        read.close().await;
        write.close().await;
        std::fs::remove_dir_all(folder).unwrap();
    }
}
