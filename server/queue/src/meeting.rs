//! The meeting of a consultation, made behind the take and never on the visitor's way.
//!
//! The claim stays whatever happens here. The link is released only after Microsoft's settings were read back as
//! wanted, and only to the call it was made for: a release in between leaves it unused.

use std::time::Duration;

use microsoft::{Meeting, MeetingProblemDetail, MeetingRequest};
use model::queue::state::{MeetingProblem, MeetingState};
use model::{ObjectId, TenantId};
use store::TicketRow;
use trust::audit::Actor;
use trust::errors::Note;

use crate::QueueError;
use crate::locks::Behind;
use crate::queue::Queue;
use crate::sealed::{seal_link, seal_reference};
use crate::staff::same_call;
use crate::step::{self, Released};
use crate::write::{Step, Target};

/// How long Anteroom tries before it tells the consultant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Attempts in all, at least 1.
    pub attempts: u32,
    /// Pause before the second attempt; doubles with each further one, plus up to half of it by chance.
    pub pause: Duration,
    /// Longest pause Microsoft may ask for; beyond it the consultant is told at once.
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 4,
            pause: Duration::from_secs(1),
            longest: Duration::from_secs(20),
        }
    }
}

impl Patience {
    /// The pause after this many failed attempts; `None` when it is time to tell. `chance` is anything random.
    pub(crate) fn after(
        self,
        failed: u32,
        problem: &MeetingProblemDetail,
        chance: u64,
    ) -> Option<Duration> {
        let worth = matches!(
            problem.problem,
            MeetingProblem::Throttled | MeetingProblem::Unreachable
        );
        if !worth || failed >= self.attempts {
            return None;
        }
        let own = self.pause.saturating_mul(1_u32 << (failed - 1).min(8));
        let half = u64::try_from(own.as_millis() / 2)
            .unwrap_or(u64::MAX)
            .max(1);
        let jitter = Duration::from_millis(chance % half);
        let told = problem.retry_after_s.map(Duration::from_secs);
        let pause = told.map_or(own, |told| told.max(own)) + jitter;
        (told.unwrap_or_default() <= self.longest).then_some(pause)
    }
}

impl Queue {
    /// Starts to prepare the meeting of a ticket that was just taken.
    pub(crate) fn prepare_meeting(&self, tenant: TenantId, row: &TicketRow) {
        let (queue, row) = (self.clone(), row.clone());
        self.0.tasks.spawn(async move {
            if let Err(error) = queue.prepare(tenant, &row).await {
                tracing::error!(ticket.id = %row.id, error = %error, "the result of a meeting could not be stored");
            }
        });
    }

    async fn prepare(&self, tenant: TenantId, row: &TicketRow) -> Result<(), QueueError> {
        let Some(organiser) = row.claim_by else {
            return Ok(());
        };
        let target = Target {
            tenant,
            ticket: row.id,
            room: None,
            by: Actor::System,
            command: None,
        };
        match self.make(tenant, row, organiser).await {
            Ok(meeting) => {
                let keys = self.keys(tenant).await?;
                let link = seal_link(&keys, row.id, &meeting.join_url);
                let reference = seal_reference(&keys, row.id, &meeting.id);
                let released = self
                    .change(target, |known| {
                        let wanted = same_call(&known.row, row)
                            && known.row.meeting == MeetingState::Creating;
                        let released = Released {
                            link: link.clone(),
                            reference: Some(reference.clone()),
                            organiser: Some(organiser),
                        };
                        Ok(wanted.then(|| {
                            Step::other(step::ready(&known.row, released), "meeting_ready")
                        }))
                    })
                    .await?;
                if released.after.is_none() {
                    // It is open now, and who was sent there in an earlier call knows the way.
                    let unused = Behind {
                        tenant,
                        ticket: row.id,
                        organiser,
                    };
                    self.owe_lock(unused, reference).await?;
                }
            }
            Err(problem) => {
                self.change(target, |known| {
                    let wanted =
                        same_call(&known.row, row) && known.row.meeting == MeetingState::Creating;
                    Ok(wanted
                        .then(|| Step::other(step::failed(&known.row, problem), "meeting_failed")))
                })
                .await?;
            }
        }
        Ok(())
    }

    /// Makes the meeting as the consultant. Repeating is safe: the key of the meeting is the consultation, so an
    /// answer lost after creation finds the same meeting again.
    pub(crate) async fn make(
        &self,
        tenant: TenantId,
        row: &TicketRow,
        organiser: ObjectId,
    ) -> Result<Meeting, MeetingProblem> {
        let Some(consultation) = row.consultation else {
            return Err(MeetingProblem::Other);
        };
        let (_, room) = self
            .room(tenant, row.room)
            .await
            .map_err(|_| MeetingProblem::Other)?;
        let request = MeetingRequest {
            external_id: consultation,
            subject: format!("{} · {}", room.settings.name, row.number),
            admit: room.settings.admit,
        };
        let mut failed = 0;
        loop {
            let problem = match self.attempt(tenant, organiser, &request).await {
                Ok(meeting) => return Ok(meeting),
                Err(problem) => problem,
            };
            failed += 1;
            tracing::warn!(
                ticket.id = %row.id,
                meeting.problem = problem.problem.as_str(),
                meeting.code = %problem.code,
                graph.request_id = ?problem.request_id,
                attempt = failed,
                "no meeting yet"
            );
            let chance =
                u64::try_from(crate::queue::fresh().as_u128() & u128::from(u64::MAX)).unwrap_or(0);
            match self.0.patience.after(failed, &problem, chance) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => {
                    if let Some(note) = Note::meeting(&problem) {
                        self.0.trust.note_trouble(tenant, note);
                    }
                    return Err(problem.problem);
                }
            }
        }
    }

    async fn attempt(
        &self,
        tenant: TenantId,
        organiser: ObjectId,
        request: &MeetingRequest,
    ) -> Result<Meeting, MeetingProblemDetail> {
        let token = self
            .0
            .trust
            .consultant_token(tenant, organiser)
            .await
            .map_err(|problem| MeetingProblemDetail {
                problem,
                code: "token".to_owned(),
                request_id: None,
                retry_after_s: None,
            })?;
        self.0.microsoft.create_meeting(&token, request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(problem: MeetingProblem, retry_after_s: Option<u64>) -> MeetingProblemDetail {
        MeetingProblemDetail {
            problem,
            code: String::new(),
            request_id: None,
            retry_after_s,
        }
    }

    #[test]
    fn only_passing_problems_are_waited_for() {
        let patience = Patience::default();
        for lasting in [
            MeetingProblem::NotConnected,
            MeetingProblem::NotAllowed,
            MeetingProblem::LobbyDiffers,
        ] {
            assert_eq!(patience.after(1, &problem(lasting, None), 3), None);
        }
        let unreachable = problem(MeetingProblem::Unreachable, None);
        assert_eq!(
            patience.after(1, &unreachable, 0),
            Some(Duration::from_secs(1))
        );
        assert_eq!(
            patience.after(3, &unreachable, 0),
            Some(Duration::from_secs(4))
        );
        assert_eq!(patience.after(4, &unreachable, 0), None);
        let throttled = |s| problem(MeetingProblem::Throttled, Some(s));
        assert_eq!(
            patience.after(1, &throttled(7), 0),
            Some(Duration::from_secs(7))
        );
        assert_eq!(patience.after(1, &throttled(21), 0), None);
        assert!(
            patience
                .after(2, &unreachable, u64::MAX)
                .is_some_and(|pause| pause < Duration::from_secs(3))
        );
    }
}
