//! What Anteroom may do in each organisation's tenant is looked at again: what was granted or revoked shows, and is told.

use std::time::Duration;

use super::{Job, JobError, Scope};

/// More often than a registration is due, so that a new organisation is looked at soon.
pub(super) const JOB: Job = Job {
    name: "review_permissions",
    every: Duration::from_secs(5 * 60),
    scope: Scope::Installation,
    run: |site, now| {
        Box::pin(async move {
            site.trust()
                .review_permissions(now)
                .await
                .map_err(|error| JobError::of(&error))
        })
    },
};
