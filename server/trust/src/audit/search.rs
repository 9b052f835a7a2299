//! What somebody asks of the audit log, as a filter of the store.

use model::trust::AuditAsk;
use model::{FieldError, FieldProblem, ObjectId, TenantId, Timestamp};
use store::AuditFilter;

use crate::error::TrustError;
use crate::trust::Trust;

/// Longest name of an action that is looked for, in characters.
const ACTION_LONGEST: usize = 60;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The instant at which a UTC day (`2026-11-29`) begins.
fn day(text: &str) -> Option<Timestamp> {
    let date: jiff::civil::Date = text.parse().ok()?;
    let zoned = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}

impl Trust {
    /// Reads what was asked; every field that cannot be read is named.
    ///
    /// # Errors
    /// [`TrustError::Invalid`]; [`TrustError::Store`].
    pub(super) async fn audit_filter(
        &self,
        tenant: TenantId,
        ask: &AuditAsk,
    ) -> Result<AuditFilter, TrustError> {
        let mut wrong = Vec::new();
        let mut filter = AuditFilter::default();
        for (name, text, to) in [("from", &ask.from, false), ("to", &ask.to, true)] {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            match day(text) {
                Some(at) if to => filter.to = Some(Timestamp(at.0 + DAY_MS)),
                Some(at) => filter.from = Some(at),
                None => wrong.push(FieldError::new(name, FieldProblem::Malformed)),
            }
        }
        let action = ask.action.trim();
        if !action.is_empty() {
            let good = action.len() <= ACTION_LONGEST
                && action
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte));
            if good {
                filter.action = Some(action.to_owned());
            } else {
                wrong.push(FieldError::new("action", FieldProblem::Malformed));
            }
        }
        let person = ask.person.trim();
        if !person.is_empty() {
            match self.somebody(tenant, person).await? {
                Some(oid) => filter.person = Some(oid),
                None => wrong.push(FieldError::new("person", FieldProblem::NotAChoice)),
            }
        }
        let room = ask.room.trim();
        if !room.is_empty() {
            let known = self.store().of(tenant).rooms().await?;
            let mut ids = known.iter().map(|row| row.id);
            match ids.find(|id| id.to_string() == room) {
                Some(room) => filter.room = Some(room),
                None => wrong.push(FieldError::new("room", FieldProblem::NotAChoice)),
            }
        }
        if wrong.is_empty() {
            Ok(filter)
        } else {
            Err(TrustError::Invalid(wrong))
        }
    }

    /// The person with this object id, or the only one whose name holds these words.
    async fn somebody(&self, tenant: TenantId, text: &str) -> Result<Option<ObjectId>, TrustError> {
        if let Ok(oid) = text.parse() {
            return Ok(Some(oid));
        }
        let wanted = text.to_lowercase();
        let names = self.names(tenant).await?;
        let named = |exact: bool| {
            let mut found = names.iter().filter(|(_, name)| {
                let name = name.to_lowercase();
                if exact {
                    name == wanted
                } else {
                    name.contains(&wanted)
                }
            });
            match (found.next(), found.next()) {
                (Some((oid, _)), None) => Some(*oid),
                _ => None,
            }
        };
        Ok(named(true).or_else(|| named(false)))
    }
}
