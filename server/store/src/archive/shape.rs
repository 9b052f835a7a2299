//! The tables of a database as its catalogue names them.

use super::COPIED;
use super::frame::{Kind, Table};
use crate::StoreError;
use crate::db::{Conn, Sql, Transact};
use crate::value::{FromRow, Row, args};

/// Tables where a database is used that is no other's: the file, or the schema.
const TABLES: Sql = Sql {
    sqlite: "SELECT name AS n FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    postgres: "SELECT CAST(tablename AS TEXT) AS n FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
};
const COLUMNS: Sql = Sql {
    sqlite: "SELECT name, type AS kind FROM pragma_table_info($1) ORDER BY cid",
    postgres: "SELECT CAST(column_name AS TEXT) AS name, CAST(data_type AS TEXT) AS kind \
        FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
};

/// A column of the catalogue.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Its name.
    pub(super) name: String,
    /// What it holds.
    pub(super) kind: Kind,
    /// Whether PostgreSQL keeps it as a truth.
    pub(super) truth: bool,
}

impl FromRow for Column {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let name: String = row.get("name")?;
        let kind = match row.get::<String>("kind")?.to_ascii_lowercase().as_str() {
            "integer" | "bigint" | "boolean" => Kind::Int,
            "text" => Kind::Text,
            "blob" | "bytea" => Kind::Blob,
            _ => return Err(StoreError::Damaged { column: name }),
        };
        let truth = row.get::<String>("kind")? == "boolean";
        Ok(Self { name, kind, truth })
    }
}

/// A name as a statement takes it. Names come out of the catalogue; none of ours holds a quotation mark.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Names of all tables.
pub(super) async fn tables(tx: &mut Transact) -> Result<Vec<String>, StoreError> {
    tx.conn().all(TABLES, vec![]).await
}

/// The columns of a table.
pub(super) async fn columns(tx: &mut Transact, table: &str) -> Result<Vec<Column>, StoreError> {
    tx.conn().all(COLUMNS, args![table]).await
}

/// The tables to copy that are there, in the order in which they can be filled.
pub(super) async fn present(tx: &mut Transact) -> Result<Vec<(Table, Vec<Column>)>, StoreError> {
    let there = tables(tx).await?;
    let mut all = Vec::new();
    for name in COPIED
        .into_iter()
        .filter(|name| there.iter().any(|it| it == name))
    {
        let columns = columns(tx, name).await?;
        let table = Table {
            name: name.to_owned(),
            columns: columns
                .iter()
                .map(|column| (column.name.clone(), column.kind))
                .collect(),
        };
        all.push((table, columns));
    }
    Ok(all)
}

/// Which of the two databases a connection leads to, as a copy names it.
pub(super) const fn name_of(conn: &Conn<'_>) -> &'static str {
    match conn {
        Conn::Sqlite(_) => "sqlite",
        Conn::Postgres(_) => "postgres",
    }
}
