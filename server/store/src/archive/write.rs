//! Writing a copy while others read and write.

use std::io::Write;

use futures::TryStreamExt as _;
use model::Timestamp;
use sqlx::AssertSqlSafe;

use super::frame::{Cell, Kind, Writer};
use super::shape::{self, Column, quoted};
use super::{ArchiveFacts, digits};
use crate::StoreError;
use crate::db::{Conn, Db, Transact};
use crate::handle::Store;
use crate::migrate::{APPLIED, Applied};
use crate::value::{Row, args};

const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
const TENANTS: &str = "SELECT COUNT(*) AS n FROM tenant";

impl Store {
    /// Writes all rows as they are at one moment; answers what the copy says about itself. Others go on reading and
    /// writing meanwhile, and none of what they commit from then on is in it. Rows are written as they are read, so that
    /// a large database takes no more memory than its largest row.
    ///
    /// # Errors
    /// [`StoreError::File`] when the copy cannot be written; [`StoreError::Unavailable`] and its kin.
    pub async fn copy_to(
        &self,
        out: impl Write + Send,
        now: Timestamp,
    ) -> Result<ArchiveFacts, StoreError> {
        // One reading transaction sees one state of the database, on either: SQLite's from its first read on.
        let mut tx = match &self.inner.db {
            Db::Sqlite { read, .. } => Transact::Sqlite(read.begin().await?),
            Db::Postgres(pool) => Transact::Postgres(pool.begin_with(SNAPSHOT).await?),
        };
        let facts = facts(&mut tx, now).await?;
        let mut writer = Writer::begin(out, &facts)?;
        let tables = shape::present(&mut tx).await?;
        for (table, columns) in &tables {
            writer.table(table)?;
            let names: Vec<String> = columns.iter().map(|it| quoted(&it.name)).collect();
            let statement = format!("SELECT {} FROM {}", names.join(", "), quoted(&table.name));
            let rows = write_rows(&mut tx, statement, columns, &mut writer).await?;
            writer.end_of_table(rows)?;
        }
        writer.end(tables.len() as u64)?;
        Ok(facts)
    }
}

async fn facts(tx: &mut Transact, now: Timestamp) -> Result<ArchiveFacts, StoreError> {
    let applied: Vec<Applied> = tx.conn().all(APPLIED.into(), vec![]).await?;
    let key: Vec<String> = tx.conn().all(crate::tenant::META.into(), args![]).await?;
    let tenants: Vec<i64> = tx.conn().all(TENANTS.into(), vec![]).await?;
    Ok(ArchiveFacts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database: shape::name_of(&tx.conn()).to_owned(),
        made: now,
        migrations: applied
            .iter()
            .map(|row| (row.version, digits(&row.checksum)))
            .collect(),
        key_fingerprint: key.into_iter().next(),
        tenants: tenants.first().copied().unwrap_or(0),
    })
}

async fn write_rows<W: Write + Send>(
    tx: &mut Transact,
    statement: String,
    columns: &[Column],
    writer: &mut Writer<W>,
) -> Result<u64, StoreError> {
    let query = AssertSqlSafe(statement);
    let mut written = 0;
    match tx.conn() {
        Conn::Sqlite(conn) => {
            let mut rows = sqlx::query(query).fetch(conn);
            while let Some(row) = rows.try_next().await? {
                writer.row(&cells(&Row::Sqlite(row), columns)?)?;
                written += 1;
            }
        }
        Conn::Postgres(conn) => {
            let mut rows = sqlx::query(query).fetch(conn);
            while let Some(row) = rows.try_next().await? {
                writer.row(&cells(&Row::Postgres(row), columns)?)?;
                written += 1;
            }
        }
    }
    Ok(written)
}

fn cells(row: &Row, columns: &[Column]) -> Result<Vec<Cell>, StoreError> {
    columns.iter().map(|column| cell(row, column)).collect()
}

fn cell(row: &Row, column: &Column) -> Result<Cell, StoreError> {
    let name = column.name.as_str();
    Ok(match column.kind {
        Kind::Int if column.truth => row
            .get::<Option<bool>>(name)?
            .map_or(Cell::Null, |truth| Cell::Int(truth.into())),
        Kind::Int => row.get::<Option<i64>>(name)?.map_or(Cell::Null, Cell::Int),
        Kind::Text => row
            .get::<Option<String>>(name)?
            .map_or(Cell::Null, Cell::Text),
        Kind::Blob => row
            .get::<Option<Vec<u8>>>(name)?
            .map_or(Cell::Null, Cell::Blob),
    })
}
