//! Meetings that tickets left behind and that have yet to be locked.

use model::{ObjectId, TenantId, TicketId, Timestamp};

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, System, Tx};

row! {
    /// A meeting to be locked.
    pub struct MeetingLockRow [lock_columns] {
        /// Whose.
        pub tenant: TenantId,
        /// The ticket it was made for.
        pub ticket: TicketId,
        /// As whom it is locked.
        pub organiser: ObjectId,
        /// The meeting's id at Microsoft, sealed.
        pub reference: Vec<u8>,
        /// When the ticket left it: its end, or the end of a call.
        pub ended: Timestamp,
        /// Failed attempts so far.
        pub attempts: u32,
        /// When to try.
        pub due_at: Timestamp,
    }
}

const SAVE: &str = concat!(
    "INSERT INTO meeting_lock (",
    lock_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, ticket, organiser) DO UPDATE SET \
     reference = excluded.reference, ended = excluded.ended, \
     attempts = excluded.attempts, due_at = excluded.due_at"
);
const DELETE: &str =
    "DELETE FROM meeting_lock WHERE tenant = $1 AND ticket = $2 AND organiser = $3";
const OF_TICKET: &str = concat!(
    "SELECT ",
    lock_columns!(),
    " FROM meeting_lock WHERE tenant = $1 AND ticket = $2 ORDER BY organiser"
);

reads! {
    /// The meetings a ticket left behind that are not locked yet, at most one of each organiser.
    meeting_locks(ticket: TicketId) -> all MeetingLockRow = OF_TICKET;
}

impl Tx {
    /// Notes a meeting to be locked, or its next attempt. The row's tenant is that of the transaction.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the ticket is unknown.
    pub async fn save_meeting_lock(&mut self, row: &MeetingLockRow) -> Result<(), StoreError> {
        let MeetingLockRow {
            tenant: _,
            ticket,
            organiser,
            reference,
            ended,
            attempts,
            due_at,
        } = row;
        let values = args![
            self.tenant(),
            ticket,
            organiser,
            reference,
            ended,
            attempts,
            due_at
        ];
        self.execute(SAVE, values).await.map(drop)
    }

    /// Forgets a meeting that is locked or given up; answers whether it was noted.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_meeting_lock(
        &mut self,
        ticket: TicketId,
        organiser: ObjectId,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), ticket, organiser];
        Ok(self.execute(DELETE, values).await? == 1)
    }
}

const DUE: &str = concat!(
    "SELECT ",
    lock_columns!(),
    " FROM meeting_lock WHERE due_at <= $1 ORDER BY due_at, ticket LIMIT $2"
);

impl System {
    /// At most `limit` meetings whose next attempt is due, the longest overdue first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn due_meeting_locks(
        &self,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<MeetingLockRow>, StoreError> {
        self.all(DUE, args![now, limit]).await
    }
}
