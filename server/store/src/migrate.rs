//! Bringing a database to the form this version knows, and refusing one that is ahead of it.

use sqlx::migrate::{MigrateError, Migrator};

use crate::StoreError;
use crate::db::Db;
use crate::value::{FromRow, Row};

pub(crate) static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
pub(crate) static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// A migration as the database notes it.
pub(crate) struct Applied {
    pub(crate) version: i64,
    pub(crate) checksum: Vec<u8>,
}

impl FromRow for Applied {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            version: row.get("version")?,
            checksum: row.get("checksum")?,
        })
    }
}

const HAS_TABLE: crate::db::Sql = crate::db::Sql {
    sqlite: "SELECT COUNT(*) AS n FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'",
    postgres: "SELECT COUNT(*) AS n FROM pg_tables WHERE schemaname = current_schema() AND tablename = '_sqlx_migrations'",
};
pub(crate) const APPLIED: &str = "SELECT version, checksum FROM _sqlx_migrations ORDER BY version";

impl Db {
    fn migrator(&self) -> &'static Migrator {
        match self {
            Self::Sqlite { .. } => &SQLITE,
            Self::Postgres(_) => &POSTGRES,
        }
    }

    /// Applies what is missing, each migration in its own transaction.
    pub(crate) async fn migrate(&self) -> Result<(), StoreError> {
        let mut missing = self.pending_migrations().await?;
        loop {
            let Err(error) = self.apply().await else {
                return Ok(());
            };
            // On SQLite, which has no lock around migrations, another process may have been faster.
            let still_missing = self.pending_migrations().await?;
            if still_missing == missing {
                return Err(error);
            }
            missing = still_missing;
        }
    }

    async fn apply(&self) -> Result<(), StoreError> {
        let run = match self {
            Self::Sqlite { write, .. } => SQLITE.run(write).await,
            Self::Postgres(pool) => POSTGRES.run(pool).await,
        };
        run.map_err(|error| failure(error, newest(self.migrator())))
    }

    /// Whether migrations were ever applied.
    pub(crate) async fn is_made(&self) -> Result<bool, StoreError> {
        let tables: Vec<i64> = self.all(HAS_TABLE, vec![]).await?;
        Ok(tables.first() == Some(&1))
    }

    /// How many migrations are missing; an error when the database is ahead of this version or was changed.
    pub(crate) async fn pending_migrations(&self) -> Result<usize, StoreError> {
        let migrator = self.migrator();
        if !self.is_made().await? {
            return Ok(migrator.iter().count());
        }
        let applied: Vec<Applied> = self.all(APPLIED.into(), vec![]).await?;
        judge(migrator, &applied)
    }
}

/// How many of this version's migrations are missing; an error when others were applied.
pub(crate) fn judge(migrator: &Migrator, applied: &[Applied]) -> Result<usize, StoreError> {
    let known = newest(migrator);
    for row in applied.iter().rev() {
        let Some(ours) = migrator.iter().find(|ours| ours.version == row.version) else {
            return Err(StoreError::NewerDatabase {
                found: row.version,
                known,
            });
        };
        if *ours.checksum != *row.checksum {
            return Err(StoreError::ChangedMigration {
                version: row.version,
            });
        }
    }
    Ok(migrator.iter().count() - applied.len())
}

/// What became of a migration that failed; `known` is the newest version there is.
pub(crate) fn failure(error: MigrateError, known: i64) -> StoreError {
    match error {
        MigrateError::VersionMissing(found) => StoreError::NewerDatabase { found, known },
        MigrateError::VersionMismatch(version) => StoreError::ChangedMigration { version },
        MigrateError::Execute(inner) => failed(0, inner),
        MigrateError::ExecuteMigration(inner, version) => failed(version, inner),
        MigrateError::Dirty(version) => StoreError::FailedMigration {
            version,
            reason: "applied in part only".to_owned(),
        },
        _ => StoreError::FailedMigration {
            version: 0,
            reason: "migrations are not usable".to_owned(),
        },
    }
}

fn newest(migrator: &Migrator) -> i64 {
    migrator
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0)
}

fn failed(version: i64, error: sqlx::Error) -> StoreError {
    StoreError::FailedMigration {
        version,
        reason: StoreError::from(error).to_string(),
    }
}
