//! The head of each organisation's audit log goes into the program's log once a day: whoever keeps logs elsewhere can
//! tell later whether the end of a chain was cut off.

use std::fmt::Write as _;
use std::time::Duration;

use model::Timestamp;

use super::{Job, JobError, Scope};
use crate::site::Site;

pub(super) const JOB: Job = Job {
    name: "note_audit_heads",
    every: Duration::from_secs(24 * 60 * 60),
    scope: Scope::Installation,
    run: |site, now| Box::pin(note(site, now)),
};

async fn note(site: Site, _: Timestamp) -> Result<u64, JobError> {
    let store = &site.parts().store;
    let mut noted = 0;
    for tenant in store
        .system()
        .tenants()
        .await
        .map_err(|error| JobError::of(&error))?
    {
        let rows = store
            .of(tenant.id)
            .audit_page(None, 1)
            .await
            .map_err(|error| JobError::of(&error))?;
        if let Some(row) = rows.first() {
            let mac = row.mac.iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            });
            tracing::info!(tenant.id = %tenant.id, audit.sequence = row.sequence, audit.mac = mac, "head of an audit log");
            noted += 1;
        }
    }
    Ok(noted)
}
