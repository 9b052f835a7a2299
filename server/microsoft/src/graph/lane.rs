//! How many requests of one application in one tenant are under way at a time: four, fewer after Graph asked to slow down.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use model::{Guid, TenantId};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Most requests at a time: what Outlook allows an application for one mailbox (microsoft.md 6.6).
const WIDTH: usize = 4;
/// Answers without a complaint until the lane is widened by one.
const CALM: usize = 100;

/// One lane.
#[derive(Debug)]
pub(crate) struct Lane {
    slots: Semaphore,
    /// Slots withheld after complaints.
    withheld: AtomicUsize,
    /// Answers since the last complaint.
    calm: AtomicUsize,
}

impl Default for Lane {
    fn default() -> Self {
        Self {
            slots: Semaphore::new(WIDTH),
            withheld: AtomicUsize::new(0),
            calm: AtomicUsize::new(0),
        }
    }
}

impl Lane {
    /// A slot; none only if the lane was closed, which nobody does.
    pub(crate) async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        self.slots.acquire().await.ok()
    }

    /// Graph asked to slow down: the lane becomes narrower by one, but never closes.
    pub(crate) fn complained(&self) {
        self.calm.store(0, Ordering::Relaxed);
        let narrower = |withheld| (withheld + 1 < WIDTH).then_some(withheld + 1);
        let order = Ordering::Relaxed;
        if self.withheld.fetch_update(order, order, narrower).is_ok()
            && self.slots.forget_permits(1) == 0
        {
            // Every slot is in use; the complaint counts again when one is free.
            self.withheld.fetch_sub(1, order);
        }
    }

    /// An answer without complaint; after many the lane is widened.
    pub(crate) fn went_well(&self) {
        let order = Ordering::Relaxed;
        if (self.calm.fetch_add(1, order) + 1).is_multiple_of(CALM)
            && self
                .withheld
                .fetch_update(order, order, |withheld| withheld.checked_sub(1))
                .is_ok()
        {
            self.slots.add_permits(1);
        }
    }
}

/// The lanes of all tenants.
#[derive(Debug, Default)]
pub(crate) struct Lanes(Mutex<HashMap<(TenantId, Guid), Arc<Lane>>>);

impl Lanes {
    pub(crate) fn of(&self, tenant: TenantId, client_id: Guid) -> Arc<Lane> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.entry((tenant, client_id)).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn complaints_narrow_the_lane_and_calm_widens_it() {
        let lane = Lane::default();
        for left in [3, 2, 1, 1] {
            lane.complained();
            assert_eq!(lane.slots.available_permits(), left);
        }
        for _ in 0..10 * CALM {
            lane.went_well();
        }
        assert_eq!(lane.slots.available_permits(), WIDTH);
        let held = [
            lane.enter().await,
            lane.enter().await,
            lane.enter().await,
            lane.enter().await,
        ];
        lane.complained();
        drop(held);
        assert_eq!(lane.slots.available_permits(), WIDTH);
    }
}
