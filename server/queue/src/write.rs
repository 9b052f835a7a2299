//! The one way a ticket changes: load, decide, and one transaction that holds or happens not at all.

use model::queue::can::Facts;
use model::queue::room::Room;
use model::queue::state::{Dimension, State};
use model::queue::transition::{Actor as Role, Effect, Id, Rejected, find};
use model::{Guid, ObjectId, RoomId, TenantId, TicketId, Timestamp};
use serde_json::json;
use store::{EventRow, PeriodRow, StoreError, TicketRow, Tx};
use trust::TenantKeys;
use trust::audit::{self, Actor, Entry};

use crate::QueueError;
use crate::event::Event;
use crate::kpi::{self, NOBODY};
use crate::queue::{Queue, read_room};
use crate::step::{self, Moment};

mod change;

pub(crate) use change::change;

/// How often a write is tried when the database says that another writer was in the way.
const ATTEMPTS: u32 = 5;

/// What is known of a ticket when a change is decided.
pub(crate) struct Known {
    /// The ticket as stored.
    pub(crate) row: TicketRow,
    /// Its room.
    pub(crate) room: Room,
    /// Its periods so far.
    pub(crate) periods: Vec<PeriodRow>,
    /// When, and for how long answers stay.
    pub(crate) moment: Moment,
}

/// A decided change.
pub(crate) struct Step {
    /// The ticket afterwards.
    pub(crate) next: TicketRow,
    /// Row of the table, if the change is one.
    pub(crate) t: Option<Id>,
    /// Name in the event log; staff actions stand as `ticket.<kind>` in the audit log.
    pub(crate) kind: &'static str,
    /// Cause in the period rows.
    pub(crate) cause: String,
    /// Whether the audit log gets a row when a person did it.
    pub(crate) audited: Option<&'static str>,
}

impl Known {
    /// Who held the last claim of a ticket that nobody holds now.
    pub(crate) fn last_caller(&self) -> Option<ObjectId> {
        match self.row.claim_by {
            None => kpi::last_claim(&self.periods),
            Some(_) => None,
        }
    }

    /// What the rules of `model::queue::can` look at.
    pub(crate) fn facts(&self) -> Facts {
        Facts {
            state: self.row.state,
            state_since: self.row.state_since,
            claim: self.row.claim_by,
            last_caller: self.last_caller(),
            meeting: self.row.meeting,
            problem: self.row.problem,
        }
    }

    /// Since when a dimension has its present value.
    pub(crate) fn since(&self, dimension: Dimension) -> Timestamp {
        let open = self
            .periods
            .iter()
            .find(|p| p.dimension == dimension && p.ended.is_none());
        open.map_or(self.row.arrived, |p| p.start)
    }

    /// The step of the table to another state, for this actor.
    pub(crate) fn step(&self, to: State, role: Role, kind: Kind) -> Result<Step, Rejected> {
        let transition = find(self.row.state, to, role)?;
        Ok(Step {
            next: step::moved(&self.row, transition, self.moment),
            t: Some(transition.id),
            kind: kind.event,
            cause: format!("{:?}", transition.id),
            audited: transition.has(Effect::Audit).then_some(kind.audit),
        })
    }
}

/// The names of a change in the two logs.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    /// In the event log.
    pub(crate) event: &'static str,
    /// In the audit log.
    pub(crate) audit: &'static str,
}

impl Step {
    /// A change that is no row of the table: a meeting, a pressed button.
    pub(crate) fn other(next: TicketRow, kind: &'static str) -> Self {
        Self {
            next,
            t: None,
            kind,
            cause: kind.to_owned(),
            audited: None,
        }
    }

    /// The same change with a row in the audit log.
    pub(crate) fn audited(mut self, action: &'static str) -> Self {
        self.audited = Some(action);
        self
    }

    /// The same change with a particular in its cause.
    pub(crate) fn because(mut self, particular: &str) -> Self {
        self.cause = format!("{} {particular}", self.cause);
        self
    }
}

/// Who changes which ticket, by which press of a button.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    /// The tenant.
    pub(crate) tenant: TenantId,
    /// The ticket.
    pub(crate) ticket: TicketId,
    /// The room it has to be in, where the actor was let into one.
    pub(crate) room: Option<RoomId>,
    /// Who.
    pub(crate) by: Actor,
    /// The press, for repeats.
    pub(crate) command: Option<Guid>,
}

/// What became of a change.
pub(crate) struct Outcome {
    /// The ticket before.
    pub(crate) before: TicketRow,
    /// The ticket as written; none when there was nothing to change, or the press was a repeat.
    pub(crate) after: Option<TicketRow>,
}

/// Loads what is known of a ticket, held against other writers.
pub(crate) async fn lock(tx: &mut Tx, target: Target, now: Timestamp) -> Result<Known, QueueError> {
    let row = tx
        .lock_ticket(target.ticket)
        .await?
        .ok_or(QueueError::NotFound)?;
    if target.room.is_some_and(|room| room != row.room) {
        return Err(QueueError::NotFound);
    }
    known(tx, row, now).await
}

/// Loads what is known beside the row of a ticket.
pub(crate) async fn known(
    tx: &mut Tx,
    row: TicketRow,
    now: Timestamp,
) -> Result<Known, QueueError> {
    let room = tx.room(row.room).await?.ok_or(QueueError::NotFound)?;
    let room = read_room(&room)?;
    let periods = tx.periods(row.id).await?;
    let moment = Moment {
        now,
        retention_minutes: room.settings.retention_minutes,
    };
    Ok(Known {
        row,
        room,
        periods,
        moment,
    })
}

impl Queue {
    /// Holds the ticket, decides, writes, commits. `decide` answers `None` when there is nothing to change.
    pub(crate) async fn change<F>(&self, target: Target, decide: F) -> Result<Outcome, QueueError>
    where
        F: Fn(&Known) -> Result<Option<Step>, QueueError> + Send + Sync,
    {
        let keys = self.keys(target.tenant).await?;
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.change_once(target, &keys, &decide).await {
                Err(QueueError::Store(StoreError::Busy)) if attempt < ATTEMPTS => {}
                Ok(outcome) => {
                    self.lock_meeting_behind(target.tenant, &outcome);
                    return Ok(outcome);
                }
                error => return error,
            }
        }
    }

    async fn change_once<F>(
        &self,
        target: Target,
        keys: &TenantKeys,
        decide: &F,
    ) -> Result<Outcome, QueueError>
    where
        F: Fn(&Known) -> Result<Option<Step>, QueueError> + Send + Sync,
    {
        let mut tx = self.of(target.tenant).begin().await?;
        let known = lock(&mut tx, target, self.now()).await?;
        let repeated = match target.command {
            Some(key) => first_result(tx.command(key).await?.as_deref(), target.ticket)?,
            None => false,
        };
        let step = if repeated { None } else { decide(&known)? };
        let Some(step) = step else {
            return Ok(Outcome {
                before: known.row,
                after: None,
            });
        };
        if tx.change_ticket(&change(&known.row, &step.next)).await? != 1 {
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
        tx.commit().await?;
        Ok(Outcome {
            before: known.row,
            after: Some(step.next),
        })
    }
}

/// Whether this press was carried out before. A key that belongs to another ticket's press is refused.
pub(crate) fn first_result(json: Option<&str>, ticket: TicketId) -> Result<bool, QueueError> {
    match json.map(pressed) {
        None => Ok(false),
        Some(Some(pressed)) if pressed == ticket => Ok(true),
        Some(_) => Err(QueueError::Stale),
    }
}

/// The ticket a remembered press changed.
pub(crate) fn pressed(json: &str) -> Option<TicketId> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    value.get("ticket")?.as_str()?.parse().ok()
}

/// A change whose ticket row is written; what follows is everything else.
#[derive(Clone, Copy)]
pub(crate) struct Record<'a> {
    pub(crate) target: Target,
    pub(crate) known: &'a Known,
    pub(crate) step: &'a Step,
}

/// Writes event, periods, erasure, figures, audit row and the press. Locks in the order ticket, room, audit.
pub(crate) async fn record(
    tx: &mut Tx,
    keys: &TenantKeys,
    record: &Record<'_>,
) -> Result<(), QueueError> {
    let Record {
        target,
        known,
        step,
    } = *record;
    let (row, now) = (&known.row, known.moment.now);
    let event = Event {
        t: step.t,
        ..step::difference(row, &step.next)
    };
    append(
        tx,
        Happened {
            room: row.room,
            ticket: Some(row.id),
            kind: step.kind,
            at: now,
            by: target.by,
        },
        &event,
    )
    .await?;
    for (dimension, value) in turns(row, &step.next) {
        tx.change_period(&period(target, (dimension, value), &step.cause, now))
            .await?;
    }
    if event.erased {
        tx.erase_answers(row.id).await?;
    }
    figures(tx, record).await?;
    if let Some(key) = target.command {
        let result = json!({ "ticket": target.ticket }).to_string();
        if !tx.remember_command(key, &result, now).await? {
            return Err(QueueError::Store(StoreError::Busy));
        }
    }
    if let (Some(action), Actor::Person(_)) = (step.audited, target.by) {
        let entry = Entry::new(now, target.by, action, row.id).with(json!({ "cause": step.cause }));
        audit::append(tx, keys, entry).await?;
    }
    Ok(())
}

/// What happened in a room.
pub(crate) struct Happened {
    pub(crate) room: RoomId,
    pub(crate) ticket: Option<TicketId>,
    pub(crate) kind: &'static str,
    pub(crate) at: Timestamp,
    pub(crate) by: Actor,
}

/// Takes the room's next revision and appends its event.
pub(crate) async fn append(
    tx: &mut Tx,
    happened: Happened,
    event: &Event,
) -> Result<i64, QueueError> {
    let Happened {
        room,
        ticket,
        kind,
        at,
        by,
    } = happened;
    let revision = tx.next_revision(room).await?;
    tx.append_event(&EventRow {
        room,
        revision,
        ticket,
        kind: kind.to_owned(),
        at,
        actor_kind: by.kind().to_owned(),
        actor: by.oid().map(|oid| oid.to_string()),
        json: event.json(),
    })
    .await?;
    Ok(revision)
}

/// A period that begins now.
pub(crate) fn period(
    target: Target,
    (dimension, value): (Dimension, String),
    cause: &str,
    now: Timestamp,
) -> PeriodRow {
    PeriodRow {
        ticket: target.ticket,
        dimension,
        value,
        start: now,
        ended: None,
        actor_kind: target.by.kind().to_owned(),
        actor: target.by.oid().map(|oid| oid.to_string()),
        cause: cause.to_owned(),
    }
}

/// The value of the claim dimension.
pub(crate) fn claim_value(row: &TicketRow) -> String {
    row.claim_by
        .map_or_else(|| NOBODY.to_owned(), |by| by.to_string())
}

/// Dimensions that turn from one value to the next. A state that is entered anew (T13) turns, too.
fn turns(row: &TicketRow, next: &TicketRow) -> Vec<(Dimension, String)> {
    let mut turns = Vec::new();
    if row.state != next.state {
        turns.push((Dimension::State, next.state.as_str().to_owned()));
    }
    if row.presence != next.presence {
        turns.push((Dimension::Presence, next.presence.as_str().to_owned()));
    }
    if row.claim_by != next.claim_by {
        turns.push((Dimension::Claim, claim_value(next)));
    }
    if row.meeting != next.meeting {
        turns.push((Dimension::Meeting, next.meeting.as_str().to_owned()));
    }
    turns
}

/// At the end of a ticket its figures; when it comes back, the same row again as undone.
async fn figures(tx: &mut Tx, record: &Record<'_>) -> Result<(), QueueError> {
    let Record { known, step, .. } = *record;
    match (known.row.state.is_terminal(), step.next.state.is_terminal()) {
        (false, true) => {
            let periods = tx.periods(known.row.id).await?;
            let outcome = kpi::outcome(&step.next, &step.cause, &periods);
            let row = kpi::figures(&step.next, outcome, &periods, known.moment.now);
            Ok(tx.insert_kpi(&row).await?)
        }
        (true, false) => {
            let cause = known
                .periods
                .iter()
                .rev()
                .find(|p| p.dimension == Dimension::State && p.ended.is_none());
            let cause = cause.map_or("", |p| p.cause.as_str());
            let outcome = format!("undone_{}", kpi::outcome(&known.row, cause, &known.periods));
            let ended = known.row.ended.unwrap_or(known.moment.now);
            Ok(tx
                .insert_kpi(&kpi::figures(&known.row, outcome, &known.periods, ended))
                .await?)
        }
        _ => Ok(()),
    }
}
