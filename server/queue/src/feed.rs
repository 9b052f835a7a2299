//! What open pages are told: what changed since a revision, or everything.

use std::collections::BTreeSet;

use model::live::{BoardPush, GoneCard};
use model::queue::order;
use model::queue::state::State;
use model::{RoomId, TenantId, TicketId, Timestamp};
use store::EventRow;

use crate::QueueError;
use crate::card::{draw, standing};
use crate::draw::Drawn;
use crate::queue::Queue;

/// Most events a change is made of; a wider gap gets the whole board.
const GAP_MOST: i64 = 200;

/// The waiting tickets of a room, in the order of service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Revision of the room, not newer than the order.
    pub revision: i64,
    /// The server's clock.
    pub now: Timestamp,
    /// First comes next.
    pub order: Vec<TicketId>,
}

impl Places {
    /// How many wait before this one, away ones included; `None` when it does not wait here.
    #[must_use]
    pub fn ahead(&self, ticket: TicketId) -> Option<u32> {
        let at = self.order.iter().position(|waiting| *waiting == ticket)?;
        u32::try_from(at).ok()
    }
}

/// The revision that these events lead to from the one a board has; `None` when they don't tell it enough. `room` is
/// the revision of the room that was read beside them: with an event that came in between, the room's own settings would
/// be told as they were before it, and nothing would correct them.
fn reached(from: i64, room: i64, events: &[EventRow]) -> Option<i64> {
    let known = (0..=GAP_MOST).contains(&(room - from));
    match (events.first(), events.last()) {
        (Some(first), Some(last)) => {
            (known && first.revision == from + 1 && last.revision <= room).then_some(last.revision)
        }
        _ => (room == from).then_some(from),
    }
}

impl Queue {
    /// The whole board of a room, for a stream that was let into it.
    ///
    /// # Errors
    /// [`QueueError::NotFound`], [`QueueError::Store`].
    pub async fn board_snapshot(
        &self,
        tenant: TenantId,
        room: RoomId,
    ) -> Result<BoardPush, QueueError> {
        let Drawn {
            row,
            room,
            cards,
            now,
        } = self.drawn(tenant, room).await?;
        Ok(BoardPush::Snapshot {
            revision: row.revision,
            now,
            open: room.settings.open,
            cards,
        })
    }

    /// What has changed on a room's board since a revision, for a stream that was let into it: the changed cards, or
    /// the whole board when the gap is wide, lies in the future, or reaches into events no longer kept.
    ///
    /// # Errors
    /// [`QueueError::NotFound`], [`QueueError::Store`].
    pub async fn board_since(
        &self,
        tenant: TenantId,
        room: RoomId,
        revision: i64,
    ) -> Result<BoardPush, QueueError> {
        let scoped = self.of(tenant);
        // At once: neither needs the other, and an open board waits for both.
        let (known, events) = tokio::join!(
            self.room(tenant, room),
            scoped.events_since(room, revision, GAP_MOST)
        );
        let ((row, settings), events) = (known?, events?);
        let Some(reached) = reached(revision, row.revision, &events) else {
            return self.board_snapshot(tenant, room).await;
        };
        let touched: BTreeSet<TicketId> = events.iter().filter_map(|event| event.ticket).collect();
        let ids: Vec<TicketId> = touched.into_iter().collect();
        let keys = self.keys(tenant).await?;
        let (mut cards, mut gone) = (Vec::new(), Vec::new());
        for ticket in scoped.tickets_by_ids(&ids).await? {
            if ticket.state.is_terminal() || ticket.room != room {
                gone.push(GoneCard {
                    ticket: ticket.id,
                    number: ticket.number,
                    state: ticket.state,
                });
            } else {
                cards.push(draw(&scoped, &keys, &ticket).await?);
            }
        }
        let now = self.now();
        order::sort(&mut cards, now);
        Ok(BoardPush::Change {
            revision: reached,
            now,
            open: settings.settings.open,
            cards,
            gone,
        })
    }

    /// The order of a room's waiting tickets, for the streams of visitors.
    ///
    /// # Errors
    /// [`QueueError::NotFound`], [`QueueError::Store`].
    pub async fn places(&self, tenant: TenantId, room: RoomId) -> Result<Places, QueueError> {
        let (row, _) = self.room(tenant, room).await?;
        let now = self.now();
        let rows = self.of(tenant).open_tickets(room).await?;
        let mut standings: Vec<_> = rows
            .iter()
            .map(standing)
            .filter(|standing| standing.state == State::Waiting)
            .collect();
        standings.sort_by_key(|standing| order::key(standing, now));
        let order = standings.iter().map(|standing| standing.ticket).collect();
        Ok(Places {
            revision: row.revision,
            now,
            order,
        })
    }
}

#[cfg(test)]
mod tests {
    use model::Guid;

    use super::*;

    fn events(revisions: impl IntoIterator<Item = i64>) -> Vec<EventRow> {
        let event = |revision| EventRow {
            room: RoomId(Guid::from_u128(1)),
            revision,
            ticket: None,
            kind: String::new(),
            at: Timestamp(0),
            actor_kind: String::new(),
            actor: None,
            json: String::new(),
        };
        revisions.into_iter().map(event).collect()
    }

    #[test]
    fn events_lead_on_only_without_a_gap_and_no_further_than_the_room_was_read() {
        for (from, room, told, wanted) in [
            (7, 7, events([]), Some(7)),
            (7, 9, events(8..=9), Some(9)),
            (7, 9, events([8]), Some(8)),
            (7, 7, events([8]), None),
            (7, 8, events(8..=9), None),
            (7, 9, events([9]), None),
            (7, 9, events([]), None),
            (7, 6, events([]), None),
            (7, 208, events(8..=207), None),
        ] {
            assert_eq!(
                reached(from, room, &told),
                wanted,
                "{from} to {room}: {}",
                told.len()
            );
        }
    }
}
