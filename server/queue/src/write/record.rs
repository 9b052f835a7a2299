//! What a written change leaves behind: event, periods, erasure, figures, audit row, the press.

use model::queue::state::Dimension;
use model::{RoomId, TicketId, Timestamp};
use serde_json::json;
use store::{EventRow, PeriodRow, StoreError, TicketRow, Tx};
use trust::TenantKeys;
use trust::audit::{self, Actor, Entry};

use super::{ERASED, Known, Step, Target};
use crate::QueueError;
use crate::event::Event;
use crate::kpi::{self, Ended, NOBODY};
use crate::locks::{self, Behind};
use crate::step;
use crate::zone::Zone;

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
    owe_lock(tx, record).await?;
    if let Some(key) = target.command {
        let result = json!({ "ticket": target.ticket }).to_string();
        if !tx.remember_command(key, &result, now).await? {
            return Err(QueueError::Store(StoreError::Busy));
        }
    }
    // What a visitor does stands in the room's log only: an audit row stays for two years. That something was erased is
    // recorded whoever did it.
    let audited = |action: &&str| target.by != Actor::Visitor || *action == ERASED;
    if let Some(action) = step.audited.filter(audited) {
        let detail = json!({ "cause": step.cause, "room": row.room });
        let entry = Entry::new(now, target.by, action, row.id).with(detail);
        audit::append(tx, keys, entry).await?;
    }
    if event.erased && step.audited != Some(ERASED) {
        // A room that keeps nothing: the answers went with the end, and by its rule.
        let detail = json!({ "cause": "kept until the end only", "room": row.room });
        let entry = Entry::new(now, Actor::System, ERASED, row.id).with(detail);
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
    let zone = Zone::named(&known.room.settings.time_zone);
    match (known.row.state.is_terminal(), step.next.state.is_terminal()) {
        (false, true) => {
            let periods = tx.periods(known.row.id).await?;
            let outcome = kpi::outcome(&step.next, &step.cause, &periods);
            let ended = Ended {
                row: &step.next,
                periods: &periods,
                at: known.moment.now,
                zone: &zone,
            };
            Ok(tx.insert_kpi(&kpi::figures(ended, outcome)).await?)
        }
        (true, false) => {
            let cause = known
                .periods
                .iter()
                .rev()
                .find(|p| p.dimension == Dimension::State && p.ended.is_none());
            let cause = cause.map_or("", |p| p.cause.as_str());
            let outcome = format!("undone_{}", kpi::outcome(&known.row, cause, &known.periods));
            let ended = Ended {
                row: &known.row,
                periods: &known.periods,
                at: known.row.ended.unwrap_or(known.moment.now),
                zone: &zone,
            };
            Ok(tx.insert_kpi(&kpi::figures(ended, outcome)).await?)
        }
        _ => Ok(()),
    }
}

/// Notes, with the change itself, that a meeting has to be locked: a process that ends before it is done loses nothing.
async fn owe_lock(tx: &mut Tx, record: &Record<'_>) -> Result<(), QueueError> {
    let (row, now) = (&record.known.row, record.known.moment.now);
    let Some((reference, organiser)) = locks::owed(row, &record.step.next) else {
        return Ok(());
    };
    let meeting = Behind {
        tenant: tx.tenant(),
        ticket: row.id,
        organiser,
    };
    let note = meeting.note(reference.to_vec(), now);
    Ok(tx.save_meeting_lock(&note).await?)
}
