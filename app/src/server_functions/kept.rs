//! A form that was refused, kept for the page that shows it again: the answer to a plain form is a redirect, which
//! carries nothing.
//!
//! Kept in this process only, for half an hour: another process shows what is stored and the message.

use std::sync::{Mutex, PoisonError};

use http::header::ACCEPT;
use http::request::Parts;
use leptos::prelude::*;
use model::{ObjectId, TenantId, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use trust::Member;

const MINUTES: i64 = 30;
/// Forms kept at once; the oldest goes first.
const MOST: usize = 200;

/// Whose, and which form.
type Owner = (TenantId, ObjectId, String);

struct Kept {
    owner: Owner,
    until: Timestamp,
    json: String,
}

static KEPT: Mutex<Vec<Kept>> = Mutex::new(Vec::new());

/// Keeps a refused form, when it came without script.
pub(super) fn keep<T: Serialize>(by: &Member, form: impl Into<String>, value: &T) {
    let plain = use_context::<Parts>().is_some_and(|parts| {
        parts
            .headers
            .get(ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
    });
    if let Some(json) = serde_json::to_string(value).ok().filter(|_| plain) {
        store(
            (by.tenant(), by.oid(), form.into()),
            json,
            trust::clock::now(),
        );
    }
}

/// The form this page was asked to show again; none unless the address says that one was refused.
pub(super) fn find<T: DeserializeOwned>(by: &Member, form: impl Into<String>) -> Option<T> {
    let refused = use_context::<Parts>()?
        .uri
        .query()
        .is_some_and(|query| query.contains("__err="));
    if !refused {
        return None;
    }
    let json = load(&(by.tenant(), by.oid(), form.into()), trust::clock::now())?;
    serde_json::from_str(&json).ok()
}

fn store(owner: Owner, json: String, now: Timestamp) {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.retain(|one| one.owner != owner && now < one.until);
    if kept.len() >= MOST {
        kept.remove(0);
    }
    kept.push(Kept {
        owner,
        until: now.plus_minutes(MINUTES),
        json,
    });
}

fn load(owner: &Owner, now: Timestamp) -> Option<String> {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.iter()
        .find(|one| one.owner == *owner && now < one.until)
        .map(|one| one.json.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_belongs_to_one_person_for_half_an_hour() {
        let owner = |form: &str| (TenantId::default(), ObjectId::default(), form.to_owned());
        store(owner("a"), "1".into(), Timestamp(0));
        store(owner("a"), "2".into(), Timestamp(0));
        assert_eq!(load(&owner("a"), Timestamp(1)).as_deref(), Some("2"));
        assert_eq!(load(&owner("b"), Timestamp(1)), None);
        assert_eq!(load(&owner("a"), Timestamp(0).plus_minutes(MINUTES)), None);
    }
}
