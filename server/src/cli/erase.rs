//! `anteroom erase`.

use clap::Args;
use model::ObjectId;

use super::{Failure, Out, audit};
use crate::assemble;
use crate::config::{Settings, StorageSettings};

/// What to erase, named twice.
#[derive(Args)]
pub(super) struct Erase {
    /// Address part or tenant id of the organisation
    #[arg(long)]
    tenant: String,
    /// Its tenant id once more: there is no way back
    #[arg(long, value_name = "TENANT_ID")]
    confirm: Option<String>,
    /// Object id of one person: erases what meeting culture keeps of them, and keeps them out
    #[arg(long, value_name = "OID", conflicts_with = "confirm")]
    person: Option<ObjectId>,
}

impl Erase {
    /// Whether one person is meant, not the organisation.
    pub(super) const fn is_of_person(&self) -> bool {
        self.person.is_some()
    }
}

/// Removes what meeting culture keeps of one person.
pub(super) async fn run_person(erase: Erase, settings: &Settings) -> Result<(), Failure> {
    microsoft::install_crypto();
    let store = assemble::open_present_store(&settings.storage).await?;
    let tenant = audit::find(&store, &erase.tenant).await?;
    let running = assemble::run(settings, store, trust::clock::system()).await?;
    let Some(person) = erase.person else {
        return Err(Failure::Usage("--person is missing".to_owned()));
    };
    running.culture.erase_person(tenant.id, person).await?;
    Out::line("what meeting culture kept of this person is erased, and nothing more is read");
    Ok(())
}

/// Removes an organisation: its wrapped keys go with it, so that sealed values in backups can never be opened again.
pub(super) async fn run(erase: Erase, storage: &StorageSettings) -> Result<(), Failure> {
    let store = assemble::open_present_store(storage).await?;
    let row = audit::find(&store, &erase.tenant).await?;
    if erase.confirm.as_deref() != Some(row.id.to_string().as_str()) {
        let text = format!(
            "this erases {} with its rooms, tickets, people, evidence and audit log; to do it, add --confirm {}",
            row.name, row.id
        );
        return Err(Failure::Usage(text));
    }
    let mut tx = store.of(row.id).begin().await?;
    tx.erase_tenant().await?;
    tx.commit().await?;
    Out::line(&format!(
        "{} is erased. Running processes forget its keys within five minutes.",
        row.id
    ));
    Ok(())
}
