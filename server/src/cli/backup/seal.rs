//! The seal of a copy, in a file beside it: a hash of its bytes, signed with the master key. A database notices pages
//! that don't fit together, and not that a value inside of one is another.

use std::fs::File;
use std::path::{Path, PathBuf};

use store::BackupFacts;
use trust::MasterKey;
use trust::certificate::seal;

use crate::cli::Failure;

/// Where the seal of a copy lies.
fn place(copy: &Path) -> PathBuf {
    super::beside(copy, ".seal")
}

/// The key that signs; none for a copy without organisations, which need not have one.
fn key(key_file: &Path, facts: &BackupFacts) -> Result<Option<MasterKey>, Failure> {
    if facts.tenants == 0 {
        return Ok(None);
    }
    Ok(Some(MasterKey::read(key_file)?))
}

/// Writes the seal of a copy beside it.
pub(super) fn write(copy: &Path, key_file: &Path, facts: &BackupFacts) -> Result<(), Failure> {
    let text = seal(File::open(copy)?, key(key_file, facts)?.as_ref())?;
    let path = place(copy);
    std::fs::write(&path, text)?;
    Ok(File::open(&path)?.sync_all()?)
}

/// Refuses a copy that is not the one that was sealed, and one whose seal is missing or of another key.
pub(super) fn check(copy: &Path, key_file: &Path, facts: &BackupFacts) -> Result<(), Failure> {
    let path = place(copy);
    let found = std::fs::read_to_string(&path).map_err(|error| {
        Failure::Failed(format!(
            "{}: {error}; without it nobody can tell whether the copy was changed (--without-seal puts it in place all the same)",
            path.display()
        ))
    })?;
    if found == seal(File::open(copy)?, key(key_file, facts)?.as_ref())? {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "{} is not the copy that was sealed, or was sealed with another key; nothing was changed",
        copy.display()
    )))
}
