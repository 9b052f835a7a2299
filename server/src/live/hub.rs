//! All topics of this process, and who wakes them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::{RoomId, TenantId};
use queue::Queue;
use store::{Change, Topic as Changed};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::topic::Topic;

type Key = (TenantId, RoomId);

/// The topics with at least one open stream. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    queue: Queue,
    topics: Mutex<HashMap<Key, Entry>>,
    shutdown: CancellationToken,
}

struct Entry {
    topic: Arc<Topic>,
    streams: usize,
}

/// A stream's hold on its topic; the last one to go takes the topic along.
pub struct Subscription {
    hub: Hub,
    key: Key,
    /// What it listens to.
    pub(super) topic: Arc<Topic>,
}

impl Hub {
    /// A hub without topics, woken by `changes` until shutdown.
    #[must_use]
    pub fn start(queue: Queue, changes: Receiver<Change>, shutdown: CancellationToken) -> Self {
        let hub = Self(Arc::new(Inner {
            queue,
            topics: Mutex::default(),
            shutdown,
        }));
        tokio::spawn(hub.clone().listen(changes));
        hub
    }

    /// Ends all streams when cancelled.
    #[must_use]
    pub fn shutdown(&self) -> CancellationToken {
        self.0.shutdown.clone()
    }

    /// Subscribes to a room. Whatever is committed from now on reaches the subscription.
    #[must_use]
    pub fn subscribe(&self, tenant: TenantId, room: RoomId) -> Subscription {
        let key = (tenant, room);
        let mut topics = self.0.topics.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = topics.entry(key).or_insert_with(|| {
            let topic = Arc::new(Topic::new(tenant, room, self.0.shutdown.child_token()));
            tokio::spawn(Topic::drive(Arc::clone(&topic), self.0.queue.clone()));
            metrics::gauge!("anteroom_live_topics").increment(1.0);
            Entry { topic, streams: 0 }
        });
        entry.streams += 1;
        Subscription {
            hub: self.clone(),
            key,
            topic: Arc::clone(&entry.topic),
        }
    }

    async fn listen(self, mut changes: Receiver<Change>) {
        loop {
            tokio::select! {
                () = self.0.shutdown.cancelled() => return,
                change = changes.recv() => match change {
                    Ok(Change { tenant, topic: Changed::Room { room, .. } }) => self.wake((tenant, room)),
                    Ok(_) => {}
                    // What was missed is unknown: every topic looks by itself.
                    Err(RecvError::Lagged(_)) => self.wake_all(),
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }

    fn wake(&self, key: Key) {
        if let Some(entry) = self
            .0
            .topics
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
        {
            entry.topic.wake();
        }
    }

    fn wake_all(&self) {
        for entry in self
            .0
            .topics
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
        {
            entry.topic.wake();
        }
    }

    fn leave(&self, key: Key) {
        let mut topics = self.0.topics.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = topics.get_mut(&key) {
            entry.streams -= 1;
            if entry.streams == 0 {
                entry.topic.stop();
                topics.remove(&key);
                metrics::gauge!("anteroom_live_topics").decrement(1.0);
            }
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.leave(self.key);
    }
}
