//! Rate limits forget whom they have not seen for a while.

use super::{Job, Scope};
use crate::middleware::rate_limit::SWEEP;

pub(super) const JOB: Job = Job {
    name: "sweep_limits",
    every: SWEEP,
    scope: Scope::Process,
    run: |site, _| {
        Box::pin(async move {
            site.parts().limits.sweep();
            Ok(0)
        })
    },
};
