//! `anteroom export --person`: everything meeting culture keeps of one person, for a request by letter.

use clap::Args;
use model::ObjectId;

use super::{Failure, Out, audit};
use crate::assemble;
use crate::config::Settings;

/// Whose data.
#[derive(Args)]
pub(super) struct Export {
    /// Address part or tenant id of the organisation
    #[arg(long)]
    tenant: String,
    /// Object id of the person
    #[arg(long, value_name = "OID")]
    person: ObjectId,
}

/// Writes one JSON document to standard output.
pub(super) async fn run(export: Export, settings: &Settings) -> Result<(), Failure> {
    microsoft::install_crypto();
    let store = assemble::open_present_store(&settings.storage).await?;
    let tenant = audit::find(&store, &export.tenant).await?;
    let running = assemble::run(settings, store, trust::clock::system()).await?;
    let document = running
        .culture
        .export_person(tenant.id, export.person)
        .await?;
    Out::line(&document.to_string());
    Ok(())
}
