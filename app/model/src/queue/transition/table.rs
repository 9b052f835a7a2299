//! The rows themselves, in the order of their numbers.

use super::Changes as C;
use super::Effect as E;
use super::Guard as G;
use super::State::{
    Called, CantReach, Done, Drafting, Expired, InConsultation, Left, NoShow, OnHold, Removed,
    Waiting,
};
use super::Who::{Claimer, Consultant, Coordinator, LastCaller, System, Visitor};
use super::{Guard, Id, Rule, State, Transition, Who};

const fn rule(from: &'static [State], who: &'static [Who]) -> Rule {
    Rule {
        from,
        who,
        guards: &[],
    }
}

const fn guarded(from: &'static [State], who: &'static [Who], guards: &'static [Guard]) -> Rule {
    Rule { from, who, guards }
}

/// Seconds of the call timer after which the system gives up calling (T5).
pub const CALL_TIMER_S: u32 = 90;
/// Seconds without confirmation after which an unreached visitor counts as not shown up (T7).
pub const NO_SHOW_AFTER_S: u32 = 10 * 60;
/// Seconds during which the visitor's browser can bring an ended ticket back (T7, T13).
pub const RESTORE_S: u32 = 30 * 60;
/// Seconds after which the system ends a consultation (T11), or gives back a visitor who joined alone (T4).
pub const CONSULTATION_MOST_S: u32 = 2 * 60 * 60;
/// Seconds during which a removal can be undone by the same actor (T15).
pub const UNDO_S: u32 = 10;
/// Minutes a visitor may pause in total (T17).
pub const PAUSE_MOST_MIN: u32 = 15;

/// All rows, T1 first.
pub static TABLE: &[Transition] = &[
    Transition {
        id: Id::T1,
        changes: C::State(Waiting),
        rules: &[guarded(
            &[Drafting],
            &[Visitor],
            &[G::RoomOpen, G::RoomNotFull, G::ConsentGiven, G::KeyUnseen],
        )],
        effects: &[E::FixArrival],
    },
    Transition {
        id: Id::T2,
        changes: C::State(Called),
        rules: &[guarded(
            &[Waiting, CantReach],
            &[Consultant],
            &[G::Unclaimed, G::VersionUnchanged, G::BelowActiveLimit],
        )],
        effects: &[E::SetClaim, E::StartMeeting, E::Audit],
    },
    Transition {
        id: Id::T3,
        changes: C::State(InConsultation),
        rules: &[guarded(&[Called], &[System], &[G::BothPressedJoin])],
        effects: &[E::StartConsultation],
    },
    Transition {
        id: Id::T4,
        changes: C::State(Waiting),
        rules: &[
            rule(&[Called], &[Claimer, Coordinator]),
            // Beyond queue.md 3.1, where such a call would last for ever.
            guarded(&[Called], &[System], &[G::NeverMet]),
        ],
        effects: &[E::FreeClaim, E::KeepArrival, E::Audit],
    },
    Transition {
        id: Id::T5,
        changes: C::State(CantReach),
        rules: &[
            rule(&[Called], &[Claimer]),
            guarded(&[Called], &[System], &[G::NotJoinedWithin(CALL_TIMER_S)]),
        ],
        effects: &[E::FreeClaim, E::KeepArrival, E::Audit],
    },
    Transition {
        id: Id::T6,
        changes: C::State(Waiting),
        rules: &[guarded(&[CantReach], &[Visitor], &[G::RoomServing])],
        effects: &[E::PriorityLine, E::KeepArrival],
    },
    Transition {
        id: Id::T7,
        changes: C::State(NoShow),
        rules: &[
            rule(&[CantReach], &[LastCaller, Coordinator]),
            guarded(
                &[CantReach],
                &[System],
                &[G::StateOlderThan(NO_SHOW_AFTER_S)],
            ),
        ],
        effects: &[E::StartErasureClock, E::Restorable(RESTORE_S), E::Audit],
    },
    Transition {
        id: Id::T8,
        changes: C::State(OnHold),
        rules: &[rule(&[InConsultation], &[Claimer])],
        effects: &[E::Audit],
    },
    Transition {
        id: Id::T9,
        changes: C::State(InConsultation),
        rules: &[rule(&[OnHold], &[Claimer])],
        effects: &[E::Audit],
    },
    Transition {
        id: Id::T10,
        changes: C::State(Waiting),
        rules: &[rule(&[InConsultation, OnHold], &[Claimer, Coordinator])],
        effects: &[
            E::FreeClaim,
            E::KeepArrival,
            E::PriorityLine,
            E::AwaitConfirmation,
            E::Audit,
        ],
    },
    Transition {
        id: Id::T11,
        changes: C::State(Done),
        rules: &[
            rule(&[InConsultation, OnHold], &[Claimer]),
            guarded(&[InConsultation, OnHold], &[System], &[G::ConsultationOver]),
            guarded(&[Called], &[Claimer], &[G::HandledOtherwise]),
        ],
        effects: &[E::LockMeeting, E::StartErasureClock, E::Audit],
    },
    Transition {
        id: Id::T12,
        changes: C::State(Left),
        rules: &[
            rule(&[Waiting, Called, CantReach, OnHold], &[Visitor]),
            guarded(&[Waiting, CantReach, OnHold], &[System], &[G::PlaceExpired]),
        ],
        effects: &[E::FreeClaim, E::StartErasureClock, E::Restorable(RESTORE_S)],
    },
    Transition {
        id: Id::T13,
        changes: C::State(Waiting),
        rules: &[guarded(
            &[Left, NoShow, Expired],
            &[Visitor],
            &[G::EndedWithin(RESTORE_S), G::RoomServing],
        )],
        effects: &[E::KeepArrival, E::Badge],
    },
    Transition {
        id: Id::T14,
        changes: C::Claim,
        rules: &[guarded(
            &[Called, InConsultation],
            &[Claimer, Coordinator, Consultant],
            &[G::VersionUnchanged],
        )],
        effects: &[E::SetClaim, E::Audit],
    },
    Transition {
        id: Id::T15,
        changes: C::State(Removed),
        rules: &[
            guarded(
                &[Waiting, CantReach],
                &[Consultant, Coordinator],
                &[G::ReasonGiven],
            ),
            guarded(&[Called], &[Claimer], &[G::ReasonGiven]),
        ],
        effects: &[
            E::FreeClaim,
            E::StartErasureClock,
            E::Undoable(UNDO_S),
            E::Audit,
        ],
    },
    Transition {
        id: Id::T16,
        changes: C::Room,
        rules: &[
            guarded(
                &[Waiting, Called, CantReach, OnHold],
                &[Consultant, Coordinator],
                &[G::TargetAccepts],
            ),
            guarded(&[InConsultation], &[Claimer], &[G::TargetAccepts]),
        ],
        effects: &[E::KeepArrival, E::Audit],
    },
    Transition {
        id: Id::T17,
        changes: C::Pause,
        rules: &[guarded(
            &[Waiting],
            &[Visitor],
            &[G::PauseBudget(PAUSE_MOST_MIN)],
        )],
        effects: &[E::KeepArrival],
    },
    Transition {
        id: Id::T18,
        changes: C::Order,
        rules: &[guarded(&[Waiting], &[Coordinator], &[G::ReasonGiven])],
        effects: &[E::Badge, E::Audit],
    },
    Transition {
        id: Id::T19,
        changes: C::State(Expired),
        rules: &[
            guarded(
                &[Waiting, CantReach],
                &[System],
                &[G::HoursOver, G::Unclaimed],
            ),
            // Beyond queue.md 3.1, where a call whose meeting failed would last for ever.
            guarded(&[Called], &[System], &[G::HoursOver, G::NoMeeting]),
        ],
        effects: &[E::FreeClaim, E::StartErasureClock, E::Restorable(RESTORE_S)],
    },
];
