//! `anteroom key rotate`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use store::Store;
use trust::{KeyError, MasterKey};

use super::{Failure, Out, sole};
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
    let store = sole::open(storage).await?;
    let path = &storage.key_file;
    let next = beside(path, "next");
    if !path.exists() && next.exists() {
        return finish(path, &next, &store).await;
    }
    let old = MasterKey::read(path)?;
    let new = match MasterKey::create(&next) {
        Err(KeyError::Exists { .. }) => MasterKey::read(&next)?,
        made => made?,
    };
    // It may lie there since a run that was interrupted before its name was on the disk.
    MasterKey::settle_file(&next)?;
    let wrapped = old.rotate(&new, &store).await?;
    let kept = beside(path, &format!("old-{}", old.fingerprint()));
    MasterKey::rename(path, &kept)?;
    MasterKey::rename(&next, path)?;
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

/// Interrupted after the old key was put aside and before the new one took its place: what is left is the name.
async fn finish(path: &Path, next: &Path, store: &Store) -> Result<(), Failure> {
    let new = MasterKey::read(next)?;
    let named = store.system().master_key_fingerprint().await?;
    if named.as_deref() != Some(new.fingerprint()) {
        return Err(Failure::Failed(format!(
            "{} is missing, and {} is not the key of this database; bring the old key back to its place",
            path.display(),
            next.display()
        )));
    }
    MasterKey::rename(next, path)?;
    Out::line(&format!(
        "The rotation that was interrupted is finished: the new key is in {}.",
        path.display()
    ));
    Ok(())
}

/// Where the key with a fingerprint lies since a rotation; none when it was removed, or the fingerprint is none.
pub(super) fn kept(path: &Path, fingerprint: &str) -> Option<PathBuf> {
    let good = fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
    let kept = beside(path, &format!("old-{fingerprint}"));
    (good && kept.exists()).then_some(kept)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}
