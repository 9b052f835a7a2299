//! Finding rows of the audit chain.

use model::{ObjectId, RoomId, Timestamp};

use crate::audit::AuditRow;
use crate::handle::reads;
use crate::value::args;
use crate::{Scoped, StoreError};

/// Which rows; what is none, does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// From this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
    /// An action (`ticket.taken`), or what stands before its first dot (`ticket`).
    pub action: Option<String>,
    /// Rows of this person's doing, or about them.
    pub person: Option<ObjectId>,
    /// Rows about this room or a ticket of it.
    pub room: Option<RoomId>,
}

const SEARCH: &str = "SELECT sequence, at, actor_kind, actor, action, subject, detail_json, mac FROM audit AS a \
    WHERE tenant = $1 AND sequence < COALESCE($2, 9223372036854775807) AND sequence > $9 AND ($3 IS NULL OR at >= $3) AND ($4 IS NULL OR at < $4) \
    AND ($5 IS NULL OR action = $5 OR SUBSTR(action, 1, LENGTH($5) + 1) = $5 || '.') \
    AND ($6 IS NULL OR actor = $6 OR subject = $6 OR detail_json LIKE '%' || $6 || '%') \
    AND ($7 IS NULL OR subject = $7 OR detail_json LIKE '%' || $7 || '%' \
        OR EXISTS (SELECT 1 FROM ticket AS t WHERE t.tenant = $1 AND t.id = a.subject AND t.room = $7)) \
    ORDER BY sequence DESC LIMIT $8";
const CHECKPOINTS: &str =
    "SELECT sequence, at, mac, signature FROM audit_checkpoint WHERE tenant = $1 ORDER BY sequence";

const ENDINGS: &str = "SELECT sequence, at, actor_kind, actor, action, subject, detail_json, mac FROM audit \
    WHERE tenant = $1 AND at >= $2 AND action IN ('assignment.removed', 'person.signed_out_everywhere') ORDER BY sequence";

reads! {
    /// Roles that were withdrawn and people who were signed out since an instant, oldest first.
    audit_of_endings(since: Timestamp) -> all AuditRow = ENDINGS;
    /// All checkpoints of the audit chain, oldest first.
    audit_checkpoints() -> all crate::CheckpointRow = CHECKPOINTS;
}

impl Scoped {
    /// At most `limit` rows of the audit chain that pass a filter, between two places (`before` none: from the newest;
    /// `behind` 0: to the oldest), both excluded, newest first. Every row in between is read.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn audit_search(
        &self,
        filter: &AuditFilter,
        (before, behind): (Option<i64>, i64),
        limit: i64,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let AuditFilter {
            from,
            to,
            action,
            person,
            room,
        } = filter;
        let values = args![
            self.tenant(),
            before,
            from,
            to,
            action,
            person,
            room,
            limit,
            behind
        ];
        self.all(SEARCH, values).await
    }
}
