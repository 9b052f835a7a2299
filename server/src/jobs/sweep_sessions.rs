//! Sessions, sign-ins under way and invitations that have run out are removed.

use std::time::Duration;

use model::Timestamp;

use super::{Job, JobError, Scope};
use crate::site::Site;

pub(super) const JOB: Job = Job {
    name: "sweep_sessions",
    every: Duration::from_secs(300),
    scope: Scope::Installation,
    run: |site, now| Box::pin(sweep(site, now)),
};

async fn sweep(site: Site, now: Timestamp) -> Result<u64, JobError> {
    let sessions = site
        .trust()
        .sweep_sessions(now)
        .await
        .map_err(|error| JobError::of(&error))?;
    let signins = site
        .trust()
        .sweep_signins(now)
        .await
        .map_err(|error| JobError::of(&error))?;
    Ok(sessions + signins)
}
