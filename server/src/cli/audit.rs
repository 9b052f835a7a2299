//! `anteroom audit verify | export`.

use std::io::ErrorKind;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use model::{Slug, TenantId};
use store::{Store, TenantRow};
use trust::audit::{Actor, Entry, NotedHead, Verdict, append, read_heads};

use super::{Failure, Out};
use crate::assemble;
use crate::config::Settings;
use crate::jobs::heads_file;

/// Action of the first row of a chain.
const REGISTERED: &str = "tenant.registered";
/// Rows read at once.
const STEP: i64 = 500;

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Checks the chain of every organisation, or of one, and prints its head
    ///
    /// The chain also has to pass through the heads that were noted daily: those of audit-heads in the data folder, or of
    /// a file that was kept elsewhere. Only that shows that the end of a chain was cut off by somebody who could write to
    /// the database.
    Verify(Verify),
    /// Writes the log of an organisation as JSON lines; this is an entry of the log
    Export(Which),
}

#[derive(Args)]
pub(super) struct Which {
    /// Address part or tenant id of the organisation; all without it
    #[arg(long)]
    tenant: Option<String>,
}

#[derive(Args)]
pub(super) struct Verify {
    #[command(flatten)]
    which: Which,
    /// File with heads of this organisation that were noted earlier, a line for each
    #[arg(long, value_name = "PATH", requires = "tenant")]
    heads: Option<PathBuf>,
}

pub(super) async fn run(audit: Audit, settings: &Settings) -> Result<(), Failure> {
    microsoft::install_crypto();
    let store = assemble::open_present_store(&settings.storage).await?;
    match audit {
        Audit::Verify(verify) => check(&verify, settings, store).await,
        Audit::Export(which) => export(&which, settings, store).await,
    }
}

/// The heads that were noted of an organisation, as far as they are of this chain.
async fn noted(
    verify: &Verify,
    (settings, store): (&Settings, &Store),
    tenant: TenantId,
) -> Result<Vec<NotedHead>, Failure> {
    let usual = heads_file(&settings.storage.folder(), tenant);
    let path = verify.heads.as_ref().unwrap_or(&usual);
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if verify.heads.is_none() && error.kind() == ErrorKind::NotFound => {
            return Ok(Vec::new());
        }
        Err(error) => {
            return Err(Failure::Failed(format!("{}: {error}", path.display())));
        }
    };
    let mut heads = read_heads(&text)
        .map_err(|line| Failure::Failed(format!("{}: line {line} is no head", path.display())))?;
    // A chain begins with the registration. Heads from before that are of a chain that was erased. The row that says so
    // is part of the chain: nobody can put it in the place of rows that were removed.
    let first = store.of(tenant).audit_range(1, 1).await?;
    let begun = first.iter().find(|row| row.action == REGISTERED);
    let all = heads.len();
    heads.retain(|head| begun.is_none_or(|row| head.at >= row.at));
    if heads.len() < all {
        Out::line(&format!(
            "{tenant}\t{} head(s) from before the organisation was registered are left out",
            all - heads.len()
        ));
    }
    Ok(heads)
}

async fn check(verify: &Verify, settings: &Settings, store: Store) -> Result<(), Failure> {
    let tenants = chosen(&store, &verify.which).await?;
    let running = assemble::run(settings, store, trust::clock::system()).await?;
    let mut broken = 0;
    for tenant in tenants {
        let heads = noted(verify, (settings, &running.store), tenant.id).await?;
        let verdict = running.trust.verify_audit_with(tenant.id, &heads).await?;
        broken += usize::from(!verdict.intact());
        Out::line(&told(&tenant, &verdict));
    }
    if broken == 0 {
        Ok(())
    } else {
        Err(Failure::Failed(format!(
            "{broken} audit log(s) were altered"
        )))
    }
}

/// A verdict on one line.
fn told(tenant: &TenantRow, verdict: &Verdict) -> String {
    let (id, rows) = (tenant.id, verdict.rows);
    if let Some(sequence) = verdict.broken_at {
        return format!("{id}\tBROKEN at row {sequence}\t{rows} rows");
    }
    let head = verdict.head.map_or_else(
        || "empty".to_owned(),
        |(sequence, mac)| format!("{sequence} {}", hex(&mac)),
    );
    let from = verdict
        .checkpoint
        .map(|place| format!("\tbehind the checkpoint at {place}"))
        .unwrap_or_default();
    let noted = match verdict.noted {
        0 => "\tno head noted yet".to_owned(),
        noted => format!("\t{noted} noted head(s) passed"),
    };
    format!("{id}\tintact\t{rows} rows\thead {head}{from}{noted}")
}

async fn export(which: &Which, settings: &Settings, store: Store) -> Result<(), Failure> {
    let tenants = chosen(&store, which).await?;
    let running = assemble::run(settings, store, trust::clock::system()).await?;
    for tenant in tenants {
        let (scoped, keys) = (
            running.store.of(tenant.id),
            running.trust.keys(tenant.id).await?,
        );
        let mut tx = scoped.begin().await?;
        let now = running.trust.now();
        let entry = Entry::new(now, Actor::Operator, "audit.exported", tenant.id);
        append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        let checkpoint = scoped.audit_checkpoint().await?;
        let first = checkpoint.as_ref().map_or(1, |row| row.sequence + 1);
        if let Some(row) = checkpoint {
            let line = serde_json::json!({
                "tenant": tenant.id, "checkpoint": row.sequence, "at": row.at, "mac": hex(&row.mac),
                "signature": hex(&row.signature),
            });
            Out::line(&line.to_string());
        }
        for from in (first..).step_by(usize::try_from(STEP).unwrap_or(1)) {
            let rows = scoped.audit_range(from, from + STEP - 1).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let detail: serde_json::Value =
                    serde_json::from_str(&row.detail_json).unwrap_or_default();
                let line = serde_json::json!({
                    "tenant": tenant.id, "sequence": row.sequence, "at": row.at, "actor_kind": row.actor_kind,
                    "actor": row.actor, "action": row.action, "subject": row.subject, "detail": detail, "mac": hex(&row.mac),
                });
                Out::line(&line.to_string());
            }
        }
    }
    Ok(())
}

async fn chosen(store: &Store, which: &Which) -> Result<Vec<TenantRow>, Failure> {
    match &which.tenant {
        Some(wanted) => Ok(vec![find(store, wanted).await?]),
        None => Ok(store
            .system()
            .tenants()
            .await?
            .into_iter()
            .filter(|row| row.activated.is_some())
            .collect()),
    }
}

/// The organisation with this address part or tenant id.
pub(super) async fn find(store: &Store, wanted: &str) -> Result<TenantRow, Failure> {
    let tenants = store.system().tenants().await?;
    let (id, slug) = (wanted.parse::<TenantId>().ok(), wanted.parse::<Slug>().ok());
    let found = tenants
        .into_iter()
        .find(|row| Some(row.id) == id || (slug.is_some() && row.slug == slug));
    found.ok_or_else(|| {
        Failure::Usage(format!(
            "there is no organisation {wanted}; see anteroom tenant list"
        ))
    })
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
