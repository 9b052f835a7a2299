//! What is removed when its time is over, and the checkpoints that close removed segments of an audit chain.
//!
//! How long each thing stays is a rule of the crate above; here are the statements.

use model::Timestamp;

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// The end of a removed segment of the audit chain: what the first row behind it follows.
    pub struct CheckpointRow [checkpoint_columns] {
        /// Place of the last removed link.
        pub sequence: i64,
        /// When the segment was closed.
        pub at: Timestamp,
        /// HMAC of the last removed link.
        pub mac: [u8; 32],
        /// HMAC over this checkpoint.
        pub signature: [u8; 32],
    }
}

row! {
    /// Place and HMAC of the newest link of an audit chain.
    pub struct HeadRow [head_columns] {
        /// Place; 0 for an empty chain.
        pub sequence: i64,
        /// HMAC of the link.
        pub mac: [u8; 32],
    }
}

const CHECKPOINT: &str = concat!(
    "SELECT ",
    checkpoint_columns!(),
    " FROM audit_checkpoint WHERE tenant = $1 ORDER BY sequence DESC LIMIT 1"
);
const END: &str = concat!(
    "SELECT ",
    head_columns!(),
    " FROM audit_head WHERE tenant = $1"
);
// The links before the first that stays: instants may run backwards a little when a clock is set.
const SEGMENT_END: &str = "SELECT sequence, mac FROM audit WHERE tenant = $1 AND sequence < \
    (SELECT COALESCE(MIN(sequence), 9223372036854775807) FROM audit WHERE tenant = $1 AND at >= $2) \
    ORDER BY sequence DESC LIMIT 1";

reads! {
    /// The newest checkpoint of the audit chain.
    audit_checkpoint() -> one CheckpointRow = CHECKPOINT;
    /// The head of the audit chain as noted beside it; unlike [`Tx::audit_head`] it locks nothing.
    audit_end() -> one HeadRow = END;
    /// The last link of the segment that lies wholly before an instant.
    audit_segment_end(before: Timestamp) -> one HeadRow = SEGMENT_END;
}

const INSERT_CHECKPOINT: &str = concat!(
    "INSERT INTO audit_checkpoint (tenant, ",
    checkpoint_columns!(),
    ") VALUES ($1, $2, $3, $4, $5)"
);
const CLOSE: &str = "DELETE FROM audit WHERE tenant = $1 AND sequence <= $2";

impl Tx {
    /// Stores a checkpoint and removes all links up to its place; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is a checkpoint of this place.
    pub async fn close_audit_segment(&mut self, row: &CheckpointRow) -> Result<u64, StoreError> {
        let CheckpointRow {
            sequence,
            at,
            mac,
            signature,
        } = row;
        let values = args![self.tenant(), sequence, at, mac, signature];
        self.execute(INSERT_CHECKPOINT, values).await?;
        let values = args![self.tenant(), sequence];
        self.execute(CLOSE, values).await
    }
}

const SWEEP_PERIODS: &str = "DELETE FROM period WHERE tenant = $1 AND ticket IN \
    (SELECT id FROM ticket WHERE tenant = $1 AND ended < $2 ORDER BY ended, id LIMIT $3)";
const SWEEP_TICKETS: &str = "DELETE FROM ticket WHERE tenant = $1 AND id IN \
    (SELECT t.id FROM ticket AS t WHERE t.tenant = $1 AND t.ended < $2 \
     AND NOT EXISTS (SELECT 1 FROM period AS p WHERE p.tenant = t.tenant AND p.ticket = t.id) \
     ORDER BY t.ended, t.id LIMIT $3)";
const SWEEP_EVENTS: &str = "DELETE FROM room_event WHERE tenant = $1 AND at < $2";
const SWEEP_KPIS: &str = "DELETE FROM kpi WHERE tenant = $1 AND local_day < $2";
const SWEEP_PEOPLE: &str = "DELETE FROM person WHERE tenant = $1 AND last_sign_in < $2";
const SWEEP_EVIDENCE: &str = "DELETE FROM evidence WHERE tenant = $1 AND at < $2";

impl Tx {
    /// Removes at most `most` tickets that ended before an instant, the longest ended first, with their periods; answers
    /// how many tickets.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_tickets(&mut self, before: Timestamp, most: i64) -> Result<u64, StoreError> {
        let values = args![self.tenant(), before, most];
        self.execute(SWEEP_PERIODS, values).await?;
        let values = args![self.tenant(), before, most];
        self.execute(SWEEP_TICKETS, values).await
    }

    /// Removes events of rooms before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_events(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let values = args![self.tenant(), before];
        self.execute(SWEEP_EVENTS, values).await
    }

    /// Removes figures of local days before a day (`YYYY-MM-DD`); answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_kpis(&mut self, before_day: &str) -> Result<u64, StoreError> {
        let values = args![self.tenant(), before_day];
        self.execute(SWEEP_KPIS, values).await
    }

    /// Forgets the names of people who last signed in before an instant; roles given to them stay. Answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_people(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let values = args![self.tenant(), before];
        self.execute(SWEEP_PEOPLE, values).await
    }

    /// Removes evidence of consents and reviews before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_evidence(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let values = args![self.tenant(), before];
        self.execute(SWEEP_EVIDENCE, values).await
    }
}
