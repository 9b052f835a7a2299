//! Who is there: signs of life of visitors' browsers, over tabs, devices and processes (queue.md 3.3).
//!
//! Signs live in memory and are vouched for by leases every few seconds; a period row is written only on change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::queue::presence::{LastSign, Sign, presence};
use model::{Guid, TenantId, TicketId, Timestamp};
use store::{PresenceChange, PresenceLeaseRow, TicketRow};
use trust::VisitorTicket;
use trust::audit::Actor;
use trust::clock::Clock;

use crate::QueueError;
use crate::event::Event;
use crate::queue::{Queue, fresh};
use crate::write::{Happened, Target, append, period};

/// Seconds a process vouches for what it knows; several ticks, so that a slow one loses nobody.
const LEASE_S: i64 = 20;
/// Minutes without stream or sign after which a process forgets a ticket: longer than any place is held.
const FORGET_MIN: i64 = 30;

/// An identity for this process among others on the same database.
pub(crate) fn process() -> Guid {
    fresh()
}

/// What this process knows of visitors' browsers.
#[derive(Clone)]
pub(crate) struct Registry {
    process: Guid,
    clock: Clock,
    known: Arc<Mutex<HashMap<TicketId, (TenantId, LastSign)>>>,
}

/// An open stream of a ticket; dropping it counts the stream as closed.
#[must_use = "the stream counts as closed when this is dropped"]
pub struct OpenStream {
    registry: Registry,
    ticket: TicketId,
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let now = (self.registry.clock)();
        if let Some((_, last)) = self.registry.lock().get_mut(&self.ticket) {
            last.streams = last.streams.saturating_sub(1);
            if last.streams == 0 && last.sign != Sign::Visible {
                // A hidden page says nothing; its stream was its sign of life until now, whatever another page said on
                // being closed.
                last.at = last.at.max(now);
            }
        }
    }
}

impl Registry {
    pub(crate) fn new(process: Guid, clock: Clock) -> Self {
        Self {
            process,
            clock,
            known: Arc::default(),
        }
    }

    pub(crate) const fn process(&self) -> Guid {
        self.process
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TicketId, (TenantId, LastSign)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sign(&self, tenant: TenantId, ticket: TicketId, (sign, now): (Sign, Timestamp)) -> LastSign {
        let mut known = self.lock();
        let (_, last) = known
            .entry(ticket)
            .or_insert_with(|| (tenant, LastSign::first(sign, now)));
        *last = last.then(sign, now);
        *last
    }

    /// A page asks for its ticket. `stored` as for [`Self::open`].
    fn load(
        &self,
        tenant: TenantId,
        ticket: TicketId,
        (stored, now): (Sign, Timestamp),
    ) -> LastSign {
        let mut known = self.lock();
        let (_, last) = known
            .entry(ticket)
            .or_insert_with(|| (tenant, LastSign::first(stored, now)));
        *last = last.then(loading(last.sign), now);
        *last
    }

    /// `stored` is what the database knows the browser said last: a process that has just started knows no better.
    fn open(
        &self,
        tenant: TenantId,
        ticket: TicketId,
        (stored, now): (Sign, Timestamp),
    ) -> OpenStream {
        let mut known = self.lock();
        let (_, last) = known
            .entry(ticket)
            .or_insert_with(|| (tenant, LastSign::first(stored, now)));
        *last = last.then(loading(last.sign), now);
        last.streams = last.streams.saturating_add(1);
        drop(known);
        OpenStream {
            registry: self.clone(),
            ticket,
        }
    }

    /// What is known of a ticket here.
    pub(crate) fn last(&self, ticket: TicketId) -> Option<LastSign> {
        self.lock().get(&ticket).map(|(_, last)| *last)
    }

    /// Takes over a ticket nobody vouches for: its silence is counted from now, because a process that is starting
    /// cannot know what the visitor said meanwhile (R5).
    pub(crate) fn adopt(
        &self,
        tenant: TenantId,
        ticket: TicketId,
        (sign, now): (Sign, Timestamp),
    ) -> LastSign {
        self.lock()
            .entry(ticket)
            .or_insert_with(|| (tenant, LastSign::first(sign, now)))
            .1
    }

    /// What this process vouches for; forgets what is long silent.
    pub(crate) fn leases(&self, now: Timestamp) -> Vec<PresenceLeaseRow> {
        let mut known = self.lock();
        known.retain(|_, (_, last)| {
            last.streams > 0 || now.seconds_since(last.at) < FORGET_MIN * 60
        });
        known
            .iter()
            .map(|(ticket, (tenant, last))| PresenceLeaseRow {
                tenant: *tenant,
                ticket: *ticket,
                process: self.process,
                sign: last.sign,
                at: last.at,
                streams: last.streams,
                lasts_until: now.plus_seconds(LEASE_S),
            })
            .collect()
    }

    /// Forgets a ticket that has ended.
    pub(crate) fn forget(&self, ticket: TicketId) {
        let mut known = self.lock();
        if known
            .get(&ticket)
            .is_some_and(|(_, last)| last.streams == 0)
        {
            known.remove(&ticket);
        }
    }
}

/// What a page that loads, or whose stream opens, says by that alone: it undoes the beacon of the page it replaces. A
/// hidden page that asks again stays hidden; it would say if it were in view.
const fn loading(last: Sign) -> Sign {
    match last {
        Sign::Hidden => Sign::Hidden,
        Sign::Visible | Sign::Leaving => Sign::Visible,
    }
}

/// What another process vouches for.
pub(crate) fn leased(lease: &PresenceLeaseRow) -> LastSign {
    LastSign {
        streams: lease.streams,
        ..LastSign::first(lease.sign, lease.at)
    }
}

impl Queue {
    /// A heartbeat, a hidden page or a leave beacon. A visitor who turns from away or gone to present is shown so at
    /// once; the other way takes the next tick.
    ///
    /// # Errors
    /// [`QueueError::Store`].
    pub async fn sign(&self, visitor: &VisitorTicket, sign: Sign) -> Result<(), QueueError> {
        let now = self.now();
        let last = self
            .0
            .signs
            .sign(visitor.tenant(), visitor.ticket(), (sign, now));
        self.back(visitor, last).await
    }

    /// A page that asks for its ticket: without script that is the only sign of life. A page in the background asks, too,
    /// before it opens its stream again.
    pub(crate) async fn load(&self, visitor: &VisitorTicket) -> Result<(), QueueError> {
        let (tenant, ticket, now) = (visitor.tenant(), visitor.ticket(), self.now());
        let row = self.of(tenant).ticket(ticket).await?;
        let row = row.ok_or(QueueError::NotFound)?;
        let last = self.0.signs.load(tenant, ticket, (row.last_sign, now));
        self.back_from(&row, tenant, last).await
    }

    /// Counts a stream of the visitor's page as open for as long as the answer is held.
    ///
    /// # Errors
    /// [`QueueError::Store`].
    pub async fn stream(&self, visitor: &VisitorTicket) -> Result<OpenStream, QueueError> {
        let (tenant, ticket, now) = (visitor.tenant(), visitor.ticket(), self.now());
        let row = self.of(tenant).ticket(ticket).await?;
        let row = row.ok_or(QueueError::NotFound)?;
        let open = self.0.signs.open(tenant, ticket, (row.last_sign, now));
        if let Some(last) = self.0.signs.last(ticket) {
            self.back_from(&row, tenant, last).await?;
        }
        Ok(open)
    }

    /// Writes a presence that is better than the stored one at once.
    async fn back(&self, visitor: &VisitorTicket, last: LastSign) -> Result<(), QueueError> {
        match self.of(visitor.tenant()).ticket(visitor.ticket()).await? {
            Some(row) => self.back_from(&row, visitor.tenant(), last).await,
            None => Ok(()),
        }
    }

    /// As [`Self::back`], from the ticket as it was just read.
    async fn back_from(
        &self,
        row: &TicketRow,
        tenant: TenantId,
        last: LastSign,
    ) -> Result<(), QueueError> {
        // `Presence` is declared from there to gone, so "less" is "better".
        if row.state.is_terminal() || presence(last, self.now()) >= row.presence {
            return Ok(());
        }
        self.set_presence(tenant, row.id, last).await
    }

    /// Writes the presence that follows from a last sign, if it differs from the stored one.
    pub(crate) async fn set_presence(
        &self,
        tenant: TenantId,
        ticket: TicketId,
        last: LastSign,
    ) -> Result<(), QueueError> {
        let now = self.now();
        let next = presence(last, now);
        let mut tx = self.of(tenant).begin().await?;
        let Some(row) = tx.lock_ticket(ticket).await? else {
            return Ok(());
        };
        if row.presence == next || row.state.is_terminal() {
            return Ok(());
        }
        let change = PresenceChange {
            id: ticket,
            presence: next,
            since: now,
            last_sign: last.sign,
            last_sign_at: last.at,
        };
        if !tx.set_presence(&change).await? {
            return Ok(());
        }
        let happened = Happened {
            room: row.room,
            ticket: Some(ticket),
            kind: "presence",
            at: now,
            by: Actor::System,
        };
        append(
            &mut tx,
            happened,
            &Event {
                presence: Some(next),
                ..Event::default()
            },
        )
        .await?;
        let target = Target {
            tenant,
            ticket,
            room: None,
            by: Actor::System,
            command: None,
        };
        let value = (
            model::queue::state::Dimension::Presence,
            next.as_str().to_owned(),
        );
        tx.change_period(&period(target, value, cause(last), now))
            .await?;
        Ok(tx.commit().await?)
    }
}

/// Why a presence turned, for its period row.
const fn cause(last: LastSign) -> &'static str {
    match last.sign {
        Sign::Visible => "sign",
        Sign::Hidden => "hidden",
        Sign::Leaving => "beacon",
    }
}
