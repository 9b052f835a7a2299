//! `anteroom backup` and `anteroom restore`.

mod place;
mod sealed;

use std::path::PathBuf;

use clap::Args;
use trust::MasterKey;

use super::{Failure, Out, sole};
use crate::assemble;
use crate::config::StorageSettings;
use crate::jobs::keep_head;

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
        if !store.system().tenants().await?.is_empty() {
            let key = MasterKey::read(&storage.key_file)?;
            key.note_backup(&store).await?;
        }
        // By what stands in the copy, as whoever checks it does: somebody may have registered in between.
        sealed::write((path, file), &store, |facts| {
            sealed::key_of(facts, &storage.key_file)
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
    if facts.key_fingerprint.is_none() {
        Out::line(&format!(
            "No organisation is in {}, unsigned: no key was ever used with this database.",
            path.display()
        ));
        return Ok(());
    }
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
    let copy = sealed::check(path, &storage.key_file)?;
    let facts = &copy.facts;
    if restore.check {
        let seal = if copy.master.is_some() {
            format!("sealed with the key of {}", storage.key_file.display())
        } else {
            "unsigned: it names no key, so that who wrote it cannot be told".to_owned()
        };
        Out::line(&format!(
            "{} is whole and {seal}: {} organisation(s), taken at {} from {} by version {}.",
            path.display(),
            facts.tenants,
            sealed::utc(facts.made),
            facts.database,
            facts.version
        ));
        return Ok(());
    }
    let placed = match sole::file(storage) {
        Some(target) => place::in_file(&copy, &target, restore.force).await?,
        None => place::in_schema(&copy, storage, restore.force).await?,
    };
    for (tenant, head) in &placed.heads {
        if let Err(error) = keep_head(&storage.folder(), *tenant, head) {
            let (tenant, head) = (tenant, head.line());
            Out::error(&format!(
                "the head of the audit log of {tenant} could not be noted ({error}); keep it yourself: {head}"
            ));
        }
    }
    if let Some(kept) = placed.kept {
        Out::line(&format!("What was there is kept in {}.", kept.display()));
    }
    Out::line(&format!(
        "{} organisation(s) are restored as they were at {}. Everybody signs in again. What was erased, withdrawn or \
         opted out of since then is there again: repeat it. Heads of the audit logs that were noted since then no longer \
         fit; the logs tell of this restoration, so that they are left out. Whether the logs are whole tells: anteroom \
         audit verify",
        facts.tenants,
        sealed::utc(facts.made)
    ));
    Ok(())
}
