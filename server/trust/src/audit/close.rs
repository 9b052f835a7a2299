//! Closing the oldest segment of a chain: its rows go, a signed checkpoint stays.

use model::{TenantId, Timestamp};
use serde_json::json;
use store::{CheckpointRow, Tx};

use super::chain::{Walk, sign_checkpoint};
use super::restored::{self, Restoration, SEGMENT_CLOSED};
use super::{Actor, Entry, append};
use crate::error::TrustError;
use crate::keys::TenantKeys;
use crate::trust::Trust;

/// Rows read at once.
const STEP: i64 = 500;

impl Trust {
    /// Removes the audit rows of a tenant that lie wholly before an instant, and leaves a signed checkpoint from which
    /// the rest still verifies; answers how many rows went. A segment that does not verify stays as it is: a
    /// checkpoint over it would hide what was done to it.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn close_audit_segment(
        &self,
        tenant: TenantId,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<u64, TrustError> {
        let keys = self.keys(tenant).await?;
        let mut tx = self.store().of(tenant).begin().await?;
        // Holds back other writers of this chain.
        tx.audit_head().await?;
        let Some(end) = tx.audit_segment_end(before).await? else {
            return Ok(0);
        };
        let Some(restored) = verifies(&mut tx, &keys, end.sequence).await? else {
            tracing::error!(tenant.id = %tenant, "old audit rows do not verify and stay; see: anteroom audit verify");
            return Ok(0);
        };
        let mut row = CheckpointRow {
            sequence: end.sequence,
            at: now,
            mac: end.mac,
            signature: [0; 32],
        };
        row.signature = sign_checkpoint(&keys, &row);
        let removed = tx.close_audit_segment(&row).await?;
        let mut detail = json!({ "rows": removed, "mac": crate::secret::hex(&end.mac) });
        if !restored.is_empty() {
            // The heads that they took away are still noted, and may be of places behind the checkpoint.
            detail["restored"] = restored::kept(&restored);
        }
        let entry = Entry::new(now, Actor::System, SEGMENT_CLOSED, end.sequence).with(detail);
        append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(removed)
    }
}

/// The restorations that a segment tells of, if it verifies.
async fn verifies(
    tx: &mut Tx,
    keys: &TenantKeys,
    end: i64,
) -> Result<Option<Vec<Restoration>>, TrustError> {
    let checkpoint = tx.audit_checkpoint().await?;
    let mut walk = Walk::from_start(keys, checkpoint.as_ref());
    let mut from = walk.next_place();
    while from <= end {
        let rows = tx.audit_range(from, end.min(from + STEP - 1)).await?;
        walk.over(&rows);
        from += STEP;
    }
    let reached = walk.next_place() == end + 1;
    let verdict = walk.verdict();
    Ok((reached && verdict.intact()).then_some(verdict.restored))
}
