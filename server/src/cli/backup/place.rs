//! Putting a checked copy in the place of a database, so that whatever goes wrong, one of the two is there whole.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret as _;
use store::{OpenOptions, Store};
use trust::MasterKey;
use trust::seal::SEAL_BYTES;

use super::sealed;
use crate::cli::{Failure, key, sole};
use crate::config::StorageSettings;

/// A file of SQLite with its log and the log's index, which belong to it.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// The copy without its seal.
fn body(copy: &Path) -> Result<impl std::io::Read + Send, Failure> {
    let file = File::open(copy)?;
    let length = file.metadata()?.len().saturating_sub(SEAL_BYTES as u64);
    Ok(BufReader::with_capacity(1 << 20, file.take(length)))
}

/// Fills a file beside the target first, so that a full disk leaves everything as it was. Answers where the present file
/// went.
pub(super) async fn in_file(
    copy: &Path,
    target: &Path,
    force: bool,
) -> Result<Option<PathBuf>, Failure> {
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
        store::restore(&address, body(copy)?, false).await?;
        Ok::<_, Failure>(File::open(&draft)?.sync_all()?)
    };
    if let Err(failure) = filled.await {
        discard(&draft);
        return Err(Failure::Failed(format!("{failure}; nothing was changed")));
    }
    let mut kept = None;
    for part in PARTS {
        let present = beside(target, part);
        if present.exists() {
            std::fs::rename(&present, beside(&aside, part))?;
            kept = Some(aside.clone());
        }
    }
    std::fs::rename(&draft, target)?;
    sync_folder(target)?;
    Ok(kept)
}

/// Fills the schema in one transaction. What was there is written to a copy before; answers where.
pub(super) async fn in_schema(
    copy: &Path,
    storage: &StorageSettings,
    force: bool,
) -> Result<Option<PathBuf>, Failure> {
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
    let done = store::restore(address, body(copy)?, force).await;
    if let Err(error) = done {
        return Err(Failure::Failed(format!(
            "{}; nothing was changed",
            Failure::from(error)
        )));
    }
    Ok(kept)
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
