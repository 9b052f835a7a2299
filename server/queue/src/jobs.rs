//! What time does: presence, timers, erasure, sweeping. The caller repeats it; each call is safe to repeat or skip.

use std::collections::HashMap;

use model::queue::presence::{HELD_MIN, LastSign, presence};
use model::queue::state::{Dimension, MeetingProblem, Presence, State};
use model::queue::transition::{
    Actor as Role, CALL_TIMER_S, CONSULTATION_MOST_S, Id, NO_SHOW_AFTER_S,
};
use model::{TenantId, TicketId, Timestamp};
use store::PresenceRow;
use trust::audit::Actor;

use crate::QueueError;
use crate::due::{Around, Due, due};
use crate::presence::leased;
use crate::queue::{Queue, read_room};
use crate::step;
use crate::write::{Kind, Known, Step, Target};
use crate::zone::Zone;

/// Seconds one process keeps the clock's work before another may take over.
const CLOCK_LEASE_S: i64 = 15;
/// Most tickets of one kind in one tick; the rest follows at the next.
const BATCH: i64 = 500;
/// Most waiting tickets looked at for the nightly sweep.
const SWEPT_MOST: i64 = 5_000;
/// Minutes a draft is kept.
const DRAFT_MIN: i64 = 30;
/// Hours the first result of a press is remembered.
const COMMAND_HOURS: i64 = 24;

impl Queue {
    /// Tells other processes what this one knows of visitors, and lets one process of all do what time has brought:
    /// presence (queue.md 3.3), and the timers T4, T5, T7, T11, T12, T19. Every 5 seconds.
    ///
    /// # Errors
    /// [`QueueError::Store`]; a single ticket that fails is logged and does not stop the others.
    pub async fn tick(&self, now: Timestamp) -> Result<(), QueueError> {
        let system = self.0.store.system();
        let process = self.0.signs.process();
        let leases = self.0.signs.leases(now);
        system.flush_presence(process, &leases, now).await?;
        if !system
            .acquire_lease("queue-clock", process, now.plus_seconds(CLOCK_LEASE_S), now)
            .await?
        {
            return Ok(());
        }
        let open = self.turn_presences(now).await?;
        self.run_timers(&open, now).await
    }

    /// Withdraws what this process vouches for, at shutdown.
    ///
    /// # Errors
    /// [`QueueError::Store`].
    pub async fn withdraw(&self, now: Timestamp) -> Result<(), QueueError> {
        let system = self.0.store.system();
        let process = self.0.signs.process();
        system.flush_presence(process, &[], now).await?;
        system.release_lease("queue-clock", process).await?;
        Ok(())
    }

    /// Writes each presence that has turned; answers the open tickets with their presence now.
    async fn turn_presences(&self, now: Timestamp) -> Result<Vec<PresenceRow>, QueueError> {
        let system = self.0.store.system();
        let mut vouched: HashMap<TicketId, LastSign> = HashMap::new();
        for lease in system.all_presence_leases(now).await? {
            let last = leased(&lease);
            vouched
                .entry(lease.ticket)
                .and_modify(|known| *known = known.with(last))
                .or_insert(last);
        }
        let mut open = system.open_presences().await?;
        for row in &mut open {
            let last = match vouched.get(&row.id) {
                Some(last) => *last,
                // Nobody vouches for them, and they were gone already.
                None if row.presence == Presence::Gone => continue,
                None => self.0.signs.adopt(row.tenant, row.id, (row.last_sign, now)),
            };
            let next = presence(last, now);
            if next == row.presence {
                continue;
            }
            match self.set_presence(row.tenant, row.id, last).await {
                Ok(()) => {
                    row.presence = next;
                    row.presence_since = now;
                    row.last_sign = last.sign;
                }
                Err(error) => {
                    tracing::error!(ticket.id = %row.id, error = %error, "presence not written");
                }
            }
        }
        Ok(open)
    }

    async fn run_timers(&self, open: &[PresenceRow], now: Timestamp) -> Result<(), QueueError> {
        let mut due: Vec<(TenantId, TicketId)> = open
            .iter()
            .filter(|row| {
                row.presence == Presence::Gone
                    && now.seconds_since(row.presence_since) >= HELD_MIN * 60
            })
            .map(|row| (row.tenant, row.id))
            .collect();
        let timers = [
            (State::Called, now.plus_seconds(-i64::from(CALL_TIMER_S))),
            (
                State::CantReach,
                now.plus_seconds(-i64::from(NO_SHOW_AFTER_S)),
            ),
            (
                State::InConsultation,
                now.plus_seconds(-i64::from(CONSULTATION_MOST_S)),
            ),
            (
                State::OnHold,
                now.plus_seconds(-i64::from(CONSULTATION_MOST_S)),
            ),
        ];
        for (state, since) in timers {
            let rows = self
                .0
                .store
                .system()
                .tickets_in_state(state, since, BATCH)
                .await?;
            due.extend(rows.into_iter().map(|(tenant, row)| (tenant, row.id)));
        }
        due.extend(self.left_over(now).await?);
        due.sort_unstable();
        due.dedup();
        for (tenant, ticket) in due {
            if let Err(error) = self.time_is_up(tenant, ticket).await {
                tracing::error!(ticket.id = %ticket, error = %error, "a timer could not be carried out");
            }
        }
        Ok(())
    }

    /// Tickets that were waiting when it was time for the nightly sweep by their room's clock.
    async fn left_over(&self, now: Timestamp) -> Result<Vec<(TenantId, TicketId)>, QueueError> {
        let system = self.0.store.system();
        let mut sweeps = HashMap::new();
        for (_, row) in system.rooms().await? {
            // A room that cannot be read is judged by nobody; its page says so.
            if let Ok(room) = read_room(&row) {
                let zone = Zone::named(&room.settings.time_zone);
                sweeps.insert(room.id, zone.last_sweep(now));
            }
        }
        let Some(latest) = sweeps.values().max() else {
            return Ok(Vec::new());
        };
        let rows = system
            .tickets_in_state(State::Waiting, *latest, SWEPT_MOST)
            .await?;
        Ok(rows
            .into_iter()
            .filter(|(_, row)| {
                sweeps
                    .get(&row.room)
                    .is_some_and(|sweep| row.state_since <= *sweep)
            })
            .map(|(tenant, row)| (tenant, row.id))
            .collect())
    }

    /// Looks again, with the ticket held, and does what is due.
    async fn time_is_up(&self, tenant: TenantId, ticket: TicketId) -> Result<(), QueueError> {
        let target = Target {
            tenant,
            ticket,
            room: None,
            by: Actor::System,
            command: None,
        };
        let outcome = self.change(target, timed).await?;
        if outcome.after.is_some_and(|after| after.state.is_terminal()) {
            self.0.signs.forget(ticket);
        }
        Ok(())
    }

    /// Erases the answers of ended tickets whose period is over; answers how many. Every minute.
    ///
    /// # Errors
    /// [`QueueError::Store`].
    pub async fn erase(&self, now: Timestamp) -> Result<u64, QueueError> {
        let mut erased = 0;
        for row in self.0.store.system().due_erasures(now, BATCH).await? {
            let target = Target {
                tenant: row.tenant,
                ticket: row.id,
                room: None,
                by: Actor::System,
                command: None,
            };
            match self.erase_one(target, "answers_erased").await {
                Ok(()) => erased += 1,
                Err(error) => {
                    tracing::error!(ticket.id = %row.id, error = %error, "answers not erased");
                }
            }
        }
        Ok(erased)
    }

    /// Forgets drafts older than 30 minutes and presses older than a day. Every minute.
    ///
    /// # Errors
    /// [`QueueError::Store`].
    pub async fn sweep(&self, now: Timestamp) -> Result<(), QueueError> {
        let system = self.0.store.system();
        system.sweep_drafts(now.plus_minutes(-DRAFT_MIN)).await?;
        system
            .sweep_commands(now.plus_minutes(-COMMAND_HOURS * 60))
            .await?;
        Ok(())
    }
}

fn timed(known: &Known) -> Result<Option<Step>, QueueError> {
    let around = Around {
        now: known.moment.now,
        room_open: known.room.settings.open,
        last_sweep: Zone::named(&known.room.settings.time_zone).last_sweep(known.moment.now),
        meeting_since: known.since(Dimension::Meeting),
    };
    let (to, event, audit, why) = match due(&known.row, around) {
        None => return Ok(None),
        Some(Due::MeetingStuck) => {
            let next = step::failed(&known.row, MeetingProblem::Unreachable);
            return Ok(Some(Step::other(next, "meeting_failed")));
        }
        Some(Due::Transition(Id::T4)) => {
            (State::Waiting, "released", "ticket.released", "never met")
        }
        Some(Due::Transition(Id::T5)) => (
            State::CantReach,
            "cannot_reach",
            "ticket.cannot_reach",
            "call timer",
        ),
        Some(Due::Transition(Id::T7)) => (State::NoShow, "no_show", "ticket.no_show", "no answer"),
        Some(Due::Transition(Id::T11)) => (State::Done, "done", "ticket.done", "longest time"),
        Some(Due::Transition(Id::T19)) => {
            (State::Expired, "expired", "ticket.expired", "nightly sweep")
        }
        Some(Due::Transition(_)) => (State::Left, "lost", "ticket.lost", "lost"),
    };
    let step = known.step(to, Role::System, Kind { event, audit });
    Ok(step.ok().map(|step| step.because(why)))
}
