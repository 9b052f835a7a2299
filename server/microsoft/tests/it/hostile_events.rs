//! Whatever a page holds: no panic, no lost page, no address in the outcome.

use microsoft::reader::Notice;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::events::{ann, event, page, reader};

/// Any JSON value, with words that mean something here among its texts.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(normal|private|busy|accepted|organizer|occurrence|seriesMaster|exception|resource|noEnd|2026-11-23T09:00:00Z|0001-01-01T00:00:00Z|\\PC{0,20})"
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(
                "(dateTime|timeZone|emailAddress|address|status|response|time|type|range|content|\\PC{0,6})",
                inner,
                0..5
            )
            .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn field() -> impl Strategy<Value = String> {
    let names: Vec<String> = event().as_object().unwrap().keys().cloned().collect();
    prop_oneof![
        prop::sample::select(names),
        "\\PC{0,10}".prop_map(String::from)
    ]
}

fn spoilt() -> impl Strategy<Value = Value> {
    prop::collection::vec((field(), anything()), 0..6).prop_map(|changes| {
        let mut event = event();
        for (name, value) in changes {
            event[name] = value;
        }
        event
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn spoilt_events_spoil_themselves_only(events in prop::collection::vec(prop_oneof![spoilt(), anything()], 0..6)) {
        let mut all = events.clone();
        all.push(event());
        let read = reader().read(&page(&all), ann()).unwrap();
        prop_assert_eq!(read.events, all.len() as u64);
        let accounted = read.facts.len() as u64 + read.notices.dropped();
        prop_assert!(accounted <= read.events && read.events <= accounted + events.len() as u64);
        let last = read.facts.last().unwrap();
        prop_assert_eq!(last.attendees.len(), 1);
        for fact in &read.facts {
            prop_assert!(fact.start < fact.end);
            prop_assert!(fact.lead_min.is_none_or(|lead| (-1_440..=576_000).contains(&lead)));
        }
    }

    #[test]
    fn spoilt_bytes_never_panic(cut in 0_usize..1_200, flips in prop::collection::vec((0_usize..1_200, any::<u8>()), 0..6)) {
        let mut bytes = page(&[event(), event()]);
        for (place, byte) in flips {
            let length = bytes.len();
            bytes[place % length] = byte;
        }
        let whole = reader().read(&bytes, ann());
        if let Ok(read) = whole {
            prop_assert!(read.facts.len() as u64 + read.notices.dropped() <= read.events);
        }
        bytes.truncate(cut);
        let _ = reader().read(&bytes, ann());
        let _ = reader().what_is_kept(&bytes, ann());
    }
}

#[test]
fn depth_and_length_are_no_weapons() {
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let long = "x".repeat(100_000);
    let good = event().to_string();
    let unknown = good.replacen('{', &format!("{{\"unknown\":{deep},"), 1);
    let known = good.replace("\"busy\"", &deep);
    let wide = good.replace("Bob@Contoso.example", &long);
    let page = format!("{{\"value\":[{unknown},{known},{wide},{good}]}}");
    let read = reader().read(page.as_bytes(), ann()).unwrap();
    assert_eq!(read.events, 4);
    assert!(read.facts.len() >= 3, "{:?}", read.notices);
    assert_eq!(read.notices.count(Notice::NamelessAttendee), 1);
}

#[test]
fn five_hundred_attendees_are_read() {
    let mut meeting = event();
    let people: Vec<Value> = (0..500)
        .map(|number| {
            crate::events::attendee(&format!("p{number}@contoso.example"), "required", "none")
        })
        .collect();
    meeting["attendees"] = json!(people);
    let read = reader().read(&page(&[meeting]), ann()).unwrap();
    assert_eq!(read.facts[0].attendees.len(), 500);
}
