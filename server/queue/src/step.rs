//! What a transition makes of a ticket. Pure: a row in, a row out.

use model::queue::state::{MeetingProblem, MeetingState, State};
use model::queue::transition::{Changes, Effect, Transition};
use model::{ConsultationId, ObjectId, Timestamp};
use store::TicketRow;

use crate::event::{ClaimEvent, Event, Side};

/// When a step happens, and how long the room keeps answers afterwards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// Now.
    pub(crate) now: Timestamp,
    /// Minutes that answers are kept after the end.
    pub(crate) retention_minutes: u32,
}

/// Who takes a ticket.
#[derive(Clone, Debug)]
pub(crate) struct Claimer {
    /// Object id.
    pub(crate) by: ObjectId,
    /// Name for colleagues.
    pub(crate) name: String,
}

/// A meeting as it was released.
#[derive(Clone, Debug)]
pub(crate) struct Released {
    /// Join link, sealed.
    pub(crate) link: Vec<u8>,
    /// Id at Microsoft, sealed; none for a link of any other origin.
    pub(crate) reference: Option<Vec<u8>>,
    /// Who made it; none for a link of any other origin.
    pub(crate) organiser: Option<ObjectId>,
}

/// The ticket after a transition that changes its state.
pub(crate) fn moved(row: &TicketRow, transition: &Transition, moment: Moment) -> TicketRow {
    let mut next = row.clone();
    if let Changes::State(to) = transition.changes {
        next.state = to;
        next.state_since = moment.now;
    }
    for effect in transition.effects {
        match effect {
            Effect::FreeClaim => free(&mut next),
            Effect::LockMeeting => forget_meeting(&mut next, locked(row.meeting)),
            Effect::PriorityLine => next.priority_since = Some(moment.now),
            Effect::StartErasureClock => {
                next.ended = Some(moment.now);
                next.erase_at = Some(moment.now.plus_minutes(i64::from(moment.retention_minutes)));
            }
            Effect::Badge => next.returned = true,
            _ => {}
        }
    }
    if next.state.is_terminal() {
        if moment.retention_minutes == 0 {
            next.answers = None;
        }
    } else if row.state.is_terminal() {
        next.ended = None;
        next.erase_at = None;
        forget_meeting(&mut next, MeetingState::None);
    }
    next
}

/// The meeting of a ticket that ends: nobody gets in any more, if there was one.
const fn locked(meeting: MeetingState) -> MeetingState {
    match meeting {
        MeetingState::Ready | MeetingState::Locked => MeetingState::Locked,
        MeetingState::None | MeetingState::Creating | MeetingState::Failed => MeetingState::None,
    }
}

fn free(next: &mut TicketRow) {
    next.claim_by = None;
    next.claim_name = None;
    next.claim_since = None;
    let meeting = if next.state.is_terminal() {
        locked(next.meeting)
    } else {
        MeetingState::None
    };
    forget_meeting(next, meeting);
}

fn forget_meeting(next: &mut TicketRow, meeting: MeetingState) {
    next.meeting = meeting;
    next.problem = None;
    next.meeting_link = None;
    next.meeting_ref = None;
    next.meeting_organiser = None;
    next.visitor_joined_at = None;
    next.staff_joined_at = None;
}

/// The ticket after it was taken (T2): its consultation stays the same for ever, its meeting begins.
pub(crate) fn taken(
    row: &TicketRow,
    claimer: &Claimer,
    now: Timestamp,
    fresh: ConsultationId,
) -> TicketRow {
    let mut next = row.clone();
    next.state = State::Called;
    next.state_since = now;
    next.claim_by = Some(claimer.by);
    next.claim_name = Some(claimer.name.clone());
    next.claim_since = Some(now);
    next.consultation = Some(row.consultation.unwrap_or(fresh));
    forget_meeting(&mut next, MeetingState::Creating);
    next
}

/// The ticket after its meeting became ready.
pub(crate) fn ready(row: &TicketRow, released: Released) -> TicketRow {
    let mut next = row.clone();
    next.meeting = MeetingState::Ready;
    next.problem = None;
    next.meeting_link = Some(released.link);
    next.meeting_ref = released.reference;
    next.meeting_organiser = released.organiser;
    next
}

/// The ticket after its meeting could not be prepared.
pub(crate) fn failed(row: &TicketRow, problem: MeetingProblem) -> TicketRow {
    let mut next = row.clone();
    next.meeting = MeetingState::Failed;
    next.problem = Some(problem);
    next
}

/// The ticket after a failed meeting is tried again.
pub(crate) fn retried(row: &TicketRow) -> TicketRow {
    let mut next = row.clone();
    next.meeting = MeetingState::Creating;
    next.problem = None;
    next
}

/// The ticket after one side pressed join; with both, the consultation begins (T3).
pub(crate) fn joined(row: &TicketRow, side: Side, now: Timestamp) -> TicketRow {
    let mut next = row.clone();
    match side {
        Side::Visitor => next.visitor_joined_at = next.visitor_joined_at.or(Some(now)),
        Side::Staff => next.staff_joined_at = next.staff_joined_at.or(Some(now)),
    }
    let both = next.visitor_joined_at.is_some() && next.staff_joined_at.is_some();
    if row.state == State::Called && both {
        next.state = State::InConsultation;
        next.state_since = now;
    }
    next
}

/// What changed between two rows, for the event log.
pub(crate) fn difference(row: &TicketRow, next: &TicketRow) -> Event {
    fn changed<T: PartialEq + Copy>(before: T, after: T) -> Option<T> {
        (before != after).then_some(after)
    }
    let joined = match (row, next) {
        _ if row.visitor_joined_at.is_none() && next.visitor_joined_at.is_some() => {
            Some(Side::Visitor)
        }
        _ if row.staff_joined_at.is_none() && next.staff_joined_at.is_some() => Some(Side::Staff),
        _ => None,
    };
    Event {
        t: None,
        state: changed(row.state, next.state),
        presence: changed(row.presence, next.presence),
        claim: changed(row.claim_by, next.claim_by).map(|by| {
            if by.is_some() {
                ClaimEvent::Set
            } else {
                ClaimEvent::Freed
            }
        }),
        meeting: changed(row.meeting, next.meeting),
        priority: changed(row.priority_since.is_some(), next.priority_since.is_some()),
        returned: changed(row.returned, next.returned),
        joined,
        erased: row.answers.is_some() && next.answers.is_none(),
    }
}
