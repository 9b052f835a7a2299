//! Locking the meetings that tickets leave behind, so that nobody enters by an old link: those of ended tickets, and
//! those of calls that were given up after the visitor had been sent there.
//!
//! What is to be locked is noted in the transaction that leaves it. At an end, and when another consultant takes the
//! visitor, it is tried at once; what fails is tried again by a job, with growing pauses, for a day. A meeting of a call
//! that was given up waits for the job: if the same consultant takes the visitor again it is the same meeting, stays
//! open, and is locked when that call ends. Its note stays all the while, because that call may end in a way that says
//! nothing of this meeting: with another one, or with none.

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
const FIRST_PAUSE_S: i64 = 120;
/// Longest pause between attempts, in seconds.
const LONGEST_PAUSE_S: i64 = 3_600;
/// Hours after the end at which a meeting is given up.
const HOURS_MOST: i64 = 24;
/// Meetings in one round of the job; the rest follows in the next.
const BATCH: i64 = 50;

/// The sealed id and the organiser of the meeting that a change leaves behind; none when there is none. Whether anybody
/// pressed join in this call does not matter: an earlier call by the same consultant had the same link.
pub(crate) fn owed<'b>(before: &'b TicketRow, after: &TicketRow) -> Option<(&'b [u8], ObjectId)> {
    let left = before.meeting == MeetingState::Ready && after.meeting != MeetingState::Ready;
    before
        .meeting_ref
        .as_deref()
        .zip(before.meeting_organiser)
        .filter(|_| left)
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
            .filter(|after| after.state.is_terminal());
        let Some((reference, organiser)) = ended.and_then(|after| owed(&outcome.before, after))
        else {
            return;
        };
        let meeting = Behind {
            tenant,
            ticket: outcome.before.id,
            organiser,
        };
        self.lock_soon(meeting, reference.to_vec());
    }

    /// Locks a meeting at once, with the patience of one call; what fails is left to the job.
    pub(crate) fn lock_soon(&self, meeting: Behind, reference: Vec<u8>) {
        let queue = self.clone();
        self.0.tasks.spawn(async move {
            let ticket = meeting.ticket;
            match queue.lock_patiently(meeting, &reference).await {
                Ok(()) => {
                    queue.forget_lock(meeting).await;
                    if let Err(error) = queue.reopen_if_used(meeting).await {
                        tracing::warn!(ticket.id = %ticket, error = %error, "a locked meeting may be in use");
                    }
                }
                Err(problem) => {
                    tracing::warn!(ticket.id = %ticket, meeting.problem = problem.as_str(), "a meeting left behind is not locked yet");
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

    /// Notes a meeting that was opened for a call that had ended or found another meeting by then.
    pub(crate) async fn owe_lock(
        &self,
        meeting: Behind,
        reference: Vec<u8>,
    ) -> Result<(), QueueError> {
        let mut tx = self.of(meeting.tenant).begin().await?;
        tx.save_meeting_lock(&meeting.note(reference, self.now()))
            .await?;
        Ok(tx.commit().await?)
    }

    async fn forget_lock(&self, meeting: Behind) {
        let ticket = meeting.ticket;
        let forget = async {
            let mut tx = self.of(meeting.tenant).begin().await?;
            tx.delete_meeting_lock(ticket, meeting.organiser).await?;
            tx.commit().await
        };
        if let Err(error) = forget.await {
            // The job locks it once more, which changes nothing.
            tracing::warn!(ticket.id = %ticket, error = %error, "a locked meeting is still noted as open");
        }
    }

    /// Tries again to lock the meetings left behind whose time has come; answers how many were locked. What was not
    /// locked after a day is given up, with a row in the audit log.
    ///
    /// # Errors
    /// [`QueueError::Store`]; a single meeting that fails is logged and does not stop the others.
    pub async fn lock_meetings(&self, now: Timestamp) -> Result<u64, QueueError> {
        let mut locked = 0;
        for row in self.0.store.system().due_meeting_locks(now, BATCH).await? {
            let ticket = row.ticket;
            match self.lock_due(row, now).await {
                Ok(done) => locked += u64::from(done),
                Err(error) => {
                    tracing::error!(ticket.id = %ticket, error = %error, "a meeting left behind could not be looked after");
                }
            }
        }
        Ok(locked)
    }

    /// One meeting whose time has come; answers whether it was locked.
    async fn lock_due(&self, row: MeetingLockRow, now: Timestamp) -> Result<bool, QueueError> {
        let meeting = Behind {
            tenant: row.tenant,
            ticket: row.ticket,
            organiser: row.organiser,
        };
        if self.in_use(meeting).await?.is_some() {
            // Put off until that call is over: whatever its own meeting is then, the visitor still has this link.
            self.owe_lock(meeting, row.reference).await?;
            return Ok(false);
        }
        if let Err(problem) = self.lock_once(meeting, &row.reference).await {
            self.postpone(row, &problem, now).await?;
            return Ok(false);
        }
        self.forget_lock(meeting).await;
        self.reopen_if_used(meeting).await?;
        Ok(true)
    }

    /// The ticket, when its organiser has taken it again: their meeting of a consultation is always the same one.
    async fn in_use(&self, meeting: Behind) -> Result<Option<TicketRow>, QueueError> {
        let row = self.of(meeting.tenant).ticket(meeting.ticket).await?;
        Ok(row.filter(|row| !row.state.is_terminal() && row.claim_by == Some(meeting.organiser)))
    }

    /// When the organiser took the visitor again while the meeting was being locked, it gets the room's settings back;
    /// not when that call goes on by another link.
    async fn reopen_if_used(&self, meeting: Behind) -> Result<(), QueueError> {
        let Behind {
            tenant, organiser, ..
        } = meeting;
        let used = self.in_use(meeting).await?.filter(|ticket| {
            ticket.meeting == MeetingState::Creating || ticket.meeting_ref.is_some()
        });
        if let Some(ticket) = used
            && let Err(problem) = self.make(tenant, &ticket, organiser).await
        {
            tracing::warn!(ticket.id = %ticket.id, meeting.problem = problem.as_str(), "a meeting that is in use stays locked");
        }
        Ok(())
    }

    async fn postpone(
        &self,
        row: MeetingLockRow,
        problem: &MeetingProblemDetail,
        now: Timestamp,
    ) -> Result<(), QueueError> {
        let (ticket, problem) = (row.ticket, problem.problem.as_str());
        let keys = if now.seconds_since(row.ended) >= HOURS_MOST * 3_600 {
            // Without its keys nothing can be said in the tenant's audit log: the row waits on, behind the others.
            self.keys(row.tenant).await.ok()
        } else {
            None
        };
        let mut tx = self.of(row.tenant).begin().await?;
        if let Some(keys) = keys {
            tracing::error!(ticket.id = %ticket, meeting.problem = problem, "a meeting left behind stays unlocked");
            tx.delete_meeting_lock(ticket, row.organiser).await?;
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

/// A meeting that a ticket leaves behind.
#[derive(Clone, Copy)]
pub(crate) struct Behind {
    /// The tenant.
    pub(crate) tenant: TenantId,
    /// The ticket.
    pub(crate) ticket: TicketId,
    /// Whose meeting it is.
    pub(crate) organiser: ObjectId,
}

impl Behind {
    /// The note that it is to be locked: by the job, unless that was done by then.
    pub(crate) fn note(self, reference: Vec<u8>, left: Timestamp) -> MeetingLockRow {
        MeetingLockRow {
            tenant: self.tenant,
            ticket: self.ticket,
            organiser: self.organiser,
            reference,
            ended: left,
            attempts: 0,
            due_at: left.plus_seconds(FIRST_PAUSE_S),
        }
    }
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
