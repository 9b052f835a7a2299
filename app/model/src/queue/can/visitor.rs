//! What a visitor may do with their own ticket.

use super::super::state::State;
use super::super::transition::{Actor, RESTORE_S, Rejected, find};
use super::super::view::TicketView;
use super::meeting::meeting_ready;
use super::{Facts, Reason, change};
use crate::Timestamp;

/// Join the meeting as the visitor.
///
/// # Errors
/// The reason why not.
pub fn join_as_visitor(facts: &Facts) -> Result<(), Reason> {
    match facts.state {
        State::Called | State::InConsultation | State::OnHold => meeting_ready(facts),
        state if state.is_terminal() => Err(Reason::Ended),
        _ => Err(Reason::NotCalled),
    }
}

/// Leave the queue as the visitor (T12).
///
/// # Errors
/// The reason why not.
pub fn leave(facts: &Facts) -> Result<(), Reason> {
    change(facts, State::Left, Actor::Visitor)
}

/// Leave the queue, seen from the visitor's own page.
///
/// # Errors
/// The reason why not.
pub fn leave_from(ticket: &TicketView) -> Result<(), Reason> {
    find(ticket.state, State::Left, Actor::Visitor)
        .map(|_| ())
        .map_err(|rejected| match rejected {
            Rejected::Ended => Reason::Ended,
            Rejected::NotYours | Rejected::NotFromHere => Reason::InConsultation,
        })
}

/// Come back as the visitor: confirm after a call in vain (T6), or return within 30 minutes after the end (T13).
///
/// # Errors
/// The reason why not.
pub fn return_(facts: &Facts, now: Timestamp) -> Result<(), Reason> {
    change(facts, State::Waiting, Actor::Visitor)?;
    match restorable_until(facts.state, facts.state_since) {
        Some(until) if now >= until => Err(Reason::TooLate),
        _ => Ok(()),
    }
}

/// Until when an ended ticket can come back (T13); none when it cannot, or has not ended.
#[must_use]
pub fn restorable_until(state: State, since: Timestamp) -> Option<Timestamp> {
    match state {
        State::Left | State::NoShow | State::Expired => {
            Some(since.plus_seconds(i64::from(RESTORE_S)))
        }
        _ => None,
    }
}
