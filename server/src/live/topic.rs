//! One room's topic: reads each change once and tells whom it concerns.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::live::BoardPush;
use model::{RoomId, TenantId, TicketId};
use queue::Queue;
use tokio::sync::{Notify, broadcast, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::frame::Frame;

/// Events a slow board may be behind before its stream ends and starts anew.
const BOARD_BACKLOG: usize = 256;
/// Least time between two readings of the queue's order, for the visitors' places.
const ORDER_EVERY: Duration = Duration::from_secs(5);
/// Wait after a failed reading.
const RETRY: Duration = Duration::from_secs(1);

/// How many visitors are ahead of each waiting one.
pub(super) type Order = HashMap<TicketId, u32>;

/// A room with open pages.
pub(super) struct Topic {
    tenant: TenantId,
    room: RoomId,
    awake: Notify,
    stop: CancellationToken,
    boards: broadcast::Sender<Frame>,
    visitors: Mutex<HashMap<TicketId, watch::Sender<i64>>>,
    order: watch::Sender<Arc<Order>>,
}

impl Topic {
    pub(super) fn new(tenant: TenantId, room: RoomId, stop: CancellationToken) -> Self {
        Self {
            tenant,
            room,
            awake: Notify::new(),
            stop,
            boards: broadcast::Sender::new(BOARD_BACKLOG),
            visitors: Mutex::default(),
            order: watch::Sender::new(Arc::default()),
        }
    }

    /// Says that something may have changed. Many calls before the next reading are one.
    pub(super) fn wake(&self) {
        self.awake.notify_one();
    }

    pub(super) fn stop(&self) {
        self.stop.cancel();
    }

    pub(super) fn board(&self) -> broadcast::Receiver<Frame> {
        self.boards.subscribe()
    }

    /// The revisions at which a ticket changed; one channel for all tabs of a visitor.
    pub(super) fn ticket(&self, ticket: TicketId) -> watch::Receiver<i64> {
        let mut visitors = self.visitors.lock().unwrap_or_else(PoisonError::into_inner);
        visitors
            .entry(ticket)
            .or_insert_with(|| watch::Sender::new(0))
            .subscribe()
    }

    /// The visitors' places, at most a few seconds old; empty until the first change.
    pub(super) fn order(&self) -> Arc<Order> {
        Arc::clone(&self.order.borrow())
    }

    /// Reads and tells until the topic is stopped. The first reading is unconditional: what was committed between
    /// the first subscription and the start of this task is told, too.
    pub(super) async fn drive(topic: Arc<Self>, queue: Queue) {
        let mut last = None;
        let mut places = Places {
            read_at: None,
            due: false,
        };
        topic.wake();
        loop {
            tokio::select! {
                () = topic.stop.cancelled() => return,
                () = topic.awake.notified() => {
                    let read = match last {
                        Some(last) => queue.board_since(topic.tenant, topic.room, last).await,
                        None => queue.board_snapshot(topic.tenant, topic.room).await,
                    };
                    match read {
                        Ok(push) => {
                            last = last.max(Some(topic.tell(&push)));
                            places.due = true;
                        }
                        Err(_) => topic.retry_later(),
                    }
                }
                () = places.next() => {
                    topic.read_order(&queue).await;
                    places = Places { read_at: Some(Instant::now()), due: false };
                }
            }
            topic.forget_absent();
        }
    }

    /// Hands a push to boards and to the visitors it concerns. Returns its revision.
    fn tell(&self, push: &BoardPush) -> i64 {
        let (kind, revision) = match push {
            BoardPush::Snapshot { revision, .. } => ("snapshot", *revision),
            BoardPush::Change { revision, .. } => ("change", *revision),
        };
        if self.boards.receiver_count() > 0 {
            match Frame::of(kind, revision, push) {
                // Nobody listening any more is fine.
                Ok(frame) => drop(self.boards.send(frame)),
                Err(_) => {
                    tracing::error!(room.id = %self.room, "a board event could not be written");
                }
            }
        }
        let visitors = self.visitors.lock().unwrap_or_else(PoisonError::into_inner);
        match push {
            // What exactly changed is unknown: all look.
            BoardPush::Snapshot { .. } => visitors.values().for_each(|seat| {
                seat.send_replace(revision);
            }),
            BoardPush::Change { cards, gone, .. } => {
                let changed = cards
                    .iter()
                    .map(|card| card.ticket)
                    .chain(gone.iter().map(|card| card.ticket));
                for seat in changed.filter_map(|ticket| visitors.get(&ticket)) {
                    seat.send_replace(revision);
                }
            }
        }
        revision
    }

    async fn read_order(&self, queue: &Queue) {
        if self
            .visitors
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
        {
            return;
        }
        // A failed reading leaves the places as they are; the next change tries again.
        if let Ok(places) = queue.places(self.tenant, self.room).await {
            let order = places.order.into_iter().zip(0_u32..).collect::<Order>();
            self.order.send_replace(Arc::new(order));
        }
    }

    fn retry_later(self: &Arc<Self>) {
        tracing::warn!(room.id = %self.room, "the room's changes could not be read; trying again");
        let topic = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(RETRY).await;
            topic.wake();
        });
    }

    fn forget_absent(&self) {
        let mut visitors = self.visitors.lock().unwrap_or_else(PoisonError::into_inner);
        visitors.retain(|_, seat| seat.receiver_count() > 0);
    }
}

/// When the order is read again: only after a change, and not too often.
struct Places {
    read_at: Option<Instant>,
    due: bool,
}

impl Places {
    async fn next(&self) {
        if !self.due {
            return std::future::pending().await;
        }
        if let Some(read_at) = self.read_at {
            tokio::time::sleep_until(read_at + ORDER_EVERY).await;
        }
    }
}
