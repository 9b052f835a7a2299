//! `anteroom export`: what is kept of an organisation or of one person, and figures as CSV.

mod figures;
mod whole;

use clap::{Args, Subcommand};
use model::ObjectId;

use super::{Failure, Out, audit};
use crate::assemble;
use crate::config::Settings;
use figures::Days;

/// Whose data.
#[derive(Args)]
#[command(subcommand_negates_reqs = true)]
pub(super) struct Export {
    /// Address part or tenant id of the organisation
    #[arg(long, required = true)]
    tenant: Option<String>,
    /// Object id of the person
    #[arg(long, value_name = "OID", required = true)]
    person: Option<ObjectId>,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// Writes everything that is kept of an organisation, as JSON lines
    ///
    /// The first line tells the form; each other line is one row: {"table": NAME, "row": {...}}. Instants are
    /// milliseconds since 1970 (UTC), weeks are counted from that of Monday 1970-01-05, which is 1. What visitors wrote
    /// and is still kept stands in clear. Keys, tokens, hashes of secrets and the ids behind pseudonyms are left out.
    Tenant(Which),
    /// Writes figures of each person and week as CSV, where the administrator switched that on
    ///
    /// Columns: person (a pseudonym of this export alone), week_start (a Monday), origin (measured, viva_legacy,
    /// viva_current), policy, one attribute_NAME for each --group-by, then all base figures with their unit in the name:
    /// _min are minutes, _minor minor units of the currency, the others counts. Empty is no data, * is shared by fewer
    /// than 10 people.
    #[command(name = "person-weeks")]
    PersonWeeks(Days),
    /// Writes published figures of groups as CSV
    ///
    /// First come values over all weeks from the first to the last day, then those of 4 weeks and of each week. Shares of
    /// people are told of weeks and 4 weeks alone.
    ///
    /// Columns: attribute, group (both empty for the company), period_start (a Monday), weeks (of the period), origin,
    /// policy, metric, class (of a distribution, from 0), unit (h, share, count, min, currency), people_n, state (exact,
    /// below, above, hidden, no_data), value, basis. A value is the mean over people of each person's mean over weeks
    /// (basis people), or the mean of weekly means (weeks) where the other would tell about those who were away; hidden
    /// ones could tell something about fewer than 10 people.
    Groups(Days),
    /// Writes meetings as CSV, where the administrator switched that on
    ///
    /// Columns: meeting, series, organizer (pseudonyms of this export alone), date_utc, hour_utc, length_min, kind
    /// (single, occurrence, exception), cancelled, online, open_ended, has_list, invited_n, optional_n, external_n,
    /// accepted_n, tentative_n, declined_n, no_answer_n, lead_min, lead_source, agenda, then one attribute_NAME of the
    /// organiser for each --group-by. Private meetings are left out. The policy decides what counts as a meeting.
    Meetings(Days),
}

/// Which organisation.
#[derive(Args)]
struct Which {
    /// Address part or tenant id of the organisation
    #[arg(long)]
    tenant: String,
}

/// Writes to standard output.
pub(super) async fn run(export: Export, settings: &Settings) -> Result<(), Failure> {
    let own = export.tenant.is_some() || export.person.is_some();
    match export.what {
        Some(_) if own => Err(Failure::Usage(
            "--tenant belongs behind the kind of export; --person is an export of its own"
                .to_owned(),
        )),
        Some(What::Tenant(which)) => whole::run(&which.tenant, settings).await,
        Some(What::PersonWeeks(days)) => figures::person_weeks(&days, settings).await,
        Some(What::Groups(days)) => figures::groups(&days, settings).await,
        Some(What::Meetings(days)) => figures::meetings(&days, settings).await,
        None => match (export.tenant, export.person) {
            (Some(tenant), Some(person)) => one_person(&tenant, person, settings).await,
            _ => Err(Failure::Usage("--tenant or --person is missing".to_owned())),
        },
    }
}

/// One JSON document: everything meeting culture keeps of one person, for a request by letter.
async fn one_person(tenant: &str, person: ObjectId, settings: &Settings) -> Result<(), Failure> {
    microsoft::install_crypto();
    let store = assemble::open_present_store(&settings.storage).await?;
    let tenant = audit::find(&store, tenant).await?;
    let running = assemble::run(settings, store, trust::clock::system()).await?;
    let document = running.culture.export_person(tenant.id, person).await?;
    Out::line(&document.to_string());
    Ok(())
}
