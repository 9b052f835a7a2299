//! Meetings of ended tickets that could not be locked at once are tried again.

use std::time::Duration;

use super::{Job, JobError, Scope};

pub(super) const JOB: Job = Job {
    name: "lock_meetings",
    every: Duration::from_secs(30),
    scope: Scope::Installation,
    run: |site, now| {
        Box::pin(async move {
            site.queue()
                .lock_meetings(now)
                .await
                .map_err(|error| JobError::of(&error))
        })
    },
};
