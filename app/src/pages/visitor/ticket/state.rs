//! What a ticket's states mean to its visitor, in words and tone.

use model::queue::state::State;
use model::queue::view::{TicketView, VisitorMeeting};

use crate::texts::{Key, Texts};
use crate::ui::{Symbol, Tone};

/// Where the visit stands, as far as the visitor can tell stages apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// In line, with this many ahead.
    Waiting(u32),
    /// Called; the meeting is being prepared.
    Preparing,
    /// Called; the join button works.
    Called,
    /// Did not answer the call and has to confirm.
    CantReach,
    /// In the consultation; the join button works again.
    Inside,
    /// Interrupted by the consultant.
    OnHold,
    /// Over, as it should be.
    Done,
    /// Left by choice or lost.
    Left,
    /// Called and never came.
    NoShow,
    /// Removed by staff.
    Removed,
    /// The room closed.
    Expired,
}

impl Stage {
    /// The stage of a ticket.
    pub(crate) fn of(view: &TicketView) -> Self {
        match view.state {
            State::Drafting | State::Waiting => Self::Waiting(view.ahead.unwrap_or(0)),
            State::Called if view.meeting == VisitorMeeting::Ready => Self::Called,
            State::Called => Self::Preparing,
            State::CantReach => Self::CantReach,
            State::InConsultation => Self::Inside,
            State::OnHold => Self::OnHold,
            State::Done => Self::Done,
            State::Left => Self::Left,
            State::NoShow => Self::NoShow,
            State::Removed => Self::Removed,
            State::Expired => Self::Expired,
        }
    }

    /// Whether nothing more will happen by itself.
    pub(crate) const fn is_over(&self) -> bool {
        matches!(
            self,
            Self::Done | Self::Left | Self::NoShow | Self::Removed | Self::Expired
        )
    }

    /// Whether the visitor may leave (T12: not from a consultation).
    pub(crate) const fn may_leave(&self) -> bool {
        matches!(
            self,
            Self::Waiting(_) | Self::Preparing | Self::Called | Self::CantReach | Self::OnHold
        )
    }

    /// Whether the join button works.
    pub(crate) const fn may_join(&self) -> bool {
        matches!(self, Self::Called | Self::Inside)
    }

    /// Heading and explanation.
    pub(crate) const fn words(&self) -> (Key, Key) {
        match self {
            Self::Waiting(0) => (Key::TICKET_NEXT, Key::TICKET_NEXT_TEXT),
            Self::Waiting(1) => (Key::TICKET_AHEAD_ONE, Key::TICKET_AHEAD_TEXT),
            Self::Waiting(_) => (Key::TICKET_AHEAD, Key::TICKET_AHEAD_TEXT),
            Self::Preparing => (Key::TICKET_PREPARING, Key::TICKET_PREPARING_TEXT),
            Self::Called => (Key::TICKET_CALLED, Key::TICKET_CALLED_TEXT),
            Self::CantReach => (Key::TICKET_CANT_REACH, Key::TICKET_CANT_REACH_TEXT),
            Self::Inside => (Key::TICKET_INSIDE, Key::TICKET_INSIDE_TEXT),
            Self::OnHold => (Key::TICKET_ON_HOLD, Key::TICKET_ON_HOLD_TEXT),
            Self::Done => (Key::TICKET_DONE, Key::TICKET_DONE_TEXT),
            Self::Left => (Key::TICKET_LEFT, Key::TICKET_LEFT_TEXT),
            Self::NoShow => (Key::TICKET_NO_SHOW, Key::TICKET_NO_SHOW_TEXT),
            Self::Removed => (Key::TICKET_REMOVED, Key::TICKET_REMOVED_TEXT),
            Self::Expired => (Key::TICKET_EXPIRED, Key::TICKET_EXPIRED_TEXT),
        }
    }

    /// Symbol and tone of the panel.
    pub(crate) const fn look(&self) -> (Symbol, Tone) {
        match self {
            Self::Waiting(_) => (Symbol::Clock, Tone::Neutral),
            Self::Preparing | Self::Called => (Symbol::Bell, Tone::Accent),
            Self::CantReach => (Symbol::Bell, Tone::Notice),
            Self::Inside => (Symbol::Camera, Tone::Good),
            Self::OnHold => (Symbol::Clock, Tone::Notice),
            Self::Done => (Symbol::Tick, Tone::Good),
            Self::Left | Self::Expired => (Symbol::Door, Tone::Neutral),
            Self::NoShow | Self::Removed => (Symbol::Cross, Tone::Neutral),
        }
    }
}

/// The heading with the number ahead filled in.
pub(crate) fn heading(texts: Texts, stage: &Stage) -> String {
    let ahead = if let Stage::Waiting(ahead) = stage {
        *ahead
    } else {
        0
    };
    texts.with(stage.words().0, &[("n", &ahead.to_string())])
}

/// What is read out when the stage changes.
pub(crate) fn spoken(texts: Texts, stage: &Stage, place: Place) -> String {
    let why = match (stage, place.grew) {
        (Stage::Waiting(_), true) => texts.get(Key::TICKET_PLACE_GREW),
        _ => texts.get(stage.words().1),
    };
    format!("{}. {why}", heading(texts, stage))
}

/// A place in line, and whether it is larger than it was shown before: that is never left without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// How many are ahead; none while the ticket does not wait.
    ahead: Option<u32>,
    /// Whether somebody has come in before this ticket since.
    pub(crate) grew: bool,
}

impl Place {
    /// What an earlier page showed, if there was one.
    #[cfg(feature = "ssr")]
    pub(crate) const fn shown(ahead: Option<u32>, grew: bool) -> Self {
        Self { ahead, grew }
    }

    /// The place as the page's address takes it to the next load.
    pub(crate) fn query(self) -> String {
        match self.ahead {
            Some(ahead) if self.grew => format!("?ahead={ahead}&grew=1"),
            Some(ahead) => format!("?ahead={ahead}"),
            None => String::new(),
        }
    }

    /// The place as it is now. What explains a larger one stays until it is smaller again.
    pub(crate) fn then(self, ahead: Option<u32>) -> Self {
        let grew = match (self.ahead, ahead) {
            (Some(before), Some(now)) => now > before || (now == before && self.grew),
            _ => false,
        };
        Self { ahead, grew }
    }
}

/// The title of the document: what a glance at the tab should tell.
pub(crate) fn title(texts: Texts, stage: &Stage, view: &TicketView, room: &str) -> String {
    match stage {
        Stage::Waiting(ahead) => format!("({ahead}) {room} · {}", view.tenant_name),
        other => format!("{} · {room}", heading(texts, other)),
    }
}

/// One word for lists of tickets.
#[cfg(feature = "ssr")]
pub(crate) const fn short(state: State) -> (Tone, Key) {
    match state {
        State::Drafting | State::Waiting => (Tone::Accent, Key::STATE_WAITING),
        State::Called => (Tone::Accent, Key::STATE_CALLED),
        State::CantReach => (Tone::Notice, Key::STATE_CANT_REACH),
        State::InConsultation => (Tone::Good, Key::STATE_IN_CONSULTATION),
        State::OnHold => (Tone::Notice, Key::STATE_ON_HOLD),
        State::Done => (Tone::Good, Key::STATE_DONE),
        State::Left => (Tone::Neutral, Key::STATE_LEFT),
        State::NoShow => (Tone::Neutral, Key::STATE_NO_SHOW),
        State::Removed => (Tone::Neutral, Key::STATE_REMOVED),
        State::Expired => (Tone::Neutral, Key::STATE_EXPIRED),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_grows_is_explained_until_it_shrinks() {
        let grew = |places: &[Option<u32>]| {
            places
                .iter()
                .fold(Place::shown(None, false), |place, ahead| place.then(*ahead))
                .grew
        };
        assert!(!grew(&[Some(3)]), "the first is no change");
        assert!(!grew(&[Some(3), Some(2)]));
        assert!(grew(&[Some(3), Some(4)]));
        assert!(grew(&[Some(3), Some(4), Some(4)]));
        assert!(!grew(&[Some(3), Some(4), Some(3)]));
        assert!(!grew(&[Some(0), None, Some(2)]), "called in between");
        assert!(Place::shown(Some(0), false).then(Some(1)).grew);
    }

    #[test]
    fn the_address_of_the_next_load_keeps_the_explanation() {
        let grown = Place::shown(Some(1), false).then(Some(2));
        assert_eq!(grown.query(), "?ahead=2&grew=1");
        let again = Place::shown(Some(2), true);
        assert_eq!(again, grown);
        assert!(again.then(Some(2)).grew, "the next load says it again");
        assert_eq!(again.then(Some(1)).query(), "?ahead=1");
        assert_eq!(again.then(None).query(), "", "called");
    }
}
