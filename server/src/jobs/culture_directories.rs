//! Rounds through the directories of organisations that switched the connector on.

use std::time::Duration;

use super::{Job, JobError, Scope};

/// A short interval: a connector that was just switched on begins at once. What is due is judged by the connector, and
/// each round has a lease of its own.
pub(super) const JOB: Job = Job {
    name: "culture_directories",
    every: Duration::from_secs(3),
    scope: Scope::Process,
    run: |site, now| {
        Box::pin(async move {
            site.culture()
                .sync_directories(now)
                .await
                .map_err(|error| JobError::of(&error))
        })
    },
};
