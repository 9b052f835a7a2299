//! How fast pages of calendars become facts, beside serde_json passing over the same bytes and building a value of them.
//!
//! Pages are as Graph sends them for our `$select`: 50 events, 1,200 mailboxes of one tenant, most people met again and
//! again. One core. Prints `name: value` lines.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use microsoft::reader::{AddressBook, Known, Mailbox, Pseudonyms, Reader, ReaderRules};
use model::{Guid, ObjectId};
use ring::hmac;
use serde::de::IgnoredAny;

/// Pages in all.
const PAGES: usize = 120;
/// Events of a page.
const EVENTS: usize = 50;
/// People of the tenant.
const PEOPLE: u64 = 1_200;
/// How often each page is read; the fastest counts, because everything else on the machine only slows down.
const ROUNDS: usize = 15;

/// Small numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap()]
    }
}

fn main() {
    let pages = pages();
    let megabytes = pages.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let mut reader = Reader::new(rules());
    let mailbox = Mailbox {
        owner: reader.rules().pseudonyms.person(oid(1)),
        now: 29_000_000,
    };
    let facts: usize = pages
        .iter()
        .map(|page| reader.read(page.as_bytes(), mailbox).unwrap().facts.len())
        .sum();
    assert_eq!(facts, PAGES * EVENTS);
    let read = best(&pages, |page| {
        black_box(reader.read(page, mailbox).unwrap());
    });
    let skip = best(&pages, |page| {
        black_box(serde_json::from_slice::<IgnoredAny>(page).unwrap());
    });
    let value = best(&pages, |page| {
        black_box(serde_json::from_slice::<serde_json::Value>(page).unwrap());
    });
    println!("reader_mb_s: {:.1}", megabytes / read);
    println!("skip_mb_s: {:.1}", megabytes / skip);
    println!("value_mb_s: {:.1}", megabytes / value);
    println!("reader_ratio: {:.3}", skip / read);
    println!("reader_events_s: {:.0}", facts as f64 / read);
}

/// Seconds for all pages, each at the fastest of its rounds.
fn best(pages: &[String], mut work: impl FnMut(&[u8])) -> f64 {
    let fastest = |page: &String| {
        let rounds = (0..ROUNDS).map(|_| {
            let begin = Instant::now();
            work(page.as_bytes());
            begin.elapsed().as_secs_f64()
        });
        rounds.fold(f64::INFINITY, f64::min)
    };
    pages.iter().map(fastest).sum()
}

fn rules() -> ReaderRules {
    let pseudonyms = Pseudonyms::new(hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]));
    let mut book = AddressBook::new();
    book.enter_internal(pseudonyms.domain("contoso.example"));
    for number in 0..PEOPLE {
        let address = pseudonyms.address(&address(number));
        book.enter(address, Known::Person(pseudonyms.person(oid(number))));
    }
    ReaderRules::new(pseudonyms, Arc::new(book))
}

fn oid(number: u64) -> ObjectId {
    ObjectId(Guid::from_u128(u128::from(number) + 1))
}

fn address(number: u64) -> String {
    if number < PEOPLE {
        format!("First{number}.Lastname{}@contoso.example", number % 97)
    } else {
        format!("person{number}@partner{}.example", number % 23)
    }
}

fn pages() -> Vec<String> {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    (0..PAGES).map(|number| page(number, &mut dice)).collect()
}

fn page(number: usize, dice: &mut Dice) -> String {
    let user = oid(number as u64);
    let mut page = format!(
        "{{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#users('{user}')/calendarView(id,iCalUId,type,seriesMasterId,start,end)\",\"value\":["
    );
    for event in 0..EVENTS {
        if event > 0 {
            page.push(',');
        }
        add_event(&mut page, dice);
    }
    write!(page, "],\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/users/{user}/calendarView?$skip=50\"}}").unwrap();
    page
}

fn add_event(page: &mut String, dice: &mut Dice) {
    let (day, hour) = (1 + dice.below(28), 7 + dice.below(10));
    let series = dice.below(2) == 0;
    let kind = if series {
        "occurrence"
    } else {
        "singleInstance"
    };
    let id: String = (0..152)
        .map(|_| dice.of(&["A", "b", "C", "d", "E", "3", "7", "_", "-", "Q"]))
        .collect();
    let master = if series {
        format!("\"{id}\"")
    } else {
        "null".to_owned()
    };
    let original = if series {
        format!("\"2026-03-{day:02}T{hour:02}:00:00Z\"")
    } else {
        "null".to_owned()
    };
    let organizer = dice.below(PEOPLE);
    let show_as = dice.of(&["busy", "busy", "busy", "tentative", "free"]);
    let own = dice.of(&[
        "accepted",
        "accepted",
        "organizer",
        "none",
        "tentativelyAccepted",
    ]);
    write!(
        page,
        "{{\"@odata.etag\":\"W/\\\"{}==\\\"\",\"id\":\"{id}\",\"iCalUId\":\"040000008200E00074C5B7101A82E00800000000D3D70B8A6A17D701000000000000000010000000{:016X}{:016X}\",\
        \"type\":\"{kind}\",\"seriesMasterId\":{master},\"originalStart\":{original},\"isAllDay\":false,\"isCancelled\":false,\"isDraft\":false,\"isOrganizer\":{},\
        \"responseRequested\":true,\"showAs\":\"{show_as}\",\"sensitivity\":\"normal\",\"isOnlineMeeting\":true,\"hideAttendees\":false,\
        \"responseStatus\":{{\"response\":\"{own}\",\"time\":\"2026-02-20T09:14:07.1234567Z\"}},\
        \"start\":{{\"dateTime\":\"2026-03-{day:02}T{hour:02}:00:00.0000000\",\"timeZone\":\"UTC\"}},\"end\":{{\"dateTime\":\"2026-03-{day:02}T{hour:02}:50:00.0000000\",\"timeZone\":\"UTC\"}},\
        \"organizer\":{{\"emailAddress\":{{\"name\":\"Firstname Lastname {organizer}\",\"address\":\"{}\"}}}},\"attendees\":[",
        &id[..30],
        dice.below(u64::MAX),
        dice.below(u64::MAX),
        own == "organizer",
        address(organizer),
    )
    .unwrap();
    let people = 1 + dice.below(5) + dice.below(5) + if dice.below(12) == 0 { 20 } else { 0 };
    for number in 0..people {
        if number > 0 {
            page.push(',');
        }
        add_attendee(page, dice);
    }
    page.push_str("]}");
}

fn add_attendee(page: &mut String, dice: &mut Dice) {
    let person = dice.below(PEOPLE + 120);
    let response = dice.of(&["accepted", "none", "tentativelyAccepted", "declined"]);
    let kind = dice.of(&["required", "required", "optional"]);
    let time = if response == "none" {
        "0001-01-01T00:00:00Z"
    } else {
        "2026-02-21T10:01:33.7654321Z"
    };
    write!(
        page,
        "{{\"type\":\"{kind}\",\"status\":{{\"response\":\"{response}\",\"time\":\"{time}\"}},\"emailAddress\":{{\"name\":\"Firstname Lastname {person}\",\"address\":\"{}\"}}}}",
        address(person),
    )
    .unwrap();
}
