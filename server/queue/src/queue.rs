//! The entrance to this crate.

use std::fmt;
use std::sync::Arc;

use microsoft::Microsoft;
use model::queue::room::{Room, RoomSettings};
use model::{Guid, RoomId, TenantId, Timestamp};
use store::{RoomRow, Scoped, Store};
use tokio_util::task::TaskTracker;
use trust::{TenantKeys, Trust};

use crate::boards::Boards;
use crate::meeting::Patience;
use crate::presence::Registry;
use crate::{QueueError, presence};

/// Rooms and tickets. Cheap to clone.
#[derive(Clone)]
pub struct Queue(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) trust: Trust,
    pub(crate) microsoft: Microsoft,
    pub(crate) patience: Patience,
    pub(crate) signs: Registry,
    pub(crate) boards: Boards,
    pub(crate) tasks: TaskTracker,
}

impl Queue {
    /// Puts the parts together. The clock is that of `trust`.
    #[must_use]
    pub fn new(store: Store, trust: Trust, microsoft: Microsoft) -> Self {
        Self::with_patience(store, trust, microsoft, Patience::default())
    }

    /// As [`Self::new`], with another patience towards Microsoft: for tests.
    #[must_use]
    pub fn with_patience(
        store: Store,
        trust: Trust,
        microsoft: Microsoft,
        patience: Patience,
    ) -> Self {
        let ticking = trust.clone();
        let signs = Registry::new(presence::process(), Arc::new(move || ticking.now()));
        Self(Arc::new(Inner {
            store,
            trust,
            microsoft,
            patience,
            signs,
            boards: Boards::default(),
            tasks: TaskTracker::new(),
        }))
    }

    /// Waits until no work on meetings is going on: at shutdown, and in tests.
    pub async fn settle(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.0.tasks.reopen();
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.trust.now()
    }

    pub(crate) fn of(&self, tenant: TenantId) -> Scoped {
        self.0.store.of(tenant)
    }

    pub(crate) async fn keys(&self, tenant: TenantId) -> Result<TenantKeys, QueueError> {
        Ok(self.0.trust.keys(tenant).await?)
    }

    /// A room that exists and is not archived.
    pub(crate) async fn room(
        &self,
        tenant: TenantId,
        room: RoomId,
    ) -> Result<(RoomRow, Room), QueueError> {
        let row = self
            .of(tenant)
            .room(room)
            .await?
            .ok_or(QueueError::NotFound)?;
        let room = read_room(&row)?;
        Ok((row, room))
    }
}

/// The settings of a stored room.
pub(crate) fn read_room(row: &RoomRow) -> Result<Room, QueueError> {
    let settings: RoomSettings = serde_json::from_str(&row.settings_json)
        .map_err(|_| QueueError::Malformed("room settings"))?;
    Ok(Room {
        id: row.id,
        version: row.version,
        consent_version: row.consent_version,
        settings,
    })
}

/// A fresh identifier that sorts by time of making: of two arrivals in the same millisecond the first stays first.
pub(crate) fn fresh_in_time() -> Guid {
    Guid::from_u128(uuid::Uuid::now_v7().as_u128())
}

/// A fresh random identifier.
pub(crate) fn fresh() -> Guid {
    Guid::from_u128(uuid::Uuid::new_v4().as_u128())
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").finish_non_exhaustive()
    }
}
