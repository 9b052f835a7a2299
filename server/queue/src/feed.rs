//! What open pages are told: what changed since a revision, or everything.

use std::collections::BTreeSet;

use model::live::{BoardPush, GoneCard};
use model::queue::order;
use model::queue::state::State;
use model::{RoomId, TenantId, TicketId, Timestamp};

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
        let gap = row.revision - revision;
        if !(0..=GAP_MOST).contains(&gap) {
            return self.board_snapshot(tenant, room).await;
        }
        let kept = events
            .first()
            .is_none_or(|first| first.revision == revision + 1);
        if !kept || (events.is_empty() && gap > 0) {
            return self.board_snapshot(tenant, room).await;
        }
        let reached = events.last().map_or(revision, |last| last.revision);
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
