//! The one way a ticket changes: load, decide, and one transaction that holds or happens not at all.

use model::queue::can::{Facts, Reason};
use model::queue::room::Room;
use model::queue::state::{Dimension, State};
use model::queue::transition::{Actor as Role, Effect, Id, Rejected, find};
use model::{Guid, ObjectId, RoomId, TenantId, TicketId, Timestamp};
use store::{PeriodRow, StoreError, TicketRow, Tx};
use trust::TenantKeys;
use trust::audit::Actor;

use crate::QueueError;
use crate::kpi;
use crate::queue::{Queue, read_room};
use crate::step::{self, Moment};

mod change;
mod record;

pub(crate) use change::change;
pub(crate) use record::{Happened, Record, append, period, record};

/// Action of the audit row that tells of erased answers.
pub(crate) const ERASED: &str = "answers.erased";
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
    /// Whether it is refused when the browser has another open ticket in the room.
    pub(crate) sole: bool,
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
            sole: false,
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
            sole: false,
        }
    }

    /// The same change, refused when the browser has another open ticket in the room.
    pub(crate) fn sole(mut self) -> Self {
        self.sole = true;
        self
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
        // Asked last, because the event has taken the room's revision, which joins take first: whoever comes second sees
        // the other's ticket.
        if step.sole && has_another(&mut tx, &known.row).await? {
            return Err(Reason::WrongState.into());
        }
        tx.commit().await?;
        Ok(Outcome {
            before: known.row,
            after: Some(step.next),
        })
    }
}

/// Whether the browser of a ticket has another one in the room that has not ended.
async fn has_another(tx: &mut Tx, row: &TicketRow) -> Result<bool, QueueError> {
    let held = tx.visitor_tickets(&row.visitor_hash).await?;
    Ok(held
        .iter()
        .any(|held| held.id != row.id && held.room == row.room && !held.state.is_terminal()))
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
