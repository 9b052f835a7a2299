//! Figures of ended tickets.

use model::RoomId;

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// Figures of one ended ticket, cut off from the ticket: no identity.
    pub struct KpiRow [kpi_columns] {
        /// Which room.
        pub room: RoomId,
        /// Local day of the arrival, `YYYY-MM-DD`.
        pub local_day: String,
        /// Local hour of the arrival, 0 to 23.
        pub hour: u32,
        /// How it ended: a word of the caller (queue.md 7).
        pub outcome: String,
        /// Arrival to first claim, or to the end without one.
        pub wait_ms: Option<i64>,
        /// First claim to both having joined.
        pub claim_to_join_ms: Option<i64>,
        /// Both having joined to the end.
        pub length_ms: Option<i64>,
        /// How often it was claimed.
        pub claims: u32,
        /// Whether the visitor came back after leaving.
        pub returned: bool,
    }
}

const KPIS: &str = concat!(
    "SELECT ",
    kpi_columns!(),
    " FROM kpi WHERE tenant = $1 AND room = $2 AND local_day >= $3 AND local_day <= $4 ORDER BY local_day, hour"
);

reads! {
    /// Figures of a room from one local day to another, both included.
    kpis(room: RoomId, from_day: &str, to_day: &str) -> all KpiRow = KPIS;
}

const INSERT_KPI: &str = concat!(
    "INSERT INTO kpi (tenant, ",
    kpi_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);

impl Tx {
    /// Stores the figures of an ended ticket.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the room is unknown.
    pub async fn insert_kpi(&mut self, row: &KpiRow) -> Result<(), StoreError> {
        let KpiRow {
            room,
            local_day,
            hour,
            outcome,
            wait_ms,
            claim_to_join_ms,
            length_ms,
            claims,
            returned,
        } = row;
        let values = args![
            self.tenant(),
            room,
            local_day,
            hour,
            outcome,
            wait_ms,
            claim_to_join_ms,
            length_ms,
            claims,
            returned,
        ];
        self.execute(INSERT_KPI, values).await.map(drop)
    }
}
