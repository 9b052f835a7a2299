//! Groups of people: those of Entra ID, and the values of attributes. Only groups have names here.

use crate::bulk::Many;
use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// A group of people.
    pub struct GroupingRow [grouping_columns] {
        /// Identity.
        pub id: String,
        /// What kind: `group`, `department`, ...
        pub kind: String,
        /// Its name.
        pub name: String,
        /// The directory round that last named it.
        pub seen: i64,
    }
}

const GROUPINGS: &str = concat!(
    "SELECT ",
    grouping_columns!(),
    " FROM grouping WHERE tenant = $1 ORDER BY kind, name, id"
);

reads! {
    /// All groups, by kind and name.
    groupings() -> all GroupingRow = GROUPINGS;
}

const SAVE: Many = Many {
    sqlite: concat!(
        "INSERT INTO grouping (tenant, ",
        grouping_columns!(),
        ") VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant, id) DO UPDATE SET kind = excluded.kind, \
          name = excluded.name, seen = excluded.seen"
    ),
    postgres: concat!(
        "INSERT INTO grouping (tenant, ",
        grouping_columns!(),
        ") SELECT $1, id, kind, name, seen FROM UNNEST($2::TEXT[], $3::TEXT[], $4::TEXT[], $5::BIGINT[]) \
          AS new (id, kind, name, seen) ON CONFLICT (tenant, id) DO UPDATE SET kind = excluded.kind, \
          name = excluded.name, seen = excluded.seen"
    ),
};

impl Tx {
    /// Stores groups, each at most once.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn save_groupings(&mut self, rows: &[GroupingRow]) -> Result<(), StoreError> {
        let fixed = args![self.tenant()];
        let rows = rows
            .iter()
            .map(|row| args![row.id, row.kind, row.name, row.seen])
            .collect();
        self.execute_many(SAVE, &fixed, rows).await.map(drop)
    }
}
