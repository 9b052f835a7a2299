//! What time alone does to a ticket. Pure.

use model::Timestamp;
use model::queue::presence::held_minutes;
use model::queue::state::{MeetingState, Presence, State};
use model::queue::transition::{CALL_TIMER_S, CONSULTATION_MOST_S, Id, NO_SHOW_AFTER_S};
use store::TicketRow;

/// Hours a ticket of an open room may wait before the nightly sweep counts it as a leftover.
const LEFTOVER_HOURS: i64 = 8;
/// Seconds after which a meeting still "creating" belongs to a process that ended before it could answer.
const MEETING_STUCK_S: i64 = 180;

/// Something that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// A row of the transition table, by the system.
    Transition(Id),
    /// The meeting is given up.
    MeetingStuck,
}

/// What the rules need besides the ticket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around {
    /// Now.
    pub(crate) now: Timestamp,
    /// Whether the room lets visitors in.
    pub(crate) room_open: bool,
    /// The last nightly sweep by the room's clock.
    pub(crate) last_sweep: Timestamp,
    /// Since when the meeting has been in its present state.
    pub(crate) meeting_since: Timestamp,
}

/// What is due for a ticket, if anything. One thing at a time: the next tick looks again.
pub(crate) fn due(row: &TicketRow, around: Around) -> Option<Due> {
    let now = around.now;
    let waits = matches!(row.state, State::Waiting | State::CantReach);
    if waits && row.claim_by.is_none() && leftover(row, around) {
        return Some(Due::Transition(Id::T19));
    }
    if row.state == State::CantReach
        && now.seconds_since(row.state_since) >= i64::from(NO_SHOW_AFTER_S)
    {
        return Some(Due::Transition(Id::T7));
    }
    if (waits || row.state == State::OnHold) && place_expired(row, now) {
        return Some(Due::Transition(Id::T12));
    }
    match row.state {
        State::Called => called(row, around),
        State::InConsultation | State::OnHold
            if now.seconds_since(row.state_since) >= i64::from(CONSULTATION_MOST_S) =>
        {
            Some(Due::Transition(Id::T11))
        }
        _ => None,
    }
}

/// The call timer runs from the moment the visitor could press join; while the meeting fails, nobody is to blame, but
/// what the night finds has been forgotten. Whoever sits in a meeting alone is left there for as long as a consultation
/// may last: they are in Teams, where nothing can be seen from here. Then they are in line again, for whoever is there.
fn called(row: &TicketRow, around: Around) -> Option<Due> {
    let since = around
        .now
        .seconds_since(around.meeting_since.max(row.state_since));
    match (row.meeting, row.visitor_joined_at) {
        (MeetingState::Ready, None) if since >= i64::from(CALL_TIMER_S) => {
            Some(Due::Transition(Id::T5))
        }
        (MeetingState::Ready, Some(joined))
            if around.now.seconds_since(joined) >= i64::from(CONSULTATION_MOST_S) =>
        {
            Some(Due::Transition(Id::T4))
        }
        (MeetingState::Ready, _) => None,
        (MeetingState::Creating, _) => (since >= MEETING_STUCK_S).then_some(Due::MeetingStuck),
        (MeetingState::None | MeetingState::Failed | MeetingState::Locked, _) => {
            leftover(row, around).then_some(Due::Transition(Id::T19))
        }
    }
}

/// queue.md 3.3 rule 3.
fn place_expired(row: &TicketRow, now: Timestamp) -> bool {
    let held_s = held_minutes(row.last_sign) * 60;
    row.presence == Presence::Gone && now.seconds_since(row.presence_since) >= held_s
}

/// What the last night found as it is now; what began after it is for the next.
fn leftover(row: &TicketRow, around: Around) -> bool {
    let old = around.now.seconds_since(row.arrived) >= LEFTOVER_HOURS * 3600;
    row.state_since < around.last_sweep && (old || !around.room_open)
}
