//! Addresses by keyed hashes, so that a table of them holds none.

use std::hash::{BuildHasher as _, Hash, Hasher, RandomState};

/// Longest address that has a mark, in bytes: the longest that mail allows (RFC 5321: 64 and 255 beside the @).
const LONGEST: usize = 320;
/// A pair of keys for each sixteen bytes and for what is left, and one by which the second hash's keys lie further on.
const KEYS: usize = LONGEST / 16 + 2;

/// An address by its length and two keyed hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    length: usize,
    hashes: [u128; 2],
}

impl Hash for Mark {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [first, second] = self.hashes.map(|hash| (hash >> 64) as u64 ^ hash as u64);
        state.write_u64((first ^ second.rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    }
}

/// Makes marks under random keys.
///
/// The hash is NH of UMAC (RFC 4418, section 5.2) with words of 64 bits, taken twice with keys that lie two words apart:
/// two addresses of one length, chosen without knowledge of the keys, have the same mark with a probability of 2^-128.
/// Marks leave this process in no way, so nobody learns of the keys.
pub(super) struct Marker([[u64; 2]; KEYS]);

impl Marker {
    /// Marks unlike those of every other marker.
    pub(super) fn new() -> Self {
        let random = RandomState::new();
        let mut number = 0_u64;
        Self([[(); 2]; KEYS].map(|pair| {
            pair.map(|()| {
                number += 1;
                random.hash_one(number)
            })
        }))
    }

    /// The mark of an address; none for one that is too long.
    pub(super) fn mark(&self, address: &str) -> Option<Mark> {
        if address.len() > LONGEST {
            return None;
        }
        let mut hashes = [0_u128; 2];
        let mut add = |pair: [u8; 16], keys: &[[u64; 2]]| {
            let pair = u128::from_le_bytes(pair);
            let (low, high) = (pair as u64, (pair >> 64) as u64);
            for (hash, [first, second]) in hashes.iter_mut().zip(keys) {
                let (low, high) = (low.wrapping_add(*first), high.wrapping_add(*second));
                *hash = hash.wrapping_add(u128::from(low) * u128::from(high));
            }
        };
        let (pairs, rest) = address.as_bytes().as_chunks::<16>();
        for (pair, keys) in pairs.iter().zip(self.0.windows(2)) {
            add(*pair, keys);
        }
        let mut last = [0; 16];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        add(last, self.0.get(pairs.len()..).unwrap_or_default());
        Some(Mark {
            length: address.len(),
            hashes,
        })
    }
}

impl std::fmt::Debug for Marker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Marker")
    }
}

/// Takes a hash for what it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_mark_of_each_marker() {
        let (first, second) = (Marker::new(), Marker::new());
        let address = "First1.Lastname1@contoso.example";
        assert_eq!(first.mark(address), first.mark(address));
        assert_ne!(first.mark(address), second.mark(address));
        assert_eq!(format!("{first:?}"), "Marker");
    }

    #[test]
    fn addresses_differ_in_their_marks_at_every_length() {
        let marker = Marker::new();
        let mut seen = std::collections::HashSet::new();
        for length in 0..=LONGEST {
            let address = "a".repeat(length);
            assert!(seen.insert(marker.mark(&address).unwrap()));
            for at in 0..length {
                let mut other = address.clone();
                other.replace_range(at..=at, "\0");
                assert!(seen.insert(marker.mark(&other).unwrap()), "{length} {at}");
            }
        }
        assert_eq!(marker.mark(&"a".repeat(LONGEST + 1)), None);
    }

    proptest::proptest! {
        #[test]
        fn different_texts_have_different_marks(one in "\\PC{0,40}", other in "\\PC{0,40}") {
            let marker = Marker::new();
            proptest::prop_assert_eq!(one == other, marker.mark(&one) == marker.mark(&other));
        }
    }
}
