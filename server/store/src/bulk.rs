//! Writing many rows of one table in one transaction: one statement with arrays on PostgreSQL, one prepared statement
//! repeated on SQLite, which has no round trips to save.

use sqlx::postgres::PgArguments;
use sqlx::{Arguments, Postgres};

use crate::db::add_postgres;
use crate::value::Value;
use crate::{StoreError, Tx};

/// Rows of one statement on PostgreSQL.
const AT_ONCE: usize = 2_000;

/// The two texts of a statement over many rows. The fixed values are `$1`, `$2` ... in both; then follow the values of
/// one row on SQLite, and one array per column on PostgreSQL.
#[derive(Clone, Copy)]
pub(crate) struct Many {
    /// For one row.
    pub(crate) sqlite: &'static str,
    /// For all rows, with `UNNEST`.
    pub(crate) postgres: &'static str,
}

impl Tx {
    /// Runs a statement for every row; answers how many rows were touched. The rows must not repeat a key.
    pub(crate) async fn execute_many(
        &mut self,
        sql: Many,
        fixed: &[Value],
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let mut touched = 0;
        if !self.is_shared() {
            for row in rows {
                let values = fixed.iter().cloned().chain(row).collect();
                touched += self.execute(sql.sqlite, values).await?;
            }
            return Ok(touched);
        }
        let mut rows = rows.into_iter();
        loop {
            let some: Vec<_> = rows.by_ref().take(AT_ONCE).collect();
            if some.is_empty() {
                return Ok(touched);
            }
            let mut arguments = PgArguments::default();
            for value in fixed {
                add_postgres(&mut arguments, value.clone())?;
            }
            for column in columns(some) {
                column.add(&mut arguments)?;
            }
            touched += self.execute_postgres(sql.postgres, arguments).await?;
        }
    }
}

/// The arguments of a statement over many rows: an array for each column.
pub(crate) fn arrays(rows: Vec<Vec<Value>>) -> Result<PgArguments, StoreError> {
    let mut arguments = PgArguments::default();
    for column in columns(rows) {
        column.add(&mut arguments)?;
    }
    Ok(arguments)
}

/// The values of one column over all rows.
enum Column {
    Text(Vec<Option<String>>),
    Int(Vec<Option<i64>>),
    Bool(Vec<Option<bool>>),
    Blob(Vec<Option<Vec<u8>>>),
}

impl Column {
    const fn like(value: &Value) -> Self {
        match value {
            Value::Text(_) => Self::Text(Vec::new()),
            Value::Int(_) => Self::Int(Vec::new()),
            Value::Bool(_) => Self::Bool(Vec::new()),
            Value::Blob(_) => Self::Blob(Vec::new()),
        }
    }

    fn push(&mut self, value: Value) {
        match (self, value) {
            (Self::Text(all), Value::Text(value)) => all.push(value),
            (Self::Int(all), Value::Int(value)) => all.push(value),
            (Self::Bool(all), Value::Bool(value)) => all.push(value),
            (Self::Blob(all), Value::Blob(value)) => all.push(value),
            // A column has one type; the shorter array would make the statement fail.
            _ => {}
        }
    }

    fn add(self, arguments: &mut PgArguments) -> Result<(), StoreError> {
        fn put<'q, T>(arguments: &mut PgArguments, all: T) -> Result<(), StoreError>
        where
            T: sqlx::Encode<'q, Postgres> + sqlx::Type<Postgres> + 'q,
        {
            Ok(arguments.add(all).map_err(sqlx::Error::Encode)?)
        }
        match self {
            Self::Text(all) => put(arguments, all),
            Self::Int(all) => put(arguments, all),
            Self::Bool(all) => put(arguments, all),
            Self::Blob(all) => put(arguments, all),
        }
    }
}

fn columns(rows: Vec<Vec<Value>>) -> Vec<Column> {
    let mut columns: Vec<Column> = rows
        .first()
        .into_iter()
        .flatten()
        .map(Column::like)
        .collect();
    for row in rows {
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    columns
}
