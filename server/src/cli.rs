//! The command line: `anteroom serve` and what an operator does from a shell.
//!
//! Exit codes: 0 good, 1 failed, 2 usage (wrong arguments or settings).

mod audit;
mod backup;
mod doctor;
mod erase;
mod export;
mod flags;
mod import;
mod key;
mod migrate;
mod out;
mod serve;
mod sole;
mod sync;
mod tenant;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::assemble::StartError;
use crate::config::{Problems, Settings, StorageSettings};
use flags::SettingFlags;
pub use out::Out;

/// Stack of each worker thread, in bytes. Views are deep types: a development build draws a long form in more than the
/// usual 2 MiB.
const STACK: usize = 16 * 1024 * 1024;

/// Anteroom: waiting queue, meeting culture and trust for Microsoft 365.
#[derive(Parser)]
#[command(name = "anteroom", version, about, max_term_width = 110)]
struct Cli {
    #[command(flatten)]
    settings: SettingFlags,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the server (the default)
    Serve,
    /// Brings the database to the version of this program
    Migrate,
    /// Tries settings, key, database, Microsoft and mail, and says who can fix what
    Doctor(doctor::Doctor),
    /// Organisations: invite, list
    #[command(subcommand)]
    Tenant(tenant::Tenant),
    /// The master key: rotate
    #[command(subcommand)]
    Key(key::Key),
    /// The audit log: verify, export
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Erases an organisation with all its data and keys, or what meeting culture keeps of one person
    Erase(erase::Erase),
    /// Copies the database to a sealed file while Anteroom runs
    Backup(backup::Backup),
    /// Puts a copy in place, on SQLite or PostgreSQL, after checking it and its key; stop Anteroom before
    Restore(backup::Restore),
    /// Reads directory and calendars now, computes and publishes
    Sync(sync::Sync),
    /// Writes what is kept of an organisation or of one person, and figures as CSV
    Export(export::Export),
    /// Imports figures of meeting culture
    #[command(subcommand)]
    Import(import::Import),
}

/// Why a command did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Wrong arguments or settings: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// Anything else: exit code 1.
    #[error("{0}")]
    Failed(String),
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Usage(problems.to_string())
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<store::StoreError> for Failure {
    fn from(error: store::StoreError) -> Self {
        Self::Failed(format!("database: {error}"))
    }
}

impl From<trust::TrustError> for Failure {
    fn from(error: trust::TrustError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<culture::CultureError> for Failure {
    fn from(error: culture::CultureError) -> Self {
        match error {
            culture::CultureError::NotPossible => Self::Failed(
                "no connector is switched on; an administrator does that on /admin/connectors, or add --switch-on"
                    .to_owned(),
            ),
            error => Self::Failed(error.to_string()),
        }
    }
}

impl From<trust::KeyError> for Failure {
    fn from(error: trust::KeyError) -> Self {
        Self::Failed(format!("key: {error}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Runs the command of this process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are good; anything else is usage.
            let good = !error.use_stderr();
            drop(error.print());
            return if good {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(2)
            };
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return answer(Err(error.into())),
    };
    answer(runtime.block_on(run(cli)))
}

fn answer(result: Result<(), Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            Out::error(&format!("anteroom: {failure}"));
            ExitCode::from(if matches!(failure, Failure::Usage(_)) {
                2
            } else {
                1
            })
        }
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let flags = cli.settings;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(flags.settings()?).await,
        Command::Migrate => migrate::run(&flags.storage()?).await,
        Command::Doctor(doctor) => Box::pin(doctor::run(doctor, &flags)).await,
        Command::Tenant(tenant) => tenant::run(tenant, &flags).await,
        Command::Key(key) => key::run(key, &flags.storage()?).await,
        Command::Audit(audit) => audit::run(audit, &flags.settings()?).await,
        Command::Erase(erase) if erase.is_of_person() => {
            erase::run_person(erase, &flags.settings()?).await
        }
        Command::Erase(erase) => erase::run(erase, &flags.storage()?).await,
        Command::Sync(sync) => Box::pin(sync::run(sync, &flags.settings()?)).await,
        Command::Export(export) => export::run(export, &flags.settings()?).await,
        Command::Backup(backup) => backup::back_up(backup, &flags.storage()?).await,
        Command::Restore(restore) => backup::restore(restore, &flags.storage()?).await,
        Command::Import(import) => import::run(import, &flags.settings()?).await,
    }
}

impl SettingFlags {
    fn settings(&self) -> Result<Settings, Failure> {
        let (layers, problems) = self.layers();
        Ok(Settings::read(&layers, problems)?)
    }

    fn storage(&self) -> Result<StorageSettings, Failure> {
        let (layers, problems) = self.layers();
        Ok(StorageSettings::read(&layers, problems)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_may_stand_before_and_behind_the_command() {
        for line in [
            ["anteroom", "--listen", "127.0.0.1:1", "migrate"],
            ["anteroom", "migrate", "--listen", "127.0.0.1:1"],
        ] {
            let cli = Cli::try_parse_from(line).unwrap();
            assert!(matches!(cli.command, Some(Command::Migrate)));
            let (layers, _) = cli.settings.layers();
            assert_eq!(layers.find("listen").unwrap().text, "127.0.0.1:1");
        }
    }
}
