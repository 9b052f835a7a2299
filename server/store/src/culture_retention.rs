//! What meeting culture removes when its time is over, of all tenants. How long each thing stays is a rule of `culture`.

use crate::value::args;
use crate::{StoreError, System};

const FACTS: &str = "DELETE FROM calendar_week WHERE bucket < $1";
const FIGURES: &str = "DELETE FROM person_week WHERE week < $1";
const DIRTY: &str = "DELETE FROM dirty_week WHERE week < $1";
const PUBLICATIONS: &str = "DELETE FROM publication WHERE period < $1";
const FACES: &str = "DELETE FROM publication_face WHERE period < $1";
const COUNTS: &str = "DELETE FROM culture_setting WHERE CASE WHEN name LIKE 'counts.%' \
    THEN CAST(SUBSTR(name, 8) AS BIGINT) < $1 ELSE FALSE END";
const COHORTS: &str = "DELETE FROM culture_setting WHERE CASE WHEN name LIKE 'cohort.%' \
    THEN CAST(SUBSTR(name, 8) AS BIGINT) < $1 ELSE FALSE END";
const PLACES: &str = "DELETE FROM person_attributes WHERE to_week < $1";

impl System {
    /// Removes calendar facts, figures and former places of people before a week; answers how many rows.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_weeks(&self, before: i32) -> Result<u64, StoreError> {
        let mut removed = self.execute(FACTS, args![before]).await?;
        removed += self.execute(FIGURES, args![before]).await?;
        removed += self.execute(PLACES, args![before]).await?;
        self.execute(DIRTY, args![before]).await?;
        self.execute(COUNTS, args![before]).await?;
        Ok(removed)
    }

    /// Removes the lists of who was counted (settings `cohort.N`) before a number; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_cohorts(&self, before: i32) -> Result<u64, StoreError> {
        self.execute(COHORTS, args![before]).await
    }

    /// Removes what was published for weeks before one; answers how many rows.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_publications(&self, before: i32) -> Result<u64, StoreError> {
        let removed = self.execute(PUBLICATIONS, args![before]).await?;
        self.execute(FACES, args![before]).await?;
        Ok(removed)
    }
}
