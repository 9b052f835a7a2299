//! `anteroom import viva`.

use std::fmt::Display;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use culture::import::viva::{Choice, Generation, Lines, Report};
use culture::{ImportFailure, Run};

use super::{Failure, Out, audit};
use crate::assemble;
use crate::config::Settings;

#[derive(Subcommand)]
pub(super) enum Import {
    /// Reads a person query of Viva Insights (CSV) into figures of their own policy
    Viva(Viva),
}

/// Which file.
#[derive(Args)]
pub(super) struct Viva {
    /// The file
    file: PathBuf,
    /// Address part or tenant id of the organisation
    #[arg(long)]
    tenant: String,
    /// Judges the file and stores nothing
    #[arg(long)]
    dry_run: bool,
    /// Imports the good rows of a file with rejected ones, which otherwise changes nothing
    #[arg(long, conflicts_with = "dry_run")]
    leave_out_rejected: bool,
    /// A column that becomes an attribute by which people are grouped, as the file writes it; may be repeated. The dry run
    /// lists the columns there are
    #[arg(long = "attribute", value_name = "COLUMN")]
    attributes: Vec<String>,
    /// Which definitions the file follows, where its columns don't tell
    #[arg(long, value_enum)]
    generation: Option<Definitions>,
}

/// Definitions of Viva Insights.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Definitions {
    /// Of Workplace Analytics
    Legacy,
    /// Of today
    Current,
}

pub(super) async fn run(import: Import, settings: &Settings) -> Result<(), Failure> {
    let Import::Viva(viva) = import;
    microsoft::install_crypto();
    let store = assemble::open_present_store(&settings.storage).await?;
    let tenant = audit::find(&store, &viva.tenant).await?;
    let file = BufReader::new(File::open(&viva.file)?);
    let running = assemble::run(settings, store, trust::clock::system()).await?;
    let how = match (viva.dry_run, viva.leave_out_rejected) {
        (true, _) => Run::Dry,
        (false, true) => Run::LeavingOut,
        (false, false) => Run::Real,
    };
    let choice = Choice {
        attributes: viva.attributes,
        generation: viva.generation.map(|one| match one {
            Definitions::Legacy => Generation::Legacy,
            Definitions::Current => Generation::Current,
        }),
    };
    let importing = running
        .culture
        .import_viva_as(tenant.id, file, (&choice, how));
    let report = importing.await;
    match report {
        Ok(report) => {
            tell(&report);
            Ok(())
        }
        Err(ImportFailure::Rejected(report)) => {
            tell(&report);
            Err(Failure::Failed(
                "nothing was imported: mend the rejected rows, or leave them out with --leave-out-rejected".to_owned(),
            ))
        }
        Err(ImportFailure::File(error)) => Err(Failure::Failed(error.to_string())),
        Err(ImportFailure::Culture(error)) => Err(error.into()),
    }
}

fn tell(report: &Report) {
    let line = |name: &str, value: String| Out::line(&format!("{name}: {value}"));
    line(
        "generation",
        format!("{:?}", report.generation).to_lowercase(),
    );
    line("rows", report.rows.to_string());
    line("taken", report.taken.to_string());
    line("people", report.people.to_string());
    line("weeks", report.weeks.to_string());
    let mapped: Vec<&str> = report
        .mapped
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    line("mapped", mapped.join(", "));
    line("attributes", report.candidates.join(", "));
    line("unused", report.unused.join(", "));
    line("ignored", report.ignored.join(", "));
    for lines in &report.rejected {
        line("rejected", told(lines));
    }
    for lines in &report.warnings {
        line("warning", told(lines));
    }
}

/// How many rows of a kind of trouble, and where the first of them stand.
fn told<T: Display>(lines: &Lines<T>) -> String {
    let spots: Vec<String> = lines
        .first
        .iter()
        .map(|spot| match spot.column {
            Some(column) => format!("line {} column {column}", spot.line),
            None => format!("line {}", spot.line),
        })
        .collect();
    format!(
        "{} rows: {} (first: {})",
        lines.rows,
        lines.what,
        spots.join(", ")
    )
}
