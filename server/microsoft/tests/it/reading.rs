//! What becomes of an event.

use microsoft::reader::{Cause, DropReason, Field, Notice, Sighting};
use model::culture::fact::{Domain, EventKind, LeadSource, Part, Response, ShowAs};
use serde_json::{Value, json};

use crate::events::{
    NOW, UID, attendee, event, fact, person, pseudonyms, pseudonyms_of, read, read_by, reader, with,
};

fn notices(event: Value) -> Vec<(Notice, u64)> {
    read(&[event]).notices.iter().collect()
}

fn dropped(event: Value) -> Option<DropReason> {
    let read = read(&[event]);
    let reason = read.notices.iter().find_map(|(notice, _)| match notice {
        Notice::Dropped(reason) => Some(reason),
        _ => None,
    });
    assert_eq!(read.facts.is_empty(), reason.is_some());
    reason
}

#[test]
fn a_meeting_becomes_a_fact() {
    let fact = fact(event());
    let start = NOW + 1_440 + 9 * 60;
    assert_eq!(
        (fact.start, fact.end, fact.kind),
        (start, start + 60, EventKind::Single)
    );
    assert_eq!(
        (fact.own, fact.show_as),
        (Response::Organizer, ShowAs::Busy)
    );
    assert_eq!(
        (fact.organizer, fact.organizer_domain),
        (Some(person(1)), Some(Domain::Internal))
    );
    assert!(fact.company && fact.online && fact.response_requested);
    assert!(
        !(fact.all_day || fact.cancelled || fact.sensitive || fact.has_list || fact.hidden_list)
    );
    assert_eq!(
        (fact.series, fact.original_start, fact.open_ended),
        (None, None, None)
    );
    assert_eq!(
        (fact.attachments, fact.agenda, fact.body_bucket),
        (None, None, None)
    );
    assert_eq!(
        (
            fact.first_seen,
            fact.cancelled_seen,
            fact.gone_seen,
            fact.moves
        ),
        (NOW, None, None, 0)
    );
    let [bob] = fact.attendees[..] else {
        panic!("{:?}", fact.attendees)
    };
    assert_eq!(
        (bob.person, bob.domain, bob.part),
        (Some(person(2)), Domain::Internal, Part::Required)
    );
    assert_eq!(
        (bob.response, bob.response_delay_min),
        (Response::Accepted, Some(10))
    );
    assert!(notices(event()).is_empty());
}

#[test]
fn the_lead_time_comes_from_the_uid_then_from_the_organisers_copy() {
    let by_uid = fact(event());
    assert_eq!(
        (by_uid.lead_min, by_uid.lead_source),
        (Some(576_000), Some(LeadSource::GlobalObjectId))
    );
    let mut told = with("iCalUId", json!("abc@google.example"));
    told["createdDateTime"] = json!("2026-11-22T09:00:59Z");
    let mut fact_of = |own: bool| {
        told["isOrganizer"] = json!(own);
        let fact = fact(told.clone());
        (fact.lead_min, fact.lead_source)
    };
    assert_eq!(fact_of(true), (Some(1_440), Some(LeadSource::Created)));
    assert_eq!(fact_of(false), (None, None));
    let early = fact(with(
        "start",
        json!({ "dateTime": "2021-03-01T00:00:00", "timeZone": "UTC" }),
    ));
    assert_eq!(early.lead_min, Some(-1_440));
}

#[test]
fn copies_of_an_occurrence_share_its_key_also_after_a_move() {
    let single = fact(event());
    let other_copy = |id: &str, uid: &str| {
        let mut copy = with("id", json!(id));
        copy["iCalUId"] = json!(uid);
        fact(copy)
    };
    let copy = other_copy("AAMk2", &UID.to_lowercase());
    assert_eq!(copy.occurrence, single.occurrence);
    assert_ne!(copy.copy, single.copy);
    assert_eq!(
        other_copy("AAMk2", &UID.replacen("00000000D3", "07EA0B17D3", 1)).occurrence,
        single.occurrence
    );

    let instance = |kind: &str, original: Value, day: u8| {
        let mut instance = with("type", json!(kind));
        instance["originalStart"] = original;
        instance["start"]["dateTime"] = json!(format!("2026-11-{day}T09:00:00"));
        instance["end"]["dateTime"] = json!(format!("2026-11-{day}T10:00:00"));
        instance["seriesMasterId"] = json!("AAMk0");
        fact(instance)
    };
    let unmoved = instance("occurrence", Value::Null, 23);
    let told = instance("occurrence", json!("2026-11-23T09:00:00Z"), 23);
    let moved = instance("exception", json!("2026-11-23T10:00:00+01:00"), 25);
    let next = instance("occurrence", Value::Null, 30);
    assert_eq!([told.occurrence, moved.occurrence], [unmoved.occurrence; 2]);
    assert_ne!(next.occurrence, unmoved.occurrence);
    assert_eq!(
        (moved.original_start, unmoved.original_start),
        (Some(unmoved.start), None)
    );
    assert!(moved.series.is_some() && moved.series == next.series);
    assert_ne!(unmoved.occurrence, single.occurrence);
}

#[test]
fn without_a_uid_nothing_is_joined() {
    let nameless = |id: &str| {
        let mut event = with("iCalUId", json!(""));
        event["id"] = json!(id);
        fact(event)
    };
    assert_ne!(nameless("a").occurrence, nameless("b").occurrence);
    assert_eq!(nameless("a").occurrence, nameless("a").occurrence);
    let missing = Notice::Nulled(Field::ICalUId, Cause::Missing);
    assert_eq!(notices(with("iCalUId", Value::Null)), [(missing, 1)]);
}

#[test]
fn people_count_once_and_rooms_never() {
    let people = fact(with(
        "attendees",
        json!([
            attendee("ann@contoso.example", "required", "organizer"),
            attendee("bob@contoso.example", "required", "declined"),
            attendee(" ROBERT.old+x@CONTOSO.example", "optional", "accepted"),
            attendee("/O=Contoso/CN=Bob", "optional", "accepted"),
            attendee("room1@contoso.example", "required", "accepted"),
            attendee("beamer@contoso.example", "resource", "accepted"),
            attendee("cleo@contoso.example", "optional", "tentativelyAccepted"),
            attendee("all@contoso.example", "required", "none"),
            attendee("eve@partner.example", "required", "notResponded"),
            attendee("me@vanity.example", "required", "none"),
        ]),
    ));
    let seen: Vec<_> = people
        .attendees
        .iter()
        .map(|one| (one.person, one.domain, one.response))
        .collect();
    let eve = pseudonyms().address("eve@partner.example");
    let me = pseudonyms().address("me@vanity.example");
    assert_eq!(
        seen,
        [
            (Some(person(2)), Domain::Internal, Response::Declined),
            (None, Domain::Internal, Response::Tentative),
            (None, Domain::Internal, Response::None),
            (
                Some(eve),
                Domain::External(pseudonyms().domain("partner.example")),
                Response::None
            ),
            (Some(me), Domain::ExternalSmall, Response::None),
        ]
    );
    assert!(people.has_list);
    assert!(people.attendees[3].response_delay_min.is_none());
}

#[test]
fn people_of_foreign_domains_are_reported_once() {
    let mut reader = reader();
    let meeting = with(
        "attendees",
        json!([attendee("me@vanity.example", "required", "none")]),
    );
    let first = read_by(&mut reader, &[meeting.clone(), meeting.clone()]);
    let sighting = Sighting {
        domain: pseudonyms().domain("VANITY.example."),
        person: pseudonyms().address("me@vanity.example"),
    };
    assert_eq!(first.sightings, [sighting]);
    assert!(read_by(&mut reader, &[meeting]).sightings.is_empty());
}

#[test]
fn company_is_anybody_but_the_owner() {
    let alone = |organizer: &str, attendees: Value| {
        let mut event = with("attendees", attendees);
        event["isOrganizer"] = json!(organizer == "ann@contoso.example");
        event["organizer"]["emailAddress"]["address"] = json!(organizer);
        !fact(event).company
    };
    assert!(alone("ann@contoso.example", json!([])));
    assert!(alone(
        "ann@contoso.example",
        json!([attendee("ann@contoso.example", "required", "organizer")])
    ));
    assert!(alone(
        "ann@contoso.example",
        json!([attendee("room1@contoso.example", "resource", "accepted")])
    ));
    assert!(!alone("bob@contoso.example", json!([])));
    assert!(!alone(
        "ann@contoso.example",
        json!([{ "type": "required" }])
    ));
}

#[test]
fn someone_who_opted_out_is_no_organiser() {
    let fact = fact(json_organizer("cleo@contoso.example"));
    assert_eq!(
        (fact.organizer, fact.organizer_domain),
        (None, Some(Domain::Internal))
    );
    assert_eq!(fact.own, Response::Accepted);
}

pub(crate) fn json_organizer(address: &str) -> Value {
    let mut event = with("isOrganizer", json!(false));
    event["organizer"]["emailAddress"]["address"] = json!(address);
    event["responseStatus"]["response"] = json!("accepted");
    event
}

#[test]
fn every_spelling_of_a_person_is_one_pseudonym_and_tenants_differ() {
    let of = |address: &str| fact(json_organizer(address)).organizer;
    for spelling in [
        "BOB@contoso.example",
        "bob+tag@Contoso.Example.",
        "Robert.Old@contoso.example",
        "\u{ff42}ob@contoso.example",
        "/o=contoso/CN=BOB",
    ] {
        assert_eq!(of(spelling), Some(person(2)), "{spelling}");
    }
    let spellings = [
        "eva@b\u{fc}cher.example",
        "EVA@xn--bcher-kva.example",
        "Eva+1@BU\u{308}CHER.example",
    ];
    let found: Vec<_> = spellings.into_iter().map(of).collect();
    assert!(found[0].is_some() && found.iter().all(|one| *one == found[0]));
    assert_ne!(
        pseudonyms().address("eva@a.example"),
        pseudonyms_of(8).address("eva@a.example")
    );
}

#[test]
fn broken_times_drop_the_event_with_its_reason() {
    let end = |text: &str| with("end", json!({ "dateTime": text, "timeZone": "UTC" }));
    assert_eq!(
        dropped(end("2026-11-23T08:59:00")),
        Some(DropReason::EndBeforeStart)
    );
    assert_eq!(
        dropped(end("2026-11-23T09:00:59")),
        Some(DropReason::ZeroLength)
    );
    assert_eq!(dropped(end("later")), Some(DropReason::NoEnd));
    assert_eq!(dropped(with("start", json!(7))), Some(DropReason::NoStart));
    assert_eq!(
        dropped(with("start", Value::Null)),
        Some(DropReason::NoStart)
    );
    assert_eq!(dropped(with("id", Value::Null)), Some(DropReason::NoId));
    assert_eq!(dropped(json!("event")), Some(DropReason::Unreadable));
    let custom = with(
        "start",
        json!({ "dateTime": "2026-11-23T09:00:00", "timeZone": "tzone://Microsoft/Custom" }),
    );
    assert!(notices(custom).contains(&(Notice::Nulled(Field::Start, Cause::UnknownZone), 1)));
    let berlin = fact(with(
        "start",
        json!({ "dateTime": "2026-11-23T10:30:00", "timeZone": "W. Europe Standard Time" }),
    ));
    assert_eq!(berlin.start, NOW + 1_440 + 9 * 60 + 30);
}

#[test]
fn a_wrong_type_costs_the_field_alone_and_is_counted() {
    let fields = [
        ("isAllDay", Field::IsAllDay),
        ("isCancelled", Field::IsCancelled),
        ("isDraft", Field::IsDraft),
        ("isOrganizer", Field::IsOrganizer),
        ("organizer", Field::Organizer),
        ("attendees", Field::Attendees),
        ("responseStatus", Field::ResponseStatus),
        ("responseRequested", Field::ResponseRequested),
        ("isOnlineMeeting", Field::IsOnlineMeeting),
        ("hideAttendees", Field::HideAttendees),
        ("showAs", Field::ShowAs),
        ("originalStart", Field::OriginalStart),
        ("seriesMasterId", Field::SeriesMasterId),
        ("createdDateTime", Field::CreatedDateTime),
        ("hasAttachments", Field::HasAttachments),
    ];
    for (name, field) in fields {
        for wrong in [json!(1.5), json!(7)] {
            let read = read(&[with(name, wrong)]);
            assert_eq!(read.facts.len(), 1, "{name}");
            let found: Vec<_> = read.notices.iter().collect();
            assert_eq!(
                found,
                [(Notice::Nulled(field, Cause::WrongType), 1)],
                "{name}"
            );
        }
    }
}

#[test]
fn unknown_words_are_left_out_and_counted() {
    let unknown = |field| [(Notice::Nulled(field, Cause::UnknownValue), 1)];
    assert_eq!(
        notices(with("showAs", json!("holographic"))),
        unknown(Field::ShowAs)
    );
    assert_eq!(
        fact(with("showAs", json!("holographic"))).show_as,
        ShowAs::Unknown
    );
    assert_eq!(notices(with("type", json!("echo"))), unknown(Field::Type));
    let maybe = json!([attendee("bob@contoso.example", "observer", "perhaps")]);
    let read = read(&[with("attendees", maybe)]);
    assert_eq!(
        read.notices
            .count(Notice::Nulled(Field::AttendeeType, Cause::UnknownValue)),
        1
    );
    assert_eq!(
        read.notices
            .count(Notice::Nulled(Field::AttendeeResponse, Cause::UnknownValue)),
        1
    );
    let bob = read.facts[0].attendees[0];
    assert_eq!((bob.part, bob.response), (Part::Required, Response::None));
}
