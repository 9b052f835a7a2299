//! Errors of Microsoft that an organisation has met, counted by the hour.

use model::{Guid, Timestamp};

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, System, Tx};

row! {
    /// The same error within one hour.
    pub struct TroubleRow [trouble_columns] {
        /// Hours since 1970 (UTC).
        pub hour: i64,
        /// Where.
        pub place: String,
        /// Key of the explanation.
        pub meaning: String,
        /// What Microsoft calls it; empty where it gave no name.
        pub code: String,
        /// When it was met first in this hour.
        pub first_at: Timestamp,
        /// When it was met last in this hour.
        pub last_at: Timestamp,
        /// Correlation id or request id of the last one.
        pub correlation: Option<Guid>,
        /// How often.
        pub met: i64,
    }
}

const LATEST: &str = concat!(
    "SELECT ",
    trouble_columns!(),
    " FROM trouble WHERE tenant = $1 ORDER BY last_at DESC, place, meaning, code LIMIT $2"
);
const OF_HOUR: &str = "SELECT COUNT(*) AS n FROM trouble WHERE tenant = $1 AND hour = $2 \
    AND ((place = $3 AND $4 = 1) OR (place <> $3 AND $4 = 0))";

reads! {
    /// The latest errors, newest first.
    troubles(most: i64) -> all TroubleRow = LATEST;
    /// How many different errors an hour holds: of one place (1), or of all others (0).
    troubles_of_hour(hour: i64, place: &str, of_it: i64) -> one i64 = OF_HOUR;
}

const COUNT_UP: &str = "UPDATE trouble SET met = met + $6, \
    first_at = CASE WHEN $7 < first_at THEN $7 ELSE first_at END, \
    correlation = CASE WHEN $8 >= last_at THEN COALESCE($9, correlation) ELSE correlation END, \
    last_at = CASE WHEN $8 > last_at THEN $8 ELSE last_at END \
    WHERE tenant = $1 AND hour = $2 AND place = $3 AND meaning = $4 AND code = $5";
const INSERT: &str = concat!(
    "INSERT INTO trouble (tenant, ",
    trouble_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
     ON CONFLICT (tenant, hour, place, meaning, code) DO UPDATE SET met = trouble.met + excluded.met"
);

impl Tx {
    /// Counts an error up, or adds it while its hour holds fewer than `most` different ones: those of `apart` are counted for
    /// themselves. Answers whether it is counted.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn count_trouble(
        &mut self,
        row: &TroubleRow,
        (most, apart): (i64, &str),
    ) -> Result<bool, StoreError> {
        let TroubleRow {
            hour,
            place,
            meaning,
            code,
            first_at,
            last_at,
            correlation,
            met,
        } = row;
        let values = args![
            self.tenant(),
            hour,
            place,
            meaning,
            code,
            met,
            first_at,
            last_at,
            correlation
        ];
        if self.execute(COUNT_UP, values).await? > 0 {
            return Ok(true);
        }
        let of_it = i64::from(place == apart);
        let held = self.troubles_of_hour(*hour, apart, of_it).await?;
        if held.unwrap_or(0) >= most {
            return Ok(false);
        }
        let values = args![
            self.tenant(),
            hour,
            place,
            meaning,
            code,
            first_at,
            last_at,
            correlation,
            met
        ];
        self.execute(INSERT, values).await?;
        Ok(true)
    }
}

const SWEEP: &str = "DELETE FROM trouble WHERE last_at < $1";

impl System {
    /// Removes errors that were met last before an instant; answers how many rows.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_troubles(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute(SWEEP, args![before]).await
    }
}
