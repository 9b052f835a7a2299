//! What meeting culture removes when its time is over, of all tenants. How long each thing stays is a rule of `culture`.

use crate::value::args;
use crate::{StoreError, System};

const FACTS: &str = "DELETE FROM calendar_week WHERE bucket < $1";
const FIGURES: &str = "DELETE FROM person_week WHERE week < $1";
const DIRTY: &str = "DELETE FROM dirty_week WHERE week < $1";
const PUBLICATIONS: &str = "DELETE FROM publication WHERE period < $1";
const FACES: &str = "DELETE FROM publication_face WHERE period < $1";

impl System {
    /// Removes calendar facts and figures per person of weeks before one; answers how many rows.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_weeks(&self, before: i32) -> Result<u64, StoreError> {
        let mut removed = self.execute(FACTS, args![before]).await?;
        removed += self.execute(FIGURES, args![before]).await?;
        self.execute(DIRTY, args![before]).await?;
        Ok(removed)
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
