//! Drawing pages: entrance, waiting page, board, lists.

use std::sync::Arc;

use model::queue::can::restorable_until;
use model::queue::order;
use model::queue::room::{MeetingKind, Room};
use model::queue::state::{MeetingState, State};
use model::queue::transition::RESTORE_S;
use model::queue::view::{
    AnswersView, BoardView, CardView, EntranceView, Opening, RoomLine, RoomsView, TicketLine,
    TicketView, VisitorMeeting,
};
use model::{RoomId, Slug, TenantId, Timestamp};
use store::{RoomRow, TicketRow};
use trust::{PublicRoom, RoomStaff, RoomsAccess, VisitorCookie, VisitorTicket};

use crate::QueueError;
use crate::card::{draw, standing};
use crate::queue::{Queue, fresh, read_room};
use crate::sealed::{open_answers, open_draft};

/// A room and what its board shows.
pub(crate) struct Drawn {
    pub(crate) row: RoomRow,
    pub(crate) room: Room,
    pub(crate) cards: Vec<CardView>,
    pub(crate) now: Timestamp,
}

/// What a visitor sees of the organisation.
pub(crate) struct Home {
    pub(crate) name: String,
    pub(crate) slug: Slug,
}

impl Queue {
    /// The entrance of a room, with what this browser typed before.
    ///
    /// # Errors
    /// [`QueueError::NotFound`], [`QueueError::Store`].
    pub async fn entrance(
        &self,
        public: &PublicRoom,
        visitor: Option<&VisitorCookie>,
    ) -> Result<EntranceView, QueueError> {
        let scoped = self.of(public.tenant());
        let (_, room) = self.room(public.tenant(), public.room()).await?;
        let waiting = scoped.waiting_count(public.room()).await?;
        let (mut present_ticket, mut draft) = (None, None);
        if let Some(visitor) = visitor {
            let hash = visitor.hash();
            let held = scoped.visitor_tickets(&hash).await?;
            present_ticket = held
                .iter()
                .find(|row| row.room == room.id && !row.state.is_terminal())
                .map(|row| row.id);
            if let Some(sealed) = scoped.draft(room.id, &hash).await? {
                draft = open_draft(
                    &self.keys(public.tenant()).await?,
                    (room.id, &hash),
                    &sealed,
                )
                .ok();
            }
        }
        let opening = match room.settings.open {
            false => Opening::Closed,
            true if waiting >= room.settings.capacity => Opening::Full,
            true => Opening::Open,
        };
        let settings = room.settings;
        Ok(EntranceView {
            tenant_name: public.tenant_name().to_owned(),
            tenant: public.tenant_slug().clone(),
            room: settings.slug,
            name: settings.name,
            intro: settings.intro,
            privacy_notice: settings.privacy_notice,
            consent_text: settings.consent_text,
            consent_version: room.consent_version,
            retention_minutes: settings.retention_minutes,
            questions: settings.questions,
            opening,
            closed_text: settings.closed_text,
            fallback_text: settings.fallback_text,
            waiting,
            key: fresh(),
            present_ticket,
            draft,
        })
    }

    /// The visitor's own ticket, for a page that asks: which is a sign of life, the only one without script.
    ///
    /// # Errors
    /// [`QueueError::NotFound`], [`QueueError::Store`].
    pub async fn ticket_view(&self, visitor: &VisitorTicket) -> Result<TicketView, QueueError> {
        self.load(visitor).await?;
        self.ticket_push(visitor).await
    }

    /// The visitor's own ticket, for a stream; says nothing about the visitor.
    ///
    /// # Errors
    /// [`QueueError::NotFound`], [`QueueError::Store`].
    pub async fn ticket_push(&self, visitor: &VisitorTicket) -> Result<TicketView, QueueError> {
        let scoped = self.of(visitor.tenant());
        let row = scoped
            .ticket(visitor.ticket())
            .await?
            .ok_or(QueueError::NotFound)?;
        // The revision is read before the queue: what happens in between is told again rather than missed.
        let (stored, room) = self.room(visitor.tenant(), row.room).await?;
        let tenant = self.tenant(visitor.tenant()).await?;
        let now = self.now();
        let ahead = match row.state {
            State::Waiting => {
                let standings: Vec<_> = scoped
                    .open_tickets(row.room)
                    .await?
                    .iter()
                    .map(standing)
                    .collect();
                order::ahead(&standings, row.id, now)
            }
            _ => None,
        };
        let answers = match row.answers.as_deref() {
            None => AnswersView::Erased,
            Some(sealed) => {
                let told = open_answers(&self.keys(visitor.tenant()).await?, row.id, sealed)?;
                AnswersView::Stored {
                    name: told.name,
                    answers: told.answers,
                }
            }
        };
        Ok(TicketView {
            ticket: row.id,
            number: row.number,
            tenant_name: tenant.name,
            tenant: tenant.slug,
            room: room.settings.slug,
            room_name: room.settings.name,
            state: row.state,
            state_since: row.state_since,
            ahead,
            arrived: row.arrived,
            now,
            meeting: visitor_meeting(&row),
            answers,
            restorable_until: restorable_until(row.state, row.state_since)
                .filter(|until| now < *until),
            fallback_text: room.settings.fallback_text,
            revision: stored.revision,
        })
    }

    /// The tickets of a browser that have not ended, whose answers are still kept, or that ended within the time of a
    /// return (T13); newest first.
    ///
    /// # Errors
    /// [`QueueError::Store`].
    pub async fn tickets_of(&self, visitor: &VisitorCookie) -> Result<Vec<TicketLine>, QueueError> {
        let now = self.now();
        let mut lines = Vec::new();
        for (tenant, row) in self
            .0
            .store
            .system()
            .tickets_of_visitor(&visitor.hash())
            .await?
        {
            // Whoever wrote answers can see and delete them as long as they are kept; an end is explained for as
            // long as it could be taken back.
            let shown = !row.state.is_terminal()
                || row.answers.is_some()
                || now < row.state_since.plus_seconds(i64::from(RESTORE_S));
            if !shown {
                continue;
            }
            let (Ok((_, room)), Ok(tenant)) =
                (self.room(tenant, row.room).await, self.tenant(tenant).await)
            else {
                continue;
            };
            lines.push(TicketLine {
                ticket: row.id,
                tenant: tenant.slug,
                room: room.settings.slug,
                room_name: room.settings.name,
                state: row.state,
                arrived: row.arrived,
            });
        }
        Ok(lines)
    }

    /// The rooms this person may enter or edit, by name.
    ///
    /// # Errors
    /// [`QueueError::Store`].
    pub async fn rooms(&self, access: &RoomsAccess) -> Result<RoomsView, QueueError> {
        let scoped = self.of(access.tenant());
        let waiting = scoped.waiting_by_room().await?;
        let mut rooms = Vec::new();
        for row in scoped.rooms().await? {
            let (may_work, may_edit) = (access.may_work(row.id), access.may_edit(row.id));
            if !may_work && !may_edit {
                continue;
            }
            let settings = read_room(&row)?.settings;
            let queue = waiting.iter().find(|queue| queue.room == row.id);
            rooms.push(RoomLine {
                room: row.id,
                name: settings.name,
                slug: settings.slug,
                open: settings.open,
                waiting: queue.map_or(0, |queue| queue.waiting),
                longest_since: queue.and_then(|queue| queue.longest_since),
                may_edit,
                may_work,
            });
        }
        rooms.sort_by(|a, b| {
            a.name
                .to_lowercase()
                .cmp(&b.name.to_lowercase())
                .then(a.room.cmp(&b.room))
        });
        Ok(RoomsView {
            rooms,
            now: self.now(),
            may_create: access.may_create(),
        })
    }

    /// The board of a room.
    ///
    /// # Errors
    /// [`QueueError::NotFound`], [`QueueError::Store`].
    pub async fn board(&self, staff: &RoomStaff) -> Result<BoardView, QueueError> {
        let Drawn {
            row,
            room,
            cards,
            now,
        } = self.drawn(staff.tenant(), staff.room()).await?;
        let needs_teams = room.settings.meeting == MeetingKind::Teams;
        let connected = needs_teams && self.0.trust.connected(staff.member()).await?;
        Ok(BoardView {
            room: room.id,
            name: room.settings.name,
            tenant: self.tenant(staff.tenant()).await?.slug,
            slug: room.settings.slug,
            open: room.settings.open,
            light_minutes: room.settings.light_minutes,
            needs_teams,
            me: staff.oid(),
            may_edit: staff.may_edit(),
            connected,
            now,
            revision: row.revision,
            cards,
        })
    }

    /// All cards of a room in the order of service, with a revision that is not newer than they are.
    pub(crate) async fn drawn(&self, tenant: TenantId, room: RoomId) -> Result<Drawn, QueueError> {
        let (row, room) = self.room(tenant, room).await?;
        let now = self.now();
        let mut cards = self.cards(tenant, room.id, row.revision).await?;
        order::sort(&mut cards, now);
        Ok(Drawn {
            row,
            room,
            cards,
            now,
        })
    }

    /// The cards of a room, not older than the revision, in no particular order.
    async fn cards(
        &self,
        tenant: TenantId,
        room: RoomId,
        revision: i64,
    ) -> Result<Vec<CardView>, QueueError> {
        if let Some(cards) = self.0.boards.at((tenant, room), revision) {
            return Ok(Vec::clone(&cards));
        }
        let scoped = self.of(tenant);
        let keys = self.keys(tenant).await?;
        let mut cards = Vec::new();
        for ticket in scoped.open_tickets(room).await? {
            cards.push(draw(&scoped, &keys, &ticket).await?);
        }
        self.0
            .boards
            .keep((tenant, room), revision, Arc::new(cards.clone()));
        Ok(cards)
    }

    pub(crate) async fn tenant(&self, tenant: TenantId) -> Result<Home, QueueError> {
        let row = self
            .of(tenant)
            .tenant_row()
            .await?
            .ok_or(QueueError::NotFound)?;
        Ok(Home {
            name: row.name,
            slug: row.slug.ok_or(QueueError::NotFound)?,
        })
    }
}

fn visitor_meeting(row: &TicketRow) -> VisitorMeeting {
    match (row.state, row.meeting) {
        (State::Called | State::InConsultation | State::OnHold, MeetingState::Ready) => {
            VisitorMeeting::Ready
        }
        (State::Called | State::InConsultation | State::OnHold, _) => VisitorMeeting::Preparing,
        (state, _) if state.is_terminal() => VisitorMeeting::Closed,
        _ => VisitorMeeting::None,
    }
}
