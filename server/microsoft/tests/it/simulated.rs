//! A whole reading of the simulated tenant: directory, address book, calendars, changes; and with everything going wrong.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use microsoft::calendar::{CalendarPlace, ChangePlace, Window};
use microsoft::directory::{PeoplePage, PeoplePlace};
use microsoft::reader::{AddressBook, Known, Notices, ReadPage, Reader, ReaderRules};
use microsoft::{AppReader, DeltaLink, ReadError, Source};
use microsoft365::contoso;
use microsoft365::state::{EventChange, NewEvent};
use model::culture::fact::{EventFact, Pseudonym, Response};
use model::{ObjectId, Timestamp};

use crate::events::pseudonyms;
use crate::support::{World, object_id, tenant_id};

const SUBJECT: &str = "Zanzibar retreat of the Quokka team";

/// A world whose application may read calendars, and its reader.
pub(crate) async fn readable() -> (World, AppReader) {
    let world = World::start().await;
    for permission in [
        "Calendars.ReadBasic.All",
        "MailboxSettings.Read",
        "User.Read.All",
        "GroupMember.Read.All",
    ] {
        world
            .state()
            .grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, permission);
    }
    let reader = world
        .microsoft
        .app_reader(tenant_id(contoso::TENANT), Source::Calendar)
        .unwrap();
    (world, reader)
}

fn minute(at: Timestamp) -> i32 {
    i32::try_from(at.0 / 60_000).unwrap()
}

/// Two weeks back, four ahead.
pub(crate) fn window(world: &World) -> Window {
    let now = minute(world.now());
    Window {
        from: now - 14 * 1_440,
        until: now + 28 * 1_440,
    }
}

pub(crate) async fn everybody(world: &World, app: &AppReader) -> PeoplePage {
    let mut all = PeoplePage::default();
    let mut place = PeoplePlace::All;
    loop {
        let page = app
            .people_page(&place, &[], &pseudonyms(), world.now())
            .await
            .unwrap();
        all.people.extend(page.people);
        all.unreadable += page.unreadable;
        match page.next {
            Some(next) => place = PeoplePlace::Page(next),
            None => return all,
        }
    }
}

/// The tenant's address book, as a sync makes it.
async fn book(world: &World, app: &AppReader, people: &PeoplePage) -> AddressBook {
    let mut book = AddressBook::new();
    for person in &people.people {
        for address in person.addresses.iter().flatten() {
            book.enter(*address, Known::Person(pseudonyms().person(person.id)));
        }
        for domain in person
            .domains
            .iter()
            .filter(|_| person.member == Some(true))
        {
            book.enter_internal(*domain);
        }
    }
    let groups = app
        .group_page(None, &pseudonyms(), world.now())
        .await
        .unwrap();
    for address in groups.groups.iter().flat_map(|group| &group.addresses) {
        book.enter(*address, Known::List);
    }
    book
}

pub(crate) async fn whole_view(
    world: &World,
    app: &AppReader,
    mailbox: ObjectId,
    reader: &mut Reader,
) -> Result<ReadPage, ReadError> {
    let mut all = ReadPage::default();
    let mut place = CalendarPlace::Window(window(world));
    loop {
        let page = app
            .calendar_page(mailbox, &place, reader, world.now())
            .await?;
        all.facts.extend(page.facts);
        all.events += page.events;
        all.notices.add(&page.notices);
        match page.next {
            Some(next) => place = CalendarPlace::Page(next),
            None => return Ok(all),
        }
    }
}

pub(crate) fn retreat(world: &World) -> NewEvent {
    let at = |days: i64, hour: i64| {
        let day = world.now().0 / 86_400_000 + days;
        jiff::Timestamp::from_second(day * 86_400 + hour * 3_600)
            .unwrap()
            .to_string()
    };
    NewEvent {
        organizer: contoso::CONSULTANT.oid.to_owned(),
        attendees: vec![
            contoso::CONSULTANT_2.oid.to_owned(),
            contoso::LEADER.upn.to_owned(),
        ],
        start: at(2, 9),
        end: at(2, 10),
        subject: SUBJECT.to_owned(),
        ..NewEvent::default()
    }
}

/// Nothing of whom we know by name is found.
pub(crate) fn names_nobody(what: &str, text: &str) {
    let lower = text.to_lowercase();
    let known = [
        contoso::CONSULTANT,
        contoso::CONSULTANT_2,
        contoso::LEADER,
        contoso::EMPLOYEE,
        contoso::ADMIN,
    ];
    for person in known {
        let (first, last) = person.name.rsplit_once(' ').unwrap();
        for secret in [person.upn, person.oid, first, last] {
            assert!(!lower.contains(&secret.to_lowercase()), "{what}: {secret}");
        }
    }
    for secret in ["contoso", "zanzibar", "quokka", "teams.", "@", "http"] {
        assert!(!lower.contains(secret), "{what}: {secret}");
    }
}

#[tokio::test]
async fn a_tenant_is_read_and_its_copies_join() {
    let (world, app) = readable().await;
    world
        .state()
        .add_event(contoso::TENANT, &retreat(&world))
        .unwrap();
    let people = everybody(&world, &app).await;
    let book = book(&world, &app, &people).await;
    assert!(people.people.len() >= 50 && book.len() >= 50);
    let mut reader = Reader::new(ReaderRules::new(pseudonyms(), Arc::new(book)));
    let mut notices = Notices::default();
    let mut copies: HashMap<Pseudonym, Vec<(Pseudonym, EventFact)>> = HashMap::new();
    for person in &people.people {
        let read = match whole_view(&world, &app, person.id, &mut reader).await {
            Err(ReadError::NoMailbox) => continue,
            outcome => outcome.unwrap(),
        };
        assert_eq!(
            read.facts.len() as u64 + read.notices.dropped(),
            read.events
        );
        names_nobody("facts", &serde_json::to_string(&read.facts).unwrap());
        notices.add(&read.notices);
        for fact in read.facts {
            copies
                .entry(fact.occurrence)
                .or_default()
                .push((pseudonyms().person(person.id), fact));
        }
    }
    names_nobody("reader", &format!("{reader:?} {notices:?}"));
    let joined = copies.values().filter(|copies| copies.len() > 1).count();
    assert!(joined > 100, "{joined} of {}", copies.len());
    for copies in copies.values().filter(|copies| copies.len() > 1) {
        let owners: HashSet<_> = copies.iter().map(|(owner, _)| owner).collect();
        assert_eq!(owners.len(), copies.len(), "one copy on each calendar");
        let organizers: HashSet<_> = copies.iter().map(|(_, fact)| fact.organizer).collect();
        assert_eq!(organizers.len(), 1);
        assert!(copies.iter().all(|(_, fact)| fact.company));
    }
    let mine = pseudonyms().person(object_id(contoso::CONSULTANT.oid));
    let own = copies
        .values()
        .flatten()
        .filter(|(owner, fact)| *owner == mine && fact.organizer == Some(mine));
    assert!(
        own.clone().count() > 0 && own.clone().all(|(_, fact)| fact.own == Response::Organizer)
    );
    assert!(
        copies
            .values()
            .flatten()
            .any(|(_, fact)| fact.lead_min.is_some_and(|lead| lead > 0))
    );
}

#[tokio::test]
async fn changes_tell_that_something_changed_until_their_place_is_too_old() {
    let (world, app) = readable().await;
    let mailbox = object_id(contoso::CONSULTANT.oid);
    let round = async |place: ChangePlace| -> Result<(u64, usize, DeltaLink), ReadError> {
        let (mut place, mut changed, mut gone) = (place, 0, 0);
        loop {
            let page = app
                .calendar_changes(mailbox, &place, &pseudonyms(), world.now())
                .await?;
            changed += page.changed;
            gone += page.gone.len();
            match (page.next, page.delta) {
                (Some(next), _) => place = ChangePlace::Page(next),
                (None, Some(delta)) => return Ok((changed, gone, delta)),
                (None, None) => panic!("a round ends with a place"),
            }
        }
    };
    let (first, _, place) = round(ChangePlace::Window(window(&world))).await.unwrap();
    assert!(first > 0);
    let (quiet, gone, place) = round(ChangePlace::Delta(place)).await.unwrap();
    assert_eq!((quiet, gone), (0, 0));
    let id = world
        .state()
        .add_event(contoso::TENANT, &retreat(&world))
        .unwrap();
    let (news, _, place) = round(ChangePlace::Delta(place)).await.unwrap();
    assert!(news > 0);
    world
        .state()
        .change_event(contoso::TENANT, &id, &EventChange::Remove)
        .unwrap();
    let (_, gone, place) = round(ChangePlace::Delta(place)).await.unwrap();
    assert_eq!(gone, 1);
    world.state().expire_delta_tokens();
    assert_eq!(
        round(ChangePlace::Delta(place)).await.unwrap_err(),
        ReadError::Resync
    );
    assert!(round(ChangePlace::Window(window(&world))).await.is_ok());
}
