//! Erasing visitors' answers: by the visitor, or when the room's period is over.

use model::{RoomId, TenantId, TicketId, Timestamp};

use crate::value::{args, row};
use crate::{StoreError, System, Tx};

row! {
    /// A ticket whose answers have to be erased.
    pub struct DueRow [due_columns] {
        /// Whose.
        pub tenant: TenantId,
        /// Which.
        pub id: TicketId,
        /// In which room.
        pub room: RoomId,
    }
}

const ERASE: &str = "UPDATE ticket SET answers = NULL, erase_at = NULL, version = version + 1, \
    meeting_link = CASE WHEN ended IS NULL THEN meeting_link ELSE NULL END \
    WHERE tenant = $1 AND id = $2 AND answers IS NOT NULL";

impl Tx {
    /// Erases a visitor's answers, and with an ended ticket the meeting's link; answers whether there were any.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn erase_answers(&mut self, id: TicketId) -> Result<bool, StoreError> {
        let values = args![self.tenant(), id];
        Ok(self.execute(ERASE, values).await? == 1)
    }
}

/// Tickets forgotten by one statement, so that other writers get their turn in between.
const BATCH: i64 = 500;
/// Stands where a visitor's browser was noted: no cookie has this hash.
const NOBODY: [u8; 32] = [0; 32];
const FORGET: &str = "UPDATE ticket SET visitor_hash = $2, claim_name = NULL WHERE (tenant, id) IN \
    (SELECT tenant, id FROM ticket WHERE ended < $1 AND answers IS NULL AND visitor_hash <> $2 ORDER BY ended, id LIMIT $3)";

const DUE_ERASURES: &str = concat!(
    "SELECT ",
    due_columns!(),
    " FROM ticket WHERE answers IS NOT NULL AND erase_at <= $1 ORDER BY erase_at, id LIMIT $2"
);

impl System {
    /// Forgets, of tickets that ended before an instant and hold no answers, which browser waited and what the consultant is
    /// called; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn forget_visitors(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let some = self.execute(FORGET, args![before, NOBODY, BATCH]).await?;
            forgotten += some;
            if some == 0 {
                return Ok(forgotten);
            }
        }
    }

    /// At most `limit` tickets whose answers are due for erasure, the longest overdue first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn due_erasures(
        &self,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<DueRow>, StoreError> {
        self.all(DUE_ERASURES, args![now, limit]).await
    }
}
