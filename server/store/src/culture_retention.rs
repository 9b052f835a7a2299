//! What meeting culture removes of a tenant when its time is over. How long each thing stays is a rule of `culture`.

use crate::value::args;
use crate::{StoreError, Tx};

const FACTS: &str = "DELETE FROM calendar_week WHERE tenant = $1 AND bucket < $2";
const FIGURES: &str = "DELETE FROM person_week WHERE tenant = $1 AND week < $2";
const EXCLUDED: &str = "DELETE FROM excluded_occurrence WHERE tenant = $1 AND week < $2";
const DIRTY: &str = "DELETE FROM dirty_week WHERE tenant = $1 AND week < $2";
const PUBLICATIONS: &str = "DELETE FROM publication WHERE tenant = $1 AND period < $2";
const FACES: &str = "DELETE FROM publication_face WHERE tenant = $1 AND period < $2";
const COUNTS: &str = "DELETE FROM culture_setting WHERE tenant = $1 AND CASE WHEN name LIKE 'counts.%' \
    THEN CAST(SUBSTR(name, 8) AS BIGINT) < $2 ELSE FALSE END";
const COHORTS: &str = "DELETE FROM culture_setting WHERE tenant = $1 AND CASE \
    WHEN name LIKE 'cohort.viva_legacy.%' THEN CAST(SUBSTR(name, 20) AS BIGINT) < $2 \
    WHEN name LIKE 'cohort.viva_current.%' THEN CAST(SUBSTR(name, 21) AS BIGINT) < $2 \
    WHEN name LIKE 'cohort.%' \
    THEN CAST(SUBSTR(name, 8) AS BIGINT) < $2 ELSE FALSE END";
const PLACES: &str = "DELETE FROM person_attributes WHERE tenant = $1 AND to_week < $2";

impl Tx {
    /// Removes calendar facts, figures and former places of people before a week; answers how many rows.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_weeks(&mut self, before: i32) -> Result<u64, StoreError> {
        let mut removed = 0;
        for statement in [FACTS, FIGURES, PLACES] {
            removed += self.sweep_before(statement, before).await?;
        }
        for statement in [DIRTY, COUNTS, EXCLUDED] {
            self.sweep_before(statement, before).await?;
        }
        Ok(removed)
    }

    /// Removes the lists of who was counted (settings `cohort.N` and, of imports, `cohort.POLICY.N`) before a number; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_cohorts(&mut self, before: i32) -> Result<u64, StoreError> {
        self.sweep_before(COHORTS, before).await
    }

    /// Removes what was published for weeks before one; answers how many rows.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_publications(&mut self, before: i32) -> Result<u64, StoreError> {
        let removed = self.sweep_before(PUBLICATIONS, before).await?;
        self.sweep_before(FACES, before).await?;
        Ok(removed)
    }

    async fn sweep_before(
        &mut self,
        statement: &'static str,
        before: i32,
    ) -> Result<u64, StoreError> {
        let values = args![self.tenant(), before];
        self.execute(statement, values).await
    }
}
