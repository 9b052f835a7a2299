//! A consent that was given a moment ago and does not show yet is looked for again, with growing pauses.

use std::time::Duration;

use super::{Job, JobError, Scope};

/// As short as the first pause. Nothing is asked while no consent waits.
pub(super) const JOB: Job = Job {
    name: "prove_consents",
    every: Duration::from_secs(5),
    scope: Scope::Process,
    run: |site, _| {
        Box::pin(async move {
            site.trust()
                .prove_settling()
                .await
                .map_err(|error| JobError::of(&error))
        })
    },
};
