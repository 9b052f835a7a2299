//! Putting a checked copy in the place of a database, so that whatever goes wrong, one of the two is there whole.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};

use model::TenantId;
use secrecy::ExposeSecret as _;
use store::{OpenOptions, Store};
use trust::MasterKey;
use trust::audit::NotedHead;

use super::sealed::{self, Checked};
use crate::cli::{Failure, key, sole};
use crate::config::StorageSettings;

/// A file of SQLite with its log and the log's index, which belong to it.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// What became of a restoration.
pub(super) struct Placed {
    /// Where the database went that was there.
    pub(super) kept: Option<PathBuf>,
    /// Heads of the logs, of which the last row tells of the restoration.
    pub(super) heads: Vec<(TenantId, NotedHead)>,
}

/// Fills a file beside the target first, so that a full disk leaves everything as it was.
pub(super) async fn in_file(copy: &Checked, target: &Path, force: bool) -> Result<Placed, Failure> {
    if target.exists() && !force {
        return Err(Failure::Usage(format!(
            "{} exists; to replace it, stop Anteroom and add --force",
            target.display()
        )));
    }
    sole::refuse_in_use(target).await?;
    let aside = beside(target, &format!(".replaced-{}", trust::clock::now().0));
    // What an earlier restoration put aside is never overwritten.
    let taken = PARTS.map(|part| beside(&aside, part));
    if let Some(taken) = taken.iter().find(|path| path.exists()) {
        return Err(Failure::Failed(format!(
            "{} exists already; run the command again in a moment",
            taken.display()
        )));
    }
    if let Some(folder) = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)?;
    }
    let draft = beside(target, ".restoring");
    discard(&draft);
    sealed::create(&draft)?;
    let filled = async {
        let address = format!("sqlite:{}", draft.display());
        store::restore(&address, copy.body()?, false).await?;
        let store = Store::open(&address, OpenOptions::default()).await?;
        let heads = copy.note(&store).await;
        store.close().await;
        File::open(&draft)?.sync_all()?;
        heads
    };
    let heads = filled.await.map_err(|failure| {
        discard(&draft);
        Failure::Failed(format!("{failure}; nothing was changed"))
    })?;
    // Filling may have taken long, and something may have started Anteroom again.
    if let Err(failure) = sole::refuse_in_use(target).await {
        discard(&draft);
        return Err(failure);
    }
    let kept = swap(&draft, target, &aside)?;
    Ok(Placed { kept, heads })
}

/// Puts the present file aside and the draft in its place; answers where the present one went. From the first name that
/// is changed on, a failure says where both lie.
fn swap(draft: &Path, target: &Path, aside: &Path) -> Result<Option<PathBuf>, Failure> {
    let mut kept = None;
    for part in PARTS {
        let present = beside(target, part);
        if !present.exists() {
            continue;
        }
        match std::fs::rename(&present, beside(aside, part)) {
            Ok(()) => kept = Some(aside.to_owned()),
            Err(error) if kept.is_some() => return Err(between(draft, target, aside, &error)),
            Err(error) => {
                discard(draft);
                let present = present.display();
                return Err(Failure::Failed(format!(
                    "{present}: {error}; nothing was changed"
                )));
            }
        }
    }
    match std::fs::rename(draft, target) {
        Ok(()) => {}
        Err(error) if kept.is_some() => return Err(between(draft, target, aside, &error)),
        Err(error) => {
            discard(draft);
            let target = target.display();
            return Err(Failure::Failed(format!(
                "{target}: {error}; nothing was changed"
            )));
        }
    }
    sync_folder(target).map_err(|error| {
        Failure::Failed(format!(
            "{} is restored, but whether that is on the disk cannot be told: {error}",
            target.display()
        ))
    })?;
    Ok(kept)
}

/// What to say when neither of both is in the target's place.
fn between(draft: &Path, target: &Path, aside: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!(
        "{error}: the previous database lies in {}, the restored one in {}: rename one of them to {}, the previous one with \
         what has its name and -wal or -shm behind it",
        aside.display(),
        draft.display(),
        target.display()
    ))
}

/// Fills the schema in one transaction. What was there is written to a copy before.
pub(super) async fn in_schema(
    copy: &Checked,
    storage: &StorageSettings,
    force: bool,
) -> Result<Placed, Failure> {
    let address = storage.database_url.expose_secret();
    let store = Store::open(address, OpenOptions::default()).await?;
    let mut kept = None;
    // A database that was never migrated holds nothing.
    if store.is_made().await? {
        sole::refuse_leases(&store).await?;
        let tenants = store.system().tenants().await?.len();
        if tenants > 0 && !force {
            return Err(Failure::Usage(format!(
                "the database holds {tenants} organisation(s); to replace them, stop Anteroom and add --force"
            )));
        }
        if tenants > 0 {
            kept = Some(keep(&store, storage).await?);
        }
    }
    store.close().await;
    let done = store::restore(address, copy.body()?, force).await;
    if let Err(error) = done {
        return Err(Failure::Failed(format!(
            "{}; nothing was changed",
            Failure::from(error)
        )));
    }
    let noted = async {
        let store = Store::open(address, OpenOptions::default()).await?;
        let heads = copy.note(&store).await;
        store.close().await;
        heads
    };
    let heads = noted.await.map_err(|failure| {
        Failure::Failed(format!(
            "the copy is in place, but the audit logs do not tell of it: {failure}; run the command again with --force"
        ))
    })?;
    Ok(Placed { kept, heads })
}

/// Writes what is there to a sealed copy in the data folder.
async fn keep(store: &Store, storage: &StorageSettings) -> Result<PathBuf, Failure> {
    let folder = storage.folder();
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("replaced-{}.copy", trust::clock::now().0));
    let file = sealed::create(&path)?;
    let written = sealed::write((&path, file), store, |facts| {
        let needed = facts.key_fingerprint.as_deref().unwrap_or("-");
        let here = MasterKey::read(&storage.key_file)?;
        if here.fingerprint() == needed {
            return Ok(Some(here));
        }
        let kept = key::kept(&storage.key_file, needed).ok_or_else(|| {
            Failure::Failed(format!(
                "the present database needs the key {needed}, without which no copy of it can be sealed; to give it up, \
                 empty the schema yourself. Nothing was changed"
            ))
        })?;
        Ok(Some(MasterKey::read(&kept)?))
    });
    match written.await {
        Ok(_) => Ok(path),
        Err(failure) => {
            drop(std::fs::remove_file(&path));
            Err(failure)
        }
    }
}

fn discard(draft: &Path) {
    for part in PARTS {
        drop(std::fs::remove_file(beside(draft, part)));
    }
}

/// Brings the entries of a file's folder to the disk.
pub(super) fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if cfg!(unix) {
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_that_stops_in_between_says_where_both_databases_lie() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (draft, target, aside) = (path("a.db.restoring"), path("a.db"), path("a.db.replaced"));
        std::fs::write(&target, "previous").unwrap();
        let said = swap(&draft, &target, &aside).unwrap_err().to_string();
        for part in [
            format!("previous database lies in {}", aside.display()),
            format!("restored one in {}", draft.display()),
            format!("rename one of them to {}", target.display()),
        ] {
            assert!(said.contains(&part), "{said}");
        }
        assert_eq!(std::fs::read_to_string(&aside).unwrap(), "previous");

        // As long as nothing has another name, nothing was changed, and the draft goes.
        std::fs::remove_file(&aside).unwrap();
        std::fs::write(&draft, "restored").unwrap();
        std::fs::write(&target, "previous").unwrap();
        std::fs::create_dir(&aside).unwrap();
        let said = swap(&draft, &target, &aside).unwrap_err().to_string();
        assert!(said.ends_with("nothing was changed"), "{said}");
        assert!(!draft.exists());
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "previous");

        std::fs::remove_dir(&aside).unwrap();
        std::fs::write(&draft, "restored").unwrap();
        std::fs::write(path("a.db-wal"), "log").unwrap();
        assert_eq!(swap(&draft, &target, &aside).unwrap(), Some(aside.clone()));
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "restored");
        assert_eq!(std::fs::read_to_string(&aside).unwrap(), "previous");
        assert!(path("a.db.replaced-wal").exists() && !path("a.db-wal").exists());
    }
}
