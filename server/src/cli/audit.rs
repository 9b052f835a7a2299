//! `anteroom audit verify | export`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use model::trust::review::EvidenceChain;
use model::{Slug, TenantId};
use store::{Store, TenantRow};
use trust::audit::{Actor, Entry, NotedHead, Restoration, Verdict, append, read_heads};

use super::{Failure, Out};
use crate::assemble::{self, Running};
use crate::config::Settings;
use crate::jobs::heads_file;

/// Action of the first row of a chain.
const REGISTERED: &str = "tenant.registered";
/// Age of a chain, in milliseconds, from which on a head of it must have been noted: the job does it every day.
const NOTED_AFTER_MS: i64 = 2 * 24 * 60 * 60 * 1000;
/// Rows read at once.
const STEP: i64 = 500;

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Checks the chain of every organisation, or of one, and prints its head
    ///
    /// The chain also has to pass through the heads that were noted daily: those of audit-heads in the data folder, or of
    /// a file that was kept elsewhere. Only that shows that the end of a chain was cut off by somebody who could write to
    /// the database. Heads that were noted between a copy and its restoration are left out, since the log tells of the
    /// latter. The looks of the permission review and the proofs of consents are checked against the log, too.
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
    let (mut broken, mut restored) = (0, Vec::new());
    for tenant in &tenants {
        match checked(tenant, verify, (settings, &running)).await {
            Ok(Some(told)) => restored.extend(told),
            Ok(None) => broken += 1,
            // What cannot be checked is no reason to leave the others out.
            Err(failure) if verify.which.tenant.is_none() => {
                broken += 1;
                Out::line(&format!("{}\tFAIL\t{failure}", tenant.id));
            }
            Err(failure) => return Err(failure),
        }
    }
    if verify.which.tenant.is_none() {
        for id in without_organisation(settings, &tenants)? {
            let path = heads_file(&settings.storage.folder(), id);
            if came_and_went(&path, &restored) {
                Out::line(&format!(
                    "{id}\tleft out: all its heads were noted between a copy and its restoration, which does not hold it"
                ));
                continue;
            }
            broken += 1;
            Out::line(&format!(
                "{id}\tFAIL\theads are noted in {}, but there is no such organisation: its rows were removed",
                path.display()
            ));
        }
    }
    if broken == 0 {
        Ok(())
    } else {
        Err(Failure::Failed(format!(
            "audit log or evidence of {broken} organisation(s) was altered, or cannot be shown to be whole"
        )))
    }
}

/// Whether an organisation was there between a copy and its restoration only. The restorations are those of which logs
/// tell that are whole.
fn came_and_went(path: &Path, restored: &[Restoration]) -> bool {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let heads = read_heads(&text).unwrap_or_default();
    let covered = |head: &NotedHead| restored.iter().any(|it| it.covers(head.at));
    !heads.is_empty() && heads.iter().all(covered)
}

/// Checks one organisation and says what was found; answers the restorations of which its log tells, if everything is as
/// it should be.
async fn checked(
    tenant: &TenantRow,
    verify: &Verify,
    (settings, running): (&Settings, &Running),
) -> Result<Option<Vec<Restoration>>, Failure> {
    let heads = noted(verify, (settings, &running.store), tenant.id).await?;
    let verdict = running.trust.verify_audit_with(tenant.id, &heads).await?;
    Out::line(&told(tenant, &verdict));
    if verdict.intact() && !verdict.left_out.is_empty() {
        Out::line(&format!(
            "{}\t{} head(s) that were noted between a copy and its restoration are left out",
            tenant.id,
            verdict.left_out.len()
        ));
    }
    let unseen = match &verdict {
        verdict if !verdict.intact() => None,
        verdict => unseen((verdict, &heads), &running.store, tenant.id).await?,
    };
    if let Some(why) = unseen {
        Out::line(&format!("{}\tFAIL\t{why}", tenant.id));
    }
    let evidence = running.trust.verify_reviews(tenant.id).await?;
    Out::line(&told_evidence(tenant, &evidence));
    let good = verdict.intact() && unseen.is_none() && evidence.intact;
    Ok(good.then_some(verdict.restored))
}

/// Why a chain that fits could still have lost its end; none when it could not, or is too young to say.
async fn unseen(
    (verdict, heads): (&Verdict, &[NotedHead]),
    store: &Store,
    tenant: TenantId,
) -> Result<Option<&'static str>, Failure> {
    if verdict.head.is_none() {
        // The keys of an organisation and the first row of its chain come into being together.
        return Ok(Some(
            "the log is empty, although the organisation has keys: its rows were removed",
        ));
    }
    let closed = verdict.checkpoint.unwrap_or(0);
    // The chain fits, so it passes through all of them that are not left out.
    let passed = |head: &&NotedHead| !verdict.left_out.contains(head);
    if heads
        .iter()
        .filter(passed)
        .any(|head| head.sequence > closed)
    {
        return Ok(None);
    }
    let first = closed + 1;
    let first = store.of(tenant).audit_range(first, first).await?;
    let age = first.first().map(|row| trust::clock::now().0 - row.at.0);
    let young = age.is_some_and(|age| age < NOTED_AFTER_MS);
    Ok((!young).then_some(
        "no noted head was found: whether the end was cut off cannot be told; pass heads that were kept elsewhere with \
         --tenant and --heads",
    ))
}

/// Ids of which heads are noted in the data folder, and which the database does not know.
fn without_organisation(
    settings: &Settings,
    known: &[TenantRow],
) -> Result<Vec<TenantId>, Failure> {
    let some = heads_file(
        &settings.storage.folder(),
        TenantId(model::Guid::from_u128(0)),
    );
    let entries = match some.parent().map(std::fs::read_dir) {
        Some(Ok(entries)) => entries,
        Some(Err(error)) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => return Ok(Vec::new()),
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        let id = name.to_str().and_then(|name| name.strip_suffix(".jsonl"));
        if let Some(id) = id.and_then(|id| id.parse::<TenantId>().ok())
            && !known.iter().any(|row| row.id == id)
        {
            found.push(id);
        }
    }
    found.sort_unstable();
    Ok(found)
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

/// What became of the looks of the permission review and the proofs of consents, on one line.
fn told_evidence(tenant: &TenantRow, evidence: &EvidenceChain) -> String {
    let word = if evidence.intact { "intact" } else { "BROKEN" };
    format!(
        "{}\tevidence {word}\t{} look(s)\t{} consent(s)",
        tenant.id, evidence.verified, evidence.consents
    )
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
        None => {
            // By what is kept, not by what a column says of the organisation.
            let mut chosen = Vec::new();
            for row in store.system().tenants().await? {
                let scoped = store.of(row.id);
                let kept = scoped.key_row().await?.is_some()
                    || scoped.audit_end().await?.is_some()
                    || !scoped.audit_page(None, 1).await?.is_empty();
                if kept || row.activated.is_some() {
                    chosen.push(row);
                }
            }
            Ok(chosen)
        }
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
