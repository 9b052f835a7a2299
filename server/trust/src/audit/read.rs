//! Reading and verifying the chain.

use std::collections::HashMap;

use model::trust::{AuditLine, AuditPage};
use model::{ObjectId, TenantId};
use store::AuditRow;

use super::chain::{START, Verdict, Walk};
use crate::access::Reviewer;
use crate::error::TrustError;
use crate::trust::Trust;

const PAGE: i64 = 50;
const STEP: i64 = 500;

impl Trust {
    /// A page of the audit log, newest first; `before` is [`AuditPage::next`] of the page above.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn audit_page(
        &self,
        reviewer: &Reviewer,
        before: Option<i64>,
    ) -> Result<AuditPage, TrustError> {
        let tenant = reviewer.tenant();
        let rows = self.store().of(tenant).audit_page(before, PAGE).await?;
        let intact = self.page_intact(tenant, &rows).await?;
        let names = self.names(tenant).await?;
        let next = rows
            .last()
            .map(|row| row.sequence)
            .filter(|sequence| *sequence > 1);
        let entries = rows.into_iter().map(|row| line(row, &names)).collect();
        Ok(AuditPage {
            entries,
            next,
            intact,
        })
    }

    async fn page_intact(&self, tenant: TenantId, rows: &[AuditRow]) -> Result<bool, TrustError> {
        let (Some(newest), Some(oldest)) = (rows.first(), rows.last()) else {
            return Ok(true);
        };
        let keys = self.keys(tenant).await?;
        let scoped = self.store().of(tenant);
        let previous = if oldest.sequence == 1 {
            START
        } else {
            let before = oldest.sequence - 1;
            match scoped.audit_range(before, before).await?.first() {
                Some(row) => row.mac,
                None => return Ok(false),
            }
        };
        let mut walk = Walk::after(&keys, oldest.sequence - 1, previous);
        let mut ascending = rows.to_vec();
        ascending.reverse();
        walk.over(&ascending);
        let verdict = walk.verdict();
        Ok(verdict.intact() && verdict.head.map(|(sequence, _)| sequence) == Some(newest.sequence))
    }

    /// Verifies the whole chain of a tenant, from its first row.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn verify_audit(&self, tenant: TenantId) -> Result<Verdict, TrustError> {
        let keys = self.keys(tenant).await?;
        let scoped = self.store().of(tenant);
        let mut walk = Walk::after(&keys, 0, START);
        let mut from = 1;
        loop {
            let rows = scoped.audit_range(from, from + STEP - 1).await?;
            walk.over(&rows);
            if rows.is_empty() {
                break;
            }
            from += STEP;
        }
        Ok(walk.verdict())
    }

    /// Display names of the tenant's people who have signed in.
    pub(crate) async fn names(
        &self,
        tenant: TenantId,
    ) -> Result<HashMap<ObjectId, String>, TrustError> {
        let people = self.store().of(tenant).people().await?;
        Ok(people
            .into_iter()
            .map(|person| (person.oid, person.name))
            .collect())
    }
}

fn line(row: AuditRow, names: &HashMap<ObjectId, String>) -> AuditLine {
    let actor: Option<ObjectId> = row.actor.and_then(|oid| oid.parse().ok());
    AuditLine {
        sequence: row.sequence,
        at: row.at,
        actor,
        actor_name: actor.and_then(|oid| names.get(&oid).cloned()),
        actor_kind: row.actor_kind,
        action: row.action,
        subject: row.subject,
    }
}
