//! The audit chain of a tenant: every row carries an HMAC over itself and its predecessor.
//!
//! Rows are appended in the transaction that does what they record, so neither exists without the other. Whoever
//! alters, removes or reorders a row without the tenant's audit key breaks the chain at that row.

mod chain;
mod close;
mod csv;
mod heads;
mod read;
pub(crate) mod restored;
mod search;

use model::{ObjectId, Timestamp};
use store::{AuditRow, Tx};

use crate::error::TrustError;
use crate::keys::TenantKeys;

pub use chain::Verdict;
pub use csv::AuditFile;
pub use heads::{NotedHead, read_heads};
pub use restored::Restoration;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person.
    Person(ObjectId),
    /// A visitor; who, is not recorded.
    Visitor,
    /// A job of Anteroom.
    System,
    /// Whoever runs the binary's commands.
    Operator,
}

impl Actor {
    /// The value that stands in the row: `person`, `visitor`, `system`, `operator`.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Visitor => "visitor",
            Self::System => "system",
            Self::Operator => "operator",
        }
    }

    /// The object id of a person.
    #[must_use]
    pub const fn oid(self) -> Option<ObjectId> {
        match self {
            Self::Person(oid) => Some(oid),
            _ => None,
        }
    }
}

/// What is recorded. Never a visitor's name or answers, never a token.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What, as a dotted name: `room.created`, `ticket.taken`, `consent.proven`.
    pub action: &'static str,
    /// The id of the thing it happened to.
    pub subject: String,
    /// Particulars as a JSON object; `null` for none.
    pub detail: serde_json::Value,
}

impl Entry {
    /// An entry without particulars.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an id is as easily copied as borrowed, and calls read better"
    )]
    pub fn new(at: Timestamp, actor: Actor, action: &'static str, subject: impl ToString) -> Self {
        Self {
            at,
            actor,
            action,
            subject: subject.to_string(),
            detail: serde_json::Value::Null,
        }
    }

    /// The same entry with particulars.
    #[must_use]
    pub fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}

/// Whether a row is what was appended behind the row with the HMAC `previous`; none: behind nothing.
pub(crate) fn is_genuine(keys: &TenantKeys, previous: Option<[u8; 32]>, row: &AuditRow) -> bool {
    match previous {
        Some(previous) => chain::fits(keys, &previous, row),
        None => row.sequence == 1 && chain::fits(keys, &chain::START, row),
    }
}

/// Appends an entry to the chain of the transaction's tenant; it exists when the transaction is committed.
///
/// `keys` must be those of the same tenant: a chain continued with other keys does not verify.
///
/// # Errors
/// [`TrustError::Store`].
pub async fn append(tx: &mut Tx, keys: &TenantKeys, entry: Entry) -> Result<(), TrustError> {
    let (last, previous) = tx.audit_head().await?.unwrap_or((0, chain::START));
    let mut row = AuditRow {
        sequence: last + 1,
        at: entry.at,
        actor_kind: entry.actor.kind().to_owned(),
        actor: entry.actor.oid().map(|oid| oid.to_string()),
        action: entry.action.to_owned(),
        subject: entry.subject,
        detail_json: entry.detail.to_string(),
        mac: [0; 32],
    };
    row.mac = chain::mac(keys, &previous, &row);
    tx.insert_audit(&row).await?;
    Ok(())
}
