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

const DUE_ERASURES: &str = concat!(
    "SELECT ",
    due_columns!(),
    " FROM ticket WHERE answers IS NOT NULL AND erase_at <= $1 ORDER BY erase_at, id LIMIT $2"
);

impl System {
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
