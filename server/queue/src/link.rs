//! The meeting links of visitor and staff: nothing of them is on a page; a button leads here.

use model::TicketId;
use model::queue::can;
use model::queue::transition::Id;
use store::TicketRow;
use trust::audit::Actor;
use trust::{RoomStaff, VisitorTicket};

use crate::QueueError;
use crate::event::Side;
use crate::queue::Queue;
use crate::sealed::open_link;
use crate::step::joined;
use crate::write::{Known, Step, Target};

impl Queue {
    /// The link of the visitor's meeting. Notes that they pressed join; with both sides the consultation begins (T3).
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] while nobody has called, the meeting is not ready, or the ticket has ended.
    pub async fn visitor_meeting(&self, visitor: &VisitorTicket) -> Result<String, QueueError> {
        let target = Target {
            tenant: visitor.tenant(),
            ticket: visitor.ticket(),
            room: None,
            by: Actor::Visitor,
            command: None,
        };
        let outcome = self
            .change(target, |known| {
                can::join_as_visitor(&known.facts())?;
                Ok(press(known, Side::Visitor))
            })
            .await?;
        self.opened(target, &outcome.before).await
    }

    /// The link of the meeting for its claimer. Notes that they pressed join; with both sides the consultation begins.
    ///
    /// # Errors
    /// [`QueueError::NotPossible`] for anybody but the claimer, or while the meeting is not ready.
    pub async fn staff_meeting(
        &self,
        staff: &RoomStaff,
        ticket: TicketId,
    ) -> Result<String, QueueError> {
        let target = Target {
            tenant: staff.tenant(),
            ticket,
            room: Some(staff.room()),
            by: Actor::Person(staff.oid()),
            command: None,
        };
        let me = can::Staff {
            me: staff.oid(),
            coordinator: staff.may_edit(),
        };
        let outcome = self
            .change(target, |known| {
                can::join_as_staff(&known.facts(), me)?;
                Ok(press(known, Side::Staff))
            })
            .await?;
        self.opened(target, &outcome.before).await
    }

    async fn opened(&self, target: Target, row: &TicketRow) -> Result<String, QueueError> {
        let sealed = row
            .meeting_link
            .as_deref()
            .ok_or(QueueError::Malformed("meeting link"))?;
        open_link(&self.keys(target.tenant).await?, target.ticket, sealed)
    }
}

/// The change a pressed button makes; none when that side has pressed before (re-entering).
fn press(known: &Known, side: Side) -> Option<Step> {
    let next = joined(&known.row, side, known.moment.now);
    if next == known.row {
        return None;
    }
    let begun = next.state != known.row.state;
    let mut step = Step::other(next, "joined");
    if begun {
        step.t = Some(Id::T3);
        "T3 both pressed join".clone_into(&mut step.cause);
    }
    Some(step)
}
