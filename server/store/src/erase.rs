//! Removing a tenant with everything that belongs to it.

use crate::value::args;
use crate::{StoreError, Tx};

/// Children before parents. The marks of ended sessions stay until they are swept (`System::sweep_sessions`): other
/// processes have yet to find them, and they hold no more than a hash.
const ERASE: [&str; 39] = [
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

impl Tx {
    /// Removes this transaction's tenant and all its rows, the wrapped keys included: sealed values in backups can
    /// never be opened again.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Unavailable`].
    pub async fn erase_tenant(&mut self) -> Result<(), StoreError> {
        self.end_all_sessions().await?;
        for statement in ERASE {
            self.execute(statement, args![self.tenant()]).await?;
        }
        Ok(())
    }
}
