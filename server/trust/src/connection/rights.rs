//! A connection outlives no right: it is there for work in rooms, and goes with the last of it.

use model::{ObjectId, Role};
use store::{AssignmentRow, HolderKind, Tx};

use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::keys::TenantKeys;
use crate::trust::Trust;

impl Trust {
    /// Deletes, in the transaction, the connection of a person whom no assignment lets work in a room any more, alone or
    /// through one of `groups`; answers whether it did. Where the groups aren't known, any assignment to a group may be theirs.
    ///
    /// Called wherever a role or group may have been lost. An access token still held in memory is not handed out without the
    /// row it was made for.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub(crate) async fn drop_idle_connection(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        (oid, groups): (ObjectId, Option<&[ObjectId]>),
    ) -> Result<bool, TrustError> {
        if tx.connection(oid).await?.is_none() {
            return Ok(false);
        }
        if any_work(&tx.assignments().await?, oid, groups) {
            return Ok(false);
        }
        tx.delete_connection(oid).await?;
        let entry = Entry::new(self.now(), Actor::System, "connection.removed", oid);
        audit::append(tx, keys, entry).await?;
        Ok(true)
    }
}

/// Whether one of `assigned` lets a person work in a room, alone or through one of `groups`; where they aren't known, any
/// group may be theirs.
pub(super) fn any_work(
    assigned: &[AssignmentRow],
    oid: ObjectId,
    groups: Option<&[ObjectId]>,
) -> bool {
    assigned.iter().any(|row| lets_work(row, oid, groups))
}

fn lets_work(row: &AssignmentRow, oid: ObjectId, groups: Option<&[ObjectId]>) -> bool {
    let holds = match row.holder_kind {
        HolderKind::Person => row.oid == oid,
        HolderKind::Group => groups.is_none_or(|groups| groups.contains(&row.oid)),
    };
    holds && matches!(row.role, Role::Consultant | Role::Coordinator)
}
