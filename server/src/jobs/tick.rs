//! Presence and the timers of tickets: places that are lost, calls that are not answered, meetings that hang.

use std::time::Duration;

use super::{Job, JobError, Scope};

/// Each process looks after the visitors whose streams it holds; what it changes is guarded by conditions.
pub(super) const JOB: Job = Job {
    name: "tick",
    every: Duration::from_secs(5),
    scope: Scope::Process,
    run: |site, now| {
        Box::pin(async move {
            site.queue()
                .tick(now)
                .await
                .map(|_| 1)
                .map_err(|error| JobError::of(&error))
        })
    },
};
