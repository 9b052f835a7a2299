//! Weeks whose facts changed are computed again; weeks that are over are published.

use std::time::Duration;

use super::{Job, JobError, Scope};

/// Longest round, apart from the publication itself.
const ROUND: Duration = Duration::from_secs(6);

/// Each organisation's weeks have a lease of their own.
pub(super) const JOB: Job = Job {
    name: "culture_publish",
    every: Duration::from_secs(10),
    scope: Scope::Process,
    run: |site, now| {
        Box::pin(async move {
            site.culture()
                .publish(now, ROUND)
                .await
                .map_err(|error| JobError::of(&error))
        })
    },
};
