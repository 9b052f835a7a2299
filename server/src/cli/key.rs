//! `anteroom key rotate`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use trust::{KeyError, MasterKey};

use super::{Failure, Out};
use crate::assemble;
use crate::config::StorageSettings;

#[derive(Subcommand)]
pub(super) enum Key {
    /// Makes a new master key, wraps all keys with it and puts it in the place of the old one; stop all processes before
    Rotate,
}

/// The order keeps a key for the database at every moment: the new key lies beside the old one before anything is
/// wrapped with it, and the old one is kept until an operator removes it. Interrupted, the command is run again.
pub(super) async fn run(key: Key, storage: &StorageSettings) -> Result<(), Failure> {
    let Key::Rotate = key;
    let store = assemble::open_present_store(storage).await?;
    let path = &storage.key_file;
    let old = MasterKey::read(path)?;
    let next = beside(path, "next");
    let new = match MasterKey::create(&next) {
        Err(KeyError::Exists { .. }) => MasterKey::read(&next)?,
        made => made?,
    };
    let wrapped = old.rotate(&new, &store).await?;
    let kept = beside(path, &format!("old-{}", old.fingerprint()));
    std::fs::rename(path, &kept)?;
    std::fs::rename(&next, path)?;
    Out::line(&format!(
        "{wrapped} organisation(s) are wrapped with the new key in {}.",
        path.display()
    ));
    Out::line(&format!(
        "The old key is kept in {}; remove it once no backup needs it.",
        kept.display()
    ));
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}
