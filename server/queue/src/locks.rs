//! Locking the meetings of ended tickets, so that nobody enters by an old link.
//!
//! What is to be locked is noted in the transaction that ends the ticket. It is tried at once; what fails is tried
//! again by a job, with growing pauses, for a day.

use microsoft::MeetingProblemDetail;
use model::queue::state::{MeetingProblem, MeetingState};
use model::{ObjectId, TenantId, TicketId, Timestamp};
use serde_json::json;
use store::{MeetingLockRow, TicketRow};
use trust::audit::{self, Actor, Entry};

use crate::QueueError;
use crate::queue::Queue;
use crate::sealed::open_reference;
use crate::write::Outcome;

/// Seconds after the end at which the job takes over from the first attempts.
pub(crate) const FIRST_PAUSE_S: i64 = 120;
/// Longest pause between attempts, in seconds.
const LONGEST_PAUSE_S: i64 = 3_600;
/// Hours after the end at which a meeting is given up.
const HOURS_MOST: i64 = 24;
/// Meetings in one round of the job; the rest follows in the next.
const BATCH: i64 = 50;

/// The sealed id and the organiser of the meeting that a ticket leaves behind when it ends; none when there is none.
pub(crate) fn owed(before: &TicketRow) -> Option<(&[u8], ObjectId)> {
    let made = before.meeting == MeetingState::Ready;
    before
        .meeting_ref
        .as_deref()
        .zip(before.meeting_organiser)
        .filter(|_| made)
}

/// The pause after this many failed attempts of the job: two minutes, doubled each time, an hour at most.
fn pause_s(failed: u32) -> i64 {
    (FIRST_PAUSE_S << failed.min(6)).min(LONGEST_PAUSE_S)
}

impl Queue {
    /// After a ticket has ended: locks the meeting it leaves.
    pub(crate) fn lock_meeting_behind(&self, tenant: TenantId, outcome: &Outcome) {
        let ended = outcome
            .after
            .as_ref()
            .is_some_and(|after| after.state.is_terminal());
        let Some((reference, organiser)) = owed(&outcome.before).filter(|_| ended) else {
            return;
        };
        let (queue, ticket, reference) = (self.clone(), outcome.before.id, reference.to_vec());
        self.0.tasks.spawn(async move {
            let meeting = Behind { tenant, ticket, organiser };
            match queue.lock_patiently(meeting, &reference).await {
                Ok(()) => queue.forget_lock(tenant, ticket).await,
                Err(problem) => {
                    tracing::warn!(ticket.id = %ticket, meeting.problem = problem.as_str(), "an ended meeting is not locked yet");
                }
            }
        });
    }

    async fn lock_patiently(
        &self,
        meeting: Behind,
        reference: &[u8],
    ) -> Result<(), MeetingProblem> {
        let mut failed = 0;
        loop {
            let Err(problem) = self.lock_once(meeting, reference).await else {
                return Ok(());
            };
            failed += 1;
            match self
                .0
                .patience
                .after(failed, &problem, u64::from(failed) * 137)
            {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(problem.problem),
            }
        }
    }

    async fn lock_once(
        &self,
        meeting: Behind,
        reference: &[u8],
    ) -> Result<(), MeetingProblemDetail> {
        let Behind {
            tenant,
            ticket,
            organiser,
        } = meeting;
        let keys = self.keys(tenant).await.map_err(|_| other("keys"))?;
        let id = open_reference(&keys, ticket, reference).map_err(|_| other("reference"))?;
        let token = self.0.trust.consultant_token(tenant, organiser).await;
        let token = token.map_err(|problem| MeetingProblemDetail {
            problem,
            ..other("token")
        })?;
        self.0.microsoft.lock_meeting(&token, &id).await
    }

    async fn forget_lock(&self, tenant: TenantId, ticket: TicketId) {
        let forget = async {
            let mut tx = self.of(tenant).begin().await?;
            tx.delete_meeting_lock(ticket).await?;
            tx.commit().await
        };
        if let Err(error) = forget.await {
            // The job locks it once more, which changes nothing.
            tracing::warn!(ticket.id = %ticket, error = %error, "a locked meeting is still noted as open");
        }
    }

    /// Tries again to lock the meetings of ended tickets whose time has come; answers how many were locked. What was
    /// not locked a day after the end is given up, with a row in the audit log.
    ///
    /// # Errors
    /// [`QueueError::Store`]; a single meeting that fails does not stop the others.
    pub async fn lock_meetings(&self, now: Timestamp) -> Result<u64, QueueError> {
        let mut locked = 0;
        for row in self.0.store.system().due_meeting_locks(now, BATCH).await? {
            let meeting = Behind {
                tenant: row.tenant,
                ticket: row.ticket,
                organiser: row.organiser,
            };
            let ticket = self.of(row.tenant).ticket(row.ticket).await?;
            if !ticket.is_some_and(|ticket| ticket.state.is_terminal()) {
                // The visitor came back: the meeting, if it is used again, is locked at its next end.
                self.forget_lock(row.tenant, row.ticket).await;
                continue;
            }
            match self.lock_once(meeting, &row.reference).await {
                Ok(()) => {
                    self.forget_lock(row.tenant, row.ticket).await;
                    locked += 1;
                }
                Err(problem) => self.postpone(row, &problem, now).await?,
            }
        }
        Ok(locked)
    }

    async fn postpone(
        &self,
        row: MeetingLockRow,
        problem: &MeetingProblemDetail,
        now: Timestamp,
    ) -> Result<(), QueueError> {
        let keys = self.keys(row.tenant).await?;
        let (ticket, problem) = (row.ticket, problem.problem.as_str());
        let mut tx = self.of(row.tenant).begin().await?;
        if now.seconds_since(row.ended) >= HOURS_MOST * 3_600 {
            tracing::error!(ticket.id = %ticket, meeting.problem = problem, "an ended meeting stays unlocked");
            tx.delete_meeting_lock(ticket).await?;
            let entry = Entry::new(now, Actor::System, "meeting.not_locked", ticket)
                .with(json!({ "problem": problem, "attempts": row.attempts + 1 }));
            audit::append(&mut tx, &keys, entry).await?;
        } else {
            let attempts = row.attempts.saturating_add(1);
            let due_at = now.plus_seconds(pause_s(attempts));
            let again = MeetingLockRow {
                attempts,
                due_at,
                ..row
            };
            tx.save_meeting_lock(&again).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// A meeting that an ended ticket leaves behind.
#[derive(Clone, Copy)]
struct Behind {
    tenant: TenantId,
    ticket: TicketId,
    organiser: ObjectId,
}

fn other(code: &str) -> MeetingProblemDetail {
    MeetingProblemDetail {
        problem: MeetingProblem::Other,
        code: code.to_owned(),
        request_id: None,
        retry_after_s: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        let pauses: Vec<_> = (0..8).map(pause_s).collect();
        assert_eq!(pauses, [120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        assert_eq!(pause_s(u32::MAX), 3600);
    }
}
