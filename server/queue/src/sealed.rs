//! What is sealed with the tenant's key, each bound to its purpose and row.

use model::queue::form::{Accepted, Draft};
use model::{RoomId, TicketId};
use serde_json::{Value, json};
use trust::TenantKeys;

use crate::QueueError;

const ANSWERS: &str = "ticket.answers";
const LINK: &str = "ticket.meeting_link";
const REFERENCE: &str = "ticket.meeting_ref";
const DRAFT: &str = "draft";

/// Answers of a ticket.
pub(crate) fn seal_answers(
    keys: &TenantKeys,
    ticket: TicketId,
    accepted: &Accepted,
) -> Result<Vec<u8>, QueueError> {
    let plain = serde_json::to_vec(accepted).map_err(|_| QueueError::Malformed("answers"))?;
    Ok(keys.seal(ANSWERS, &ticket.to_string(), &plain))
}

/// Opens [`seal_answers`].
pub(crate) fn open_answers(
    keys: &TenantKeys,
    ticket: TicketId,
    sealed: &[u8],
) -> Result<Accepted, QueueError> {
    let plain = keys.open(ANSWERS, &ticket.to_string(), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| QueueError::Malformed("answers"))
}

/// What a ticket's visitor told, for the export of an organisation; null where it doesn't open.
#[must_use]
pub fn told_answers(keys: &TenantKeys, ticket: TicketId, sealed: &[u8]) -> Value {
    let opened = open_answers(keys, ticket, sealed).ok();
    opened.map_or(Value::Null, |told| json!(told))
}

/// What a browser typed at a room's entrance, for the export of an organisation; null where it doesn't open.
#[must_use]
pub fn told_draft(keys: &TenantKeys, place: (RoomId, &[u8; 32]), sealed: &[u8]) -> Value {
    let opened = open_draft(keys, place, sealed).ok();
    opened.map_or(Value::Null, |draft| json!(draft))
}

/// A meeting's join link.
pub(crate) fn seal_link(keys: &TenantKeys, ticket: TicketId, link: &str) -> Vec<u8> {
    keys.seal(LINK, &ticket.to_string(), link.as_bytes())
}

/// Opens [`seal_link`].
pub(crate) fn open_link(
    keys: &TenantKeys,
    ticket: TicketId,
    sealed: &[u8],
) -> Result<String, QueueError> {
    let plain = keys.open(LINK, &ticket.to_string(), sealed)?;
    String::from_utf8(plain).map_err(|_| QueueError::Malformed("meeting link"))
}

/// A meeting's id at Microsoft.
pub(crate) fn seal_reference(keys: &TenantKeys, ticket: TicketId, reference: &str) -> Vec<u8> {
    keys.seal(REFERENCE, &ticket.to_string(), reference.as_bytes())
}

/// Opens [`seal_reference`].
pub(crate) fn open_reference(
    keys: &TenantKeys,
    ticket: TicketId,
    sealed: &[u8],
) -> Result<String, QueueError> {
    let plain = keys.open(REFERENCE, &ticket.to_string(), sealed)?;
    String::from_utf8(plain).map_err(|_| QueueError::Malformed("meeting reference"))
}

/// A draft of one browser in one room.
pub(crate) fn seal_draft(
    keys: &TenantKeys,
    place: (RoomId, &[u8; 32]),
    draft: &Draft,
) -> Result<Vec<u8>, QueueError> {
    let plain = serde_json::to_vec(draft).map_err(|_| QueueError::Malformed("draft"))?;
    Ok(keys.seal(DRAFT, &draft_row(place), &plain))
}

/// Opens [`seal_draft`].
pub(crate) fn open_draft(
    keys: &TenantKeys,
    place: (RoomId, &[u8; 32]),
    sealed: &[u8],
) -> Result<Draft, QueueError> {
    let plain = keys.open(DRAFT, &draft_row(place), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| QueueError::Malformed("draft"))
}

fn draft_row((room, visitor): (RoomId, &[u8; 32])) -> String {
    use std::fmt::Write as _;
    visitor.iter().fold(room.to_string(), |mut row, byte| {
        let _ = write!(row, "{byte:02x}");
        row
    })
}
