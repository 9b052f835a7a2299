//! Which actions are possible in which state, with the reason when not.
//!
//! The server decides with these functions, and the page disables its buttons with the same reasons.

use serde::{Deserialize, Serialize};

use super::state::{MeetingProblem, MeetingState, State};
use super::transition::{Actor, Rejected, Standing, find};
use super::view::CardView;
use crate::{ErrorCode, ObjectId, Timestamp};

mod meeting;
mod visitor;

pub use meeting::{join_as_staff, paste_link, retry_meeting};
pub use visitor::{join_as_visitor, leave, leave_from, restorable_until, return_};

/// Active cases a consultant may have at once (T2).
pub const ACTIVE_LIMIT: u32 = 1;

/// What is known of a ticket when somebody wants to do something with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub state_since: Timestamp,
    /// Who has claimed it.
    pub claim: Option<ObjectId>,
    /// Who called last in vain.
    pub last_caller: Option<ObjectId>,
    /// The meeting.
    pub meeting: MeetingState,
    /// Why the meeting failed.
    pub problem: Option<MeetingProblem>,
}

impl From<&CardView> for Facts {
    fn from(card: &CardView) -> Self {
        Self {
            state: card.state,
            state_since: card.state_since,
            claim: card.claim.as_ref().map(|claim| claim.by),
            last_caller: card.last_caller,
            meeting: card.meeting,
            problem: card.problem,
        }
    }
}

/// A member of staff who wants to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Object id.
    pub me: ObjectId,
    /// Whether they run the room.
    pub coordinator: bool,
}

impl Staff {
    /// This person as an actor of the transition table.
    #[must_use]
    pub fn towards(self, facts: &Facts) -> Actor {
        Actor::Staff(Standing {
            claimer: facts.claim == Some(self.me),
            last_caller: facts.claim.is_none() && facts.last_caller == Some(self.me),
            coordinator: self.coordinator,
        })
    }
}

/// Why an action is not possible now. Each has one sentence in the language tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The ticket has ended.
    #[error("the ticket has ended")]
    Ended,
    /// Somebody has claimed the ticket.
    #[error("already taken")]
    Taken,
    /// The consultant has as many active cases as the room allows.
    #[error("busy with another visitor")]
    Busy,
    /// Only the claimer (or, for some actions, a coordinator) may do this.
    #[error("another person's visitor")]
    NotYours,
    /// Nobody has called the visitor.
    #[error("not called yet")]
    NotCalled,
    /// The consultation is running: end it first.
    #[error("in consultation")]
    InConsultation,
    /// The present state does not know this action.
    #[error("not possible in this state")]
    WrongState,
    /// The meeting is being prepared.
    #[error("the meeting is being prepared")]
    MeetingPreparing,
    /// There is no meeting, or it failed.
    #[error("no meeting")]
    NoMeeting,
    /// The meeting is there: nothing to retry.
    #[error("the meeting is ready")]
    MeetingReady,
    /// The time for coming back is over.
    #[error("too late to come back")]
    TooLate,
}

impl Reason {
    /// The code of the error a page receives for it.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Taken => ErrorCode::AlreadyTaken,
            Self::Busy => ErrorCode::BusyElsewhere,
            _ => ErrorCode::NotPossible,
        }
    }
}

fn change(facts: &Facts, to: State, actor: Actor) -> Result<(), Reason> {
    find(facts.state, to, actor)
        .map(|_| ())
        .map_err(|rejected| match rejected {
            Rejected::Ended => Reason::Ended,
            Rejected::NotYours => Reason::NotYours,
            Rejected::NotFromHere if facts.state == State::InConsultation => Reason::InConsultation,
            Rejected::NotFromHere if facts.state == State::Waiting => Reason::NotCalled,
            Rejected::NotFromHere => Reason::WrongState,
        })
}

/// Take the visitor (T2). `active` is the number of active cases this person has anywhere in the tenant.
///
/// # Errors
/// The reason why not.
pub fn take(facts: &Facts, staff: Staff, active: u32) -> Result<(), Reason> {
    if facts.claim.is_some() {
        return Err(Reason::Taken);
    }
    match change(facts, State::Called, staff.towards(facts)) {
        Ok(()) if active >= ACTIVE_LIMIT => Err(Reason::Busy),
        other => other,
    }
}

/// Give the visitor back to the queue (T4).
///
/// # Errors
/// The reason why not.
pub fn release(facts: &Facts, staff: Staff) -> Result<(), Reason> {
    if facts.state != State::Called {
        // The same pair of states also belongs to T6, T10 and T13, which are other actions.
        return Err(match facts.state {
            state if state.is_terminal() => Reason::Ended,
            State::InConsultation | State::OnHold => Reason::InConsultation,
            _ => Reason::NotCalled,
        });
    }
    change(facts, State::Waiting, staff.towards(facts))
}

/// Say that the visitor does not answer the call (T5).
///
/// # Errors
/// The reason why not.
pub fn cannot_reach(facts: &Facts, staff: Staff) -> Result<(), Reason> {
    change(facts, State::CantReach, staff.towards(facts))
}

/// Say that the visitor did not show up (T7).
///
/// # Errors
/// The reason why not.
pub fn no_show(facts: &Facts, staff: Staff) -> Result<(), Reason> {
    change(facts, State::NoShow, staff.towards(facts))
}

/// End the consultation, or the call as handled otherwise (T11).
///
/// # Errors
/// The reason why not.
pub fn done(facts: &Facts, staff: Staff) -> Result<(), Reason> {
    change(facts, State::Done, staff.towards(facts))
}

/// Put the consultation on hold (T8).
///
/// # Errors
/// The reason why not.
pub fn hold(facts: &Facts, staff: Staff) -> Result<(), Reason> {
    change(facts, State::OnHold, staff.towards(facts))
}

/// Continue a held consultation (T9).
///
/// # Errors
/// The reason why not.
pub fn resume(facts: &Facts, staff: Staff) -> Result<(), Reason> {
    change(facts, State::InConsultation, staff.towards(facts))
}

/// Remove the ticket, as a test or duplicate for example (T15).
///
/// # Errors
/// The reason why not.
pub fn remove(facts: &Facts, staff: Staff) -> Result<(), Reason> {
    change(facts, State::Removed, staff.towards(facts))
}

fn with_claim(facts: &Facts, staff: Staff) -> Result<(), Reason> {
    if facts.state.is_terminal() {
        return Err(Reason::Ended);
    }
    match facts.claim {
        None => Err(Reason::NotCalled),
        Some(by) if by != staff.me => Err(Reason::NotYours),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Guid;

    const ME: ObjectId = ObjectId(Guid::from_u128(1));
    const OTHER: ObjectId = ObjectId(Guid::from_u128(2));

    fn facts(state: State, claim: Option<ObjectId>) -> Facts {
        Facts {
            state,
            state_since: Timestamp(0),
            claim,
            last_caller: None,
            meeting: MeetingState::None,
            problem: None,
        }
    }

    fn consultant() -> Staff {
        Staff {
            me: ME,
            coordinator: false,
        }
    }

    #[test]
    fn taking_says_why_not() {
        let staff = consultant();
        assert_eq!(take(&facts(State::Waiting, None), staff, 0), Ok(()));
        assert_eq!(take(&facts(State::CantReach, None), staff, 0), Ok(()));
        assert_eq!(
            take(&facts(State::Waiting, None), staff, 1),
            Err(Reason::Busy)
        );
        assert_eq!(
            take(&facts(State::Called, Some(OTHER)), staff, 0),
            Err(Reason::Taken)
        );
        assert_eq!(
            take(&facts(State::Called, Some(ME)), staff, 0),
            Err(Reason::Taken)
        );
        assert_eq!(
            take(&facts(State::Done, None), staff, 0),
            Err(Reason::Ended)
        );
    }

    #[test]
    fn a_claim_belongs_to_one_person() {
        let staff = consultant();
        let coordinator = Staff {
            me: ME,
            coordinator: true,
        };
        let others = facts(State::Called, Some(OTHER));
        assert_eq!(release(&others, staff), Err(Reason::NotYours));
        assert_eq!(release(&others, coordinator), Ok(()));
        assert_eq!(done(&others, coordinator), Err(Reason::NotYours));
        assert_eq!(remove(&others, coordinator), Err(Reason::NotYours));
        assert_eq!(retry_meeting(&others, coordinator), Err(Reason::NotYours));
        let mine = facts(State::InConsultation, Some(ME));
        assert_eq!(remove(&mine, staff), Err(Reason::InConsultation));
        assert_eq!(release(&mine, staff), Err(Reason::InConsultation));
        assert_eq!(done(&mine, staff), Ok(()));
        assert_eq!(
            done(&facts(State::Waiting, None), staff),
            Err(Reason::NotCalled)
        );
    }

    #[test]
    fn only_the_last_caller_or_a_coordinator_says_no_show() {
        let mut unreached = facts(State::CantReach, None);
        unreached.last_caller = Some(OTHER);
        assert_eq!(no_show(&unreached, consultant()), Err(Reason::NotYours));
        assert_eq!(
            no_show(
                &unreached,
                Staff {
                    me: OTHER,
                    coordinator: false
                }
            ),
            Ok(())
        );
        assert_eq!(
            no_show(
                &unreached,
                Staff {
                    me: ME,
                    coordinator: true
                }
            ),
            Ok(())
        );
    }

    #[test]
    fn the_meeting_decides_who_gets_in() {
        let mut called = facts(State::Called, Some(ME));
        called.meeting = MeetingState::Creating;
        assert_eq!(join_as_visitor(&called), Err(Reason::MeetingPreparing));
        assert_eq!(
            join_as_staff(&called, consultant()),
            Err(Reason::MeetingPreparing)
        );
        called.meeting = MeetingState::Ready;
        assert_eq!(join_as_visitor(&called), Ok(()));
        assert_eq!(
            retry_meeting(&called, consultant()),
            Err(Reason::MeetingReady)
        );
        called.meeting = MeetingState::Failed;
        assert_eq!(retry_meeting(&called, consultant()), Ok(()));
        assert_eq!(paste_link(&called, consultant()), Ok(()));
        assert_eq!(
            join_as_visitor(&facts(State::Waiting, None)),
            Err(Reason::NotCalled)
        );
        assert_eq!(
            join_as_visitor(&facts(State::Done, None)),
            Err(Reason::Ended)
        );
    }

    #[test]
    fn coming_back_has_an_end() {
        let left = facts(State::Left, None);
        assert_eq!(return_(&left, Timestamp(0).plus_minutes(29)), Ok(()));
        assert_eq!(
            return_(&left, Timestamp(0).plus_minutes(30)),
            Err(Reason::TooLate)
        );
        let unreached = facts(State::CantReach, None);
        assert_eq!(return_(&unreached, Timestamp(0).plus_minutes(300)), Ok(()));
        assert_eq!(
            return_(&facts(State::Removed, None), Timestamp(0)),
            Err(Reason::Ended)
        );
        assert!(return_(&facts(State::Called, Some(ME)), Timestamp(0)).is_err());
    }
}
