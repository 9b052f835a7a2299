//! Consents that were given a moment ago and do not show everywhere yet: looked for again by themselves, so that whoever gave
//! one need not stay in front of the page.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use microsoft::{ConsentCheck, Wait};
use model::trust::ConsentView;
use model::{Guid, TenantId, Timestamp};

use super::{Asked, CONSENT_MINUTES, Looked};
use crate::error::TrustError;
use crate::trust::Trust;

/// Consents of this process that are in their setup window. What is lost with the process is found by the review's rounds.
#[derive(Debug, Default)]
pub(crate) struct Settling(Mutex<HashMap<(TenantId, Guid), Since>>);

#[derive(Clone, Copy, Debug)]
struct Since {
    given: Timestamp,
    looked: Timestamp,
}

impl Settling {
    /// A consent was given now and does not show.
    pub(super) fn begin(&self, which: (TenantId, Guid), now: Timestamp) {
        let since = Since {
            given: now,
            looked: now,
        };
        self.lock().insert(which, since);
    }

    /// It shows, or is asked for anew.
    pub(super) fn end(&self, which: (TenantId, Guid)) {
        self.lock().remove(&which);
    }

    /// Those that are to be looked at now, each told once. Whoever's window is over is forgotten.
    fn due(&self, now: Timestamp) -> Vec<(TenantId, Guid)> {
        let window = Wait::setup_window();
        let mut due = Vec::new();
        self.lock().retain(|which, since| {
            if window.is_due((since.given, since.looked), now) {
                since.looked = now;
                due.push(*which);
            }
            now.ms_since(since.given) < window.length_ms()
        });
        due
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(TenantId, Guid), Since>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Trust {
    /// Looks again for consents that were given within the last ten minutes and did not show, with growing pauses; answers how
    /// many show now. What still doesn't show leaves everything as it was.
    ///
    /// # Errors
    /// [`TrustError::Store`]; the others are looked at all the same, and this one when it is due again.
    pub async fn prove_settling(&self) -> Result<u64, TrustError> {
        let (mut proven, mut failed) = (0, None);
        for (tenant, client_id) in self.settling().due(self.now()) {
            match Box::pin(self.look_later(tenant, client_id)).await {
                Ok(true) => proven += 1,
                Ok(false) => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(proven), Err)
    }

    /// The same for half an hour, in the rounds of the review: the long pauses at the end, and what another process began.
    pub(crate) async fn prove_later(&self, tenant: TenantId) -> Result<(), TrustError> {
        for (client_id, _) in &self.settings().registrations {
            Box::pin(self.look_later(tenant, *client_id)).await?;
        }
        Ok(())
    }

    /// One look at a consent that waits to be seen; whether it is there.
    async fn look_later(&self, tenant: TenantId, client_id: Guid) -> Result<bool, TrustError> {
        let ConsentView::Missing { at, wait: true, .. } =
            self.consent_of(tenant, client_id).await?
        else {
            return Ok(false);
        };
        let last = self.store().of(tenant).latest_evidence(client_id).await?;
        let Some(last) = last.filter(|_| self.now() < at.plus_minutes(CONSENT_MINUTES)) else {
            return Ok(false);
        };
        let (needs, wait) = (self.needs_of(tenant, client_id).await?, Wait::none());
        let check = ConsentCheck {
            tenant,
            client_id,
            needs: &needs,
            wait: &wait,
        };
        let Ok(proof) = self.microsoft().prove_consent(&check, self.now()).await else {
            return Ok(false);
        };
        if proof.ok {
            let found = Looked {
                tenant,
                client_id,
                needs: &needs,
                proof: &proof,
                asked: Asked::Later,
                by_whom: last.by_whom,
            };
            self.record(found).await?;
        }
        Ok(proof.ok)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_is_looked_for_with_growing_pauses_and_forgotten_after_ten_minutes() {
        let settling = Settling::default();
        let which = (TenantId(Guid::from_u128(1)), Guid::from_u128(2));
        let start = Timestamp(1_800_000_000_000);
        settling.begin(which, start);
        let looks: Vec<i64> = (0..=900)
            .filter(|second| !settling.due(start.plus_seconds(*second)).is_empty())
            .collect();
        assert_eq!(looks, [5, 15, 30, 60, 120, 210, 330, 450, 600]);
        assert!(settling.lock().is_empty());
        // One that a slow round has missed is made up for once.
        settling.begin(which, start);
        assert_eq!(settling.due(start.plus_seconds(70)), [which]);
        assert!(settling.due(start.plus_seconds(71)).is_empty());
        settling.end(which);
        assert!(settling.due(start.plus_seconds(600)).is_empty());
    }
}
