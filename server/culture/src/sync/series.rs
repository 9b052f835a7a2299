//! Which series of a calendar have no end: asked for once, and remembered while its history is read.
//!
//! The list of a calendar's series does not depend on the window, so the first step's answer serves all steps back. A
//! process that takes over a calendar, or one whose memory was full, asks once more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use microsoft::reader::Master;
use model::culture::Pseudonym;

/// Most calendars that are remembered; a full memory begins anew.
const CALENDARS: usize = 20_000;

/// Series by the owner of the calendar. Pseudonyms differ from tenant to tenant, so all tenants share it.
#[derive(Debug, Default)]
pub(super) struct SeriesMemory(Mutex<HashMap<Pseudonym, Arc<[Master]>>>);

impl SeriesMemory {
    /// What is remembered of a calendar.
    pub(super) fn of(&self, owner: Pseudonym) -> Option<Arc<[Master]>> {
        self.all().get(&owner).cloned()
    }

    /// Remembers the series of a calendar.
    pub(super) fn keep(&self, owner: Pseudonym, series: Vec<Master>) {
        let mut all = self.all();
        if all.len() >= CALENDARS {
            all.clear();
        }
        all.insert(owner, series.into());
    }

    /// No older weeks of this calendar will be read.
    pub(super) fn forget(&self, owner: Pseudonym) {
        self.all().remove(&owner);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Pseudonym, Arc<[Master]>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_memory_begins_anew() {
        let memory = SeriesMemory::default();
        let owner = |number: usize| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&number.to_be_bytes());
            Pseudonym(bytes)
        };
        for number in 0..=CALENDARS {
            memory.keep(owner(number), vec![]);
        }
        assert_eq!(memory.all().len(), 1);
        assert!(memory.of(owner(CALENDARS)).is_some());
        memory.forget(owner(CALENDARS));
        assert_eq!(memory.of(owner(CALENDARS)), None);
    }
}
