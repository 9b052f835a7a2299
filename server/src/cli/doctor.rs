//! `anteroom doctor`: tries everything that `serve` needs, says who can fix what, and changes nothing.

mod finding;
mod mail;
mod microsoft;
mod registrations;
mod storage;

use clap::Args;

use self::finding::{Finding, Findings, Level};
use super::Failure;
use super::flags::SettingFlags;
use crate::config::read_leptos;

#[derive(Args)]
pub(super) struct Doctor {
    /// Prints one JSON object instead of lines
    #[arg(long)]
    json: bool,
    /// Tries the token endpoint for this organisation alone: its address part or tenant id
    #[arg(long, value_name = "TENANT")]
    tenant: Option<String>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Lines,
    Json,
}

pub(super) async fn run(doctor: Doctor, flags: &SettingFlags) -> Result<(), Failure> {
    ::microsoft::install_crypto();
    let form = if doctor.json { Form::Json } else { Form::Lines };
    let mut findings = Findings::new(form);
    site(&mut findings);
    let outcome = look(&doctor, flags, &mut findings).await;
    findings.finish();
    outcome?;
    match findings.count(Level::Fail) {
        0 => Ok(()),
        bad => Err(Failure::Failed(format!("{bad} thing(s) to do"))),
    }
}

/// Settings that cannot be read leave the storage to be looked at, and end with the exit code of usage.
async fn look(
    doctor: &Doctor,
    flags: &SettingFlags,
    findings: &mut Findings,
) -> Result<(), Failure> {
    match flags.settings() {
        Ok(settings) => {
            findings.add(Finding::ok("settings", "complete"));
            let tenants = storage::look(&settings.storage, findings).await;
            let tenants = chosen(tenants, doctor.tenant.as_deref())?;
            registrations::look(&settings, findings);
            microsoft::look(&settings, &tenants, findings).await;
            mail::look(&settings.mail, findings).await;
            Ok(())
        }
        Err(failure) => {
            findings.add(Finding::fail(
                "settings",
                failure.to_string(),
                "Set what is named here; anteroom serve --help explains each setting.",
            ));
            if let Ok(found) = flags.storage() {
                storage::look(&found, findings).await;
            }
            Err(Failure::Usage("the settings cannot be used".to_owned()))
        }
    }
}

fn chosen(
    tenants: Vec<storage::Known>,
    wanted: Option<&str>,
) -> Result<Vec<storage::Known>, Failure> {
    let Some(wanted) = wanted else {
        return Ok(tenants);
    };
    let found: Vec<_> = tenants
        .into_iter()
        .filter(|known| known.name == wanted || known.id.to_string() == wanted)
        .collect();
    if found.is_empty() {
        return Err(Failure::Usage(format!(
            "no registered organisation is called {wanted}; anteroom tenant list names them"
        )));
    }
    Ok(found)
}

fn site(findings: &mut Findings) {
    match read_leptos() {
        Ok(options) => {
            let folder = std::path::Path::new(&*options.site_root).join(&*options.site_pkg_dir);
            findings.add(if folder.is_dir() {
                Finding::ok("site", format!("{} is there", folder.display()))
            } else {
                Finding::fail(
                    "site",
                    format!("{} is missing", folder.display()),
                    "Run make build, or set site-root in Leptos.toml to where the site lies.",
                )
            });
        }
        Err(problems) => findings.add(Finding::fail(
            "site",
            problems.to_string(),
            "Start the command where Leptos.toml lies, or correct that file.",
        )),
    }
}
