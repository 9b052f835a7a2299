//! A table from pseudonym to place, open addressing, kept between weeks.

use model::culture::Pseudonym;

const EMPTY: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Slot {
    key: [u64; 2],
    place: u32,
}

/// Places of pseudonyms. Pseudonyms are keyed hashes already; one multiplication spreads those of tests.
pub(super) struct Table {
    slots: Vec<Slot>,
    len: usize,
}

const VACANT: Slot = Slot {
    key: [0; 2],
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
            len: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        // A table grown for one great week shrinks to what the last one needed.
        let wanted = (self.len * 2).next_power_of_two().max(1024);
        self.slots.clear();
        self.slots.resize(wanted, VACANT);
        self.len = 0;
    }

    fn slot(&self, key: [u64; 2]) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (spread(key) >> 20) as usize & mask;
        loop {
            let slot = &self.slots[at];
            if slot.place == EMPTY || slot.key == key {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    pub(super) fn get(&self, key: Pseudonym) -> Option<u32> {
        let place = self.slots[self.slot(halves(key))].place;
        (place != EMPTY).then_some(place)
    }

    /// The place of the key, `fresh` when it was new.
    pub(super) fn get_or_insert(&mut self, key: Pseudonym, fresh: u32) -> u32 {
        let key = halves(key);
        let mut at = self.slot(key);
        if self.slots[at].place != EMPTY {
            return self.slots[at].place;
        }
        if self.len * 4 >= self.slots.len() * 3 {
            self.grow();
            at = self.slot(key);
        }
        self.slots[at] = Slot { key, place: fresh };
        self.len += 1;
        fresh
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let old = std::mem::replace(&mut self.slots, vec![VACANT; size]);
        for slot in old.into_iter().filter(|slot| slot.place != EMPTY) {
            let at = self.slot(slot.key);
            self.slots[at] = slot;
        }
    }
}
