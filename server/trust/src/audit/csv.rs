//! The audit log as a CSV file.

use std::collections::HashMap;
use std::fmt::Write as _;

use model::trust::AuditAsk;
use model::{ObjectId, TenantId, Timestamp};
use store::{AuditFilter, AuditRow};

use super::read::Look;
use super::{Actor, Entry, append};
use crate::access::Reviewer;
use crate::error::TrustError;
use crate::trust::Trust;

/// Rows read at once.
const STEP: i64 = 500;
/// The columns.
const HEAD: &str = "sequence,at_utc,actor_kind,actor,actor_name,action,subject,detail\r\n";

/// A file that is written piece by piece, newest entry first.
#[derive(Debug)]
pub struct AuditFile {
    trust: Trust,
    tenant: TenantId,
    filter: AuditFilter,
    names: HashMap<ObjectId, String>,
    /// Where it is; none where the filter leaves no place.
    look: Option<Look>,
    begun: bool,
}

impl AuditFile {
    /// The next piece; none at the end. The first one begins with the names of the columns. A piece is made of a bounded
    /// number of rows, and each statement reads a bounded number of them: a long log takes long, and no more memory than a
    /// short one.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn next(&mut self) -> Result<Option<String>, TrustError> {
        let mut text = if self.begun { "" } else { HEAD }.to_owned();
        self.begun = true;
        let scoped = self.trust.store().of(self.tenant);
        while let Some(look) = self.look.as_mut().filter(|look| look.goes_on()) {
            for row in look.next(&scoped, &self.filter, STEP).await? {
                line(&mut text, &row, &self.names);
            }
            if !text.is_empty() {
                break;
            }
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }
}

impl Trust {
    /// The entries that pass a filter, as a file. Asking for it is an entry of its own, which is not in the file.
    ///
    /// # Errors
    /// [`TrustError::Invalid`] for a filter that cannot be read; [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn audit_file(
        &self,
        reviewer: &Reviewer,
        ask: &AuditAsk,
    ) -> Result<AuditFile, TrustError> {
        let tenant = reviewer.tenant();
        let filter = self.audit_filter(tenant, ask).await?;
        let names = self.names(tenant).await?;
        let keys = self.keys(tenant).await?;
        let mut tx = self.store().of(tenant).begin().await?;
        let last = tx.audit_head().await?.map_or(0, |(last, _)| last);
        let by = Actor::Person(reviewer.oid());
        let asked: serde_json::Map<String, serde_json::Value> = ask
            .pairs()
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            // A name that was typed is no part of the log: the person it led to is.
            .map(|(name, value)| match (name, filter.person) {
                ("person", Some(oid)) => (name.to_owned(), oid.to_string().into()),
                _ => (name.to_owned(), value.trim().into()),
            })
            .collect();
        let entry = Entry::new(self.now(), by, "audit.exported", tenant).with(asked.into());
        append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        let scoped = self.store().of(tenant);
        let look = Look::begin(&scoped, &filter, Some(last + 1)).await?;
        Ok(AuditFile {
            trust: self.clone(),
            tenant,
            filter,
            names,
            look,
            begun: false,
        })
    }
}

fn line(text: &mut String, row: &AuditRow, names: &HashMap<ObjectId, String>) {
    let actor: Option<ObjectId> = row.actor.as_deref().and_then(|oid| oid.parse().ok());
    let name = actor.and_then(|oid| names.get(&oid));
    let detail = match row.detail_json.as_str() {
        "null" => "",
        json => json,
    };
    let _ = write!(text, "{},{}", row.sequence, utc(row.at));
    let fields: [&str; 6] = [
        &row.actor_kind,
        row.actor.as_deref().unwrap_or_default(),
        name.map_or("", String::as_str),
        &row.action,
        &row.subject,
        detail,
    ];
    for field in fields {
        text.push(',');
        text.push_str(&cell(field));
    }
    text.push_str("\r\n");
}

fn utc(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(|_| at.0.to_string(), |at| at.to_string())
}

/// A text as one field (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe before it.
fn cell(text: &str) -> String {
    let formula = text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
        || text.starts_with(['\t', '\r', '\n']);
    let guarded = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if guarded.contains([',', '"', '\r', '\n', ';']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_stays_one_field_and_never_becomes_a_formula() {
        for (text, written) in [
            ("room.changed", "room.changed"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2", "'-2"),
            ("+49", "'+49"),
            ("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("=\"a\",1", "\"'=\"\"a\"\",1\""),
        ] {
            assert_eq!(cell(text), written, "{text}");
        }
    }
}
