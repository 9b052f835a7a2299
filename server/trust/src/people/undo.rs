//! Bringing back what was withdrawn by mistake: an assignment, or its part of one room (`undo_room`), or an invitation
//! (`undo_invitation`).
//!
//! What was withdrawn is kept sealed for half an hour, for whoever withdrew it, like a refused form. What ended with it
//! (sessions, a connection to Teams) stays ended.

use model::trust::Withdrawn;
use model::{AssignmentId, ObjectId, Role, Scope, Timestamp};
use serde::{Deserialize, Serialize};
use store::{AssignmentRow, AuditRow, HolderKind, ReviewRow, Tx};

use super::view;
use crate::access::{Administrator, Member};
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::keys::TenantKeys;
use crate::retention::FORM_MINUTES;
use crate::trust::Trust;

/// Name of the form under which it is kept.
pub(super) const FORM: &str = "withdrawn";

/// An assignment as it was.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) id: AssignmentId,
    group: bool,
    pub(super) oid: ObjectId,
    label: String,
    pub(super) role: Role,
    scope: Scope,
    created: Timestamp,
    created_by: String,
    pub(super) origin: String,
    #[serde(default)]
    pub(super) reviewed: Option<(Timestamp, ObjectId)>,
    pub(super) withdrawn: Timestamp,
}

impl Kept {
    pub(super) fn row(&self) -> AssignmentRow {
        AssignmentRow {
            id: self.id,
            holder_kind: if self.group {
                HolderKind::Group
            } else {
                HolderKind::Person
            },
            oid: self.oid,
            label: self.label.clone(),
            role: self.role,
            scope: self.scope.clone(),
            created: self.created,
            created_by: self.created_by.clone(),
        }
    }
}

/// Whom a withdrawal took a role from.
#[derive(Deserialize)]
struct Withdrawal {
    holder: ObjectId,
}

impl Kept {
    /// Whether somebody else took a role from the same holder, or signed them out, since this was withdrawn: they have
    /// decided on what they saw then.
    pub(super) fn is_overtaken(&self, by: &Member, since: &[AuditRow]) -> bool {
        let (own, holder) = (by.oid().to_string(), self.oid.to_string());
        since.iter().any(|row| {
            let actor = row.actor.as_deref();
            let about = if row.action == "assignment.removed" {
                serde_json::from_str::<Withdrawal>(&row.detail_json)
                    .is_ok_and(|taken| taken.holder == self.oid)
            } else {
                row.subject == holder
            };
            about && actor != Some(own.as_str()) && actor != Some(holder.as_str())
        })
    }
}

impl Trust {
    /// Keeps what is being withdrawn under the name of a form, in place of what this person withdrew there before.
    pub(super) async fn keep_withdrawn(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        (by, form): (&Member, &str),
        (row, review): (&AssignmentRow, Option<ReviewRow>),
    ) -> Result<(), TrustError> {
        let kept = Kept {
            id: row.id,
            group: row.holder_kind == HolderKind::Group,
            oid: row.oid,
            label: row.label.clone(),
            role: row.role,
            scope: row.scope.clone(),
            created: row.created,
            created_by: row.created_by.clone(),
            reviewed: review.as_ref().and_then(|review| {
                let by = review.reviewed_by.as_ref()?.parse().ok()?;
                Some((review.reviewed_at?, by))
            }),
            origin: review.map_or_else(|| "given".to_owned(), |review| review.origin),
            withdrawn: self.now(),
        };
        let text = serde_json::to_string(&kept).map_err(|_| TrustError::Malformed("withdrawn"))?;
        let form = self.sealed_form(keys, by, (form, &text));
        Ok(tx.save_staff_form(&form).await?)
    }

    /// What this person has withdrawn within the last half hour and may bring back.
    pub(super) async fn withdrawn_lately(
        &self,
        by: &Member,
        form: &str,
    ) -> Result<Option<Withdrawn>, TrustError> {
        let Some(kept) = self.kept(by, form).await? else {
            return Ok(None);
        };
        let scoped = self.store().of(by.tenant());
        let since = scoped.audit_of_endings(kept.withdrawn).await?;
        if kept.is_overtaken(by, &since) {
            return Ok(None);
        }
        let names = self.names(by.tenant()).await?;
        Ok(Some(Withdrawn {
            assignment: view(kept.row(), &names),
            until: kept.withdrawn.plus_minutes(FORM_MINUTES),
        }))
    }

    pub(super) async fn kept(&self, by: &Member, form: &str) -> Result<Option<Kept>, TrustError> {
        let text = self.kept_form(by, form).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Brings back the assignment that this administrator withdrew last. Once it is back, asking again changes nothing.
    ///
    /// # Errors
    /// [`TrustError::NotPossible`] when it was withdrawn more than half an hour ago, by somebody else, or something else
    /// was withdrawn since; when somebody else withdrew a role of the same holder, or signed them out, since;
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn restore_assignment(
        &self,
        who: &Administrator,
        id: AssignmentId,
    ) -> Result<(), TrustError> {
        let kept = self.kept(who.member(), FORM).await?;
        let kept = kept.filter(|kept| kept.id == id);
        let keys = self.keys(who.tenant()).await?;
        let mut tx = self.store().of(who.tenant()).begin().await?;
        if tx.assignments().await?.iter().any(|row| row.id == id) {
            return Ok(());
        }
        let kept = kept.ok_or(TrustError::NotPossible)?;
        let since = tx.audit_of_endings(kept.withdrawn).await?;
        if kept.is_overtaken(who.member(), &since) {
            return Err(TrustError::NotPossible);
        }
        put_back(&mut tx, &kept, &kept.row()).await?;
        tx.delete_staff_form(who.oid(), FORM).await?;
        let by = Actor::Person(who.oid());
        let entry = Entry::new(self.now(), by, "assignment.restored", id).with(
            serde_json::json!({ "role": kept.role, "scope": kept.scope, "holder": kept.oid }),
        );
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Stores an assignment again, with where it came from and when it was looked at.
pub(super) async fn put_back(
    tx: &mut Tx,
    kept: &Kept,
    row: &AssignmentRow,
) -> Result<(), TrustError> {
    tx.insert_assignment(row).await?;
    tx.set_assignment_origin(row.id, &kept.origin).await?;
    if let Some((at, by)) = kept.reviewed {
        tx.review_assignment(row.id, at, by).await?;
    }
    Ok(())
}
