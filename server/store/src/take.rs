//! A consultant takes a visitor: one conditional update decides the winner.

use model::{ConsultationId, ObjectId, RoomId, TicketId, Timestamp};

use crate::value::args;
use crate::{StoreError, Tx};

/// A consultant takes a ticket (T2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeArgs {
    /// Which ticket.
    pub id: TicketId,
    /// The room it has to be in: the one the consultant was let into.
    pub room: RoomId,
    /// Version the consultant saw.
    pub expected_version: i64,
    /// Who takes it.
    pub by: ObjectId,
    /// Their name, for colleagues.
    pub name: String,
    /// The consultation.
    pub consultation: ConsultationId,
    /// When.
    pub now: Timestamp,
    /// Active cases the consultant may have, this one included; at least 1.
    pub active_limit: i64,
}

const TAKE: &str = "UPDATE ticket SET version = version + 1, state = 'called', state_since = $4, claim_by = $5, \
    claim_name = $6, claim_since = $4, consultation = $7, visitor_joined_at = NULL, staff_joined_at = NULL \
    WHERE tenant = $1 AND id = $2 AND room = $9 AND version = $3 AND state IN ('waiting', 'cant_reach') \
    AND claim_by IS NULL AND ended IS NULL AND (SELECT COUNT(*) FROM ticket AS mine WHERE mine.tenant = $1 \
    AND mine.claim_by = $5 AND mine.ended IS NULL AND mine.state IN ('called', 'in_consultation', 'on_hold')) < $8";
/// Held until the transaction ends: two takes of one consultant must count each other.
const ONE_TAKE_EACH: &str = "SELECT CAST(1 AS BIGINT) AS n FROM (SELECT pg_advisory_xact_lock(hashtextextended($1, 0))) AS held";

impl Tx {
    /// Takes a ticket for a consultant in one conditional update: it stands in the room, waits or cannot be reached,
    /// is unclaimed, has the version that was seen, and the consultant has fewer active cases than the limit.
    ///
    /// Answers the rows touched: 1 for the winner, 0 for everybody else. The joins of an earlier call are cleared;
    /// the meeting is left as it is.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Unavailable`].
    pub async fn take_ticket(&mut self, take: &TakeArgs) -> Result<u64, StoreError> {
        if self.is_shared() {
            let person = format!("take {} {}", self.tenant(), take.by);
            let _: Vec<i64> = self.all(ONE_TAKE_EACH, args![person]).await?;
        }
        let values = args![
            self.tenant(),
            take.id,
            take.expected_version,
            take.now,
            take.by,
            take.name,
            take.consultation,
            take.active_limit,
            take.room,
        ];
        self.execute(TAKE, values).await
    }
}
