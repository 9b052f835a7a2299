//! `anteroom audit verify | export`.

use clap::{Args, Subcommand};
use model::{Slug, TenantId};
use store::{Store, TenantRow};

use super::{Failure, Out};
use crate::assemble;
use crate::config::Settings;

/// Rows read at once.
const STEP: i64 = 500;

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Checks the chain of every organisation, or of one; prints its head to note elsewhere
    Verify(Which),
    /// Writes the log of an organisation as JSON lines
    Export(Which),
}

#[derive(Args)]
pub(super) struct Which {
    /// Address part or tenant id of the organisation; all without it
    #[arg(long)]
    tenant: Option<String>,
}

pub(super) async fn run(audit: Audit, settings: &Settings) -> Result<(), Failure> {
    microsoft::install_crypto();
    let store = assemble::open_present_store(&settings.storage).await?;
    match audit {
        Audit::Verify(which) => verify(&which, settings, store).await,
        Audit::Export(which) => export(&which, &store).await,
    }
}

async fn verify(which: &Which, settings: &Settings, store: Store) -> Result<(), Failure> {
    let tenants = chosen(&store, which).await?;
    let running = assemble::run(settings, store, trust::clock::system()).await?;
    let mut broken = 0;
    for tenant in tenants {
        let verdict = running.trust.verify_audit(tenant.id).await?;
        let head = verdict.head.map_or_else(
            || "empty".to_owned(),
            |(sequence, mac)| format!("{sequence} {}", hex(&mac)),
        );
        match verdict.broken_at {
            None => {
                let from = verdict
                    .checkpoint
                    .map(|place| format!("\tbehind the checkpoint at {place}"));
                Out::line(&format!(
                    "{}\tintact\t{} rows\thead {head}{}",
                    tenant.id,
                    verdict.rows,
                    from.unwrap_or_default()
                ));
            }
            Some(sequence) => {
                broken += 1;
                Out::line(&format!(
                    "{}\tBROKEN at row {sequence}\t{} rows",
                    tenant.id, verdict.rows
                ));
            }
        }
    }
    if broken == 0 {
        Ok(())
    } else {
        Err(Failure::Failed(format!(
            "{broken} audit log(s) were altered"
        )))
    }
}

async fn export(which: &Which, store: &Store) -> Result<(), Failure> {
    for tenant in chosen(store, which).await? {
        let scoped = store.of(tenant.id);
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
