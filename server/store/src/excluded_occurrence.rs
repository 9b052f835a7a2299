//! Occurrences of meetings that an excluded word or domain keeps out, whoever's calendar they are on.

use model::culture::Pseudonym;

use crate::bulk::Many;
use crate::handle::reads;
use crate::value::args;
use crate::{StoreError, Tx};

const BETWEEN: &str = "SELECT occurrence AS n FROM excluded_occurrence WHERE tenant = $1 AND week >= $2 AND week <= $3 \
    ORDER BY week, occurrence";

reads! {
    /// Occurrences kept out that begin in a span of weeks, both ends included.
    excluded_occurrences(first: i32, last: i32) -> all Pseudonym = BETWEEN;
}

const INSERT: Many = Many {
    sqlite: "INSERT INTO excluded_occurrence (tenant, week, occurrence) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    postgres: "INSERT INTO excluded_occurrence (tenant, week, occurrence) SELECT $1, week, occurrence \
        FROM UNNEST($2::BIGINT[], $3::BYTEA[]) AS new (week, occurrence) ON CONFLICT DO NOTHING",
};
const FORGET: &str = "DELETE FROM excluded_occurrence WHERE tenant = $1 AND week >= $2";

impl Tx {
    /// Notes occurrences kept out, each with the week in which it begins; answers how many are new.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_excluded_occurrences(
        &mut self,
        occurrences: &[(i32, Pseudonym)],
    ) -> Result<u64, StoreError> {
        let fixed = args![self.tenant()];
        let rows = occurrences
            .iter()
            .map(|(week, occurrence)| args![week, occurrence])
            .collect();
        self.execute_many(INSERT, &fixed, rows).await
    }

    /// Forgets the occurrences from a week on, which are read anew under other words; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn forget_excluded_occurrences(&mut self, from: i32) -> Result<u64, StoreError> {
        let values = args![self.tenant(), from];
        self.execute(FORGET, values).await
    }
}
