//! What this process has noted of Microsoft's errors and of its credentials becomes visible to every process.

use std::time::Duration;

use super::{Job, JobError, Scope};

/// Notes wait in memory for so long.
pub(super) const JOB: Job = Job {
    name: "store_notes",
    every: Duration::from_secs(15),
    scope: Scope::Process,
    run: |site, _| {
        Box::pin(async move {
            site.trust()
                .store_notes()
                .await
                .map_err(|error| JobError::of(&error))
        })
    },
};
