//! Bringing back an invitation that was withdrawn by mistake: the link that was sent works again.

use model::trust::{InvitationView, WithdrawnInvitation};
use model::{InvitationId, ObjectId, Role, Scope, Timestamp};
use serde::{Deserialize, Serialize};
use store::{InvitationRow, NewInvitation, Tx};

use crate::access::Administrator;
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::keys::TenantKeys;
use crate::retention::FORM_MINUTES;
use crate::secret;
use crate::trust::Trust;

/// Name of the form under which it is kept.
const FORM: &str = "withdrawn invitation";

/// An invitation as it was. Of its code there is only the hash, here as in its row.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: InvitationId,
    hash: String,
    role: Role,
    scope: Scope,
    created_by: ObjectId,
    created: Timestamp,
    expires: Timestamp,
    withdrawn: Timestamp,
}

impl Kept {
    fn row(&self) -> Option<NewInvitation> {
        Some(NewInvitation {
            id: self.id,
            hash: secret::decode(&self.hash)?.try_into().ok()?,
            role: self.role,
            scope: self.scope.clone(),
            created_by: self.created_by,
            created: self.created,
            expires: self.expires,
        })
    }
}

impl Trust {
    /// Keeps an invitation that is being withdrawn, in place of what this administrator withdrew before.
    pub(super) async fn keep_invitation(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        (who, row): (&Administrator, &InvitationRow),
    ) -> Result<(), TrustError> {
        let (Some(role), Some(scope), Some(created_by)) = (row.role, &row.scope, row.created_by)
        else {
            return Ok(());
        };
        let kept = Kept {
            id: row.id,
            hash: secret::encode(&row.hash),
            role,
            scope: scope.clone(),
            created_by,
            created: row.created,
            expires: row.expires,
            withdrawn: self.now(),
        };
        let text = serde_json::to_string(&kept).map_err(|_| TrustError::Malformed("withdrawn"))?;
        let form = self.sealed_form(keys, who.member(), (FORM, &text));
        Ok(tx.save_staff_form(&form).await?)
    }

    async fn kept_invitation(&self, who: &Administrator) -> Result<Option<Kept>, TrustError> {
        let text = self.kept_form(who.member(), FORM).await?;
        let kept = text.and_then(|text| serde_json::from_str::<Kept>(&text).ok());
        Ok(kept.filter(|kept| kept.expires > self.now()))
    }

    /// The invitation that this administrator has withdrawn within the last half hour and may bring back.
    pub(super) async fn invitation_withdrawn_lately(
        &self,
        who: &Administrator,
    ) -> Result<Option<WithdrawnInvitation>, TrustError> {
        let kept = self.kept_invitation(who).await?;
        Ok(kept.map(|kept| WithdrawnInvitation {
            until: kept.withdrawn.plus_minutes(FORM_MINUTES).min(kept.expires),
            invitation: InvitationView {
                id: kept.id,
                role: kept.role,
                scope: kept.scope,
                expires: kept.expires,
            },
        }))
    }

    /// Brings back the invitation that this administrator withdrew last, with the end it had. Once it is back, asking again
    /// changes nothing.
    ///
    /// # Errors
    /// [`TrustError::NotPossible`] when it was withdrawn more than half an hour ago or by somebody else, another one was
    /// withdrawn since, or its time is over; [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn restore_invitation(
        &self,
        who: &Administrator,
        id: InvitationId,
    ) -> Result<(), TrustError> {
        let kept = self.kept_invitation(who).await?;
        let kept = kept.filter(|kept| kept.id == id);
        let (now, keys) = (self.now(), self.keys(who.tenant()).await?);
        let mut tx = self.store().of(who.tenant()).begin().await?;
        if tx.invitations(now).await?.iter().any(|row| row.id == id) {
            return Ok(());
        }
        let kept = kept.ok_or(TrustError::NotPossible)?;
        let row = kept.row().ok_or(TrustError::Malformed("withdrawn"))?;
        tx.insert_invitation(&row).await?;
        tx.delete_staff_form(who.oid(), FORM).await?;
        let entry = Entry::new(now, Actor::Person(who.oid()), "invitation.restored", id)
            .with(serde_json::json!({ "role": kept.role, "scope": kept.scope }));
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }
}
