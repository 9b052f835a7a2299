//! `anteroom doctor`: looks at everything `serve` needs and changes nothing.

use std::path::Path;
use std::time::Duration;

use secrecy::ExposeSecret;
use store::{OpenOptions, Store};
use trust::MasterKey;

use super::flags::SettingFlags;
use super::{Failure, Out};
use crate::assemble;
use crate::config::{Settings, StorageSettings, read_leptos};

/// How long to wait for a service to accept a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// Findings, printed as they come.
#[derive(Default)]
struct Findings {
    bad: usize,
}

impl Findings {
    fn good(&self, what: &str) {
        Out::line(&format!("ok    {what}"));
    }

    fn bad(&mut self, what: &str) {
        self.bad += 1;
        Out::line(&format!("FAIL  {what}"));
    }

    fn see(&mut self, what: &str, result: Result<(), String>) {
        match result {
            Ok(()) => self.good(what),
            Err(why) => self.bad(&format!("{what}: {why}")),
        }
    }
}

pub(super) async fn run(flags: &SettingFlags) -> Result<(), Failure> {
    microsoft::install_crypto();
    let mut findings = Findings::default();
    site(&mut findings);
    match flags.settings() {
        Ok(settings) => {
            findings.good("settings");
            storage(&settings.storage, &mut findings).await;
            services(&settings, &mut findings).await;
        }
        Err(failure) => {
            findings.bad(&failure.to_string());
            if let Ok(found) = flags.storage() {
                storage(&found, &mut findings).await;
            }
        }
    }
    match findings.bad {
        0 => Ok(()),
        bad => Err(Failure::Failed(format!("{bad} thing(s) to do"))),
    }
}

fn site(findings: &mut Findings) {
    match read_leptos() {
        Ok(options) => {
            findings.good("Leptos.toml");
            let folder = Path::new(&*options.site_root).join(&*options.site_pkg_dir);
            let built = if folder.is_dir() {
                Ok(())
            } else {
                Err(format!("{} is missing; run make build", folder.display()))
            };
            findings.see("site folder", built);
        }
        Err(problems) => findings.bad(&problems.to_string()),
    }
}

async fn storage(settings: &StorageSettings, findings: &mut Findings) {
    // Opening an SQLite database would make it; looking must not.
    let file = settings
        .database_url
        .expose_secret()
        .strip_prefix("sqlite:")
        .map(str::to_owned);
    if let Some(file) =
        file.filter(|file| !Path::new(file.split('?').next().unwrap_or(file)).exists())
    {
        findings.good(&format!(
            "database: {file} does not exist yet; serve or migrate will make it"
        ));
        return;
    }
    let store = match Store::open(
        settings.database_url.expose_secret(),
        OpenOptions::default(),
    )
    .await
    {
        Ok(store) => store,
        Err(error) => return findings.bad(&format!("database: {error}")),
    };
    findings.see(
        "database",
        store.ping().await.map_err(|error| error.to_string()),
    );
    match store.pending_migrations().await {
        Ok(0) => findings.good("migrations"),
        Ok(pending) => findings.bad(&format!(
            "migrations: {pending} pending; run anteroom migrate"
        )),
        Err(error) => findings.bad(&format!("migrations: {error}")),
    }
    findings.see("key file", key(settings, &store).await);
}

async fn key(settings: &StorageSettings, store: &Store) -> Result<(), String> {
    let empty = store
        .system()
        .tenants()
        .await
        .map_err(|error| error.to_string())?
        .is_empty();
    if empty && !settings.key_file.exists() {
        return Ok(());
    }
    MasterKey::load(&settings.key_file, store)
        .await
        .map(drop)
        .map_err(|error| error.to_string())
}

async fn services(settings: &Settings, findings: &mut Findings) {
    match assemble::microsoft(settings) {
        Ok(microsoft) => {
            drop(microsoft);
            for (name, url) in [
                ("Entra", &settings.authority),
                ("Graph", &settings.graph_url),
            ] {
                findings.see(&format!("{name} at {url}"), reachable(url).await);
            }
        }
        Err(error) => findings.bad(&error.to_string()),
    }
    findings.see(
        "mail",
        crate::mail::Mailer::new(&settings.mail)
            .map(drop)
            .map_err(|error| error.to_string()),
    );
}

/// Whether the host accepts connections; what it says is the microsoft crate's business.
async fn reachable(url: &str) -> Result<(), String> {
    let uri: http::Uri = url.parse().map_err(|_| "is no URL".to_owned())?;
    let port = uri
        .port_u16()
        .unwrap_or(if uri.scheme_str() == Some("http") {
            80
        } else {
            443
        });
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let connecting = tokio::net::TcpStream::connect((host, port));
    match tokio::time::timeout(PATIENCE, connecting).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(format!(
            "cannot be reached ({}); check name resolution, proxy and firewall",
            error.kind()
        )),
        Err(_) => Err("does not answer; check proxy and firewall".to_owned()),
    }
}
