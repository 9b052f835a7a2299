//! The head of each organisation's audit log is noted once a day, in the program's log and in
//! `audit-heads/{tenant}.jsonl` of the data folder: whoever keeps either elsewhere can tell later whether the end of a
//! chain was cut off.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use model::{TenantId, Timestamp};

use super::{Job, JobError, Scope};
use crate::site::Site;

pub(super) const JOB: Job = Job {
    name: "note_audit_heads",
    every: Duration::from_secs(24 * 60 * 60),
    scope: Scope::Installation,
    run: |site, now| Box::pin(note(site, now)),
};

async fn note(site: Site, now: Timestamp) -> Result<u64, JobError> {
    let store = &site.parts().store;
    let folder = site.parts().data_folder.join("audit-heads");
    let mut noted = 0;
    for tenant in store
        .system()
        .tenants()
        .await
        .map_err(|error| JobError::of(&error))?
    {
        let head = store
            .of(tenant.id)
            .audit_end()
            .await
            .map_err(|error| JobError::of(&error))?;
        let Some(head) = head.filter(|head| head.sequence > 0) else {
            continue;
        };
        let mac = head.mac.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        tracing::info!(tenant.id = %tenant.id, audit.sequence = head.sequence, audit.mac = mac, "head of an audit log");
        let line = serde_json::json!({ "at": now, "sequence": head.sequence, "mac": mac });
        append(&folder, tenant.id, &line.to_string()).map_err(|error| JobError::of(&error))?;
        noted += 1;
    }
    Ok(noted)
}

fn append(folder: &Path, tenant: TenantId, line: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join(format!("{tenant}.jsonl")))?;
    writeln!(file, "{line}")
}
