//! Certificates near their end: a line in the log when the process starts and once a day, a figure for whoever watches
//! figures, and a mail to administrators at each step towards the end.

use std::time::Duration;

use model::Timestamp;
use model::credential::Expiry;
use trust::credentials::CredentialEnd;

use super::{Job, JobError, Scope};
use crate::site::Site;

/// Each process has files of its own; of several one tells the administrators.
pub(super) const JOB: Job = Job {
    name: "credential_ends",
    every: Duration::from_secs(24 * 60 * 60),
    scope: Scope::Process,
    run: |site, now| Box::pin(look(site, now)),
};

async fn look(site: Site, now: Timestamp) -> Result<u64, JobError> {
    for end in site.trust().credential_ends().await {
        let seconds = (end.ends.ms_since(now) / 1_000) as f64;
        metrics::gauge!("anteroom_credential_ends_seconds", "credential" => end.slot.to_string())
            .set(seconds);
        log(&end);
    }
    site.trust()
        .tell_of_credential_ends()
        .await
        .map_err(|error| JobError::of(&error))
}

fn log(end: &CredentialEnd) {
    let (credential, days) = (end.slot.to_string(), end.days);
    match end.expiry {
        Expiry::Fine => {}
        Expiry::Soon => {
            tracing::warn!(credential, days, "a credential ends soon; replace its file");
        }
        Expiry::Urgent => {
            tracing::error!(
                credential,
                days,
                "a credential is about to end; replace its file"
            );
        }
        Expiry::Over => {
            tracing::error!(credential, days, "a credential has ended; replace its file");
        }
    }
}
