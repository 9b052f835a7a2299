//! Taking a visitor (T2): one conditional update decides the winner.

use model::queue::can::{self, ACTIVE_LIMIT, Reason};
use model::queue::order;
use model::queue::room::MeetingKind;
use model::queue::state::{MeetingState, State};
use model::queue::transition::Id;
use model::queue::view::CardView;
use model::{ConsultationId, Guid, TicketId};
use store::{MeetingLockRow, StoreError, TakeArgs, TicketRow, Tx};
use trust::audit::Actor;
use trust::{RoomStaff, TenantKeys};

use crate::QueueError;
use crate::card::standing;
use crate::locks::Behind;
use crate::queue::{Queue, fresh};
use crate::sealed::seal_link;
use crate::staff::Click;
use crate::step::{self, Claimer, Released};
use crate::write::{self, Known, Record, Step, Target, change, first_result, pressed, record};

/// How many visitors "take next" tries when colleagues take them first.
const NEXT_ATTEMPTS: u32 = 20;

impl Queue {
    /// Takes a visitor. Exactly one of many at once wins; the losers learn who.
    ///
    /// # Errors
    /// [`QueueError::AlreadyTaken`], [`QueueError::Stale`], [`QueueError::NotPossible`] with [`Reason::Busy`] when the
    /// consultant has an active case.
    pub async fn take(&self, staff: &RoomStaff, click: Click) -> Result<CardView, QueueError> {
        self.take_once(staff, click).await?;
        self.card(staff, click.ticket).await
    }

    /// Takes the visitor who is served next; `None` when nobody can be called. The same key again answers with the
    /// visitor taken first.
    ///
    /// # Errors
    /// As [`Self::take`], without the losers' errors: the one after is tried instead.
    pub async fn take_next(
        &self,
        staff: &RoomStaff,
        key: Guid,
    ) -> Result<Option<CardView>, QueueError> {
        if let Some(first) = self.of(staff.tenant()).command(key).await? {
            let ticket = pressed(&first).ok_or(QueueError::Malformed("command"))?;
            return self.card(staff, ticket).await.map(Some);
        }
        for _ in 0..NEXT_ATTEMPTS {
            let rows = self.of(staff.tenant()).open_tickets(staff.room()).await?;
            let standings: Vec<_> = rows.iter().map(standing).collect();
            let Some(ticket) = order::next(&standings, self.now()) else {
                return Ok(None);
            };
            let version = rows
                .iter()
                .find(|row| row.id == ticket)
                .map_or(0, |row| row.version);
            match self
                .take(
                    staff,
                    Click {
                        ticket,
                        version,
                        key,
                    },
                )
                .await
            {
                Err(QueueError::AlreadyTaken { .. } | QueueError::Stale) => {}
                Err(QueueError::NotPossible(reason)) if reason != Reason::Busy => {}
                other => return other.map(Some),
            }
        }
        Err(QueueError::Stale)
    }

    async fn take_once(&self, staff: &RoomStaff, click: Click) -> Result<(), QueueError> {
        let keys = self.keys(staff.tenant()).await?;
        let target = click.target(staff);
        let mut attempt = 0;
        let taken = loop {
            attempt += 1;
            match self.take_in_one(staff, click, &keys).await {
                Err(QueueError::Store(StoreError::Busy)) if attempt < 5 => {}
                other => break other?,
            }
        };
        let Some(Taken { row, left }) = taken else {
            return Ok(());
        };
        for lock in left {
            let meeting = Behind {
                tenant: target.tenant,
                ticket: lock.ticket,
                organiser: lock.organiser,
            };
            self.lock_soon(meeting, lock.reference);
        }
        if row.meeting == MeetingState::Creating {
            self.prepare_meeting(target.tenant, &row);
        }
        Ok(())
    }

    /// One transaction; answers the ticket as taken, or `None` for a repeated press.
    async fn take_in_one(
        &self,
        staff: &RoomStaff,
        click: Click,
        keys: &TenantKeys,
    ) -> Result<Option<Taken>, QueueError> {
        let target = click.target(staff);
        let now = self.now();
        let mut tx = self.of(target.tenant).begin().await?;
        if first_result(tx.command(click.key).await?.as_deref(), click.ticket)? {
            return Ok(None);
        }
        let row = tx.ticket(click.ticket).await?.ok_or(QueueError::NotFound)?;
        let consultation = row.consultation.unwrap_or(ConsultationId(fresh()));
        let take = TakeArgs {
            id: click.ticket,
            room: staff.room(),
            expected_version: click.version,
            by: staff.oid(),
            name: staff.name().to_owned(),
            consultation,
            now,
            active_limit: i64::from(ACTIVE_LIMIT),
        };
        if tx.take_ticket(&take).await? != 1 {
            return self.why_not(tx, staff, click).await;
        }
        let known = write::known(&mut tx, row, now).await?;
        let claimer = Claimer {
            by: staff.oid(),
            name: staff.name().to_owned(),
        };
        let step = called(&known, &claimer, consultation, keys);
        let mut rest = change(&known.row, &step.next);
        rest.expected_version = Some(known.row.version + 1);
        if tx.change_ticket(&rest).await? != 1 {
            return Err(QueueError::Stale);
        }
        record(
            &mut tx,
            keys,
            &Record {
                target,
                known: &known,
                step: &step,
            },
        )
        .await?;
        let mut left = tx.meeting_locks(click.ticket).await?;
        left.retain(|lock| lock.organiser != staff.oid());
        tx.commit().await?;
        Ok(Some(Taken {
            row: step.next,
            left,
        }))
    }

    /// Why the conditional update touched no row. Reads in the same transaction, which then ends without a trace.
    async fn why_not(
        &self,
        mut tx: Tx,
        staff: &RoomStaff,
        click: Click,
    ) -> Result<Option<Taken>, QueueError> {
        let row = tx
            .ticket(click.ticket)
            .await?
            .filter(|row| row.room == staff.room());
        let row = row.ok_or(QueueError::NotFound)?;
        // Somebody may have carried out this very press between the look at its key and the update.
        if first_result(tx.command(click.key).await?.as_deref(), click.ticket)? {
            return Ok(None);
        }
        let known = write::known(&mut tx, row, self.now()).await?;
        drop(tx);
        let me = can::Staff {
            me: staff.oid(),
            coordinator: staff.may_edit(),
        };
        match can::take(&known.facts(), me, 0) {
            Err(Reason::Taken) => Err(QueueError::AlreadyTaken {
                by: known.row.claim_name.unwrap_or_default(),
            }),
            Err(reason) => Err(reason.into()),
            Ok(()) if known.row.version != click.version => Err(QueueError::Stale),
            Ok(()) => Err(Reason::Busy.into()),
        }
    }
}

/// A ticket that was just taken.
struct Taken {
    row: TicketRow,
    /// Meetings of colleagues that the visitor was sent to before and that are still open.
    left: Vec<MeetingLockRow>,
}

/// The ticket as called: with a fixed link at once ready, otherwise its meeting is being created.
fn called(
    known: &Known,
    claimer: &Claimer,
    consultation: ConsultationId,
    keys: &TenantKeys,
) -> Step {
    let mut next = step::taken(&known.row, claimer, known.moment.now, consultation);
    if let MeetingKind::FixedLink(link) = &known.room.settings.meeting {
        let link = seal_link(keys, known.row.id, link);
        next = step::ready(
            &next,
            Released {
                link,
                reference: None,
                organiser: None,
            },
        );
    }
    debug_assert_eq!(next.state, State::Called);
    Step {
        next,
        t: Some(Id::T2),
        kind: "taken",
        cause: "T2".to_owned(),
        audited: Some("ticket.taken"),
        sole: false,
    }
}

impl Click {
    /// What this press by this person changes.
    pub(crate) fn target(self, staff: &RoomStaff) -> Target {
        Target {
            tenant: staff.tenant(),
            ticket: self.ticket,
            room: Some(staff.room()),
            by: Actor::Person(staff.oid()),
            command: Some(self.key),
        }
    }
}

impl Queue {
    /// The card of a ticket of this room.
    pub(crate) async fn card(
        &self,
        staff: &RoomStaff,
        ticket: TicketId,
    ) -> Result<CardView, QueueError> {
        let scoped = self.of(staff.tenant());
        let row = scoped
            .ticket(ticket)
            .await?
            .filter(|row| row.room == staff.room());
        let row = row.ok_or(QueueError::NotFound)?;
        crate::card::draw(&scoped, &self.keys(staff.tenant()).await?, &row).await
    }
}
