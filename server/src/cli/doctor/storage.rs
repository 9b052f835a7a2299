//! Database and master key.

use std::path::Path;

use model::TenantId;
use model::trust::TenantStatus;
use secrecy::ExposeSecret as _;
use store::{OpenOptions, Store, StoreError};
use trust::MasterKey;

use super::finding::{Finding, Findings};
use crate::config::StorageSettings;

const DATABASE: &str = "database";
const MIGRATIONS: &str = "migrations";
const KEY: &str = "key file";

/// A registered organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) id: TenantId,
    /// Its address part.
    pub(super) name: String,
}

/// Looks at both; answers the registered organisations.
pub(super) async fn look(settings: &StorageSettings, findings: &mut Findings) -> Vec<Known> {
    let url = settings.database_url.expose_secret();
    // Opening an SQLite database would make it; looking must not.
    let file = url
        .strip_prefix("sqlite:")
        .map(|file| file.split('?').next().unwrap_or(file));
    if let Some(file) = file.filter(|file| !Path::new(file).exists()) {
        findings.add(Finding::ok(
            DATABASE,
            format!("{file} does not exist yet; serve or migrate will make it"),
        ));
        return vec![];
    }
    let store = match Store::open(url, OpenOptions::default()).await {
        Ok(store) => store,
        Err(error) => {
            findings.add(cannot(&error));
            return vec![];
        }
    };
    let known = database(&store, findings).await;
    key(&settings.key_file, &store, findings).await;
    store.close().await;
    known
}

async fn database(store: &Store, findings: &mut Findings) -> Vec<Known> {
    match store.pending_migrations().await {
        Ok(0) => findings.add(Finding::ok(MIGRATIONS, "none pending")),
        Ok(pending) => {
            findings.add(Finding::fail(
                MIGRATIONS,
                format!("{pending} pending"),
                "Run anteroom migrate; serve does it by itself when it starts.",
            ));
            return vec![];
        }
        Err(error) => {
            findings.add(cannot(&error));
            return vec![];
        }
    }
    if let Err(error) = store.try_write().await {
        findings.add(cannot(&error));
        return vec![];
    }
    match store.system().tenants().await {
        Ok(rows) => {
            let known: Vec<Known> = rows
                .into_iter()
                .filter(|row| row.status == TenantStatus::Active)
                .map(|row| Known {
                    id: row.id,
                    name: row
                        .slug
                        .map_or_else(|| row.id.to_string(), |slug| slug.to_string()),
                })
                .collect();
            findings.add(Finding::ok(
                DATABASE,
                format!("reads and writes; {} organisation(s)", known.len()),
            ));
            known
        }
        Err(error) => {
            findings.add(cannot(&error));
            vec![]
        }
    }
}

fn cannot(error: &StoreError) -> Finding {
    Finding::fail(
        DATABASE,
        error.to_string(),
        "Check ANTEROOM_DATABASE_URL, free space, and that the account of Anteroom owns the file and its folder.",
    )
}

/// The key has to be the one the database was used with, and nobody else's to read.
async fn key(path: &Path, store: &Store, findings: &mut Findings) {
    let system = store.system();
    let (tenants, noted) = (
        system.tenants().await,
        system.master_key_fingerprint().await,
    );
    let (Ok(tenants), Ok(noted)) = (tenants, noted) else {
        return;
    };
    if !path.exists() {
        findings.add(if tenants.is_empty() {
            Finding::ok(KEY, "not there yet; serve will make it")
        } else {
            Finding::fail(
                KEY,
                format!("{} is missing", path.display()),
                "Put the key file back from its backup; without it nothing that is sealed can be opened.",
            )
        });
        return;
    }
    let found = match MasterKey::read(path) {
        Ok(key) => key.fingerprint().to_owned(),
        Err(error) => {
            findings.add(Finding::fail(
                KEY,
                error.to_string(),
                "Let the account of Anteroom own the file, mode 0600, and see that it is the right file.",
            ));
            return;
        }
    };
    findings.add(match noted {
        Some(noted) if noted != found && !tenants.is_empty() => Finding::fail(
            KEY,
            format!("has the fingerprint {found}, but the database was used with {noted}"),
            "Set ANTEROOM_KEY_FILE to the file that belongs to this database.",
        ),
        _ => Finding::ok(KEY, format!("0600, fingerprint {found}")),
    });
}
