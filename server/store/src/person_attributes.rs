//! What a person belonged to, week by week: attributes, manager, groups, working hours.

use model::culture::Pseudonym;

use crate::bulk::Many;
use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// One range of weeks in which all of this held.
    pub struct PersonAttributesRow [attributes_columns] {
        /// Who.
        pub person: Pseudonym,
        /// Where it comes from: `entra`, `file` or `viva`.
        pub origin: String,
        /// First week.
        pub from_week: i32,
        /// Last week, included; none while it still holds.
        pub to_week: Option<i32>,
        /// Attributes by name, as JSON.
        pub attributes: String,
        /// Manager.
        pub manager: Option<Pseudonym>,
        /// Ids of groupings, as JSON.
        pub groupings: String,
        /// Time zone and working hours, as JSON.
        pub hours: Option<String>,
    }
}

const OPEN: &str = concat!(
    "SELECT ",
    attributes_columns!(),
    " FROM person_attributes WHERE tenant = $1 AND origin = $2 AND to_week IS NULL ORDER BY person"
);
const BETWEEN: &str = concat!(
    "SELECT ",
    attributes_columns!(),
    " FROM person_attributes WHERE tenant = $1 AND from_week <= $3 AND (to_week IS NULL OR to_week >= $2) \
      ORDER BY person, origin, from_week"
);
const OF_PERSON: &str = concat!(
    "SELECT ",
    attributes_columns!(),
    " FROM person_attributes WHERE tenant = $1 AND person = $2 ORDER BY origin, from_week"
);

reads! {
    /// The ranges of one origin that still hold.
    open_attributes(origin: &str) -> all PersonAttributesRow = OPEN;
    /// The ranges that touch a span of weeks, both ends included.
    attributes_between(first: i32, last: i32) -> all PersonAttributesRow = BETWEEN;
    /// All ranges of one person.
    attributes_of(person: Pseudonym) -> all PersonAttributesRow = OF_PERSON;
}

const SAVE: Many = Many {
    sqlite: concat!(
        "INSERT INTO person_attributes (tenant, ",
        attributes_columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant, person, origin, from_week) DO UPDATE SET \
          to_week = excluded.to_week, attributes = excluded.attributes, manager = excluded.manager, \
          groupings = excluded.groupings, hours = excluded.hours"
    ),
    postgres: concat!(
        "INSERT INTO person_attributes (tenant, ",
        attributes_columns!(),
        ") SELECT $1, ",
        attributes_columns!(),
        " FROM UNNEST($2::BYTEA[], $3::TEXT[], $4::BIGINT[], $5::BIGINT[], $6::TEXT[], $7::BYTEA[], $8::TEXT[], $9::TEXT[]) \
          AS new (",
        attributes_columns!(),
        ") ON CONFLICT (tenant, person, origin, from_week) DO UPDATE SET \
          to_week = excluded.to_week, attributes = excluded.attributes, manager = excluded.manager, \
          groupings = excluded.groupings, hours = excluded.hours"
    ),
};
const DELETE_ORIGIN: &str = "DELETE FROM person_attributes WHERE tenant = $1 AND origin = $2";

impl Tx {
    /// Stores ranges, each key at most once; a range with the same first week is replaced.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn save_attributes(
        &mut self,
        rows: &[PersonAttributesRow],
    ) -> Result<(), StoreError> {
        let fixed = args![self.tenant()];
        let rows = rows
            .iter()
            .map(|row| {
                args![
                    row.person,
                    row.origin,
                    row.from_week,
                    row.to_week,
                    row.attributes,
                    row.manager,
                    row.groupings,
                    row.hours
                ]
            })
            .collect();
        self.execute_many(SAVE, &fixed, rows).await.map(drop)
    }

    /// Removes all ranges of one origin (a file that is replaced).
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_attributes(&mut self, origin: &str) -> Result<u64, StoreError> {
        let values = args![self.tenant(), origin];
        self.execute(DELETE_ORIGIN, values).await
    }
}
