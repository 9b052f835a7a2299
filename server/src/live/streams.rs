//! How many streams may be open, per owner and in total.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::middleware::rate_limit::ClientKey;

/// Limits of open streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Of one session or visitor's browser; at least 1. Each tab has one.
    pub per_owner: usize,
    /// Of the whole process; at least 1.
    pub total: usize,
}

impl Default for Caps {
    /// 12 of one owner, 20,000 in total.
    fn default() -> Self {
        Self {
            per_owner: 12,
            total: 20_000,
        }
    }
}

/// What a stream is for, in the gauge `anteroom_live_streams`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A board.
    Board,
    /// A waiting visitor's page.
    Visitor,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Visitor => "visitor",
        }
    }
}

/// The open streams of this process.
pub struct Streams {
    caps: Caps,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    total: usize,
    owners: HashMap<ClientKey, usize>,
}

/// One open stream; dropping it closes it.
pub struct Place {
    streams: Arc<Streams>,
    owner: ClientKey,
    kind: Kind,
}

impl Streams {
    /// No streams yet.
    #[must_use]
    pub fn new(caps: Caps) -> Arc<Self> {
        Arc::new(Self {
            caps,
            open: Mutex::default(),
        })
    }

    /// A place for one more stream; `None` when either cap is reached.
    #[must_use]
    pub fn open(self: &Arc<Self>, owner: ClientKey, kind: Kind) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let own = open.owners.get(&owner).copied().unwrap_or(0);
        if open.total >= self.caps.total || own >= self.caps.per_owner {
            metrics::counter!("anteroom_live_refused_total").increment(1);
            return None;
        }
        open.total += 1;
        open.owners.insert(owner.clone(), own + 1);
        metrics::gauge!("anteroom_live_streams", "kind" => kind.as_str()).increment(1.0);
        Some(Place {
            streams: Arc::clone(self),
            owner,
            kind,
        })
    }

    /// How many streams are open.
    #[must_use]
    pub fn count(&self) -> usize {
        self.open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .total
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self
            .streams
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.total = open.total.saturating_sub(1);
        if let Some(own) = open.owners.get_mut(&self.owner) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                open.owners.remove(&self.owner);
            }
        }
        metrics::gauge!("anteroom_live_streams", "kind" => self.kind.as_str()).decrement(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caps_hold_per_owner_and_in_total_and_places_come_back() {
        let streams = Streams::new(Caps {
            per_owner: 2,
            total: 3,
        });
        let (one, other) = (ClientKey::Session([1; 32]), ClientKey::Browser([2; 32]));
        let first = streams.open(one.clone(), Kind::Board).unwrap();
        let _second = streams.open(one.clone(), Kind::Board).unwrap();
        assert!(streams.open(one.clone(), Kind::Board).is_none());
        let _third = streams.open(other.clone(), Kind::Visitor).unwrap();
        assert!(streams.open(other.clone(), Kind::Visitor).is_none());
        drop(first);
        assert_eq!(streams.count(), 2);
        assert!(streams.open(one, Kind::Board).is_some());
    }
}
