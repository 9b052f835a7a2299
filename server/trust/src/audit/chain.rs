//! The arithmetic of the chain. Pure.

use std::collections::BTreeMap;

use ring::hmac;
use store::{AuditRow, CheckpointRow, HeadRow};

use super::heads::NotedHead;
use super::restored::{self, Restoration};
use crate::keys::{TenantKeys, join};

/// What the first row of a chain follows.
pub(super) const START: [u8; 32] = [0; 32];

/// What a look at (a part of) a chain shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Rows looked at.
    pub rows: u64,
    /// Heads noted elsewhere that the chain passes through.
    pub noted: u64,
    /// Heads noted elsewhere that the chain need not pass through: they were noted between a copy and its restoration.
    pub left_out: Vec<NotedHead>,
    /// The restorations that rows tell of which fit.
    pub restored: Vec<Restoration>,
    /// Sequence number and HMAC of the last row: note it elsewhere, and a cut end is noticed, too.
    pub head: Option<(i64, [u8; 32])>,
    /// Sequence number of the last row removed under a signed checkpoint, from which the walk began.
    pub checkpoint: Option<i64>,
    /// Sequence number of the first row that does not fit; `None` when the chain is intact.
    pub broken_at: Option<i64>,
}

impl Verdict {
    /// Whether nothing was altered, removed or reordered.
    #[must_use]
    pub fn intact(&self) -> bool {
        self.broken_at.is_none()
    }
}

fn message(tenant: u128, previous: &[u8; 32], row: &AuditRow) -> Vec<u8> {
    join(&[
        b"anteroom/audit/1",
        &tenant.to_be_bytes(),
        previous,
        &row.sequence.to_be_bytes(),
        &row.at.0.to_be_bytes(),
        row.actor_kind.as_bytes(),
        row.actor.as_deref().unwrap_or_default().as_bytes(),
        row.action.as_bytes(),
        row.subject.as_bytes(),
        row.detail_json.as_bytes(),
    ])
}

/// The HMAC-SHA-256 of a row that follows `previous`.
pub(super) fn mac(keys: &TenantKeys, previous: &[u8; 32], row: &AuditRow) -> [u8; 32] {
    let tag = hmac::sign(
        &keys.audit_key(),
        &message(keys.tenant().0.as_u128(), previous, row),
    );
    let mut mac = [0_u8; 32];
    mac.copy_from_slice(tag.as_ref());
    mac
}

pub(super) fn fits(keys: &TenantKeys, previous: &[u8; 32], row: &AuditRow) -> bool {
    let message = message(keys.tenant().0.as_u128(), previous, row);
    hmac::verify(&keys.audit_key(), &message, &row.mac).is_ok()
}

fn checkpoint_message(tenant: u128, row: &CheckpointRow) -> Vec<u8> {
    join(&[
        b"anteroom/audit-checkpoint/1",
        &tenant.to_be_bytes(),
        &row.sequence.to_be_bytes(),
        &row.at.0.to_be_bytes(),
        &row.mac,
    ])
}

/// The signature of a checkpoint: an HMAC-SHA-256 with the key of the chain over another kind of message.
pub(super) fn sign_checkpoint(keys: &TenantKeys, row: &CheckpointRow) -> [u8; 32] {
    let message = checkpoint_message(keys.tenant().0.as_u128(), row);
    let mut signature = [0_u8; 32];
    signature.copy_from_slice(hmac::sign(&keys.audit_key(), &message).as_ref());
    signature
}

/// Whether a checkpoint was made by whoever holds the tenant's keys.
pub(super) fn checkpoint_fits(keys: &TenantKeys, row: &CheckpointRow) -> bool {
    let message = checkpoint_message(keys.tenant().0.as_u128(), row);
    hmac::verify(&keys.audit_key(), &message, &row.signature).is_ok()
}

/// A walk along the chain, oldest first, in as many pieces as one likes.
pub(super) struct Walk<'k> {
    keys: &'k TenantKeys,
    last: i64,
    previous: [u8; 32],
    noted: BTreeMap<i64, Vec<NotedHead>>,
    /// Heads in whose place another row fits. Only a row further on can tell that a restoration is the reason.
    strayed: Vec<NotedHead>,
    verdict: Verdict,
}

impl<'k> Walk<'k> {
    /// Begins behind a row that is taken as given; `(0, START)` is the beginning.
    pub(super) fn after(keys: &'k TenantKeys, last: i64, previous: [u8; 32]) -> Self {
        Self {
            keys,
            last,
            previous,
            noted: BTreeMap::new(),
            strayed: Vec::new(),
            verdict: Verdict {
                rows: 0,
                noted: 0,
                left_out: Vec::new(),
                restored: Vec::new(),
                head: None,
                checkpoint: None,
                broken_at: None,
            },
        }
    }

    /// Begins at the beginning, or behind the last of the checkpoints that close what was removed; they are in ascending
    /// order, and each of them has to be signed.
    pub(super) fn behind(keys: &'k TenantKeys, checkpoints: &[CheckpointRow]) -> Self {
        let mut walk = Self::from_start(keys, checkpoints.last());
        let forged = checkpoints.iter().find(|row| !checkpoint_fits(keys, row));
        if let Some(row) = forged {
            walk.verdict.broken_at = Some(row.sequence);
        }
        walk
    }

    /// Begins at the beginning, or behind the checkpoint that closes what was removed.
    pub(super) fn from_start(keys: &'k TenantKeys, checkpoint: Option<&CheckpointRow>) -> Self {
        let Some(row) = checkpoint else {
            return Self::after(keys, 0, START);
        };
        let mut walk = Self::after(keys, row.sequence, row.mac);
        walk.verdict.checkpoint = Some(row.sequence);
        walk.verdict.head = Some((row.sequence, row.mac));
        if !checkpoint_fits(keys, row) {
            walk.verdict.broken_at = Some(row.sequence);
        }
        walk
    }

    /// Sequence number of the row that comes next.
    pub(super) fn next_place(&self) -> i64 {
        self.last + 1
    }

    /// Compares with the head that was noted beside the chain before the walk began: a chain that ends earlier, or
    /// elsewhere, was cut off.
    pub(super) fn reaches(&mut self, noted: Option<&HeadRow>) {
        let Some(noted) = noted else {
            return;
        };
        let cut = self.last < noted.sequence;
        let other = self.last == noted.sequence && self.last > 0 && self.previous != noted.mac;
        if (cut || other) && self.verdict.broken_at.is_none() {
            self.verdict.broken_at = Some(if cut { self.last + 1 } else { self.last });
        }
    }

    /// Expects heads that were noted elsewhere: the chain has to pass through each of them, but for those that a
    /// restoration of which it tells took away. Those of segments that are
    /// closed have nothing left to be compared with; the last of a closed segment is what its checkpoint holds.
    pub(super) fn expecting(mut self, noted: &[NotedHead]) -> Self {
        for head in noted {
            if head.sequence == self.last && self.last > 0 {
                self.meets(*head, self.previous);
            } else if head.sequence > self.last {
                self.noted.entry(head.sequence).or_default().push(*head);
            }
        }
        self
    }

    /// Compares a head with the row in its place. Another row that fits: the chain was cut and continued, or a copy put in
    /// its place.
    fn meets(&mut self, head: NotedHead, mac: [u8; 32]) {
        if head.mac == mac {
            self.verdict.noted += 1;
        } else {
            self.strayed.push(head);
        }
    }

    /// Goes on over rows in ascending order. Behind a break nothing more is judged.
    pub(super) fn over(&mut self, rows: &[AuditRow]) {
        for row in rows {
            if self.verdict.broken_at.is_some() {
                return;
            }
            if row.sequence != self.last + 1 || !fits(self.keys, &self.previous, row) {
                self.verdict.broken_at = Some(self.last + 1);
                return;
            }
            for head in self.noted.remove(&row.sequence).unwrap_or_default() {
                self.meets(head, row.mac);
            }
            self.verdict.restored.extend(restored::told(row));
            self.last = row.sequence;
            self.previous = row.mac;
            self.verdict.rows += 1;
            self.verdict.head = Some((row.sequence, row.mac));
        }
    }

    pub(super) fn verdict(mut self) -> Verdict {
        let verdict = &mut self.verdict;
        let covered = |head: &NotedHead| verdict.restored.iter().any(|it| it.covers(head.at));
        let (left_out, strayed): (Vec<_>, Vec<_>) = self.strayed.into_iter().partition(covered);
        let beyond = std::mem::take(&mut self.noted).into_values().flatten();
        let (beyond_left_out, cut): (Vec<_>, Vec<_>) = beyond.partition(covered);
        verdict.left_out = [left_out, beyond_left_out].concat();
        let strayed = strayed.iter().map(|head| head.sequence).min();
        verdict.broken_at = match (verdict.broken_at, strayed) {
            // It ends before a head that was noted: its end was cut off.
            (None, None) => (!cut.is_empty()).then_some(self.last + 1),
            (broken, None) => broken,
            (broken, Some(strayed)) => Some(broken.map_or(strayed, |at| at.min(strayed))),
        };
        self.verdict
    }
}
