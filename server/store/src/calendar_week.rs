//! Calendar facts: one packed row per person and UTC week, in the order in which a week is read.

use model::culture::Pseudonym;

use crate::bulk::Many;
use crate::handle::reads;
use crate::value::{args, padded, row};
use crate::{Scoped, StoreError, Tx};

row! {
    /// One person's events that begin in one week.
    pub struct CalendarWeekRow [week_columns] {
        /// Which week.
        pub bucket: i32,
        /// Whose calendar.
        pub person: Pseudonym,
        /// The events, packed.
        pub facts: Vec<u8>,
    }
}

row! {
    /// First and last week of which anything is kept.
    pub struct BucketRow [bucket_columns] {
        /// First, none when there is nothing.
        pub first: Option<i32>,
        /// Last.
        pub last: Option<i32>,
    }
}

const WEEKS: &str = concat!(
    "SELECT ",
    week_columns!(),
    " FROM calendar_week WHERE tenant = $1 AND bucket >= $2 AND bucket <= $3 ORDER BY bucket, person"
);
const SPAN: &str =
    "SELECT MIN(bucket) AS first, MAX(bucket) AS last FROM calendar_week WHERE tenant = $1";
const OF_PERSON: &str = concat!(
    "SELECT ",
    week_columns!(),
    " FROM calendar_week WHERE tenant = $1 AND person = $2 AND bucket IN \
      ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ORDER BY bucket"
);
/// Placeholders of [`OF_PERSON`].
const BUCKETS_AT_ONCE: usize = 16;

reads! {
    /// Everybody's events that begin in a span of weeks, both ends included.
    calendar_weeks(first: i32, last: i32) -> all CalendarWeekRow = WEEKS;
    /// First and last week kept.
    calendar_span() -> one BucketRow = SPAN;
}

impl Scoped {
    /// One person's events that begin in a span of weeks, both ends included.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn calendar_weeks_of(
        &self,
        person: Pseudonym,
        first: i32,
        last: i32,
    ) -> Result<Vec<CalendarWeekRow>, StoreError> {
        let buckets: Vec<i32> = (first..=last).collect();
        let mut found = Vec::new();
        for some in buckets.chunks(BUCKETS_AT_ONCE) {
            let mut values = args![self.tenant(), person];
            values.extend(padded(some, BUCKETS_AT_ONCE));
            found.extend(self.all::<CalendarWeekRow>(OF_PERSON, values).await?);
        }
        Ok(found)
    }
}

const SAVE: Many = Many {
    sqlite: "INSERT INTO calendar_week (tenant, bucket, person, facts) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (tenant, bucket, person) DO UPDATE SET facts = excluded.facts",
    postgres: "INSERT INTO calendar_week (tenant, bucket, person, facts) SELECT $1, bucket, person, facts \
        FROM UNNEST($2::BIGINT[], $3::BYTEA[], $4::BYTEA[]) AS new (bucket, person, facts) \
        ON CONFLICT (tenant, bucket, person) DO UPDATE SET facts = excluded.facts",
};
const REPLACE: Many = Many {
    sqlite: "UPDATE calendar_week SET facts = $5 WHERE tenant = $1 AND bucket = $2 AND person = $3 AND facts = $4",
    postgres: "UPDATE calendar_week SET facts = new.facts \
        FROM UNNEST($2::BIGINT[], $3::BYTEA[], $4::BYTEA[], $5::BYTEA[]) AS new (bucket, person, before, facts) \
        WHERE calendar_week.tenant = $1 AND calendar_week.bucket = new.bucket AND calendar_week.person = new.person \
        AND calendar_week.facts = new.before",
};
const DELETE: Many = Many {
    sqlite: "DELETE FROM calendar_week WHERE tenant = $1 AND bucket = $2 AND person = $3",
    postgres: "DELETE FROM calendar_week USING UNNEST($2::BIGINT[], $3::BYTEA[]) AS old (bucket, person) \
        WHERE calendar_week.tenant = $1 AND calendar_week.bucket = old.bucket AND calendar_week.person = old.person",
};

impl Tx {
    /// Stores packed weeks, each key at most once, replacing those before.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn save_calendar_weeks(
        &mut self,
        rows: &[CalendarWeekRow],
    ) -> Result<(), StoreError> {
        let fixed = args![self.tenant()];
        let rows = rows
            .iter()
            .map(|row| args![row.bucket, row.person, row.facts])
            .collect();
        self.execute_many(SAVE, &fixed, rows).await.map(drop)
    }

    /// Replaces packed weeks, given as they were and as they are to be; one that somebody else has changed meanwhile stays.
    /// Answers how many were replaced.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn replace_calendar_weeks(
        &mut self,
        rows: &[(CalendarWeekRow, Vec<u8>)],
    ) -> Result<u64, StoreError> {
        let fixed = args![self.tenant()];
        let rows = rows
            .iter()
            .map(|(row, after)| args![row.bucket, row.person, row.facts, after])
            .collect();
        self.execute_many(REPLACE, &fixed, rows).await
    }

    /// Removes weeks of people; answers how many there were.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_calendar_weeks(
        &mut self,
        keys: &[(i32, Pseudonym)],
    ) -> Result<u64, StoreError> {
        let fixed = args![self.tenant()];
        let rows = keys
            .iter()
            .map(|(bucket, person)| args![bucket, person])
            .collect();
        self.execute_many(DELETE, &fixed, rows).await
    }
}
