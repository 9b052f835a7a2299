//! A table from pseudonym to place, open addressing, kept between weeks.

use model::culture::Pseudonym;

const EMPTY: u32 = u32::MAX;

/// Eight bytes, so that the slots of ten thousand people stay in the near cache; the keys are beside.
#[derive(Clone, Copy)]
struct Slot {
    /// Upper half of the hash.
    tag: u32,
    place: u32,
}

/// Places of pseudonyms. Pseudonyms are keyed hashes already; one multiplication spreads those of tests.
pub(super) struct Table {
    slots: Vec<Slot>,
    /// By place.
    keys: Vec<[u64; 2]>,
    len: usize,
}

const VACANT: Slot = Slot {
    tag: 0,
    place: EMPTY,
};

const fn halves(key: Pseudonym) -> [u64; 2] {
    let all = u128::from_le_bytes(key.0);
    [all as u64, (all >> 64) as u64]
}

const fn spread(key: [u64; 2]) -> u64 {
    (key[0] ^ key[1].rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Table {
    pub(super) fn new() -> Self {
        Self {
            slots: vec![VACANT; 1024],
            keys: Vec::new(),
            len: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        // A table grown for one great week shrinks to what the last one needed.
        let wanted = (self.len * 2).next_power_of_two().max(1024);
        self.slots.clear();
        self.slots.resize(wanted, VACANT);
        self.keys.clear();
        self.len = 0;
    }

    #[inline]
    fn slot(&self, key: [u64; 2]) -> (usize, u32) {
        let mask = self.slots.len() - 1;
        let hash = spread(key);
        let tag = (hash >> 32) as u32;
        let mut at = (hash >> 20) as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.place == EMPTY || slot.tag == tag && self.keys[slot.place as usize] == key {
                return (at, tag);
            }
            at = (at + 1) & mask;
        }
    }

    #[inline]
    pub(super) fn get(&self, key: Pseudonym) -> Option<u32> {
        let place = self.slots[self.slot(halves(key)).0].place;
        (place != EMPTY).then_some(place)
    }

    /// The place of the key, `fresh` when it was new.
    #[inline]
    pub(super) fn get_or_insert(&mut self, key: Pseudonym, fresh: u32) -> u32 {
        let key = halves(key);
        let (at, tag) = self.slot(key);
        let known = self.slots[at].place;
        if known != EMPTY {
            return known;
        }
        self.slots[at] = Slot { tag, place: fresh };
        self.keys.resize(fresh as usize, [0; 2]);
        self.keys.push(key);
        self.len += 1;
        if self.len * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        fresh
    }

    #[cold]
    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let old = std::mem::replace(&mut self.slots, vec![VACANT; size]);
        let mask = size - 1;
        for slot in old.into_iter().filter(|slot| slot.place != EMPTY) {
            let mut at = (spread(self.keys[slot.place as usize]) >> 20) as usize & mask;
            while self.slots[at].place != EMPTY {
                at = (at + 1) & mask;
            }
            self.slots[at] = slot;
        }
    }
}
