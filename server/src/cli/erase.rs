//! `anteroom erase`.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use model::ObjectId;
use store::{Store, TenantRow};
use trust::MasterKey;
use trust::certificate::{CertificateError, Erased, check_certificate};

use super::{Failure, Out, audit, key};
use crate::assemble;
use crate::config::{Settings, StorageSettings};
use crate::jobs::heads_file;

/// What to erase, named twice.
#[derive(Args)]
pub(super) struct Erase {
    /// Address part or tenant id of the organisation
    #[arg(long, required_unless_present = "check")]
    tenant: Option<String>,
    /// Its tenant id once more: there is no way back
    #[arg(long, value_name = "TENANT_ID")]
    confirm: Option<String>,
    /// Where to write the certificate of what went; without it, in certificates of the data folder
    #[arg(long, value_name = "PATH", requires = "confirm")]
    certificate: Option<PathBuf>,
    /// Object id of one person: erases what meeting culture keeps of them, and keeps them out
    #[arg(long, value_name = "OID", conflicts_with = "confirm")]
    person: Option<ObjectId>,
    /// Checks a certificate that was written earlier; erases nothing
    #[arg(long, value_name = "PATH", conflicts_with_all = ["tenant", "confirm", "person"])]
    check: Option<PathBuf>,
}

impl Erase {
    /// Whether one person is meant, not the organisation.
    pub(super) const fn is_of_person(&self) -> bool {
        self.person.is_some()
    }

    fn wanted(&self) -> Result<&str, Failure> {
        self.tenant
            .as_deref()
            .ok_or_else(|| Failure::Usage("--tenant is missing".to_owned()))
    }
}

/// Removes what meeting culture keeps of one person.
pub(super) async fn run_person(erase: Erase, settings: &Settings) -> Result<(), Failure> {
    microsoft::install_crypto();
    let store = assemble::open_present_store(&settings.storage).await?;
    let tenant = audit::find(&store, erase.wanted()?).await?;
    let running = assemble::run(settings, store, trust::clock::system()).await?;
    let Some(person) = erase.person else {
        return Err(Failure::Usage("--person is missing".to_owned()));
    };
    running.culture.erase_person(tenant.id, person).await?;
    Out::line("what meeting culture kept of this person is erased, and nothing more is read");
    Ok(())
}

/// Removes an organisation with its wrapped keys, and certifies what went.
pub(super) async fn run(erase: Erase, storage: &StorageSettings) -> Result<(), Failure> {
    if let Some(path) = &erase.check {
        return check(path, storage);
    }
    let store = assemble::open_present_store(storage).await?;
    let row = audit::find(&store, erase.wanted()?).await?;
    if erase.confirm.as_deref() != Some(row.id.to_string().as_str()) {
        let text = format!(
            "this erases {} with its rooms, tickets, people, evidence and audit log; to do it, add --confirm {}",
            row.name, row.id
        );
        return Err(Failure::Usage(text));
    }
    let master = MasterKey::read(&storage.key_file)?;
    let now = trust::clock::now();
    let path = erase.certificate.unwrap_or_else(|| {
        let name = format!("erasure-{}-{}.txt", row.id, now.0 / 1000);
        storage.folder().join("certificates").join(name)
    });
    let text = erased(&store, &row, (&master, now), &path).await?;
    if !store.empty_log().await? {
        Out::error(
            "the log of the database could not be emptied, because somebody reads it; it still holds what was erased until \
             the processes that run are stopped",
        );
    }
    // What was noted of the chain has nothing left to be compared with.
    match std::fs::remove_file(heads_file(&storage.folder(), row.id)) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Out::error(&format!("the noted heads could not be removed: {error}"));
        }
        _ => {}
    }
    Out::line(text.trim_end());
    let outbox = storage.folder().join("outbox");
    if std::fs::read_dir(&outbox).is_ok_and(|mut entries| entries.next().is_some()) {
        // A mail does not say for which organisation it was written.
        Out::line(&format!(
            "Mails lie in {}; some may be about this organisation. They are removed after 30 days; delete them now if they \
             must not stay that long.",
            outbox.display()
        ));
    }
    Out::line(&format!(
        "{} is erased. The certificate is in {}; it can be checked with: anteroom erase --check PATH. Running processes \
         forget its keys within five minutes. Delete backups that were made before.",
        row.id,
        path.display()
    ));
    Ok(())
}

/// Erases and certifies: the certificate is on the disk before the erasure is final, and goes again if that fails.
async fn erased(
    store: &Store,
    row: &TenantRow,
    (master, now): (&MasterKey, model::Timestamp),
    path: &Path,
) -> Result<String, Failure> {
    let mut tx = store.of(row.id).begin().await?;
    let audit_head = tx.audit_head().await?;
    let rows = tx.erase_tenant().await?;
    let erased = Erased {
        tenant: row.id,
        name: row.name.clone(),
        address: row.slug.as_ref().map(ToString::to_string),
        at: now,
        audit_head,
        rows,
    };
    let text = erased.certificate(master);
    write_new(path, &text)?;
    if let Err(error) = tx.commit().await {
        drop(std::fs::remove_file(path));
        return Err(error.into());
    }
    Ok(text)
}

fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::Failed(format!(
            "the certificate {} cannot be written ({error}); nothing was erased",
            path.display()
        ))
    };
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut options = std::fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(failed)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed)
}

fn check(path: &Path, storage: &StorageSettings) -> Result<(), Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Failed(format!("{}: {error}", path.display())))?;
    let mut master = MasterKey::read(&storage.key_file)?;
    let mut checked = check_certificate(&text, &master);
    // Signed before a rotation, it is checked with the key of that time, where that was kept.
    if let Err(CertificateError::OtherKey { needed }) = &checked
        && let Some(kept) = key::kept(&storage.key_file, needed)
    {
        master = MasterKey::read(&kept)?;
        checked = check_certificate(&text, &master);
    }
    checked.map_err(|error| Failure::Failed(format!("{} {error}", path.display())))?;
    Out::line(&format!(
        "{} is whole and signed with the key {}: whoever held that key says that these rows were removed then. That no copy \
         was kept elsewhere it cannot show, and to somebody without the key only its hash says something.",
        path.display(),
        master.fingerprint()
    ));
    Ok(())
}
