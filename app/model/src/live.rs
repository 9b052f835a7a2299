//! What the server pushes to open pages (server-sent events, JSON in `data`).
//!
//! Event names on the wire: `snapshot`, `change`, `beat`, and `end` when the session or ticket is over.
//! The id of an event is the room's revision.

use serde::{Deserialize, Serialize};

use crate::queue::view::CardView;
use crate::{TicketId, Timestamp};

/// Seconds between two beats of a board.
pub const BOARD_BEAT_S: u64 = 2;
/// Seconds without any event after which a board says that it is not live.
pub const BOARD_STALE_S: u64 = 5;
/// Seconds between two beats of a visitor's page, and between its heartbeats.
pub const VISITOR_BEAT_S: u64 = 15;
/// Seconds between two loads of a waiting page without script.
pub const NOSCRIPT_REFRESH_S: u64 = 20;

/// One push to a board. Serialised once for all boards of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoardPush {
    /// The whole board, after a gap or at the start.
    Snapshot {
        /// Revision of the room.
        revision: i64,
        /// The server's clock.
        now: Timestamp,
        /// Whether visitors may enter.
        open: bool,
        /// Tickets that have not ended, in order of service.
        cards: Vec<CardView>,
    },
    /// One or more tickets changed or ended.
    Change {
        /// Revision of the room after the change.
        revision: i64,
        /// The server's clock.
        now: Timestamp,
        /// Whether visitors may enter.
        open: bool,
        /// Changed cards.
        cards: Vec<CardView>,
        /// Tickets that have ended or moved away, with why.
        gone: Vec<GoneCard>,
    },
}

/// A ticket that left the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneCard {
    /// Identity.
    pub ticket: TicketId,
    /// Its short number, for the announcement.
    pub number: u32,
    /// How it ended.
    pub state: crate::queue::state::State,
}
