//! `anteroom backup` and `anteroom restore`.

mod place;
mod sealed;

use std::path::PathBuf;

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
    /// Replaces the present database, which is kept: a file of SQLite beside it with `.replaced-` and the time behind its
    /// name, the rows of PostgreSQL as a copy in the data folder
    #[arg(long, conflicts_with = "check")]
    force: bool,
    /// Says whether the copy is whole and of this key, and changes nothing
    #[arg(long)]
    check: bool,
}

/// Copies the database while it is in use. The copy holds sealed values; the key file is not part of it.
pub(super) async fn back_up(backup: Backup, storage: &StorageSettings) -> Result<(), Failure> {
    let path = &backup.path;
    let store = assemble::open_present_store(storage).await?;
    // Made first, so that nothing is overwritten and nobody else may read it.
    let file = sealed::create(path)?;
    let copied = async {
        let mut master = None;
        if !store.system().tenants().await?.is_empty() {
            let key = MasterKey::read(&storage.key_file)?;
            key.note_backup(&store).await?;
            master = Some(key);
        }
        sealed::write((path, file), &store, |facts| match master {
            // Who registered in between has a key.
            None if facts.tenants > 0 => Ok(Some(MasterKey::read(&storage.key_file)?)),
            master => Ok(master),
        })
        .await
    };
    let facts = match copied.await {
        Ok(facts) => facts,
        Err(failure) => {
            drop(std::fs::remove_file(path));
            return Err(failure);
        }
    };
    Out::line(&format!(
        "{} organisation(s) are in {}, sealed. Keep the key file {} apart from it: without the key the copy can neither be \
         checked nor read.",
        facts.tenants,
        path.display(),
        storage.key_file.display()
    ));
    Ok(())
}

/// Puts a copy in place after looking at all of it. Stop all processes before.
pub(super) async fn restore(restore: Restore, storage: &StorageSettings) -> Result<(), Failure> {
    let path = &restore.path;
    let facts = sealed::check(path, &storage.key_file)?;
    if restore.check {
        Out::line(&format!(
            "{} is whole and sealed with the key of {}: {} organisation(s), taken at {} from {} by version {}.",
            path.display(),
            storage.key_file.display(),
            facts.tenants,
            sealed::utc(facts.made),
            facts.database,
            facts.version
        ));
        return Ok(());
    }
    let kept = match sole::file(storage) {
        Some(target) => place::in_file(path, &target, restore.force).await?,
        None => place::in_schema(path, storage, restore.force).await?,
    };
    if let Some(kept) = kept {
        Out::line(&format!("What was there is kept in {}.", kept.display()));
    }
    Out::line(&format!(
        "{} organisation(s) are restored as they were at {}. Everybody signs in again. What was erased, withdrawn or \
         opted out of since then is there again: repeat it. Whether the audit logs are whole tells: anteroom audit verify",
        facts.tenants,
        sealed::utc(facts.made)
    ));
    Ok(())
}
