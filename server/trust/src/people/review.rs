//! Looking at assignments again: what nobody needs any more should not stay.

use model::AssignmentId;

use crate::access::Administrator;
use crate::audit::{self, Actor, Entry};
use crate::error::{Denied, TrustError};
use crate::trust::Trust;

impl Trust {
    /// Notes that an assignment was looked at and is still needed.
    ///
    /// # Errors
    /// [`Denied::NotFound`]; [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn confirm_assignment(
        &self,
        who: &Administrator,
        id: AssignmentId,
    ) -> Result<(), TrustError> {
        let (now, keys) = (self.now(), self.keys(who.tenant()).await?);
        let mut tx = self.store().of(who.tenant()).begin().await?;
        if !tx.review_assignment(id, now, who.oid()).await? {
            return Err(Denied::NotFound.into());
        }
        let entry = Entry::new(now, Actor::Person(who.oid()), "assignment.reviewed", id);
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }
}
