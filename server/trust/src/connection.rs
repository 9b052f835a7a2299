//! A consultant's connection to Teams: one sealed refresh token per person, deleted when it breaks.

mod connect;
mod rights;
mod token;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use microsoft::AccessToken;
use model::{ObjectId, TenantId, Timestamp};

/// The purpose under which refresh tokens are sealed; the row is the person's object id.
pub(crate) const REFRESH_TOKEN: &str = "connection.refresh_token";
/// The purpose under which a Conditional Access challenge takes the place of the refresh token that it ended.
const CHALLENGE: &str = "connection.challenge";
/// Seconds before its end at which an access token is no longer handed out.
const MARGIN_S: i64 = 300;

/// Where somebody arrives who comes back from Microsoft with a code.
#[derive(Clone, PartialEq, Eq)]
pub enum Arrival {
    /// Their Teams is connected: the local path to go to.
    Connected(String),
    /// They read the lists of grants as themselves: what to send to [`crate::Trust::review_once`] from a page of our own,
    /// which alone brings the session along. It is sealed for that session, and works once.
    Lists(String),
}

impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connected(_) => "Connected(..)",
            Self::Lists(_) => "Lists(..)",
        })
    }
}

type Person = (TenantId, ObjectId);

/// An access token in memory, for the connection made at `connected_at`.
#[derive(Clone)]
struct Held {
    token: AccessToken,
    until: Timestamp,
    connected_at: Timestamp,
}

/// What this process knows of connections: a lock per person, and access tokens that still hold.
#[derive(Default)]
pub(crate) struct Connections {
    locks: Mutex<HashMap<Person, Arc<tokio::sync::Mutex<()>>>>,
    held: Mutex<HashMap<Person, Held>>,
}

impl Connections {
    /// The lock under which a person's refresh token is used or changed: two refreshes at once would race, and the
    /// loser's token would be stored.
    fn lock(&self, person: Person) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        if locks.len() > 1_000 {
            locks.retain(|_, lock| Arc::strong_count(lock) > 1);
        }
        Arc::clone(locks.entry(person).or_default())
    }

    fn hold(&self, person: Person, held: Held) {
        let mut all = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(person, held);
    }

    fn forget(&self, person: Person) {
        self.held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&person);
    }

    fn usable(
        &self,
        person: Person,
        connected_at: Timestamp,
        now: Timestamp,
    ) -> Option<AccessToken> {
        let mut all = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, held| now < held.until);
        all.get(&person)
            .filter(|held| held.connected_at == connected_at)
            .map(|held| held.token.clone())
    }
}

impl Held {
    fn new(token: AccessToken, expires_in_s: u64, times: (Timestamp, Timestamp)) -> Self {
        let (connected_at, now) = times;
        let seconds = i64::try_from(expires_in_s).unwrap_or(0) - MARGIN_S;
        Self {
            token,
            until: now.plus_seconds(seconds.max(0)),
            connected_at,
        }
    }
}
