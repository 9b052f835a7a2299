//! What a tenant's rules, series masters and broken pages make of events.

use microsoft::reader::{
    Bodies, Cause, DropReason, Field, Notice, Notices, Reader, ReaderRules, Sensitive, Terms,
};
use model::culture::kept::Stored;
use serde_json::{Value, json};

use crate::events::{
    UID, ann, attendee, event, fact, page, person, read, read_by, reader, rules, with,
};
use crate::reading::json_organizer;

#[test]
fn a_sensitive_event_keeps_its_times_and_one_bit_of_company() {
    for word in ["private", "personal", "confidential", "secret-of-tomorrow"] {
        let mut event = with("sensitivity", json!(word));
        event["type"] = json!("occurrence");
        let kept = fact(event.clone());
        let open = fact(with("type", json!("occurrence")));
        assert!(kept.sensitive && kept.company);
        assert_eq!(
            (kept.start, kept.end, kept.show_as, kept.own),
            (open.start, open.end, open.show_as, open.own)
        );
        assert_eq!(
            (
                kept.organizer,
                kept.organizer_domain,
                kept.series,
                kept.lead_min
            ),
            (None, None, None, None)
        );
        assert!(kept.attendees.is_empty() && !kept.online && !kept.response_requested);
        assert_ne!(kept.occurrence, open.occurrence, "it joins nothing");

        let mut strict = Reader::new(ReaderRules {
            sensitive: Sensitive::Drop,
            ..rules()
        });
        let read = read_by(&mut strict, &[event]);
        assert!(read.facts.is_empty());
        assert_eq!(
            read.notices.count(Notice::Dropped(DropReason::Sensitive)),
            1
        );
    }
    let missing = read(&[with("sensitivity", Value::Null)]);
    assert!(missing.facts[0].sensitive);
    assert_eq!(
        missing
            .notices
            .count(Notice::Nulled(Field::Sensitivity, Cause::Missing)),
        1
    );
}

#[test]
fn exclusion_terms_remove_the_meeting_and_name_its_occurrence() {
    let mut reader = Reader::new(ReaderRules {
        terms: Terms::new(&["legal", "acquisition"]),
        ..rules()
    });
    let mut excluded = |subject: &str| {
        let read = read_by(&mut reader, &[with("subject", json!(subject))]);
        assert_eq!(
            read.notices
                .count(Notice::Dropped(DropReason::ExcludedTerm)),
            1 - read.facts.len() as u64
        );
        assert_eq!(read.excluded.len(), 1 - read.facts.len());
        let first = read.excluded.first();
        first.is_some_and(|excluded| excluded.occurrence == fact(event()).occurrence)
    };
    assert!(excluded("Verify this is LEGAL"));
    assert!(!excluded("Is this illegal"));
    assert!(!excluded("Acquisitions are finalized"));
    assert!(excluded("Is this a legal acquisition"));
    assert!(excluded("tab\tlegal\u{e9}? \"legal\""));
}

#[test]
fn excluded_domains_remove_the_meeting() {
    let mut reader = Reader::new(ReaderRules {
        excluded_domains: vec!["Law.example.".to_owned()],
        ..rules()
    });
    let mut is_dropped = |address: &str| {
        let guest = with("attendees", json!([attendee(address, "required", "none")]));
        let organizer = json_organizer(address);
        [guest, organizer].map(|event| {
            let read = read_by(&mut reader, &[event]);
            assert_eq!(
                read.excluded.len() as u64,
                read.notices
                    .count(Notice::Dropped(DropReason::ExcludedDomain))
            );
            read.facts.is_empty()
        })
    };
    assert_eq!(is_dropped("x@LAW.example"), [true; 2]);
    assert_eq!(is_dropped("x@mail.law.example"), [true; 2]);
    assert_eq!(is_dropped("x@outlaw.example"), [false; 2]);
    assert_eq!(is_dropped("law.example@contoso.example"), [false; 2]);
}

#[test]
fn bodies_become_a_bit_and_a_class_where_switched_on() {
    let agenda =
        "<p>1. Budget</p><p>2. Hiring plan for the new year</p><p>3. Any other business</p>";
    let mut event = with("body", json!({ "contentType": "html", "content": agenda }));
    assert_eq!(fact(event.clone()).agenda, None);
    let mut folding = Reader::new(ReaderRules {
        bodies: Bodies::Folded,
        ..rules()
    });
    let mut folded = |event: &Value| {
        let fact = read_by(&mut folding, std::slice::from_ref(event))
            .facts
            .remove(0);
        (fact.agenda, fact.body_bucket)
    };
    assert_eq!(folded(&event), (Some(true), Some(2)));
    event["body"]["content"] = json!("");
    assert_eq!(folded(&event), (None, Some(0)));
    event["hasAttachments"] = json!(false);
    assert_eq!(folded(&event), (Some(false), Some(0)));
    event["hasAttachments"] = json!(true);
    assert_eq!(folded(&event), (Some(true), Some(0)));
    event["sensitivity"] = json!("private");
    assert_eq!(folded(&event), (None, None));
}

#[test]
fn only_the_first_occurrence_of_a_known_series_has_a_lead_time() {
    let begin =
        |day: u8| json!({ "dateTime": format!("2026-11-{day:02}T09:00:00"), "timeZone": "UTC" });
    let occurrence = |day: u8| {
        let mut occurrence = with("type", json!("occurrence"));
        occurrence["id"] = json!(format!("AAMk{day}"));
        occurrence["start"] = begin(day);
        occurrence["originalStart"] = json!(format!("2026-11-{day:02}T09:00:00Z"));
        occurrence["end"]["dateTime"] = json!("2026-12-24T09:00:00");
        occurrence
    };
    let master = json!({ "id": "AAMk0", "iCalUId": UID, "type": "seriesMaster", "start": begin(24),
        "recurrence": { "range": { "type": "noEnd" } } });
    let leads = |elements: &[serde_json::Value]| -> Vec<bool> {
        let facts = read_by(&mut reader(), elements).facts;
        facts.iter().map(|fact| fact.lead_min.is_some()).collect()
    };
    let (first, second) = (occurrence(24), occurrence(25));
    assert_eq!(
        leads(&[master.clone(), first.clone(), second]),
        [true, false]
    );
    assert_eq!(leads(&[first]), [false], "nobody told of the series");
    let mut moved = occurrence(25);
    moved["originalStart"] = json!("2026-11-24T09:00:00Z");
    assert_eq!(
        leads(&[master.clone(), moved]),
        [true],
        "a move keeps the place in the series"
    );
    let mut exception = occurrence(25);
    exception["type"] = json!("exception");
    assert_eq!(
        leads(&[master, exception]),
        [true],
        "exceptions are called by themselves"
    );
}

#[test]
fn series_masters_tell_of_the_end_and_are_no_facts() {
    let master = |range: &str| json!({ "id": "AAMk0", "iCalUId": UID, "type": "seriesMaster", "recurrence": { "range": { "type": range } } });
    let instance = with("type", json!("occurrence"));
    for (range, open_ended) in [
        ("noEnd", Some(true)),
        ("endDate", Some(false)),
        ("numbered", Some(false)),
        ("whenever", None),
    ] {
        let mut reader = reader();
        let read = read_by(&mut reader, &[instance.clone(), master(range)]);
        assert_eq!((read.facts.len(), read.events), (1, 2));
        assert_eq!(read.facts[0].open_ended, open_ended, "{range}");
        assert_eq!(
            read.masters.first().map(|master| master.open_ended),
            open_ended
        );
        let later = read_by(&mut reader, &[instance.clone(), event()]);
        assert_eq!(
            (later.facts[0].open_ended, later.facts[1].open_ended),
            (open_ended, None)
        );
    }
}

#[test]
fn a_broken_event_spoils_no_other_and_no_page() {
    let good = event().to_string();
    let broken = [
        good.replace("AAMk1", "\\ud800"),
        good.replace("\"busy\"", "1e999"),
        good.replace("\"busy\"", "[{\"x\":[1,2,{}]}]"),
        "null".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
    ];
    for broken in broken {
        let page = format!(
            "{{\"value\":[{good},{broken},{good}],\"@odata.nextLink\":\"https://x.example/\"}}"
        );
        let read = reader().read(page.as_bytes(), ann()).unwrap();
        assert_eq!(read.events, 3, "{broken}");
        assert!(read.facts.len() >= 2 && read.next.is_some());
        assert!(!read.notices.is_empty(), "{broken}");
    }
    for no_page in [
        "",
        "[]",
        "{}",
        "{\"value\":{}}",
        "{\"value\":[]",
        "{\"value\":[],\"@odata.nextLink\":7}",
        "<html>",
        "{\"value\":[]}x",
    ] {
        assert!(
            reader().read(no_page.as_bytes(), ann()).is_err(),
            "{no_page}"
        );
    }
}

#[test]
fn bytes_that_are_no_text_are_replaced_and_told() {
    let mut bytes = page(&[with("subject", json!("S"))]);
    let place = bytes
        .windows(3)
        .position(|bytes| bytes == b"\"S\"")
        .unwrap()
        + 1;
    bytes[place] = 0xFF;
    let read = reader().read(&bytes, ann()).unwrap();
    assert_eq!(
        (read.facts.len(), read.notices.count(Notice::NotUtf8)),
        (1, 1)
    );
}

#[test]
fn notices_add_up() {
    let mut sum = Notices::default();
    sum.add(&read(&[with("end", Value::Null), event()]).notices);
    sum.add(&read(&[with("end", Value::Null)]).notices);
    assert_eq!(
        (sum.count(Notice::Dropped(DropReason::NoEnd)), sum.dropped()),
        (2, 2)
    );
}

#[test]
fn what_we_keep_shows_both_sides_of_every_field() {
    let mut shown = reader()
        .what_is_kept(
            &page(&[event(), with("sensitivity", json!("private"))]),
            ann(),
        )
        .unwrap();
    let private = shown.pop().unwrap();
    let open = shown.pop().unwrap();
    let row = |event: &microsoft::reader::KeptEvent, field: &str| {
        let row = event.rows.iter().find(|row| row.field == field).unwrap();
        (row.sent.clone().unwrap_or_default(), row.stored.clone())
    };
    let (sent, stored) = row(&open, "attendees");
    let told = format!("{stored:?}").to_lowercase();
    assert!(sent.contains("Bob@Contoso.example") && !told.contains("bob"));
    assert!(told.contains(&person(2).to_string()), "{told}");
    let busy = Stored::Value("Busy".to_owned());
    assert_eq!(row(&open, "showAs"), ("\"busy\"".to_owned(), vec![busy]));
    assert_eq!(row(&open, "subject"), (String::new(), vec![]));
    assert_eq!(row(&private, "attendees").1, [Stored::Company(true)]);
    assert_eq!(row(&private, "organizer").1, []);
    assert!(!format!("{open:?}").contains("contoso"));
}
