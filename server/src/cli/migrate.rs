//! `anteroom migrate`.

use super::{Failure, Out};
use crate::config::StorageSettings;

pub(super) async fn run(storage: &StorageSettings) -> Result<(), Failure> {
    let store = crate::assemble::open_store(storage).await?;
    store.ping().await?;
    Out::line("The database has the version of this program.");
    Ok(())
}
