//! What a room's event log says of a ticket: everything its five dimensions went through, and nobody's identity.
//!
//! Replaying a ticket's events gives the state that is stored beside them; a test holds both together.

use model::queue::state::{MeetingState, Presence, State};
use model::queue::transition::Id;
use serde::{Deserialize, Serialize};

/// What happened to the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClaimEvent {
    /// It went to the actor of the event.
    Set,
    /// It was freed.
    Freed,
}

/// Who pressed join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    /// The visitor.
    Visitor,
    /// The claimer.
    Staff,
}

/// The body of one event; a field is there when its dimension changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Event {
    /// Row of the transition table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) t: Option<Id>,
    /// New state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<State>,
    /// New presence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) presence: Option<Presence>,
    /// What happened to the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) claim: Option<ClaimEvent>,
    /// New state of the meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) meeting: Option<MeetingState>,
    /// Whether the ticket now stands in the priority line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) priority: Option<bool>,
    /// The visitor came back after the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) returned: Option<bool>,
    /// Who pressed join.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) joined: Option<Side>,
    /// The answers were erased.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) erased: bool,
}

impl Event {
    /// The text for the log.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
