//! `anteroom export person-weeks`, `groups` and `meetings`.

use std::io::{BufWriter, Stdout, stdout};

use clap::Args;
use culture::import::Day;
use culture::{AnalystError, Culture, Selection};
use model::TenantId;

use super::super::{Failure, audit};
use crate::assemble;
use crate::config::Settings;

/// Which days, and how.
#[derive(Args)]
pub(super) struct Days {
    /// Address part or tenant id of the organisation
    #[arg(long)]
    tenant: String,
    /// First day, as 2026-01-31; weeks count that begin on it or later
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Day,
    /// Last day; weeks count that begin on it or earlier
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Day,
    /// An attribute of people, such as department; may be given several times, the most important one first
    #[arg(long, value_name = "ATTRIBUTE")]
    group_by: Vec<String>,
    /// Which policy: strict-v1, nondeclined-v1, or for person-weeks and groups viva_legacy, viva_current
    #[arg(long, value_name = "NAME", default_value = "strict-v1")]
    policy: String,
}

fn day(text: &str) -> Result<Day, &'static str> {
    Day::parse(text).ok_or("this is no day; write it as 2026-01-31")
}

impl From<AnalystError> for Failure {
    fn from(error: AnalystError) -> Self {
        match error {
            AnalystError::Backwards
            | AnalystError::NoAttribute { .. }
            | AnalystError::NoPolicy { .. } => Self::Usage(error.to_string()),
            error => Self::Failed(error.to_string()),
        }
    }
}

pub(super) async fn person_weeks(days: &Days, settings: &Settings) -> Result<(), Failure> {
    let (culture, tenant, selection, out) = begin(days, settings).await?;
    culture.export_person_weeks(tenant, &selection, out).await?;
    Ok(())
}

pub(super) async fn groups(days: &Days, settings: &Settings) -> Result<(), Failure> {
    let (culture, tenant, selection, out) = begin(days, settings).await?;
    culture.export_groups(tenant, &selection, out).await?;
    Ok(())
}

pub(super) async fn meetings(days: &Days, settings: &Settings) -> Result<(), Failure> {
    let (culture, tenant, selection, out) = begin(days, settings).await?;
    culture.export_meetings(tenant, &selection, out).await?;
    Ok(())
}

async fn begin(
    days: &Days,
    settings: &Settings,
) -> Result<(Culture, TenantId, Selection, BufWriter<Stdout>), Failure> {
    microsoft::install_crypto();
    let store = assemble::open_present_store(&settings.storage).await?;
    let tenant = audit::find(&store, &days.tenant).await?;
    let running = assemble::run(settings, store, trust::clock::system()).await?;
    let selection = Selection {
        from: days.from,
        to: days.to,
        group_by: days.group_by.clone(),
        policy: days.policy.clone(),
    };
    Ok((
        running.culture,
        tenant.id,
        selection,
        BufWriter::new(stdout()),
    ))
}
