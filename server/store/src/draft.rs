//! What a visitor typed and did not pass, first results of commands, and figures of ended tickets.

use model::{Guid, RoomId, Timestamp};

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, System, Tx};

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

const DRAFT: &str =
    "SELECT sealed AS n FROM draft WHERE tenant = $1 AND room = $2 AND visitor_hash = $3";
const COMMAND: &str = "SELECT result_json AS n FROM command WHERE tenant = $1 AND command = $2";
const KPIS: &str = concat!(
    "SELECT ",
    kpi_columns!(),
    " FROM kpi WHERE tenant = $1 AND room = $2 AND local_day >= $3 AND local_day <= $4 ORDER BY local_day, hour"
);

reads! {
    /// What a browser typed at a room's entrance, sealed.
    draft(room: RoomId, visitor_hash: &[u8; 32]) -> one Vec<u8> = DRAFT;
    /// First result (JSON) of the command with this idempotency key.
    command(key: Guid) -> one String = COMMAND;
    /// Figures of a room from one local day to another, both included.
    kpis(room: RoomId, from_day: &str, to_day: &str) -> all KpiRow = KPIS;
}

/// What a browser typed at a room's entrance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraft {
    /// Which room.
    pub room: RoomId,
    /// SHA-256 of the visitor's cookie.
    pub visitor_hash: [u8; 32],
    /// The form, sealed.
    pub sealed: Vec<u8>,
    /// When.
    pub saved: Timestamp,
}

const SAVE_DRAFT: &str = "INSERT INTO draft (tenant, room, visitor_hash, sealed, saved) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (tenant, room, visitor_hash) DO UPDATE SET sealed = excluded.sealed, saved = excluded.saved";
const DELETE_DRAFT: &str =
    "DELETE FROM draft WHERE tenant = $1 AND room = $2 AND visitor_hash = $3";
const REMEMBER: &str = "INSERT INTO command (tenant, command, result_json, at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (tenant, command) DO NOTHING";
const INSERT_KPI: &str = concat!(
    "INSERT INTO kpi (tenant, ",
    kpi_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);

impl Tx {
    /// Keeps what was typed, replacing what was kept before.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the room is unknown.
    pub async fn save_draft(&mut self, draft: &NewDraft) -> Result<(), StoreError> {
        let NewDraft {
            room,
            visitor_hash,
            sealed,
            saved,
        } = draft;
        let values = args![self.tenant(), room, visitor_hash, sealed, saved];
        self.execute(SAVE_DRAFT, values).await.map(drop)
    }

    /// Forgets what was typed; answers whether there was something.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_draft(
        &mut self,
        room: RoomId,
        visitor_hash: &[u8; 32],
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), room, visitor_hash];
        Ok(self.execute(DELETE_DRAFT, values).await? == 1)
    }

    /// Keeps the first result of a command; answers whether its key was unseen. If not, roll back and read
    /// [`crate::Scoped::command`].
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn remember_command(
        &mut self,
        key: Guid,
        result_json: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), key, result_json, now];
        Ok(self.execute(REMEMBER, values).await? == 1)
    }

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

const SWEEP_DRAFTS: &str = "DELETE FROM draft WHERE saved < $1";
const SWEEP_COMMANDS: &str = "DELETE FROM command WHERE at < $1";
const SWEEP_KPIS: &str = "DELETE FROM kpi WHERE local_day < $1";

impl System {
    /// Removes drafts saved before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_drafts(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute(SWEEP_DRAFTS, args![before]).await
    }

    /// Forgets results of commands given before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_commands(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute(SWEEP_COMMANDS, args![before]).await
    }

    /// Removes figures of local days before a day (`YYYY-MM-DD`); answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_kpis(&self, before_day: &str) -> Result<u64, StoreError> {
        self.execute(SWEEP_KPIS, args![before_day]).await
    }
}
