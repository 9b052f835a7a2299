//! Calendar facts, figures per person and published cells go when their time is over.

use std::time::Duration;

use super::{Job, JobError, Scope};

/// Six times a day, like the other retention.
pub(super) const JOB: Job = Job {
    name: "culture_retention",
    every: Duration::from_secs(4 * 60 * 60),
    scope: Scope::Installation,
    run: |site, now| {
        Box::pin(async move {
            site.culture()
                .sweep(now)
                .await
                .map_err(|error| JobError::of(&error))
        })
    },
};
