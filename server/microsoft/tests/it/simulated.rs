//! A whole reading of the simulated tenant: directory, address book, calendars, changes; and with everything going wrong.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use microsoft::calendar::{CalendarPlace, ChangePlace, MasterPlace, Window};
use microsoft::directory::{MemberPlace, PeoplePage, PeoplePlace};
use microsoft::mailbox::{Purpose, Zone};
use microsoft::reader::{
    AddressBook, DropReason, Known, Notice, Notices, ReadPage, Reader, ReaderRules,
};
use microsoft::{AppReader, DeltaLink, ReadError, Source};
use microsoft365::contoso;
use microsoft365::state::{Assumption, Breakage, EventChange, Fault, FaultKind, NewEvent};
use model::culture::fact::{EventFact, Pseudonym, Response};
use model::{ObjectId, Timestamp};

use crate::events::pseudonyms;
use crate::support::{World, object_id, tenant_id};

const SUBJECT: &str = "Zanzibar retreat of the Quokka team";
const VIEW: &str = "/graph/v1.0/users/*/calendarView";

/// A world whose application may read calendars, and its reader.
async fn readable() -> (World, AppReader) {
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
fn window(world: &World) -> Window {
    let now = minute(world.now());
    Window {
        from: now - 14 * 1_440,
        until: now + 28 * 1_440,
    }
}

async fn everybody(world: &World, app: &AppReader) -> PeoplePage {
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

async fn whole_view(
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

fn retreat(world: &World) -> NewEvent {
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
fn names_nobody(what: &str, text: &str) {
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

#[tokio::test]
async fn where_changes_are_refused_windows_are_served() {
    let (world, app) = readable().await;
    world
        .state()
        .assume(Assumption::ReadBasicServesDelta, false);
    let mailbox = object_id(contoso::CONSULTANT.oid);
    let place = ChangePlace::Window(window(&world));
    let refused = app
        .calendar_changes(mailbox, &place, &pseudonyms(), world.now())
        .await;
    assert_eq!(refused.unwrap_err(), ReadError::DeltaRefused);
    assert!(
        !whole_view(&world, &app, mailbox, &mut crate::events::reader())
            .await
            .unwrap()
            .facts
            .is_empty()
    );
}

#[tokio::test]
async fn faults_in_between_change_nothing_of_what_is_read() {
    let (world, app) = readable().await;
    let mailbox = object_id(contoso::CONSULTANT.oid);
    let calm = whole_view(&world, &app, mailbox, &mut crate::events::reader())
        .await
        .unwrap();
    let status = |status, code: &str| FaultKind::Status {
        status,
        code: code.to_owned(),
    };
    for kind in [
        FaultKind::Throttle {
            retry_after_s: Some(9),
        },
        FaultKind::Throttle {
            retry_after_s: None,
        },
        FaultKind::Drop,
        status(503, "serviceNotAvailable"),
        status(504, "gatewayTimeout"),
        status(401, "InvalidAuthenticationToken"),
    ] {
        world.state().inject(Fault::times(1, VIEW, kind.clone()));
        let stormy = whole_view(&world, &app, mailbox, &mut crate::events::reader())
            .await
            .unwrap();
        let times = |read: &ReadPage| {
            read.facts
                .iter()
                .map(|fact| (fact.copy, fact.start, fact.end))
                .collect::<Vec<_>>()
        };
        assert_eq!(times(&stormy), times(&calm), "{kind:?}");
    }
    assert!(world.pauses().contains(&std::time::Duration::from_secs(9)));
}

#[tokio::test]
async fn a_broken_entry_of_a_page_costs_that_entry_alone() {
    let (world, app) = readable().await;
    let mailbox = object_id(contoso::CONSULTANT.oid);
    let calm = whole_view(&world, &app, mailbox, &mut crate::events::reader())
        .await
        .unwrap();
    let cases = [
        (Breakage::EndBeforeStart, Some(DropReason::EndBeforeStart)),
        (Breakage::NoLength, Some(DropReason::ZeroLength)),
        (Breakage::MissingField, Some(DropReason::NoStart)),
        (Breakage::UnknownEnum, None),
        (Breakage::WrongType, None),
    ];
    for (breakage, reason) in cases {
        world
            .state()
            .inject(Fault::times(1, VIEW, FaultKind::Broken { breakage }));
        let read = whole_view(&world, &app, mailbox, &mut crate::events::reader())
            .await
            .unwrap();
        assert_eq!(read.events, calm.events, "{breakage:?}");
        assert_ne!(read.notices, calm.notices, "{breakage:?}");
        assert!(read.facts.len() + 1 >= calm.facts.len(), "{breakage:?}");
        if let Some(reason) = reason {
            let count = |read: &ReadPage| read.notices.count(Notice::Dropped(reason));
            assert_eq!(count(&read), count(&calm) + 1, "{breakage:?}");
        }
    }
    world.state().inject(Fault::times(
        1,
        VIEW,
        FaultKind::Broken {
            breakage: Breakage::Truncated,
        },
    ));
    let cut = whole_view(&world, &app, mailbox, &mut crate::events::reader())
        .await
        .unwrap_err();
    assert_eq!(cut.key(), "answer_refused");
}

#[tokio::test]
async fn a_revoked_consent_is_told_and_a_new_one_works_without_a_restart() {
    let (world, app) = readable().await;
    let mailbox = object_id(contoso::CONSULTANT.oid);
    let mut reader = crate::events::reader();
    let place = CalendarPlace::Window(window(&world));
    app.calendar_page(mailbox, &place, &mut reader, world.now())
        .await
        .unwrap();
    world
        .state()
        .revoke_everything(contoso::TENANT, contoso::DATA_CLIENT_ID);
    world
        .microsoft
        .forget_app_tokens(tenant_id(contoso::TENANT));
    let refused = app
        .calendar_page(mailbox, &place, &mut reader, world.now())
        .await
        .unwrap_err();
    assert!(refused.is_refusal(), "{refused:?}");
    assert!(
        world
            .state()
            .consent(contoso::TENANT, contoso::DATA_CLIENT_ID)
    );
    let later = world.now().plus_minutes(6);
    app.calendar_page(mailbox, &place, &mut reader, later)
        .await
        .unwrap();
}

#[tokio::test]
async fn settings_managers_groups_and_masters_are_read() {
    let (world, app) = readable().await;
    let people: Vec<ObjectId> = everybody(&world, &app)
        .await
        .people
        .iter()
        .map(|person| person.id)
        .collect();
    let settings = app.mailbox_settings(&people, world.now()).await.unwrap();
    let told: Vec<_> = settings
        .into_iter()
        .filter_map(|outcome| outcome.unwrap())
        .collect();
    assert!(told.len() > 30);
    assert!(told.iter().any(|one| matches!(one.zone, Zone::Iana(_))
        && one.working.is_some()
        && one.purpose == Purpose::Person));
    let managers = app.managers(&people, world.now()).await.unwrap();
    assert!(
        managers
            .iter()
            .filter(|outcome| matches!(outcome, Ok(Some(_))))
            .count()
            > 30
    );
    let groups = app
        .group_page(None, &pseudonyms(), world.now())
        .await
        .unwrap();
    let mut members = 0;
    for group in &groups.groups {
        members += app
            .group_members(&MemberPlace::Group(group.id), world.now())
            .await
            .unwrap()
            .people
            .len();
    }
    assert!(members > 0);
    let mut open_ended = 0;
    for person in people.iter().take(20) {
        match app
            .master_page(
                *person,
                &MasterPlace::First,
                &mut crate::events::reader(),
                world.now(),
            )
            .await
        {
            Err(ReadError::NoMailbox) => {}
            page => {
                open_ended += page
                    .unwrap()
                    .masters
                    .iter()
                    .filter(|master| master.open_ended)
                    .count()
            }
        }
    }
    assert!(open_ended > 0);
}

#[tokio::test]
async fn the_owner_sees_what_would_be_kept_of_their_own_events() {
    let (world, app) = readable().await;
    world
        .state()
        .add_event(contoso::TENANT, &retreat(&world))
        .unwrap();
    let mailbox = object_id(contoso::CONSULTANT.oid);
    let shown = app
        .what_we_keep(
            mailbox,
            window(&world),
            &mut crate::events::reader(),
            world.now(),
        )
        .await
        .unwrap();
    assert!(!shown.is_empty() && shown.len() <= 20);
    for event in &shown {
        assert!(
            event
                .rows
                .iter()
                .any(|row| row.field == "start" && row.sent.is_some())
        );
        for row in &event.rows {
            names_nobody(row.field, &row.stored);
        }
    }
    names_nobody("debug", &format!("{shown:?}"));
}
