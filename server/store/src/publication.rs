//! Cells that passed disclosure control, by policy, period and group. What was published stays as it is.

use model::Timestamp;

use crate::bulk::Many;
use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// The cells of one group in one period.
    pub struct PublicationRow [publication_columns] {
        /// Which policy.
        pub policy: String,
        /// Kind of period: `week`, `four_weeks`.
        pub period_kind: String,
        /// Which period: its first week.
        pub period: i32,
        /// Which group.
        pub group_key: String,
        /// People in it; 0 where the group is hidden.
        pub n: i64,
        /// The cells, packed.
        pub cells: Vec<u8>,
        /// When it was published.
        pub published: Timestamp,
    }
}

const PERIOD: &str = concat!(
    "SELECT ",
    publication_columns!(),
    " FROM publication WHERE tenant = $1 AND policy = $2 AND period_kind = $3 AND period >= $4 AND period <= $5 \
      ORDER BY period, group_key"
);
const GROUP: &str = concat!(
    "SELECT ",
    publication_columns!(),
    " FROM publication WHERE tenant = $1 AND policy = $2 AND period_kind = $3 AND group_key = $4 ORDER BY period"
);
const PERIODS: &str = "SELECT DISTINCT period AS n FROM publication WHERE tenant = $1 AND policy = $2 AND period_kind = $3 \
    ORDER BY period";

reads! {
    /// What was published for a span of periods, both ends included.
    publications(policy: &str, period_kind: &str, first: i32, last: i32) -> all PublicationRow = PERIOD;
    /// What was published for one group, oldest period first.
    publications_of(policy: &str, period_kind: &str, group_key: &str) -> all PublicationRow = GROUP;
    /// Periods of which anything was published.
    published_periods(policy: &str, period_kind: &str) -> all i32 = PERIODS;
}

const INSERT: Many = Many {
    sqlite: concat!(
        "INSERT INTO publication (tenant, ",
        publication_columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"
    ),
    postgres: concat!(
        "INSERT INTO publication (tenant, ",
        publication_columns!(),
        ") SELECT $1, ",
        publication_columns!(),
        " FROM UNNEST($2::TEXT[], $3::TEXT[], $4::BIGINT[], $5::TEXT[], $6::BIGINT[], $7::BYTEA[], $8::BIGINT[]) AS new (",
        publication_columns!(),
        ") ON CONFLICT DO NOTHING"
    ),
};

impl Tx {
    /// Stores cells; what was published before stays. Answers how many rows are new.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_publications(
        &mut self,
        rows: &[PublicationRow],
    ) -> Result<u64, StoreError> {
        let fixed = args![self.tenant()];
        let rows = rows
            .iter()
            .map(|row| {
                args![
                    row.policy,
                    row.period_kind,
                    row.period,
                    row.group_key,
                    row.n,
                    row.cells,
                    row.published
                ]
            })
            .collect();
        self.execute_many(INSERT, &fixed, rows).await
    }
}
