//! How this installation proves to Microsoft that it is the application, as an administrator of one organisation sees it:
//! kinds, days and what became of them here. Where they lie, and how others fare with them, stays with the operator.

mod ends;

use microsoft::{CredentialReport, CredentialUse};
use model::credential::{
    CredentialError, CredentialState, CredentialView, CredentialsView, Expiry,
};
use model::trouble::{Retry, Trouble};
use model::{TenantId, Timestamp};
use store::{CredentialUseRow, StoreError};

use crate::access::Administrator;
use crate::error::TrustError;
use crate::trust::Trust;

pub use ends::CredentialEnd;

impl Trust {
    /// The credentials in the order they are tried, with what became of them in the administrator's organisation.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn credentials(&self, who: &Administrator) -> Result<CredentialsView, TrustError> {
        self.store_notes().await?;
        let now = self.now();
        let rows = self.store().of(who.tenant()).credential_uses().await?;
        let reports = self.microsoft().credentials(now).await;
        let credentials = reports
            .iter()
            .map(|report| {
                let slot = report.slot.to_string();
                view(report, rows.iter().find(|row| row.slot == slot), now)
            })
            .collect();
        Ok(CredentialsView {
            credentials,
            at: now,
        })
    }

    /// Stores what this process has learnt of credentials; answers how many rows.
    pub(crate) async fn store_credential_uses(&self) -> Result<u64, StoreError> {
        let (mut stored, mut failed) = (0, None);
        for (tenant, slot, used) in self.microsoft().take_credential_uses() {
            match self
                .store_credential_use(tenant, row(&slot.to_string(), &used))
                .await
            {
                // Nobody registered: what is known of it is of no use to anybody.
                Ok(0) => self.microsoft().forget_credential_uses(tenant),
                Ok(rows) => stored += rows,
                Err(StoreError::Reference { .. }) => {
                    self.microsoft().forget_credential_uses(tenant);
                }
                Err(error) => {
                    self.microsoft().keep_credential_use(tenant, slot);
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(stored), Err)
    }

    async fn store_credential_use(
        &self,
        tenant: TenantId,
        row: CredentialUseRow,
    ) -> Result<u64, StoreError> {
        if !self.is_registered(tenant).await? {
            return Ok(0);
        }
        let mut tx = self.store().of(tenant).begin().await?;
        tx.save_credential_use(&row).await?;
        tx.commit().await?;
        Ok(1)
    }
}

fn row(slot: &str, used: &CredentialUse) -> CredentialUseRow {
    let error = used.last_error.as_ref();
    CredentialUseRow {
        slot: slot.to_owned(),
        last_ok: used.last_ok,
        error_at: error.map(|error| error.at),
        error_meaning: error.map(|error| error.trouble.as_str().to_owned()),
        error_number: error.and_then(|error| error.number).map(i64::from),
        error_correlation: error.and_then(|error| error.correlation),
        error_since: used.error_since,
    }
}

fn view(
    report: &CredentialReport,
    row: Option<&CredentialUseRow>,
    now: Timestamp,
) -> CredentialView {
    let kind = report.slot.kind;
    let last_ok = row.and_then(|row| row.last_ok);
    let stored = row.and_then(|row| {
        Some(CredentialError {
            at: row.error_at?,
            trouble: Trouble::parse(row.error_meaning.as_deref()?)?,
            number: row
                .error_number
                .and_then(|number| u32::try_from(number).ok()),
            correlation: row.error_correlation,
        })
    });
    let unusable = |trouble| CredentialError {
        at: now,
        trouble,
        number: None,
        correlation: None,
    };
    let (material, present) = match report.material {
        Some(Ok(material)) if Expiry::of(kind, material.expires, now) == Expiry::Over => {
            let trouble = if kind.rotates() {
                Trouble::AssertionExpired
            } else {
                Trouble::CertificateExpired
            };
            // What came from an address and has run out is fetched anew when it is needed.
            let lies_there = report.lies_in_a_file;
            (material, lies_there.then(|| unusable(trouble)))
        }
        Some(Ok(material)) => (material, None),
        Some(Err(problem)) => (
            microsoft::credential::Material::default(),
            Some(unusable(problem.trouble())),
        ),
        None => (microsoft::credential::Material::default(), None),
    };
    let state = match (&present, &stored) {
        (Some(_), _) => CredentialState::Unusable,
        (None, Some(error)) if last_ok.is_none_or(|ok| ok < error.at) => {
            // A process that was started again knows nothing of the months before: the database does.
            let since = row.and_then(|row| row.error_since).unwrap_or(error.at);
            let new = now.ms_since(since) < microsoft::credential::SETTLING_MS;
            if error.trouble.retry() == Retry::Setup && report.settling && new {
                CredentialState::Settling
            } else if error.number.is_some() || error.trouble == Trouble::CredentialRefused {
                CredentialState::Refused
            } else {
                CredentialState::Unusable
            }
        }
        _ if last_ok.is_some() => CredentialState::Works,
        _ => CredentialState::Unused,
    };
    CredentialView {
        kind,
        state,
        made: material.made,
        expires: material.expires,
        last_ok,
        last_error: present.or(stored),
    }
}

#[cfg(test)]
mod tests {
    use microsoft::CredentialSlot;
    use model::credential::CredentialKind;

    use super::*;

    #[test]
    fn a_process_that_was_just_started_does_not_take_an_old_refusal_for_a_new_credential() {
        let now = Timestamp(100 * 24 * 60 * 60 * 1_000);
        let report = CredentialReport {
            slot: CredentialSlot {
                place: Some(0),
                kind: CredentialKind::Certificate,
            },
            material: None,
            lies_in_a_file: false,
            // This process has not used it yet.
            settling: true,
        };
        let state = |since: i64| {
            let row = CredentialUseRow {
                slot: report.slot.to_string(),
                last_ok: None,
                error_at: Some(now),
                error_meaning: Some(Trouble::FederatedSubject.as_str().to_owned()),
                error_number: Some(700_213),
                error_correlation: None,
                error_since: Some(now.plus_minutes(-since)),
            };
            view(&report, Some(&row), now).state
        };
        assert_eq!(Trouble::FederatedSubject.retry(), Retry::Setup);
        assert_eq!(state(14), CredentialState::Settling);
        assert_eq!(state(16), CredentialState::Refused);
        assert_eq!(state(60 * 24 * 60), CredentialState::Refused);
    }
}
