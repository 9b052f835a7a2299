//! Putting a copy in place.

use std::collections::BTreeSet;
use std::io::Read;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::frame::{Cell, Kind, Piece, Reader, Table};
use super::shape::{self, Column, quoted};
use super::{ArchiveFacts, COPIED, NOT_COPIED, damaged};
use crate::StoreError;
use crate::bulk;
use crate::db::{Conn, Db, Transact, sqlite_arguments};
use crate::migrate::{POSTGRES, SQLITE, failure};
use crate::open::{self, OpenOptions};
use crate::value::{Value, args};

/// Rows of one statement on PostgreSQL.
const AT_ONCE: usize = 1_000;
/// Bytes of them, from which on no more are added.
const BYTES_AT_ONCE: usize = 4 << 20;

/// Fills a database with a copy and brings it to the form this version knows: one that is empty, or, with `replace`, one
/// on PostgreSQL whose rows all go for it. On PostgreSQL that is one transaction; a file of SQLite that could not be
/// filled is to be thrown away.
///
/// # Errors
/// [`StoreError::Copy`] when the copy is not whole, or does not fit its own version or what it says about itself; [`StoreError::NewerDatabase`] and
/// [`StoreError::ChangedMigration`]; [`StoreError::NotEmpty`] when organisations are there already;
/// [`StoreError::Foreign`] when the schema holds tables that are not Anteroom's; those of [`crate::Store::open`].
pub async fn restore(
    address: &str,
    copy: impl Read + Send,
    replace: bool,
) -> Result<ArchiveFacts, StoreError> {
    let mut reader = Reader::begin(copy)?;
    let facts = reader.facts().clone();
    facts.judge()?;
    let options = OpenOptions {
        connections: 2,
        ..OpenOptions::default()
    };
    let db = open::open(address, &options).await?;
    let mut tx = match &db {
        Db::Sqlite { write, .. } => {
            let mut tx = db.begin().await?;
            if !shape::tables(&mut tx).await?.is_empty() {
                return Err(StoreError::NotEmpty { tenants: 0 });
            }
            drop(tx);
            migrated(as_of(&SQLITE, &facts).run(write).await)?;
            db.begin().await?
        }
        Db::Postgres(_) => {
            let mut tx = db.begin().await?;
            clear(&mut tx, replace).await?;
            migrate_within(&mut tx, &as_of(&POSTGRES, &facts)).await?;
            tx
        }
    };
    fill(&mut tx, &mut reader, &facts).await?;
    migrate_within(&mut tx, &POSTGRES).await?;
    tx.commit().await?;
    db.migrate().await?;
    db.close().await;
    Ok(facts)
}

/// Applies what is missing inside of a transaction; nothing on SQLite, where the file is thrown away if it fails.
async fn migrate_within(tx: &mut Transact, migrator: &Migrator) -> Result<(), StoreError> {
    match tx.conn() {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(conn) => migrated(migrator.run(conn).await),
    }
}

fn migrated(done: Result<(), MigrateError>) -> Result<(), StoreError> {
    done.map_err(|error| failure(error, 0))
}

/// The migrations that had made the tables of a copy.
fn as_of(migrator: &Migrator, facts: &ArchiveFacts) -> Migrator {
    let known = |version: i64| facts.migrations.iter().any(|(it, _)| *it == version);
    let some = migrator.iter().filter(|it| known(it.version));
    Migrator::with_migrations(some.cloned().collect())
}

/// Removes what is there, if it may go.
async fn clear(tx: &mut Transact, replace: bool) -> Result<(), StoreError> {
    let there = shape::tables(tx).await?;
    if there.is_empty() {
        return Ok(());
    }
    let ours = |name: &str| {
        COPIED.contains(&name) || NOT_COPIED.iter().any(|(not_copied, _)| *not_copied == name)
    };
    if let Some(table) = there.iter().find(|name| !ours(name)) {
        return Err(StoreError::Foreign {
            table: table.clone(),
        });
    }
    if !replace && there.iter().any(|name| name == "tenant") {
        let count = "SELECT COUNT(*) AS n FROM tenant".into();
        let tenants: Vec<i64> = tx.conn().all(count, vec![]).await?;
        let tenants = tenants.first().copied().unwrap_or(0);
        if tenants > 0 {
            return Err(StoreError::NotEmpty { tenants });
        }
    }
    let names: Vec<String> = there.iter().map(|name| quoted(name)).collect();
    if let Conn::Postgres(conn) = tx.conn() {
        let statement = format!("DROP TABLE {}", names.join(", "));
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// A table that is being filled.
struct Target {
    name: String,
    columns: Vec<Column>,
    statement: String,
    waiting: Vec<Vec<Value>>,
    bytes: usize,
    rows: u64,
}

impl Target {
    /// Finds the table of a copy here; both must have the same columns.
    async fn of(tx: &mut Transact, table: &Table) -> Result<Self, StoreError> {
        let different = || damaged("its tables are not those of its version");
        let name = COPIED.into_iter().find(|name| *name == table.name);
        let name = name.ok_or_else(different)?;
        let here = shape::columns(tx, name).await?;
        let found = table.columns.iter().map(|(name, kind)| {
            here.iter()
                .find(|column| column.name == *name && column.kind == *kind)
                .cloned()
        });
        let columns: Vec<Column> = found.collect::<Option<_>>().ok_or_else(different)?;
        if columns.len() != here.len() {
            return Err(different());
        }
        Ok(Self {
            name: name.to_owned(),
            statement: statement(name, &columns, &tx.conn()),
            columns,
            waiting: Vec::new(),
            bytes: 0,
            rows: 0,
        })
    }

    /// Whether its rows belong to organisations.
    fn is_of_tenants(&self) -> bool {
        self.name == "tenant" || self.columns.iter().any(|column| column.name == "tenant")
    }

    async fn add(&mut self, tx: &mut Transact, cells: Vec<Cell>) -> Result<(), StoreError> {
        if cells.len() != self.columns.len() {
            return Err(damaged("a row has other columns than its table"));
        }
        let sizes = cells.iter().map(|cell| match cell {
            Cell::Text(text) => text.len(),
            Cell::Blob(blob) => blob.len(),
            Cell::Null | Cell::Int(_) => 8,
        });
        self.bytes += sizes.sum::<usize>();
        let values = cells
            .into_iter()
            .zip(&self.columns)
            .map(|(cell, column)| value(cell, column));
        let values: Vec<Value> = values
            .collect::<Option<_>>()
            .ok_or_else(|| damaged("a value is not what its column holds"))?;
        self.waiting.push(values);
        self.rows += 1;
        if self.waiting.len() >= AT_ONCE || self.bytes >= BYTES_AT_ONCE {
            self.flush(tx).await?;
        }
        Ok(())
    }

    async fn flush(&mut self, tx: &mut Transact) -> Result<(), StoreError> {
        let rows = std::mem::take(&mut self.waiting);
        self.bytes = 0;
        match tx.conn() {
            Conn::Sqlite(conn) => self.one_by_one(conn, rows).await,
            Conn::Postgres(_) if rows.is_empty() => Ok(()),
            Conn::Postgres(conn) => {
                let arguments = bulk::arrays(rows)?;
                let query = AssertSqlSafe(self.statement.clone());
                sqlx::query_with(query, arguments).execute(conn).await?;
                Ok(())
            }
        }
    }

    async fn one_by_one(
        &self,
        conn: &mut SqliteConnection,
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        for row in rows {
            let query = AssertSqlSafe(self.statement.clone());
            sqlx::query_with(query, sqlite_arguments(row)?)
                .execute(&mut *conn)
                .await?;
        }
        Ok(())
    }
}

fn statement(table: &str, columns: &[Column], conn: &Conn<'_>) -> String {
    let names: Vec<String> = columns.iter().map(|it| quoted(&it.name)).collect();
    let places = columns.iter().zip(1..).map(|(column, place)| match conn {
        Conn::Sqlite(_) => format!("${place}"),
        Conn::Postgres(_) => {
            let kind = match column.kind {
                Kind::Int if column.truth => "BOOLEAN",
                Kind::Int => "BIGINT",
                Kind::Text => "TEXT",
                Kind::Blob => "BYTEA",
            };
            format!("${place}::{kind}[]")
        }
    });
    let places: Vec<String> = places.collect();
    let (names, places) = (names.join(", "), places.join(", "));
    let table = quoted(table);
    match conn {
        Conn::Sqlite(_) => format!("INSERT INTO {table} ({names}) VALUES ({places})"),
        Conn::Postgres(_) => {
            format!("INSERT INTO {table} ({names}) SELECT * FROM UNNEST({places})")
        }
    }
}

fn value(cell: Cell, column: &Column) -> Option<Value> {
    Some(match (cell, column.kind) {
        (Cell::Null, Kind::Int) if column.truth => Value::Bool(None),
        (Cell::Int(number @ (0 | 1)), Kind::Int) if column.truth => Value::Bool(Some(number == 1)),
        (Cell::Int(number), Kind::Int) if !column.truth => Value::Int(Some(number)),
        (Cell::Null, Kind::Int) => Value::Int(None),
        (Cell::Text(text), Kind::Text) => Value::Text(Some(text)),
        (Cell::Null, Kind::Text) => Value::Text(None),
        (Cell::Blob(blob), Kind::Blob) => Value::Blob(Some(blob)),
        (Cell::Null, Kind::Blob) => Value::Blob(None),
        _ => return None,
    })
}

/// Fills the tables with the rows of a copy, which has to end as it says, and to hold what it says about itself: what
/// key seals it, if any, was chosen by that.
async fn fill<R: Read + Send>(
    tx: &mut Transact,
    reader: &mut Reader<R>,
    facts: &ArchiveFacts,
) -> Result<(), StoreError> {
    let (mut target, mut tables, mut tenants): (Option<Target>, u64, u64) = (None, 0, 0);
    let mut names = BTreeSet::new();
    loop {
        match (reader.next()?, target.as_mut()) {
            (Piece::Table(table), None) => {
                // The second could take back what was counted of the first.
                if !names.insert(table.name.clone()) {
                    return Err(damaged("a table comes twice"));
                }
                target = Some(Target::of(tx, &table).await?);
            }
            (Piece::Row(cells), Some(target)) => {
                if !may_hold(facts, target) {
                    return Err(damaged("it holds other organisations than it says"));
                }
                target.add(tx, cells).await?;
            }
            (Piece::EndOfTable(rows), Some(filled)) if filled.rows == rows => {
                filled.flush(tx).await?;
                tables += 1;
                if filled.name == "tenant" {
                    tenants = rows;
                }
                target = None;
            }
            (Piece::End(all), None) if all == tables => break,
            _ => return Err(damaged("its pieces don't fit together")),
        }
    }
    if u64::try_from(facts.tenants) != Ok(tenants) {
        return Err(damaged("it holds other organisations than it says"));
    }
    let key: Vec<String> = tx.conn().all(crate::tenant::META.into(), args![]).await?;
    if key.first() != facts.key_fingerprint.as_ref() {
        return Err(damaged("it names another key than it says"));
    }
    Ok(())
}

/// Whether a copy may have rows of this table: of nobody's where it holds no organisation, and none at all where no key
/// was ever used, since whoever invites the first organisation uses one. Nobody signs such a copy.
fn may_hold(facts: &ArchiveFacts, target: &Target) -> bool {
    facts.tenants != 0 || (facts.key_fingerprint.is_some() && !target.is_of_tenants())
}
