//! Mails that were written to the outbox folder instead of being sent are removed after 30 days.

use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, SystemTime};

use model::Timestamp;

use super::{Job, JobError, Scope};
use crate::site::Site;

/// How long a mail stays.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How the names of mails end, as they are written.
const ENDING: &str = "eml";

// Each process has a folder of its own, unless they share it: then there is less to do for the second.
pub(super) const JOB: Job = Job {
    name: "sweep_outbox",
    every: Duration::from_secs(24 * 60 * 60),
    scope: Scope::Process,
    run: |site, now| Box::pin(sweep(site, now)),
};

async fn sweep(site: Site, now: Timestamp) -> Result<u64, JobError> {
    let folder = site.parts().data_folder.join("outbox");
    let now = Duration::from_millis(u64::try_from(now.0).unwrap_or(0));
    let before = SystemTime::UNIX_EPOCH + now.saturating_sub(KEPT);
    let removed = tokio::task::spawn_blocking(move || remove(&folder, before));
    removed
        .await
        .map_err(|error| JobError::of(&error))?
        .map_err(|error| JobError::of(&error))
}

fn remove(folder: &Path, before: SystemTime) -> std::io::Result<u64> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    };
    let mut removed = 0;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != ENDING) {
            continue;
        }
        // Somebody else may have removed it since.
        let gone = match std::fs::metadata(&path) {
            Ok(facts) if facts.modified()? >= before => continue,
            Ok(_) => std::fs::remove_file(&path),
            Err(error) => Err(error),
        };
        match gone {
            Ok(()) => removed += 1,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_mails_go_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        for name in ["old.eml", "new.eml", "old.txt"] {
            std::fs::write(file(name), "x").unwrap();
        }
        let now = SystemTime::now();
        for name in ["old.eml", "old.txt"] {
            let opened = std::fs::File::options().write(true).open(file(name));
            opened.unwrap().set_modified(now - 2 * KEPT).unwrap();
        }
        assert_eq!(remove(folder.path(), now - KEPT).unwrap(), 1);
        assert!(!file("old.eml").exists());
        assert!(file("new.eml").exists() && file("old.txt").exists());
        assert_eq!(remove(&file("none"), now).unwrap(), 0);
    }
}
