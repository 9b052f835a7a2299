//! What has been kept for as long as it may be is removed; audit chains are shortened to a signed checkpoint.

use std::time::Duration;

use super::{Job, JobError, Scope};

/// Six times a day: a program that is restarted each night still comes to it.
pub(super) const JOB: Job = Job {
    name: "retention",
    every: Duration::from_secs(4 * 60 * 60),
    scope: Scope::Installation,
    run: |site, now| {
        Box::pin(async move {
            let swept = site.trust().sweep_retention(now).await;
            let swept = swept.map_err(|error| JobError::of(&error))?;
            let troubles = site.trust().sweep_troubles(now).await;
            let troubles = troubles.map_err(|error| JobError::of(&error))?;
            Ok(swept.total() + troubles)
        })
    },
};
