//! One enum over the two databases, and how a statement runs on either.

use sqlx::postgres::{PgArguments, PgPool};
use sqlx::sqlite::{SqliteArguments, SqlitePool};
use sqlx::{Arguments, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use crate::StoreError;
use crate::value::{FromRow, Row, Value};

/// The pools of the database in use.
#[derive(Debug)]
pub(crate) enum Db {
    Sqlite {
        /// Connections that cannot write.
        read: SqlitePool,
        /// The one connection that can.
        write: SqlitePool,
    },
    Postgres(PgPool),
}

/// The text of a statement; two texts where the databases differ (locks, clocks).
#[derive(Clone, Copy)]
pub(crate) struct Sql {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self {
            sqlite: text,
            postgres: text,
        }
    }
}

/// A borrowed connection of either kind.
pub(crate) enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn<'_> {
    /// Runs a statement; answers how many rows it touched.
    pub(crate) async fn execute(self, sql: Sql, values: Vec<Value>) -> Result<u64, StoreError> {
        Ok(match self {
            Conn::Sqlite(conn) => {
                let query = sqlx::query_with(sql.sqlite, sqlite_arguments(values)?);
                query.execute(conn).await?.rows_affected()
            }
            Conn::Postgres(conn) => {
                let query = sqlx::query_with(sql.postgres, postgres_arguments(values)?);
                query.execute(conn).await?.rows_affected()
            }
        })
    }

    /// Runs a statement and reads all rows of its answer.
    pub(crate) async fn all<T: FromRow>(
        self,
        sql: Sql,
        values: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        let rows: Vec<Row> = match self {
            Conn::Sqlite(conn) => {
                let query = sqlx::query_with(sql.sqlite, sqlite_arguments(values)?);
                query
                    .fetch_all(conn)
                    .await?
                    .into_iter()
                    .map(Row::Sqlite)
                    .collect()
            }
            Conn::Postgres(conn) => {
                let query = sqlx::query_with(sql.postgres, postgres_arguments(values)?);
                query
                    .fetch_all(conn)
                    .await?
                    .into_iter()
                    .map(Row::Postgres)
                    .collect()
            }
        };
        rows.iter().map(T::from_row).collect()
    }
}

pub(crate) fn sqlite_arguments(values: Vec<Value>) -> Result<SqliteArguments, StoreError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        let added = match value {
            Value::Text(value) => arguments.add(value),
            Value::Int(value) => arguments.add(value),
            Value::Bool(value) => arguments.add(value),
            Value::Blob(value) => arguments.add(value),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn postgres_arguments(values: Vec<Value>) -> Result<PgArguments, StoreError> {
    let mut arguments = PgArguments::default();
    for value in values {
        add_postgres(&mut arguments, value)?;
    }
    Ok(arguments)
}

pub(crate) fn add_postgres(arguments: &mut PgArguments, value: Value) -> Result<(), StoreError> {
    let added = match value {
        Value::Text(value) => arguments.add(value),
        Value::Int(value) => arguments.add(value),
        Value::Bool(value) => arguments.add(value),
        Value::Blob(value) => arguments.add(value),
    };
    Ok(added.map_err(sqlx::Error::Encode)?)
}

/// An open write transaction of either kind; dropping it rolls back.
pub(crate) enum Transact {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Transact {
    pub(crate) fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(tx) => Conn::Sqlite(tx),
            Self::Postgres(tx) => Conn::Postgres(tx),
        }
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

impl Db {
    /// Reads outside of any transaction.
    pub(crate) async fn all<T: FromRow>(
        &self,
        sql: Sql,
        values: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        match self {
            Self::Sqlite { read, .. } => {
                let mut conn = read.acquire().await?;
                Conn::Sqlite(&mut conn).all(sql, values).await
            }
            Self::Postgres(pool) => {
                let mut conn = pool.acquire().await?;
                Conn::Postgres(&mut conn).all(sql, values).await
            }
        }
    }

    /// Ends all connections once they are free.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                // The last connection to close folds SQLite's log back into the file.
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// Begins a write transaction: at once the writer on SQLite, read committed on PostgreSQL.
    pub(crate) async fn begin(&self) -> Result<Transact, StoreError> {
        Ok(match self {
            Self::Sqlite { write, .. } => {
                Transact::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)
            }
            Self::Postgres(pool) => Transact::Postgres(pool.begin().await?),
        })
    }
}
