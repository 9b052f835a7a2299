//! `anteroom sync`.

use std::time::Duration;

use clap::Args;
use culture::Culture;
use model::culture::connector::{ConnectorSource, ConnectorState};
use store::{Store, TenantRow};

use super::{Failure, Out, audit};
use crate::assemble;
use crate::config::Settings;

/// Longest time between two lines of progress.
const STEP: Duration = Duration::from_secs(5);

/// Which calendars to read, and for how long.
#[derive(Args)]
pub(super) struct Sync {
    /// Address part or tenant id of the organisation
    #[arg(long)]
    tenant: String,
    /// Switches both connectors on first, for everybody
    #[arg(long)]
    switch_on: bool,
    /// Only asks: running processes do the work, and this command ends at once
    #[arg(long)]
    ask: bool,
}

/// Reads what is due now, beside running processes; they share the work.
pub(super) async fn run(sync: Sync, settings: &Settings) -> Result<(), Failure> {
    microsoft::install_crypto();
    let store = assemble::open_present_store(&settings.storage).await?;
    let tenant = audit::find(&store, &sync.tenant).await?;
    let running = assemble::run(settings, store.clone(), trust::clock::system()).await?;
    let culture = &running.culture;
    if sync.switch_on {
        culture.switch_on_as_operator(tenant.id).await?;
    } else {
        culture.sync_now_as_operator(tenant.id).await?;
    }
    if sync.ask {
        Out::line("asked; running processes begin within seconds");
        return Ok(());
    }
    let clock = || running.trust.now();
    culture.sync_directories(clock()).await?;
    report(&store, &tenant, ConnectorSource::Directory).await?;
    loop {
        let read = culture.sync_calendars(clock(), STEP).await?;
        report(&store, &tenant, ConnectorSource::Calendar).await?;
        if read == 0 {
            break;
        }
    }
    publish(culture, &running).await
}

async fn publish(culture: &Culture, running: &assemble::Running) -> Result<(), Failure> {
    let mut weeks = 0;
    loop {
        let done = culture.publish(running.trust.now(), STEP).await?;
        weeks += done;
        if done == 0 {
            Out::line(&format!("weeks computed or published: {weeks}"));
            return Ok(());
        }
    }
}

/// One line about a connector; a connector that stopped is a failure.
async fn report(store: &Store, tenant: &TenantRow, source: ConnectorSource) -> Result<(), Failure> {
    let Some(row) = store.of(tenant.id).connector(source).await? else {
        return Err(Failure::Failed(format!("{source} was never switched on")));
    };
    let total = row
        .total
        .map_or_else(|| "?".to_owned(), |total| total.to_string());
    Out::line(&format!("{source}\t{}\t{} of {total}", row.state, row.done));
    match row.error {
        Some(error) if row.state == ConnectorState::Error => {
            Err(Failure::Failed(format!("{source} stopped: {error}")))
        }
        _ => Ok(()),
    }
}
