//! Removing a tenant with everything that belongs to it.

use crate::value::args;
use crate::{StoreError, Tx};

/// Children before parents. The marks of ended sessions stay until they are swept (`System::sweep_sessions`): other
/// processes have yet to find them, and they hold no more than a hash.
const ERASE: [&str; 45] = [
    "DELETE FROM excluded_occurrence WHERE tenant = $1",
    "DELETE FROM foreign_person WHERE tenant = $1",
    "DELETE FROM person_week WHERE tenant = $1",
    "DELETE FROM calendar_week WHERE tenant = $1",
    "DELETE FROM dirty_week WHERE tenant = $1",
    "DELETE FROM publication_face WHERE tenant = $1",
    "DELETE FROM publication WHERE tenant = $1",
    "DELETE FROM ledger WHERE tenant = $1",
    "DELETE FROM person_attributes WHERE tenant = $1",
    "DELETE FROM grouping WHERE tenant = $1",
    "DELETE FROM synced_person WHERE tenant = $1",
    "DELETE FROM opt_out WHERE tenant = $1",
    "DELETE FROM culture_setting WHERE tenant = $1",
    "DELETE FROM cost_rate WHERE tenant = $1",
    "DELETE FROM connector WHERE tenant = $1",
    "DELETE FROM period WHERE tenant = $1",
    "DELETE FROM presence_lease WHERE tenant = $1",
    "DELETE FROM meeting_lock WHERE tenant = $1",
    "DELETE FROM ticket WHERE tenant = $1",
    "DELETE FROM ticket_counter WHERE tenant = $1",
    "DELETE FROM room_event WHERE tenant = $1",
    "DELETE FROM draft WHERE tenant = $1",
    "DELETE FROM kpi WHERE tenant = $1",
    "DELETE FROM room WHERE tenant = $1",
    "DELETE FROM staff_form WHERE tenant = $1",
    "DELETE FROM command WHERE tenant = $1",
    "DELETE FROM connection WHERE tenant = $1",
    "DELETE FROM consent_transaction WHERE tenant = $1",
    "DELETE FROM evidence WHERE tenant = $1",
    "DELETE FROM review_grant WHERE tenant = $1",
    "DELETE FROM review_run WHERE tenant = $1",
    "DELETE FROM review_state WHERE tenant = $1",
    "DELETE FROM trouble WHERE tenant = $1",
    "DELETE FROM credential_use WHERE tenant = $1",
    "DELETE FROM audit WHERE tenant = $1",
    "DELETE FROM audit_checkpoint WHERE tenant = $1",
    "DELETE FROM audit_head WHERE tenant = $1",
    "DELETE FROM invitation WHERE tenant = $1",
    "DELETE FROM assignment WHERE tenant = $1",
    "DELETE FROM person WHERE tenant = $1",
    "DELETE FROM signin_transaction WHERE tenant = $1",
    "DELETE FROM session WHERE tenant = $1",
    "DELETE FROM tenant_setting WHERE tenant = $1",
    "DELETE FROM tenant_key WHERE tenant = $1",
    "DELETE FROM tenant WHERE id = $1",
];

/// The table that a statement empties.
fn table(statement: &'static str) -> &'static str {
    statement.split(' ').nth(2).unwrap_or(statement)
}

impl Tx {
    /// Removes this transaction's tenant and all its rows, the wrapped keys included; answers the tables with how many
    /// rows of each went. What is sealed can be opened from then on only in a copy of the database that holds the wrapped
    /// keys still, and with the master key of that copy.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Unavailable`].
    pub async fn erase_tenant(&mut self) -> Result<Vec<(&'static str, u64)>, StoreError> {
        let sessions = self.end_all_sessions().await?;
        let mut removed = Vec::with_capacity(ERASE.len());
        for statement in ERASE {
            let rows = self.execute(statement, args![self.tenant()]).await?;
            let name = table(statement);
            let before = if name == "session" { sessions } else { 0 };
            removed.push((name, rows + before));
        }
        Ok(removed)
    }
}
