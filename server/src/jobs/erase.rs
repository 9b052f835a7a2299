//! Answers are erased when the room's period after the ticket's end is over.

use std::time::Duration;

use super::{Job, JobError, Scope};

/// Every minute: a period of 0 minutes means "with the next round".
pub(super) const JOB: Job = Job {
    name: "erase",
    every: Duration::from_secs(60),
    scope: Scope::Installation,
    run: |site, now| {
        Box::pin(async move {
            let erased = site.queue().erase(now).await;
            if erased.map_err(|error| JobError::of(&error))? > 0 {
                // Somebody may be reading: the next erasure tries again.
                let emptied = site.parts().store.empty_log().await;
                emptied.map_err(|error| JobError::of(&error))?;
            }
            Ok(1)
        })
    },
};
