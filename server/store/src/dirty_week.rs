//! Weeks whose figures have to be computed again.

use model::Timestamp;

use crate::bulk::Many;
use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// A week to compute again.
    pub struct DirtyWeekRow [dirty_columns] {
        /// Which.
        pub week: i32,
        /// Counts the changes; a later change makes it greater.
        pub revision: i64,
        /// When the first of these changes was made.
        pub since: Timestamp,
    }
}

const DIRTY: &str = concat!(
    "SELECT ",
    dirty_columns!(),
    " FROM dirty_week WHERE tenant = $1 ORDER BY week DESC"
);

reads! {
    /// Weeks to compute again, latest first.
    dirty_weeks() -> all DirtyWeekRow = DIRTY;
}

const MARK: Many = Many {
    sqlite: "INSERT INTO dirty_week (tenant, since, week, revision) VALUES ($1, $2, $3, 1) \
        ON CONFLICT (tenant, week) DO UPDATE SET revision = dirty_week.revision + 1",
    postgres: "INSERT INTO dirty_week (tenant, since, week, revision) \
        SELECT $1, $2, week, 1 FROM UNNEST($3::BIGINT[]) AS new (week) ORDER BY week \
        ON CONFLICT (tenant, week) DO UPDATE SET revision = dirty_week.revision + 1",
};
const CLEAN: &str = "DELETE FROM dirty_week WHERE tenant = $1 AND week = $2 AND revision = $3";

impl Tx {
    /// Marks weeks, each at most once, to be computed again.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn mark_dirty(&mut self, weeks: &[i32], now: Timestamp) -> Result<(), StoreError> {
        let fixed = args![self.tenant(), now];
        let rows = weeks.iter().map(|week| args![week]).collect();
        self.execute_many(MARK, &fixed, rows).await.map(drop)
    }

    /// Takes the mark off a week unless more has changed since `revision` was read; answers whether it is off.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn clean_week(&mut self, week: i32, revision: i64) -> Result<bool, StoreError> {
        let values = args![self.tenant(), week, revision];
        Ok(self.execute(CLEAN, values).await? == 1)
    }
}
