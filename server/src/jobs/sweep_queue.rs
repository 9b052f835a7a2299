//! Drafts of entrance forms and the keys of repeated commands are forgotten.

use std::time::Duration;

use super::{Job, JobError, Scope};

pub(super) const JOB: Job = Job {
    name: "sweep_queue",
    every: Duration::from_secs(300),
    scope: Scope::Installation,
    run: |site, now| {
        Box::pin(async move {
            site.queue()
                .sweep(now)
                .await
                .map(|_| 1)
                .map_err(|error| JobError::of(&error))
        })
    },
};
