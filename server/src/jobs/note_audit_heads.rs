//! The head of each organisation's audit log is noted once a day, in the program's log and in
//! `audit-heads/{tenant}.jsonl` of the data folder: whoever keeps either elsewhere can tell later whether the end of a
//! chain was cut off.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use model::{TenantId, Timestamp};
use trust::audit::NotedHead;

use super::{Job, JobError, Scope};
use crate::site::Site;

/// Folder of the heads, in the data folder.
const FOLDER: &str = "audit-heads";

/// The file with the heads of an organisation.
pub fn heads_file(data_folder: &Path, tenant: TenantId) -> PathBuf {
    data_folder.join(FOLDER).join(format!("{tenant}.jsonl"))
}

pub(super) const JOB: Job = Job {
    name: "note_audit_heads",
    every: Duration::from_secs(24 * 60 * 60),
    scope: Scope::Installation,
    run: |site, now| Box::pin(note(site, now)),
};

async fn note(site: Site, _now: Timestamp) -> Result<u64, JobError> {
    let store = &site.parts().store;
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
        let head = NotedHead {
            // Not before it was read: what was noted before a copy was begun has to be in the copy.
            at: site.trust().now(),
            sequence: head.sequence,
            mac: head.mac,
        };
        keep_head(&site.parts().data_folder, tenant.id, &head)
            .map_err(|error| JobError::of(&error))?;
        noted += 1;
    }
    Ok(noted)
}

/// Notes a head in the log of the program and in the organisation's file.
///
/// # Errors
/// Those of writing.
pub fn keep_head(data_folder: &Path, tenant: TenantId, head: &NotedHead) -> std::io::Result<()> {
    let line = head.line();
    tracing::info!(tenant.id = %tenant, audit.head = line, "head of an audit log");
    append(&heads_file(data_folder, tenant), &line)
}

fn append(path: &Path, line: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)?;
    writeln!(file, "{line}")?;
    file.sync_all()
}
