//! The audit log, as pages show it.

use serde::{Deserialize, Serialize};

use crate::{FieldError, ObjectId, RoomId, Timestamp};

/// Which entries somebody wants to see, as it stands in the address; what is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditAsk {
    /// First day, `2026-11-29`, UTC.
    pub from: String,
    /// Last day, included.
    pub to: String,
    /// An action (`ticket.taken`), or the area before its first dot (`ticket`).
    pub action: String,
    /// Object id or name of a person: what they did, and what was done about them.
    pub person: String,
    /// Id of a room.
    pub room: String,
}

impl AuditAsk {
    /// Whether nothing narrows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs()
            .iter()
            .all(|(_, value)| value.trim().is_empty())
    }

    /// Names in the address with their values, in the order of the form.
    #[must_use]
    pub fn pairs(&self) -> [(&'static str, &str); 5] {
        [
            ("from", &self.from),
            ("to", &self.to),
            ("action", &self.action),
            ("person", &self.person),
            ("room", &self.room),
        ]
    }
}

/// A page of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// Entries, newest first.
    pub entries: Vec<AuditLine>,
    /// Pass as `before` for the next page; none at the end.
    pub next: Option<i64>,
    /// Whether the chain of the shown page verifies; none where a filter leaves gaps.
    pub intact: Option<bool>,
    /// What was asked for.
    pub ask: AuditAsk,
    /// What is wrong with it; there are no entries then.
    pub wrong: Vec<FieldError>,
    /// Rooms to choose from.
    pub rooms: Vec<(RoomId, String)>,
}

/// One entry of the audit log. Never holds a visitor's name or answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Position in the tenant's chain, from 1.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who: object id of a person, or none for visitor and system.
    pub actor: Option<ObjectId>,
    /// Kind of actor: `person`, `visitor`, `system`, `operator`.
    pub actor_kind: String,
    /// Display name of the actor where known.
    pub actor_name: Option<String>,
    /// What happened, as a dotted name: `room.created`, `ticket.taken`, `consent.proven`.
    pub action: String,
    /// The thing it happened to (an id).
    pub subject: String,
    /// Particulars: JSON, empty for none.
    pub detail: String,
}
