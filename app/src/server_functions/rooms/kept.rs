//! A form that was refused, kept for the page that shows it again. With script the page itself still holds what was
//! typed; without, the answer to a form is a redirect, which carries nothing.
//!
//! Kept in this process only, for half an hour: another process shows the stored room and the message.

use std::sync::{Mutex, PoisonError};

use http::header::ACCEPT;
use http::request::Parts;
use leptos::prelude::*;
use model::{ObjectId, RoomId, TenantId, Timestamp};
use trust::Member;

use super::fields::RoomFields;

const MINUTES: i64 = 30;
/// Forms kept at once; the oldest goes first.
const MOST: usize = 200;

type Owner = (TenantId, ObjectId, Option<RoomId>);

struct Kept {
    owner: Owner,
    until: Timestamp,
    fields: RoomFields,
}

static KEPT: Mutex<Vec<Kept>> = Mutex::new(Vec::new());

/// Keeps a refused form, when it came without script.
pub(super) fn keep(by: &Member, room: Option<RoomId>, fields: &RoomFields) {
    let plain = use_context::<Parts>().is_some_and(|parts| {
        parts.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
    });
    if plain {
        store((by.tenant(), by.oid(), room), fields.clone(), trust::clock::now());
    }
}

/// The form this page was asked to show again; none unless the address says that one was refused.
pub(super) fn find(by: &Member, room: Option<RoomId>) -> Option<RoomFields> {
    let refused = use_context::<Parts>()?.uri.query().is_some_and(|query| query.contains("__err="));
    if refused { load(&(by.tenant(), by.oid(), room), trust::clock::now()) } else { None }
}

fn store(owner: Owner, fields: RoomFields, now: Timestamp) {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.retain(|one| one.owner != owner && now < one.until);
    if kept.len() >= MOST {
        kept.remove(0);
    }
    kept.push(Kept { owner, until: now.plus_minutes(MINUTES), fields });
}

fn load(owner: &Owner, now: Timestamp) -> Option<RoomFields> {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.iter().find(|one| one.owner == *owner && now < one.until).map(|one| one.fields.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_belongs_to_one_person_and_room_for_half_an_hour() {
        let owner = |room| (TenantId::default(), ObjectId::default(), room);
        let fields = RoomFields { name: "Typed".into(), ..RoomFields::default() };
        let room = Some(RoomId::default());
        store(owner(room), fields.clone(), Timestamp(0));
        assert_eq!(load(&owner(room), Timestamp(1)), Some(fields));
        assert_eq!(load(&owner(None), Timestamp(1)), None);
        assert_eq!(load(&owner(room), Timestamp(0).plus_minutes(MINUTES)), None);
    }
}
