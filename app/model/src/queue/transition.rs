//! The transition table of a ticket (T1 to T19), as data that rules, pages and tests read.
//!
//! Everything that is not listed here is rejected with a reason. The table says who may do what from where;
//! [`super::can`] adds the guards that need more than the state.

use serde::{Deserialize, Serialize};

use super::state::State;

mod table;

pub use table::{
    CALL_TIMER_S, CONSULTATION_MOST_S, NO_SHOW_AFTER_S, PAUSE_MOST_MIN, RESTORE_S, TABLE, UNDO_S,
};

/// Number of a row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[rustfmt::skip]
#[expect(missing_docs, reason = "the rows of queue.md 3.1 have numbers for names")]
pub enum Id { T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18, T19 }

/// A capacity in which somebody acts on a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Who {
    /// The visitor whose ticket it is.
    Visitor,
    /// Anybody who may take visitors of the room.
    Consultant,
    /// The consultant who holds the claim.
    Claimer,
    /// The consultant who held the last claim, now freed.
    LastCaller,
    /// Somebody who runs the room.
    Coordinator,
    /// A timer or job.
    System,
}

/// Somebody with all capacities they hold towards one ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The visitor whose ticket it is.
    Visitor,
    /// A timer or job.
    System,
    /// Somebody who may work in the room.
    Staff(Standing),
}

/// What a member of staff is towards one ticket, besides being a consultant of its room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Holds the claim.
    pub claimer: bool,
    /// Held the last claim, which is free now.
    pub last_caller: bool,
    /// Runs the room.
    pub coordinator: bool,
}

impl Actor {
    /// Whether this actor acts in the capacity.
    #[must_use]
    pub const fn is(self, who: Who) -> bool {
        match (self, who) {
            (Self::Visitor, Who::Visitor)
            | (Self::System, Who::System)
            | (Self::Staff(_), Who::Consultant) => true,
            (Self::Staff(standing), Who::Claimer) => standing.claimer,
            (Self::Staff(standing), Who::LastCaller) => standing.last_caller,
            (Self::Staff(standing), Who::Coordinator) => standing.coordinator,
            _ => false,
        }
    }
}

/// What a row of the table changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// The state, to this one.
    State(State),
    /// The claim, from one consultant to another; the state stays.
    Claim,
    /// The room; the state stays.
    Room,
    /// Whether "next" skips the ticket; the state stays.
    Pause,
    /// The place in the order; the state stays.
    Order,
}

/// Who may use a row from which states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// States the ticket may be in.
    pub from: &'static [State],
    /// Capacities of which one is enough.
    pub who: &'static [Who],
    /// What else has to hold when the row is used by this rule.
    pub guards: &'static [Guard],
}

/// What has to hold besides state and actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The room lets visitors in.
    RoomOpen,
    /// The room is below its limit of waiting visitors.
    RoomNotFull,
    /// The consent text, if there is one, was agreed to in its present version.
    ConsentGiven,
    /// The idempotency key was never seen; a known one returns the first result.
    KeyUnseen,
    /// Nobody holds the claim.
    Unclaimed,
    /// The version the actor saw is the present one.
    VersionUnchanged,
    /// The actor has fewer active cases than the room allows (default 1).
    BelowActiveLimit,
    /// Both sides pressed join.
    BothPressedJoin,
    /// The visitor has not pressed join, this many seconds after the call.
    NotJoinedWithin(u32),
    /// At least this many seconds in the present state, for timers.
    StateOlderThan(u32),
    /// The room still serves, or served when the visitor arrived.
    RoomServing,
    /// At most this many seconds since the ticket ended.
    EndedWithin(u32),
    /// The held place has expired (queue.md 3.3 rule 3).
    PlaceExpired,
    /// The case was handled otherwise, by telephone for example.
    HandledOtherwise,
    /// The consultation reached its longest time.
    ConsultationOver,
    /// The visitor pressed join and was alone for as long as the longest consultation.
    NeverMet,
    /// The call has no meeting that could be joined.
    NoMeeting,
    /// A reason was given.
    ReasonGiven,
    /// The other room accepts transfers and the actor may work in this one.
    TargetAccepts,
    /// Pauses stay within this many minutes in total.
    PauseBudget(u32),
    /// The room's hours ended, or its night came.
    HoursOver,
}

/// What happens in the same transaction, or is started by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The arrival is fixed; committed before the visitor is told.
    FixArrival,
    /// The claim goes to the actor.
    SetClaim,
    /// The claim is freed.
    FreeClaim,
    /// A meeting is started to be created; the visitor is called.
    StartMeeting,
    /// The meeting is locked.
    LockMeeting,
    /// The original arrival stays.
    KeepArrival,
    /// The ticket goes to the priority line.
    PriorityLine,
    /// The visitor has to confirm before "next" offers the ticket again.
    AwaitConfirmation,
    /// The start of the consultation and its evidence are stored.
    StartConsultation,
    /// The erasure period of the answers begins.
    StartErasureClock,
    /// The visitor's browser may restore the ticket for this many seconds.
    Restorable(u32),
    /// The same actor may undo for this many seconds.
    Undoable(u32),
    /// The card gets a badge.
    Badge,
    /// A row in the audit log.
    Audit,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Its number.
    pub id: Id,
    /// What it changes.
    pub changes: Changes,
    /// Who may use it from where; one matching rule is enough.
    pub rules: &'static [Rule],
    /// What happens with it.
    pub effects: &'static [Effect],
}

impl Transition {
    /// Whether some actor may use the row from this state.
    #[must_use]
    pub fn starts_from(&self, from: State) -> bool {
        self.rules.iter().any(|rule| rule.from.contains(&from))
    }

    /// Whether this actor may use the row from this state.
    #[must_use]
    pub fn allows(&self, from: State, actor: Actor) -> bool {
        self.rules
            .iter()
            .any(|rule| rule.from.contains(&from) && rule.who.iter().any(|who| actor.is(*who)))
    }

    /// Whether the row has this effect.
    #[must_use]
    pub fn has(&self, effect: Effect) -> bool {
        self.effects.contains(&effect)
    }
}

/// Why a change of state is not in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// The ticket has ended, and this does not bring it back.
    #[error("the ticket has ended")]
    Ended,
    /// No row leads from the one state to the other.
    #[error("no such change from this state")]
    NotFromHere,
    /// The change exists, but not for this actor.
    #[error("not for this actor")]
    NotYours,
}

/// The row that leads from one state to another for this actor.
///
/// # Errors
/// [`Rejected`] when the table has no such row, or none for this actor.
pub fn find(from: State, to: State, actor: Actor) -> Result<&'static Transition, Rejected> {
    let mut listed = false;
    for row in TABLE {
        if row.changes != Changes::State(to) || !row.starts_from(from) {
            continue;
        }
        listed = true;
        if row.allows(from, actor) {
            return Ok(row);
        }
    }
    match (listed, from.is_terminal()) {
        (true, _) => Err(Rejected::NotYours),
        (false, true) => Err(Rejected::Ended),
        (false, false) => Err(Rejected::NotFromHere),
    }
}

/// The row with this number.
#[must_use]
pub fn row(id: Id) -> &'static Transition {
    &TABLE[id as usize]
}

#[cfg(test)]
mod tests;
