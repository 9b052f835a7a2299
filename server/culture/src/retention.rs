//! How long meeting culture keeps what it keeps (DESIGN.md, "What is stored").

use model::Timestamp;
use trust::retention::months_before;

use crate::publish::FROZEN_WEEKS;
use crate::weeks::{minute_of, week_of};
use crate::{Culture, CultureError};

/// Months that calendar facts and figures per person stay, imported ones too.
const FACT_MONTHS: i32 = 13;
/// Months that published cells stay.
const CELL_MONTHS: i32 = 36;

impl Culture {
    /// Removes weeks that are older than they may be, of all tenants; the week in which the time runs out stays whole.
    /// Answers how many rows.
    ///
    /// # Errors
    /// [`CultureError`] when the database could not be reached.
    pub async fn sweep(&self, now: Timestamp) -> Result<u64, CultureError> {
        let system = self.0.store.system();
        let first = |months| week_of(minute_of(months_before(now, months)));
        let oldest = first(FACT_MONTHS);
        let facts = system.sweep_weeks(oldest).await?;
        let cohorts = system
            .sweep_cohorts(oldest.div_euclid(FROZEN_WEEKS))
            .await?;
        let cells = system.sweep_publications(first(CELL_MONTHS)).await?;
        Ok(facts + cohorts + cells)
    }
}
