//! `anteroom backup` and `anteroom restore`.

mod seal;

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use clap::Args;
use trust::MasterKey;

use super::{Failure, Out, sole};
use crate::assemble;
use crate::config::StorageSettings;

/// Where to write the copy.
#[derive(Args)]
pub(super) struct Backup {
    /// File to write; it must not exist yet
    path: PathBuf,
}

/// Which copy to put in place.
#[derive(Args)]
pub(super) struct Restore {
    /// File that `anteroom backup` has written
    path: PathBuf,
    /// Replaces the present database; it is kept beside with `.replaced-` and the time behind its name
    #[arg(long)]
    force: bool,
    /// Puts a copy in place whose seal (PATH.seal) is lost: nobody can tell then whether it was changed
    #[arg(long)]
    without_seal: bool,
}

/// The file of an SQLite database; PostgreSQL has tools of its own.
fn file_of(storage: &StorageSettings, tool: &str) -> Result<PathBuf, Failure> {
    sole::file(storage).ok_or_else(|| {
        Failure::Usage(format!(
            "the database is PostgreSQL, which has its own tool for this: {tool}"
        ))
    })
}

/// Copies the database while it is in use. The copy holds sealed values; the key file is not part of it.
pub(super) async fn back_up(backup: Backup, storage: &StorageSettings) -> Result<(), Failure> {
    file_of(storage, "pg_dump --format=custom --file=PATH DATABASE_URL")?;
    let path = &backup.path;
    let store = assemble::open_present_store(storage).await?;
    // Made first, so that nothing is overwritten and nobody else may read it.
    create(path)?;
    let copied = async {
        if !store.system().tenants().await?.is_empty() {
            let master = MasterKey::read(&storage.key_file)?;
            master.note_backup(&store).await?;
        }
        store.back_up_to(path).await?;
        File::open(path)?.sync_all()?;
        Ok::<_, Failure>(store::look_at_backup(path).await?)
    };
    let sealed = async {
        let facts = copied.await?;
        seal::write(path, &storage.key_file, &facts)?;
        Ok::<_, Failure>(facts)
    };
    let facts = match sealed.await {
        Ok(facts) => facts,
        Err(failure) => {
            drop(std::fs::remove_file(path));
            return Err(failure);
        }
    };
    Out::line(&format!(
        "{} organisation(s) are in {}, with its seal beside it. Keep the key file {} apart from them: without the key the \
         copy cannot be read.",
        facts.tenants,
        path.display(),
        storage.key_file.display()
    ));
    Ok(())
}

/// Puts a copy in place after looking at it. Stop all processes before.
pub(super) async fn restore(restore: Restore, storage: &StorageSettings) -> Result<(), Failure> {
    let target = file_of(
        storage,
        "pg_restore --clean --if-exists --dbname=DATABASE_URL PATH",
    )?;
    let path = &restore.path;
    let facts = store::look_at_backup(path)
        .await
        .map_err(|error| match error {
            store::StoreError::Damaged { .. } | store::StoreError::Refused { .. } => {
                Failure::Failed(format!("{} is no whole copy of a database", path.display()))
            }
            other => other.into(),
        })?;
    if let Some(needed) = facts.key_fingerprint.as_ref().filter(|_| facts.tenants > 0) {
        let key = MasterKey::read(&storage.key_file)?;
        if key.fingerprint() != needed.as_str() {
            return Err(Failure::Failed(format!(
                "the copy needs the key {needed}, but {} holds the key {}; nothing was changed",
                storage.key_file.display(),
                key.fingerprint()
            )));
        }
    }
    if !restore.without_seal {
        seal::check(path, &storage.key_file, &facts)?;
    }
    if target.exists() && !restore.force {
        return Err(Failure::Usage(format!(
            "{} exists; to replace it, stop Anteroom and add --force",
            target.display()
        )));
    }
    sole::refuse_in_use(&target).await?;
    let kept = put_in_place(path, &target)?;
    if let Some(kept) = kept {
        Out::line(&format!("What was there is kept in {}.", kept.display()));
    }
    Out::line(&format!(
        "{} organisation(s) are restored. A copy of an older version is brought up by: anteroom migrate; whether its audit \
         logs are whole tells: anteroom audit verify",
        facts.tenants
    ));
    Ok(())
}

/// Copies beside the target first, so that a full disk leaves everything as it was. Answers where the present file went.
fn put_in_place(copy: &Path, target: &Path) -> Result<Option<PathBuf>, Failure> {
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
    drop(std::fs::remove_file(&draft));
    create(&draft)?;
    std::fs::copy(copy, &draft)?;
    File::open(&draft)?.sync_all()?;
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

/// A file of SQLite with its log and the log's index, which belong to it.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// Brings the entries of a file's folder to the disk.
fn sync_folder(path: &Path) -> std::io::Result<()> {
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

fn create(path: &Path) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(drop)
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => Failure::Usage(format!(
                "{} exists already; name another file",
                path.display()
            )),
            kind => Failure::Failed(format!("{}: {kind}", path.display())),
        })
}
