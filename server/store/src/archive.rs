//! A copy of a whole database in a form that belongs to neither of the two: written while others read and write, put in
//! place on either.
//!
//! A copy holds the rows of every table, column by column as the database it was taken from names them, and which
//! migrations had made them. Whoever puts it in place first makes these tables by the same migrations, fills them, and
//! then brings them up to what this version knows. Statements are put together here, and only here, at run time: an
//! older copy has columns of its own. Their names come out of the catalogue of the database that is read or filled,
//! never out of a copy.
//!
//! A copy as it is written here can be cut off or altered; its seal is put behind it by whoever holds the key. Which key
//! that is, stands in the copy: where it names none it is not signed, and may hold no rows.

mod fill;
mod frame;
mod shape;
mod write;

use std::io::Read;

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::migrate::{Applied, judge};

pub use fill::restore;

/// Every table that is copied; one that refers to another stands behind it. A table that a later migration removes
/// stays in this list as long as copies from before it may be put in place.
pub const COPIED: [&str; 44] = [
    "meta",
    "used_token",
    "tenant_invitation",
    "tenant",
    "tenant_key",
    "tenant_setting",
    "person",
    "assignment",
    "invitation",
    "staff_form",
    "connection",
    "room",
    "room_event",
    "ticket_counter",
    "ticket",
    "period",
    "meeting_lock",
    "draft",
    "kpi",
    "command",
    "evidence",
    "review_state",
    "review_run",
    "review_grant",
    "trouble",
    "credential_use",
    "audit",
    "audit_head",
    "audit_checkpoint",
    "connector",
    "synced_person",
    "person_attributes",
    "grouping",
    "foreign_person",
    "excluded_occurrence",
    "calendar_week",
    "person_week",
    "dirty_week",
    "publication",
    "publication_face",
    "ledger",
    "opt_out",
    "culture_setting",
    "cost_rate",
];

/// Tables that are not copied, with the reason.
pub const NOT_COPIED: &[(&str, &str)] = &[
    ("session", "one that was ended since would hold again"),
    ("session_end", "there are no sessions"),
    ("signin_transaction", "a sign-in lasts ten minutes"),
    ("consent_transaction", "bound to a session"),
    ("lease", "of processes that ran then"),
    ("presence_lease", "of processes that ran then"),
    ("_sqlx_migrations", "the migrations write it"),
];

/// What a copy says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveFacts {
    /// Version of Anteroom that wrote it.
    pub version: String,
    /// `sqlite` or `postgres`: where it was taken from.
    pub database: String,
    /// When it was begun.
    pub made: Timestamp,
    /// Migrations that had made the tables, with their checksums in hexadecimal digits.
    pub migrations: Vec<(i64, String)>,
    /// Fingerprint of the master key it needs; none when no key was ever used with the database.
    pub key_fingerprint: Option<String>,
    /// Organisations in it.
    pub tenants: i64,
}

impl ArchiveFacts {
    /// Whether this version knows every migration of the copy.
    fn judge(&self) -> Result<(), StoreError> {
        let migrator = match self.database.as_str() {
            "sqlite" => &crate::migrate::SQLITE,
            "postgres" => &crate::migrate::POSTGRES,
            _ => return Err(damaged("its database is of an unknown kind")),
        };
        let applied = self.migrations.iter().map(|(version, digits)| {
            Some(Applied {
                version: *version,
                checksum: bytes(digits)?,
            })
        });
        let applied: Option<Vec<Applied>> = applied.collect();
        let applied = applied.ok_or_else(|| damaged("a checksum is none"))?;
        judge(migrator, &applied).map(drop)
    }
}

/// Reads what stands at the beginning of a copy.
///
/// # Errors
/// [`StoreError::Copy`] when it is none; [`StoreError::NewerDatabase`] and [`StoreError::ChangedMigration`] when this
/// version does not know its form.
pub fn archive_facts(copy: impl Read) -> Result<ArchiveFacts, StoreError> {
    let facts = frame::Reader::begin(copy)?.facts().clone();
    facts.judge()?;
    Ok(facts)
}

fn damaged(reason: &str) -> StoreError {
    StoreError::Copy {
        reason: reason.to_owned(),
    }
}

fn digits(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok())
        .collect()
}
