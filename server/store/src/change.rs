//! What is told to open pages after a commit: that a room moved on, or that a session has ended.

use model::{RoomId, TenantId};
use serde::{Deserialize, Serialize};

/// Something that open streams must learn of. May be told twice; is never lost.
///
/// A receiver that lagged behind ([`tokio::sync::broadcast::error::RecvError::Lagged`]) reads the present state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change {
    /// Whose.
    pub tenant: TenantId,
    /// What.
    pub topic: Topic,
}

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A room has reached this revision; earlier ones may not have been told one by one.
    Room {
        /// Which room.
        room: RoomId,
        /// Its revision, growing by one with each event.
        revision: i64,
    },
    /// A session has ended or was ended; its streams must end, too.
    Session {
        /// SHA-256 of the session's secret.
        session_hash: [u8; 32],
    },
}
