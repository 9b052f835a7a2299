//! Events for tests, a tenant's address book, and a reader of it.

use std::sync::Arc;

use microsoft::reader::{AddressBook, Known, Mailbox, Pseudonyms, ReadPage, Reader, ReaderRules};
use model::culture::fact::{EventFact, Minute, Pseudonym};
use model::{Guid, ObjectId};
use ring::hmac;
use serde_json::{Value, json};

/// 2026-11-22T00:00Z.
pub(crate) const NOW: Minute = 29_921_760;
/// A global object id, created on 2021-03-12T18:07:18Z.
pub(crate) const UID: &str = "040000008200E00074C5B7101A82E00800000000D3D70B8A6A17D70100000000000000001000000074665914A06C3F49BB4B7D7EEE4304DA";

pub(crate) fn pseudonyms() -> Pseudonyms {
    pseudonyms_of(7)
}

pub(crate) fn pseudonyms_of(tenant: u8) -> Pseudonyms {
    Pseudonyms::new(hmac::Key::new(hmac::HMAC_SHA256, &[tenant; 32]))
}

pub(crate) fn oid(number: u128) -> ObjectId {
    ObjectId(Guid::from_u128(number))
}

/// Ann (1), Bob (2, with an alias), Cleo (3, who opted out), a list and a room.
pub(crate) fn rules() -> ReaderRules {
    let pseudonyms = pseudonyms();
    let mut book = AddressBook::new();
    book.enter_internal(pseudonyms.domain("contoso.example"));
    book.enter_ample(pseudonyms.domain("partner.example"));
    let mut enter = |address: &str, known| book.enter(pseudonyms.address(address), known);
    enter(
        "ann@contoso.example",
        Known::Person(pseudonyms.person(oid(1))),
    );
    enter(
        "bob@contoso.example",
        Known::Person(pseudonyms.person(oid(2))),
    );
    enter(
        "robert.old@contoso.example",
        Known::Person(pseudonyms.person(oid(2))),
    );
    enter(
        "/o=Contoso/cn=bob",
        Known::Person(pseudonyms.person(oid(2))),
    );
    enter(
        "cleo@contoso.example",
        Known::OptedOut(pseudonyms.person(oid(3))),
    );
    enter("all@contoso.example", Known::List);
    enter("room1@contoso.example", Known::Resource);
    ReaderRules::new(pseudonyms.clone(), Arc::new(book))
}

pub(crate) fn ann() -> Mailbox {
    Mailbox {
        owner: person(1),
        now: NOW,
    }
}

pub(crate) fn person(number: u128) -> Pseudonym {
    pseudonyms().person(oid(number))
}

pub(crate) fn reader() -> Reader {
    Reader::new(rules())
}

/// A single meeting on Ann's calendar, called by Ann, with Bob.
pub(crate) fn event() -> Value {
    json!({
        "@odata.etag": "W/\"x\"",
        "id": "AAMk1",
        "iCalUId": UID,
        "type": "singleInstance",
        "seriesMasterId": null,
        "start": { "dateTime": "2026-11-23T09:00:00.0000000", "timeZone": "UTC" },
        "end": { "dateTime": "2026-11-23T10:00:00.0000000", "timeZone": "UTC" },
        "originalStart": null,
        "isAllDay": false,
        "isCancelled": false,
        "isDraft": false,
        "isOrganizer": true,
        "organizer": { "emailAddress": { "name": "Ann", "address": "ann@contoso.example" } },
        "attendees": [attendee("Bob@Contoso.example", "required", "accepted")],
        "responseStatus": { "response": "organizer", "time": "0001-01-01T00:00:00Z" },
        "responseRequested": true,
        "showAs": "busy",
        "sensitivity": "normal",
        "isOnlineMeeting": true,
        "hideAttendees": false,
    })
}

pub(crate) fn attendee(address: &str, kind: &str, response: &str) -> Value {
    let time = if response == "none" {
        "0001-01-01T00:00:00Z"
    } else {
        "2021-03-12T18:17:40.1234567Z"
    };
    json!({
        "type": kind,
        "status": { "response": response, "time": time },
        "emailAddress": { "name": "Somebody", "address": address },
    })
}

/// The event with a field changed.
pub(crate) fn with(field: &str, value: Value) -> Value {
    let mut event = event();
    event[field] = value;
    event
}

pub(crate) fn page(events: &[Value]) -> Vec<u8> {
    json!({ "@odata.context": "x", "value": events })
        .to_string()
        .into_bytes()
}

pub(crate) fn read(events: &[Value]) -> ReadPage {
    read_by(&mut reader(), events)
}

pub(crate) fn read_by(reader: &mut Reader, events: &[Value]) -> ReadPage {
    reader.read(&page(events), ann()).unwrap()
}

/// The one fact of the one event.
pub(crate) fn fact(event: Value) -> EventFact {
    let read = read(&[event]);
    assert_eq!(
        (read.facts.len(), read.events),
        (1, 1),
        "{:?}",
        read.notices
    );
    read.facts.into_iter().next().unwrap()
}
