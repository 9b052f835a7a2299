//! Hourly rates by level, for the cost of meetings.

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// What an hour of a level costs.
    pub struct CostRateRow [rate_columns] {
        /// The level; the empty text for everybody without one.
        pub level: String,
        /// ISO 4217 code.
        pub currency: String,
        /// Hundredths of the currency per hour.
        pub cents_per_hour: i64,
    }
}

const RATES: &str = concat!(
    "SELECT ",
    rate_columns!(),
    " FROM cost_rate WHERE tenant = $1 ORDER BY level"
);

reads! {
    /// All rates, by level.
    cost_rates() -> all CostRateRow = RATES;
}

const SAVE: &str = "INSERT INTO cost_rate (tenant, level, currency, cents_per_hour) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (tenant, level) DO UPDATE SET currency = excluded.currency, cents_per_hour = excluded.cents_per_hour";
const CLEAR: &str = "DELETE FROM cost_rate WHERE tenant = $1";

impl Tx {
    /// Replaces all rates.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn replace_cost_rates(&mut self, rows: &[CostRateRow]) -> Result<(), StoreError> {
        let tenant = self.tenant();
        self.execute(CLEAR, args![tenant]).await?;
        for row in rows {
            let values = args![tenant, row.level, row.currency, row.cents_per_hour];
            self.execute(SAVE, values).await?;
        }
        Ok(())
    }
}
