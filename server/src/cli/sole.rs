//! Commands that need the database for themselves.

use std::path::PathBuf;

use secrecy::ExposeSecret as _;
use store::Store;

use super::Failure;
use crate::assemble;
use crate::config::StorageSettings;

/// The file of an SQLite database; none for PostgreSQL.
pub(super) fn file(storage: &StorageSettings) -> Option<PathBuf> {
    let url = storage.database_url.expose_secret();
    let path = url.strip_prefix("sqlite:")?;
    Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
}

/// Opens the database as it is, if no process works with it.
pub(super) async fn open(storage: &StorageSettings) -> Result<Store, Failure> {
    if let Some(path) = file(storage) {
        refuse_in_use(&path).await?;
        return Ok(assemble::open_present_store(storage).await?);
    }
    let store = assemble::open_present_store(storage).await?;
    refuse_leases(&store).await?;
    Ok(store)
}

/// Refuses a database in which a process has noted that it works there.
pub(super) async fn refuse_leases(store: &Store) -> Result<(), Failure> {
    match store.system().leases_held(trust::clock::now()).await? {
        0 => Ok(()),
        held => Err(Failure::Failed(format!(
            "a process works with this database ({held} lease(s) have not run out); stop all processes, nothing was \
             changed. After one that was killed, wait ten minutes."
        ))),
    }
}

/// Refuses an SQLite file that a process has open.
pub(super) async fn refuse_in_use(path: &std::path::Path) -> Result<(), Failure> {
    if store::is_in_use(path).await? {
        return Err(Failure::Failed(format!(
            "a process has {} open; stop it first, nothing was changed",
            path.display()
        )));
    }
    Ok(())
}
