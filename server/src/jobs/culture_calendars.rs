//! Calendars are read person by person; every process takes part, and people are shared by leases.

use std::time::Duration;

use super::{Job, JobError, Scope};

/// Longest round: a process that is told to stop waits for it.
const ROUND: Duration = Duration::from_secs(6);

pub(super) const JOB: Job = Job {
    name: "culture_calendars",
    every: Duration::from_secs(1),
    scope: Scope::Process,
    run: |site, now| {
        Box::pin(async move {
            site.culture()
                .sync_calendars(now, ROUND)
                .await
                .map_err(|error| JobError::of(&error))
        })
    },
};
