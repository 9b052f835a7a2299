//! Cells that were read and checked, kept for the next page.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use model::culture::cell::Slice;
use model::{Guid, TenantId, Timestamp};

use super::cells::SetCells;

/// Which publications cells are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Whose process, which tenant, which policy.
    pub(super) owner: Owner,
    /// The last published week.
    pub(super) last: Option<i32>,
    /// Whether the 4 weeks that end with it are published as a whole.
    pub(super) window: bool,
    /// When the latest publication was made.
    pub(super) published: Option<Timestamp>,
    /// Weeks and windows published: earlier ones may follow later ones.
    pub(super) periods: i64,
}

/// Sets kept at once, over all tenants: about 0.3 MB each. The one asked for least recently goes first.
const MOST_SETS: usize = 192;
/// Tenants whose sizes of sets are kept at once.
const MOST_TENANTS: usize = 32;

/// Process, tenant and policy of publications.
type Owner = (Guid, TenantId, &'static str);
type Sizes = Arc<HashMap<String, i64>>;

/// A set of an owner, what it is of, the look that last found it, and its cells.
type Book = ((Owner, Slice), Stamp, u64, Arc<SetCells>);

struct Shelf {
    /// Counts looks, so that the least recent one is known.
    looks: u64,
    sets: Vec<Book>,
    sizes: Vec<(Stamp, Sizes)>,
}

static SHELF: Mutex<Shelf> = Mutex::new(Shelf {
    looks: 0,
    sets: Vec::new(),
    sizes: Vec::new(),
});

/// Sets that are kept, and those that have to be read.
pub(super) fn look(
    stamp: Stamp,
    needed: BTreeSet<Slice>,
) -> (HashMap<Slice, Arc<SetCells>>, Vec<Slice>) {
    let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    shelf.looks += 1;
    let looks = shelf.looks;
    let mut found = HashMap::with_capacity(needed.len());
    for ((owner, slice), of, used, cells) in &mut shelf.sets {
        if *owner == stamp.owner && *of == stamp && needed.contains(slice) {
            *used = looks;
            found.insert(*slice, Arc::clone(cells));
        }
    }
    let missing = needed.into_iter().filter(|one| !found.contains_key(one));
    let missing = missing.collect();
    (found, missing)
}

/// Keeps sets; those of earlier publications of the tenant go.
pub(super) fn keep(stamp: Stamp, sets: &[(Slice, Arc<SetCells>)]) {
    let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    let looks = shelf.looks;
    shelf.sets.retain(|((owner, slice), of, ..)| {
        let again = sets.iter().any(|(one, _)| one == slice);
        *owner != stamp.owner || (*of == stamp && !again)
    });
    let new = sets.iter().take(MOST_SETS);
    shelf.sets.extend(new.map(|(slice, cells)| {
        let key = (stamp.owner, *slice);
        (key, stamp, looks, Arc::clone(cells))
    }));
    if shelf.sets.len() > MOST_SETS {
        shelf
            .sets
            .sort_by_key(|(.., used, _)| std::cmp::Reverse(*used));
        shelf.sets.truncate(MOST_SETS);
    }
}

/// The sizes of a tenant's sets, if they are kept.
pub(super) fn sizes(stamp: Stamp) -> Option<Sizes> {
    let shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    let found = shelf.sizes.iter().find(|(of, _)| *of == stamp);
    found.map(|(_, sizes)| Arc::clone(sizes))
}

/// Keeps the sizes of a tenant's sets.
pub(super) fn keep_sizes(stamp: Stamp, sizes: HashMap<String, i64>) -> Sizes {
    let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    shelf.sizes.retain(|(of, _)| of.owner != stamp.owner);
    if shelf.sizes.len() >= MOST_TENANTS {
        shelf.sizes.remove(0);
    }
    let sizes = Arc::new(sizes);
    shelf.sizes.push((stamp, Arc::clone(&sizes)));
    sizes
}
