//! The chain of evidence: every kept run carries an HMAC over itself and its predecessor.

use ring::hmac;
use store::ReviewRunRow;

use crate::keys::{TenantKeys, join};

/// What the first run follows.
pub(super) const START: [u8; 32] = [0; 32];

fn message(keys: &TenantKeys, row: &ReviewRunRow) -> Vec<u8> {
    join(&[
        b"anteroom/review/1",
        &keys.tenant().0.as_u128().to_be_bytes(),
        &row.previous,
        &row.sequence.to_be_bytes(),
        &row.at.0.to_be_bytes(),
        row.client_id.to_string().as_bytes(),
        row.mode.as_bytes(),
        row.result_json.as_bytes(),
    ])
}

/// The HMAC-SHA-256 of a run.
pub(super) fn mac(keys: &TenantKeys, row: &ReviewRunRow) -> [u8; 32] {
    let mut mac = [0; 32];
    let tag = hmac::sign(&keys.audit_key(), &message(keys, row));
    mac.copy_from_slice(tag.as_ref());
    mac
}

/// The place behind which runs are kept, signed: whoever removes runs without the keys cannot move it.
pub(super) fn floor(keys: &TenantKeys, place: i64) -> String {
    let message = join(&[
        b"anteroom/review-floor/1",
        &keys.tenant().0.as_u128().to_be_bytes(),
        &place.to_be_bytes(),
    ]);
    crate::secret::hex(hmac::sign(&keys.audit_key(), &message).as_ref())
}

/// The instant up to which retention removed proofs of consents, signed.
pub(super) fn consent_floor(keys: &TenantKeys, place: i64) -> String {
    let message = join(&[
        b"anteroom/consent-floor/1",
        &keys.tenant().0.as_u128().to_be_bytes(),
        &place.to_be_bytes(),
    ]);
    crate::secret::hex(hmac::sign(&keys.audit_key(), &message).as_ref())
}

/// A walk along the chain, oldest first, in as many pieces as one likes.
pub(super) struct Walk<'k> {
    keys: &'k TenantKeys,
    last: i64,
    /// HMAC of the last run; none before the first one that is kept.
    previous: Option<[u8; 32]>,
    intact: bool,
}

impl<'k> Walk<'k> {
    /// A walk that begins behind a place.
    pub(super) fn behind(keys: &'k TenantKeys, place: i64) -> Self {
        Self {
            keys,
            last: place,
            previous: (place == 0).then_some(START),
            intact: true,
        }
    }

    /// Looks at the next run.
    pub(super) fn step(&mut self, row: &ReviewRunRow) {
        let fits = hmac::verify(&self.keys.audit_key(), &message(self.keys, row), &row.mac).is_ok();
        let follows = row.sequence == self.last + 1
            && self
                .previous
                .is_none_or(|previous| previous == row.previous);
        self.intact &= fits && follows;
        self.last = row.sequence;
        self.previous = Some(row.mac);
    }

    /// Whether nothing was altered, removed or reordered so far.
    pub(super) const fn intact(&self) -> bool {
        self.intact
    }

    /// Place and HMAC of the last run that was looked at.
    pub(super) fn head(&self) -> (i64, [u8; 32]) {
        (self.last, self.previous.unwrap_or(START))
    }
}

#[cfg(test)]
mod tests {
    use model::{Guid, TenantId, Timestamp};

    use super::*;

    fn chain(keys: &TenantKeys) -> Vec<ReviewRunRow> {
        let mut rows: Vec<ReviewRunRow> = Vec::new();
        for sequence in 1..=5 {
            let previous = rows.last().map_or(START, |row| row.mac);
            let mut row = ReviewRunRow {
                sequence,
                at: Timestamp(sequence * 1_000),
                client_id: Guid::from_u128(7),
                mode: "live".to_owned(),
                result_json: format!("{{\"n\":{sequence}}}"),
                previous,
                mac: [0; 32],
            };
            row.mac = mac(keys, &row);
            rows.push(row);
        }
        rows
    }

    fn intact(keys: &TenantKeys, place: i64, rows: &[ReviewRunRow]) -> bool {
        let mut walk = Walk::behind(keys, place);
        for row in rows {
            walk.step(row);
        }
        walk.intact()
    }

    #[test]
    fn whatever_is_done_to_a_run_shows() {
        let keys = TenantKeys::generate(TenantId(Guid::from_u128(1)));
        let rows = chain(&keys);
        assert!(intact(&keys, 0, &rows));
        assert!(intact(&keys, 2, &rows[2..]), "what retention removed");
        for at in 0..rows.len() {
            let mut altered = rows.clone();
            altered[at].result_json.push(' ');
            assert!(!intact(&keys, 0, &altered), "text {at}");
            let mut moved = rows.clone();
            moved[at].at = Timestamp(1);
            assert!(!intact(&keys, 0, &moved), "time {at}");
            if at + 1 < rows.len() {
                let mut dropped = rows.clone();
                dropped.remove(at);
                assert!(!intact(&keys, 0, &dropped), "dropped {at}");
                let mut swapped = rows.clone();
                swapped.swap(at, at + 1);
                assert!(!intact(&keys, 0, &swapped), "swapped {at}");
            }
        }
        let other = TenantKeys::generate(TenantId(Guid::from_u128(2)));
        assert!(!intact(&other, 0, &rows));
    }
}
