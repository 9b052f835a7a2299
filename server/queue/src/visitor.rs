//! What a visitor does with their own ticket.

use model::queue::can::{self, Reason};
use model::queue::presence::Sign;
use model::queue::state::State;
use model::queue::transition::Actor as Role;
use model::queue::view::TicketView;
use trust::VisitorTicket;
use trust::audit::Actor;

use crate::QueueError;
use crate::queue::Queue;
use crate::write::{ERASED, Kind, Known, Step, Target};

const LEFT: Kind = Kind {
    event: "left",
    audit: "ticket.left",
};
const RETURNED: Kind = Kind {
    event: "returned",
    audit: "ticket.returned",
};

fn target(visitor: &VisitorTicket) -> Target {
    Target {
        tenant: visitor.tenant(),
        ticket: visitor.ticket(),
        room: None,
        by: Actor::Visitor,
        command: None,
    }
}

impl Queue {
    /// Leaves the queue (T12). Leaving twice is leaving.
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] in a consultation, which its consultant ends.
    pub async fn leave(&self, visitor: &VisitorTicket) -> Result<TicketView, QueueError> {
        self.change(target(visitor), |known| {
            if known.row.state == State::Left {
                return Ok(None);
            }
            can::leave(&known.facts())?;
            step(known, State::Left, LEFT)
        })
        .await?;
        self.ticket_push(visitor).await
    }

    /// Comes back: confirms after a call in vain (T6), or returns within 30 minutes after the end (T13). Confirming
    /// twice is confirming.
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] when it is too late, or when this browser has another open ticket in the room.
    pub async fn return_(&self, visitor: &VisitorTicket) -> Result<TicketView, QueueError> {
        self.change(target(visitor), |known| {
            if known.row.state == State::Waiting {
                return Ok(None);
            }
            can::return_(&known.facts(), known.moment.now)?;
            Ok(step(known, State::Waiting, RETURNED)?.map(Step::sole))
        })
        .await?;
        // Whoever presses a button looks at the page.
        self.sign(visitor, Sign::Visible).await?;
        self.ticket_push(visitor).await
    }

    /// Erases what the visitor wrote, at once and for good. The place in the queue stays.
    ///
    /// # Errors
    /// [`QueueError::Store`].
    pub async fn delete_answers(&self, visitor: &VisitorTicket) -> Result<(), QueueError> {
        self.erase_one(target(visitor), "answers_deleted").await?;
        let mut tx = self.of(visitor.tenant()).begin().await?;
        tx.delete_draft(visitor.room(), &visitor.visitor().hash())
            .await?;
        Ok(tx.commit().await?)
    }

    /// Erases the answers of a ticket; nothing happens when there are none.
    pub(crate) async fn erase_one(
        &self,
        target: Target,
        kind: &'static str,
    ) -> Result<(), QueueError> {
        self.change(target, |known| {
            Ok(known.row.answers.is_some().then(|| {
                let mut next = known.row.clone();
                next.answers = None;
                if next.state.is_terminal() {
                    next.meeting_link = None;
                }
                Step::other(next, kind).audited(ERASED)
            }))
        })
        .await?;
        Ok(())
    }
}

fn step(known: &Known, to: State, kind: Kind) -> Result<Option<Step>, QueueError> {
    let step = known
        .step(to, Role::Visitor, kind)
        .map_err(|_| QueueError::NotPossible(Reason::WrongState))?;
    Ok(Some(if to == State::Left {
        step.because("by choice")
    } else {
        step
    }))
}
