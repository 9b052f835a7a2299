//! `anteroom tenant invite | list`.

use clap::Subcommand;

use super::flags::SettingFlags;
use super::{Failure, Out};
use crate::assemble;

/// Hours an invitation holds at most: a month.
const HOURS_MOST: i64 = 31 * 24;

#[derive(Subcommand)]
pub(super) enum Tenant {
    /// Prints a one-time link with which an administrator registers an organisation
    Invite {
        /// Hours until the link stops working
        #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=HOURS_MOST))]
        hours: u32,
    },
    /// Lists the organisations with their address and state
    List,
}

pub(super) async fn run(tenant: Tenant, flags: &SettingFlags) -> Result<(), Failure> {
    match tenant {
        Tenant::Invite { hours } => invite(hours, flags).await,
        Tenant::List => list(flags).await,
    }
}

async fn invite(hours: u32, flags: &SettingFlags) -> Result<(), Failure> {
    microsoft::install_crypto();
    let settings = flags.settings()?;
    let store = assemble::open_store(&settings.storage).await?;
    let running = assemble::run(&settings, store, trust::clock::system()).await?;
    match running.trust.invite_tenant(hours).await {
        Ok(link) => {
            Out::line(&link);
            Ok(())
        }
        Err(trust::TrustError::NotPossible) => Err(Failure::Failed(
            "registration is closed; set ANTEROOM_REGISTRATION=invite to let invited organisations in".to_owned(),
        )),
        Err(error) => Err(error.into()),
    }
}

async fn list(flags: &SettingFlags) -> Result<(), Failure> {
    let store = assemble::open_present_store(&flags.storage()?).await?;
    for row in store.system().tenants().await? {
        let slug = row.slug.as_ref().map_or("-", |slug| slug.as_str());
        Out::line(&format!(
            "{}\t{slug}\t{:?}\t{}",
            row.id, row.status, row.name
        ));
    }
    Ok(())
}
