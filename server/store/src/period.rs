//! Periods: what a ticket was in each dimension, from when to when, without gaps.

use model::queue::state::Dimension;
use model::{TicketId, Timestamp};

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// A stretch of time in which one dimension of a ticket had one value.
    pub struct PeriodRow [period_columns] {
        /// Which ticket.
        pub ticket: TicketId,
        /// Which dimension.
        pub dimension: Dimension,
        /// The value as text.
        pub value: String,
        /// From when.
        pub start: Timestamp,
        /// Until when; none while it lasts. At most one such row for each ticket and dimension.
        pub ended: Option<Timestamp>,
        /// What kind of actor began it: a word of the caller.
        pub actor_kind: String,
        /// Which actor; never a name.
        pub actor: Option<String>,
        /// Why: a word of the caller.
        pub cause: String,
    }
}

const PERIODS: &str = concat!(
    "SELECT ",
    period_columns!(),
    " FROM period WHERE tenant = $1 AND ticket = $2 ORDER BY dimension, sequence"
);

reads! {
    /// All periods of a ticket, by dimension and then in order.
    periods(ticket: TicketId) -> all PeriodRow = PERIODS;
}

const OPEN: &str = concat!(
    "INSERT INTO period (tenant, sequence, ",
    period_columns!(),
    ") \
     SELECT $1, COALESCE(MAX(sequence), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 \
     FROM period WHERE tenant = $1 AND ticket = $2 AND dimension = $3"
);
const CLOSE: &str = "UPDATE period SET ended = $4 WHERE tenant = $1 AND ticket = $2 AND dimension = $3 AND ended IS NULL";

impl Tx {
    /// Opens a period.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one is open in this dimension, [`StoreError::Reference`] when the ticket is
    /// unknown.
    pub async fn open_period(&mut self, row: &PeriodRow) -> Result<(), StoreError> {
        let PeriodRow {
            ticket,
            dimension,
            value,
            start,
            ended,
            actor_kind,
            actor,
            cause,
        } = row;
        let values = args![
            self.tenant(),
            ticket,
            dimension,
            value,
            start,
            ended,
            actor_kind,
            actor,
            cause
        ];
        self.execute(OPEN, values).await.map(drop)
    }

    /// Closes the open period of a dimension; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn close_period(
        &mut self,
        ticket: TicketId,
        dimension: Dimension,
        end: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), ticket, dimension, end];
        Ok(self.execute(CLOSE, values).await? == 1)
    }

    /// Closes the open period of a dimension, if any, and opens the next one at the same instant.
    ///
    /// # Errors
    /// Those of [`Tx::open_period`].
    pub async fn change_period(&mut self, row: &PeriodRow) -> Result<(), StoreError> {
        self.close_period(row.ticket, row.dimension, row.start)
            .await?;
        self.open_period(row).await
    }
}
