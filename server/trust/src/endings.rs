//! Signals that end streams: one per watched session, fired when the session ends for whatever reason.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use store::{Change, Store, Topic};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::session::read;

/// Seconds between two looks at every watched session: how late an expiry (not a sign-out) may end a stream.
const LOOK: Duration = Duration::from_secs(15);

type Watched = Mutex<HashMap<[u8; 32], CancellationToken>>;

/// The sessions with open streams in this process.
pub(crate) struct Endings {
    watched: Arc<Watched>,
}

impl Endings {
    /// Starts the task that hears of ended sessions; it ends when this value is dropped.
    pub(crate) fn watch(store: &Store, clock: Clock) -> Self {
        let watched = Arc::new(Watched::default());
        let task = Watcher {
            store: store.clone(),
            clock,
            watched: Arc::downgrade(&watched),
        };
        tokio::spawn(task.run(store.changes()));
        Self { watched }
    }

    /// The signal of a session; fired at once when it is watched no longer needs asking the database: callers look
    /// at the session before they open a stream.
    pub(crate) fn of(&self, session: [u8; 32]) -> CancellationToken {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.entry(session).or_default().clone()
    }
}

struct Watcher {
    store: Store,
    clock: Clock,
    watched: Weak<Watched>,
}

impl Watcher {
    async fn run(self, mut changes: Receiver<Change>) {
        let mut looks = tokio::time::interval(LOOK);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                change = changes.recv() => match change {
                    Ok(Change { topic: Topic::Session { session_hash }, .. }) => self.end(session_hash),
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => self.look().await,
                    Err(RecvError::Closed) => return,
                },
                _ = looks.tick() => self.look().await,
            }
            if self.watched.strong_count() == 0 {
                return;
            }
        }
    }

    fn end(&self, session: [u8; 32]) {
        let Some(watched) = self.watched.upgrade() else {
            return;
        };
        let token = watched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&session);
        if let Some(token) = token {
            token.cancel();
        }
    }

    /// Ends the streams of sessions that are no longer there or have run out. Doubt (a failing database) ends none:
    /// a stream shows what it may show until the look succeeds.
    async fn look(&self) {
        let Some(watched) = self.watched.upgrade() else {
            return;
        };
        let sessions: Vec<[u8; 32]> = watched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .keys()
            .copied()
            .collect();
        drop(watched);
        for session in sessions {
            if let Ok(None) = read(&self.store, &session, (self.clock)()).await {
                self.end(session);
            }
        }
    }
}
