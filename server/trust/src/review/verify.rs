//! Whether what is kept as evidence is what was kept: the chain of runs, and the proofs of consents.
//!
//! Where the chain of runs ends, the audit log says: it has its own chain, whose heads are noted elsewhere every day. A
//! setting beside the runs could be rolled back with them.

use std::collections::{BTreeMap, BTreeSet};

use model::trust::review::EvidenceChain;
use model::{Guid, TenantId, Timestamp};
use serde::Deserialize;
use serde_json::json;
use store::{AuditRow, EvidenceRow, Scoped, Tx};

use super::chain::{self, Walk};
use crate::audit;
use crate::error::TrustError;
use crate::keys::{TenantKeys, join};
use crate::secret;
use crate::trust::Trust;

/// Setting: the place up to which retention removed runs, signed.
pub(super) const FLOOR: &str = "review.floor";
/// Setting: the instant up to which retention removed proofs of consents, signed.
const CONSENT_FLOOR: &str = "consent.floor";
/// Action of the audit log that names a run that was kept.
pub(super) const NOTED: &str = "review.noted";
/// Runs that a page verifies; the file and [`Trust::verify_reviews`] verify all.
pub(super) const PAGE_RUNS: i64 = 64;
/// Rows that are read at a time.
const STRIDE: i64 = 200;

/// The run the audit log named last.
enum Noted {
    /// It names none, and never did.
    Never,
    /// It names none any more: retention removed the row.
    Removed,
    /// The row is not the one that was written.
    Forged,
    /// Place and HMAC.
    Run(i64, String),
}

/// What the audit log says of the proofs of consents.
pub(super) struct Consents {
    /// Proofs that are as they were written.
    pub(super) compared: i64,
    /// None was altered or removed.
    pub(super) intact: bool,
    /// Those that were found right after somebody consented.
    pub(super) of_callback: BTreeSet<Guid>,
}

#[derive(Deserialize)]
struct RunDetail {
    run: i64,
    mac: String,
}

#[derive(Deserialize)]
struct ConsentDetail {
    evidence: Guid,
    sha256: String,
    #[serde(default)]
    callback: bool,
}

/// SHA-256 of a proof, as the audit log names it: hexadecimal digits.
pub(crate) fn evidence_hash(row: &EvidenceRow) -> String {
    let message = join(&[
        b"anteroom/evidence/1",
        row.id.to_string().as_bytes(),
        &row.at.0.to_be_bytes(),
        row.by_whom.to_string().as_bytes(),
        row.client_id.to_string().as_bytes(),
        &row.list_hash,
        row.asked_json.as_bytes(),
        row.found_json.as_bytes(),
        row.request_ids_json.as_bytes(),
    ]);
    secret::hex(ring::digest::digest(&ring::digest::SHA256, &message).as_ref())
}

impl Trust {
    /// Walks along the whole chain of evidence of a tenant.
    ///
    /// # Errors
    /// [`TrustError::Store`]; [`TrustError::Key`].
    pub async fn verify_reviews(&self, tenant: TenantId) -> Result<EvidenceChain, TrustError> {
        let keys = self.keys(tenant).await?;
        let scoped = self.store().of(tenant);
        let consents = consents(&scoped, &keys, &scoped.evidence().await?).await?;
        self.evidence_chain(tenant, &keys, (i64::MAX, &consents))
            .await
    }

    /// Verifies the newest `most` runs.
    pub(super) async fn evidence_chain(
        &self,
        tenant: TenantId,
        keys: &TenantKeys,
        (most, consents): (i64, &Consents),
    ) -> Result<EvidenceChain, TrustError> {
        let scoped = self.store().of(tenant);
        let mut chain = runs(&scoped, keys, most).await?;
        if !chain.intact {
            // Retention may have removed runs between two of the reads.
            chain = runs(&scoped, keys, most).await?;
        }
        chain.consents = consents.compared;
        chain.intact &= consents.intact;
        Ok(chain)
    }

    /// Signs the instant up to which retention removes proofs of consents.
    pub(crate) async fn note_consent_floor(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        before: Timestamp,
    ) -> Result<(), TrustError> {
        let (floor, _) = place_of(tx.tenant_setting(CONSENT_FLOOR).await?).unwrap_or_default();
        let place = floor.max(before.0);
        let json = json!({ "place": place, "mac": chain::consent_floor(keys, place) });
        tx.set_tenant_setting(CONSENT_FLOOR, &json.to_string())
            .await?;
        Ok(())
    }
}

async fn runs(scoped: &Scoped, keys: &TenantKeys, most: i64) -> Result<EvidenceChain, TrustError> {
    // First what the chain has to reach: runs that are kept meanwhile lie behind it.
    let noted = noted(scoped, keys).await?;
    let (floor, signature) = floor_of(scoped.tenant_setting(FLOOR).await?);
    let signed = floor == 0 || signature == chain::floor(keys, floor);
    let last = scoped.last_review_run().await?;
    let last_place = last.as_ref().map_or(floor, |run| run.sequence);
    let mut walk = Walk::behind(keys, floor.max(last_place.saturating_sub(most)));
    let mut verified = 0;
    let mut reached = match &noted {
        Noted::Never => last.is_none() && floor == 0,
        Noted::Removed => true,
        Noted::Forged => false,
        Noted::Run(place, _) => *place <= floor,
    };
    loop {
        let runs = scoped.review_runs(walk.head().0, STRIDE).await?;
        for run in &runs {
            walk.step(run);
            verified += 1;
            reached |= matches!(&noted, Noted::Run(place, mac)
                if *place == run.sequence && *mac == secret::hex(&run.mac));
        }
        if runs.is_empty() || !walk.intact() {
            break;
        }
    }
    let (place, mac) = walk.head();
    Ok(EvidenceChain {
        last: place,
        head: if last.is_some() {
            secret::hex(&mac)
        } else {
            String::new()
        },
        verified,
        consents: 0,
        intact: signed && reached && walk.intact(),
    })
}

/// The run that the audit log named last.
async fn noted(scoped: &Scoped, keys: &TenantKeys) -> Result<Noted, TrustError> {
    let Some(row) = scoped.last_audit_of(NOTED).await? else {
        let removed = scoped.audit_checkpoint().await?.is_some();
        return Ok(if removed {
            Noted::Removed
        } else {
            Noted::Never
        });
    };
    if !genuine(scoped, keys, &row).await? {
        return Ok(Noted::Forged);
    }
    let detail: Option<RunDetail> = serde_json::from_str(&row.detail_json).ok();
    Ok(detail.map_or(Noted::Forged, |detail| Noted::Run(detail.run, detail.mac)))
}

/// Whether a row of the audit log is the one that was written behind the row before it.
async fn genuine(scoped: &Scoped, keys: &TenantKeys, row: &AuditRow) -> Result<bool, TrustError> {
    let before = row.sequence - 1;
    let previous = match scoped.audit_range(before, before).await?.first() {
        Some(previous) => Some(previous.mac),
        None => {
            let checkpoint = scoped.audit_checkpoint().await?;
            checkpoint
                .filter(|checkpoint| checkpoint.sequence == before)
                .map(|checkpoint| checkpoint.mac)
        }
    };
    Ok(audit::is_genuine(keys, previous, row))
}

/// Compares the proofs of consents with what the audit log says of them. Proofs of earlier versions are named there without
/// a hash, and not compared.
pub(super) async fn consents(
    scoped: &Scoped,
    keys: &TenantKeys,
    evidence: &[EvidenceRow],
) -> Result<Consents, TrustError> {
    let known: BTreeMap<Guid, &EvidenceRow> = evidence.iter().map(|row| (row.id, row)).collect();
    let floor = place_of(scoped.tenant_setting(CONSENT_FLOOR).await?)
        .filter(|(place, mac)| *mac == chain::consent_floor(keys, *place))
        .map(|(place, _)| place);
    let mut found = Consents {
        compared: 0,
        intact: true,
        of_callback: BTreeSet::new(),
    };
    let mut after = 0;
    loop {
        let rows = scoped.audit_of_consents(after, STRIDE).await?;
        let Some(last) = rows.last() else { break };
        after = last.sequence;
        for row in &rows {
            let Ok(detail) = serde_json::from_str::<ConsentDetail>(&row.detail_json) else {
                continue;
            };
            let Some(proof) = known.get(&detail.evidence) else {
                // Only what retention removed may be missing.
                found.intact &= floor.is_some_and(|floor| row.at.0 < floor);
                continue;
            };
            if evidence_hash(proof) != detail.sha256 || !genuine(scoped, keys, row).await? {
                found.intact = false;
                continue;
            }
            found.compared += 1;
            if detail.callback {
                found.of_callback.insert(detail.evidence);
            }
        }
    }
    Ok(found)
}

#[derive(Deserialize)]
struct Place {
    place: i64,
    mac: String,
}

/// Place and signature of the floor; 0 and nothing without one.
pub(super) fn floor_of(setting: Option<String>) -> (i64, String) {
    place_of(setting).unwrap_or_default()
}

fn place_of(setting: Option<String>) -> Option<(i64, String)> {
    let place: Place = serde_json::from_str(&setting?).ok()?;
    Some((place.place, place.mac))
}
