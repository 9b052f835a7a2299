//! Certificates near their end: told to whoever runs the installation by the log, and to the administrators of each
//! organisation by mail, since the data stop for them when nobody renews it.

use std::collections::BTreeMap;

use microsoft::CredentialSlot;
use model::credential::{EXPIRY_NOTICE_DAYS, EXPIRY_URGENT_DAYS, Expiry};
use model::{TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::TrustError;
use crate::mail::{MailKind, Outgoing};
use crate::trust::Trust;

/// Days before the end at which administrators are told, each once; the last when it is over.
const TOLD_AT: [i64; 4] = [EXPIRY_NOTICE_DAYS, 14, EXPIRY_URGENT_DAYS, 0];
/// Setting: what was told of each credential.
const TOLD: &str = "credential.told";
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// A credential that does not renew itself, with its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialEnd {
    /// Which.
    pub slot: CredentialSlot,
    /// When it ends.
    pub ends: Timestamp,
    /// How near that is.
    pub expiry: Expiry,
    /// Whole days until then; negative afterwards.
    pub days: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    ends: Timestamp,
    at_days: i64,
}

impl Trust {
    /// The ends of all configured credentials that somebody has to renew, as their files say.
    pub async fn credential_ends(&self) -> Vec<CredentialEnd> {
        let now = self.now();
        let reports = self.microsoft().credentials(now).await;
        let end = |report: &microsoft::CredentialReport| {
            let slot = report.slot;
            let material = report.material.and_then(Result::ok)?;
            let ends = material.expires.filter(|_| !slot.kind.rotates())?;
            Some(CredentialEnd {
                slot,
                ends,
                expiry: Expiry::of(slot.kind, Some(ends), now),
                days: ends.ms_since(now).div_euclid(DAY_MS),
            })
        };
        reports.iter().filter_map(end).collect()
    }

    /// Tells the administrators of every organisation of credentials near their end: once 30, 14 and 7 days before it, and
    /// once when it is over. Answers how many mails were queued.
    ///
    /// # Errors
    /// [`TrustError::Store`]; whoever was told stays told.
    pub async fn tell_of_credential_ends(&self) -> Result<u64, TrustError> {
        let near: Vec<CredentialEnd> = self
            .credential_ends()
            .await
            .into_iter()
            .filter(|one| one.expiry != Expiry::Fine)
            .collect();
        if near.is_empty() || self.settings().mails.is_none() {
            return Ok(0);
        }
        let mut queued = 0;
        for tenant in self.store().system().tenants().await? {
            if tenant.activated.is_some() {
                queued += self.tell_tenant(tenant.id, &near).await?;
            }
        }
        Ok(queued)
    }

    async fn tell_tenant(
        &self,
        tenant: TenantId,
        near: &[CredentialEnd],
    ) -> Result<u64, TrustError> {
        let addresses = self.to_be_told(tenant).await?;
        let Some(mails) = self
            .settings()
            .mails
            .as_ref()
            .filter(|_| !addresses.is_empty())
        else {
            return Ok(0);
        };
        let scoped = self.store().of(tenant);
        let tenant_name = scoped.tenant_row().await?.map(|row| row.name);
        let mut tx = scoped.begin().await?;
        // Of several processes one tells.
        let _ = tx.audit_head().await?;
        let mut told: BTreeMap<String, Told> = tx
            .tenant_setting(TOLD)
            .await?
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        let mut queued = 0;
        for one in near {
            let slot = one.slot.to_string();
            let due = due(one, told.get(&slot));
            let Some(at_days) = due else { continue };
            let kind = mail(one, tenant_name.clone().unwrap_or_default(), self);
            let taken = addresses.iter().filter(|to| {
                let mail = Outgoing {
                    to: (*to).clone(),
                    kind: kind.clone(),
                    receipt: None,
                };
                mails.try_send(mail).is_ok()
            });
            let taken = taken.count();
            // One who was told can tell the others; with nobody told it is tried again.
            if taken > 0 {
                let ends = one.ends;
                told.insert(slot, Told { ends, at_days });
            }
            queued += u64::try_from(taken).unwrap_or(0);
        }
        if queued > 0 {
            let json = serde_json::to_string(&told).map_err(|_| TrustError::Malformed(TOLD))?;
            tx.set_tenant_setting(TOLD, &json).await?;
            tx.commit().await?;
        }
        Ok(queued)
    }
}

/// The step that is due to be told; none where it was told, or a nearer one was. Another end begins anew.
fn due(one: &CredentialEnd, told: Option<&Told>) -> Option<i64> {
    // What is begun of a day counts as a whole one, as on the page.
    let reached = TOLD_AT.into_iter().rfind(|days| one.days < *days.max(&1))?;
    let reached = if one.expiry == Expiry::Over {
        0
    } else {
        reached.max(EXPIRY_URGENT_DAYS)
    };
    let known = told.is_some_and(|told| told.ends == one.ends && told.at_days <= reached);
    (!known).then_some(reached)
}

fn mail(one: &CredentialEnd, tenant_name: String, trust: &Trust) -> MailKind {
    MailKind::CredentialEnds {
        tenant_name,
        kind: one.slot.kind,
        ends: one.ends,
        over: one.expiry == Expiry::Over,
        page: format!("{}/admin/setup", trust.settings().base_url),
    }
}

#[cfg(test)]
mod tests {
    use model::credential::CredentialKind;

    use super::*;

    fn end(days: i64) -> CredentialEnd {
        let now = Timestamp(1_800_000_000_000);
        let ends = Timestamp(now.0 + days * DAY_MS + 1);
        let kind = CredentialKind::Certificate;
        CredentialEnd {
            slot: CredentialSlot {
                place: Some(0),
                kind,
            },
            ends,
            expiry: Expiry::of(kind, Some(ends), now),
            days,
        }
    }

    #[test]
    fn each_step_towards_the_end_is_told_once() {
        let told = |days: i64, at_days| Told {
            ends: end(days).ends,
            at_days,
        };
        for (days, before, expected) in [
            (29, None, Some(30)),
            (20, Some(30), None),
            (13, Some(30), Some(14)),
            (13, None, Some(14)),
            (8, Some(14), None),
            (6, Some(14), Some(7)),
            (0, Some(7), None),
            (-1, Some(7), Some(0)),
            (-40, Some(0), None),
        ] {
            let before = before.map(|at_days| told(days, at_days));
            assert_eq!(due(&end(days), before.as_ref()), expected, "{days}");
        }
        // A new certificate of the same place has its own steps.
        let of_old = told(100, 0);
        assert_eq!(due(&end(29), Some(&of_old)), Some(30));
    }
}
