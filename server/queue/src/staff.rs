//! What a consultant does with a visitor after taking them.

use model::queue::can::{self, Facts, Reason, Staff};
use model::queue::form::meeting_link;
use model::queue::state::{RemovalReason, State};
use model::queue::view::CardView;
use model::{FieldError, Guid, TicketId};
use store::TicketRow;
use trust::RoomStaff;

use crate::QueueError;
use crate::queue::Queue;
use crate::sealed::seal_link;
use crate::step::{self, Released};
use crate::write::{Kind, Known, Step};

/// One press of a button: what the page showed, and a fresh id. The same id again answers with the first result.
///
/// A take and whatever ends a ticket are refused on any other version than the one shown. The other commands are decided
/// by their rule alone: what they do is right or refused whatever has changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Click {
    /// The ticket.
    pub ticket: TicketId,
    /// Its version as shown.
    pub version: i64,
    /// Fresh for each press.
    pub key: Guid,
}

type Rule = fn(&Facts, Staff) -> Result<(), Reason>;

/// A button of the table: its rule, where it leads, its names in the logs.
struct Button {
    may: Rule,
    to: State,
    kind: Kind,
    sees: Sees,
}

/// What the page has to have shown for a press to count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sees {
    /// The ticket as it is: the press ends it, and staff cannot take that back.
    Present,
    /// Any version: the rule alone decides, and the next press undoes the effect. A visitor who joins meanwhile does not
    /// make a release wrong.
    Any,
}

const fn button(may: Rule, to: State, event: &'static str, audit: &'static str) -> Button {
    Button {
        may,
        to,
        kind: Kind { event, audit },
        sees: Sees::Any,
    }
}

/// A button that ends the ticket.
const fn ending(may: Rule, to: State, event: &'static str, audit: &'static str) -> Button {
    Button {
        sees: Sees::Present,
        ..button(may, to, event, audit)
    }
}

const RELEASE: Button = button(can::release, State::Waiting, "released", "ticket.released");
const CANNOT_REACH: Button = button(
    can::cannot_reach,
    State::CantReach,
    "cannot_reach",
    "ticket.cannot_reach",
);
const NO_SHOW: Button = ending(can::no_show, State::NoShow, "no_show", "ticket.no_show");
const DONE: Button = ending(can::done, State::Done, "done", "ticket.done");
const HOLD: Button = button(can::hold, State::OnHold, "held", "ticket.held");
const RESUME: Button = button(
    can::resume,
    State::InConsultation,
    "resumed",
    "ticket.resumed",
);
const REMOVE: Button = ending(can::remove, State::Removed, "removed", "ticket.removed");

impl Queue {
    /// Gives the visitor back to the queue with their arrival (T4).
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] with the reason.
    pub async fn release(&self, staff: &RoomStaff, click: Click) -> Result<CardView, QueueError> {
        self.press(staff, click, &RELEASE, "").await
    }

    /// Says that the visitor does not answer; others may call again (T5).
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] with the reason.
    pub async fn cannot_reach(
        &self,
        staff: &RoomStaff,
        click: Click,
    ) -> Result<CardView, QueueError> {
        self.press(staff, click, &CANNOT_REACH, "").await
    }

    /// Says that the visitor did not show up (T7).
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] with the reason; [`QueueError::Stale`] when the ticket is not as the page showed it.
    pub async fn no_show(&self, staff: &RoomStaff, click: Click) -> Result<CardView, QueueError> {
        self.press(staff, click, &NO_SHOW, "").await
    }

    /// Ends the consultation, or the call as handled otherwise (T11). The meeting is locked behind it.
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] with the reason; [`QueueError::Stale`] when the ticket is not as the page showed it.
    pub async fn done(&self, staff: &RoomStaff, click: Click) -> Result<CardView, QueueError> {
        self.press(staff, click, &DONE, "").await
    }

    /// Puts the consultation on hold (T8).
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] with the reason.
    pub async fn hold(&self, staff: &RoomStaff, click: Click) -> Result<CardView, QueueError> {
        self.press(staff, click, &HOLD, "").await
    }

    /// Continues a held consultation in the same meeting (T9).
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] with the reason.
    pub async fn resume(&self, staff: &RoomStaff, click: Click) -> Result<CardView, QueueError> {
        self.press(staff, click, &RESUME, "").await
    }

    /// Removes the ticket (T15).
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] with the reason; [`QueueError::Stale`] when the ticket is not as the page showed it.
    pub async fn remove(
        &self,
        staff: &RoomStaff,
        click: Click,
        why: RemovalReason,
    ) -> Result<CardView, QueueError> {
        self.press(staff, click, &REMOVE, why.as_str()).await
    }

    async fn press(
        &self,
        staff: &RoomStaff,
        click: Click,
        button: &Button,
        why: &str,
    ) -> Result<CardView, QueueError> {
        let me = standing(staff);
        self.change(click.target(staff), |known| {
            let facts = known.facts();
            (button.may)(&facts, me)?;
            if button.sees == Sees::Present && known.row.version != click.version {
                return Err(QueueError::Stale);
            }
            let step = known.step(button.to, me.towards(&facts), button.kind);
            let step = step.map_err(|_| QueueError::NotPossible(Reason::WrongState))?;
            Ok(Some(if why.is_empty() {
                step
            } else {
                step.because(why)
            }))
        })
        .await?;
        self.card(staff, click.ticket).await
    }

    /// Tries again to prepare a meeting that failed. Its version does not matter: a meeting that does not fail any more is
    /// no reason to try.
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] with the reason.
    pub async fn retry_meeting(
        &self,
        staff: &RoomStaff,
        click: Click,
    ) -> Result<CardView, QueueError> {
        let me = standing(staff);
        let outcome = self
            .change(click.target(staff), |known| {
                can::retry_meeting(&known.facts(), me)?;
                let step = Step::other(step::retried(&known.row), "meeting_retried");
                Ok(Some(step.audited("ticket.meeting_retried")))
            })
            .await?;
        if let Some(row) = outcome.after {
            self.prepare_meeting(staff.tenant(), &row);
        }
        self.card(staff, click.ticket).await
    }

    /// Takes a meeting link made elsewhere, in place of a meeting that failed or takes too long.
    ///
    /// # Errors
    /// [`QueueError::Invalid`] on the field `link`; [`QueueError::NotPossible`] with the reason.
    pub async fn paste_link(
        &self,
        staff: &RoomStaff,
        click: Click,
        link: &str,
    ) -> Result<CardView, QueueError> {
        let link = meeting_link(link)
            .map_err(|problem| QueueError::Invalid(vec![FieldError::new("link", problem)]))?;
        let me = standing(staff);
        let sealed = seal_link(&self.keys(staff.tenant()).await?, click.ticket, &link);
        self.change(click.target(staff), |known: &Known| {
            can::paste_link(&known.facts(), me)?;
            let released = Released {
                link: sealed.clone(),
                reference: None,
                organiser: None,
            };
            let step = Step::other(step::ready(&known.row, released), "link_pasted");
            Ok(Some(step.audited("ticket.link_pasted")))
        })
        .await?;
        self.card(staff, click.ticket).await
    }
}

pub(crate) fn standing(staff: &RoomStaff) -> Staff {
    Staff {
        me: staff.oid(),
        coordinator: staff.may_edit(),
    }
}

/// Whether a ticket still is the one whose meeting is being worked on.
pub(crate) fn same_call(row: &TicketRow, wanted: &TicketRow) -> bool {
    row.claim_by == wanted.claim_by
        && row.claim_since == wanted.claim_since
        && row.consultation == wanted.consultation
        && row.state.is_active_case()
}
