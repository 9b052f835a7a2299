//! A made-up organisation behind the seam, and a world around it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use culture::{
    Answer, Ask, CalendarAsk, ChangesRead, Culture, CultureSettings, DirectoryGroup, DirectoryPage,
    DirectoryUser, Hours, MailboxSettings, MembersOf, Source, SourceError, Watch, Window,
    WindowRead, unpack, week_of, week_start,
};
use microsoft::reader::ReaderRules;
use model::culture::connector::ConnectorSource;
use model::culture::kept::KeptEvent;
use model::culture::{EventFact, EventKind, Minute, Pseudonym, Response, ShowAs};
use model::{Guid, ObjectId, Role, TenantId, Timestamp};
use store::Store;
use trust::Administrator;
use trust::testing::{self, Someone};

/// Monday 2026-11-23, 00:00 UTC.
pub(crate) const MONDAY: Timestamp = Timestamp(1_795_392_000_000);
/// Patience that lets everything due be done.
pub(crate) const LONG: Duration = Duration::from_secs(600);

pub(crate) fn oid(number: u64) -> ObjectId {
    ObjectId(Guid::from_u128(0x1000 + u128::from(number)))
}

/// What a call has to answer instead of the truth.
pub(crate) type Fault = Box<dyn Fn(&str, ObjectId) -> Option<SourceError> + Send + Sync>;

/// The organisation.
#[derive(Default)]
pub(crate) struct MadeUp {
    pub(crate) people: Mutex<Vec<ObjectId>>,
    pub(crate) groups: Mutex<Vec<DirectoryGroup>>,
    /// Departments of those who are not in Sales.
    pub(crate) departments: Mutex<HashMap<ObjectId, String>>,
    /// Whose mailbox names a zone that nobody knows.
    pub(crate) zoneless: Mutex<HashSet<ObjectId>>,
    /// Events by owner.
    pub(crate) events: Mutex<HashMap<ObjectId, Vec<EventFact>>>,
    /// Counts changes by owner; a link is the count at its making.
    pub(crate) versions: Mutex<HashMap<ObjectId, u64>>,
    /// Occurrences that every window tells to be kept out.
    pub(crate) excluded: Mutex<Vec<(i32, Pseudonym)>>,
    pub(crate) fault: Mutex<Option<Fault>>,
    /// The organisation whose directory and calendars never answer.
    pub(crate) silent: Mutex<Option<TenantId>>,
    /// By which rules a window was read last.
    pub(crate) rules: Mutex<Option<Arc<ReaderRules>>>,
    /// Windows read, in order.
    pub(crate) read: Mutex<Vec<(ObjectId, Window)>>,
    /// Whose events were shown, in order.
    pub(crate) shown: Mutex<Vec<ObjectId>>,
    pub(crate) calls: AtomicU64,
    /// Calls after which every call hangs.
    pub(crate) hang_after: AtomicU64,
}

impl MadeUp {
    async fn call(&self, what: &str, oid: ObjectId) -> Result<(), SourceError> {
        let count = self.calls.fetch_add(1, Ordering::SeqCst);
        if count >= self.hang_after.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        match self
            .fault
            .lock()
            .unwrap()
            .as_ref()
            .and_then(|fault| fault(what, oid))
        {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    pub(crate) fn change(&self, oid: ObjectId, change: impl FnOnce(&mut Vec<EventFact>)) {
        change(self.events.lock().unwrap().entry(oid).or_default());
        *self.versions.lock().unwrap().entry(oid).or_default() += 1;
    }

    pub(crate) fn fail(
        &self,
        fault: impl Fn(&str, ObjectId) -> Option<SourceError> + Send + Sync + 'static,
    ) {
        *self.fault.lock().unwrap() = Some(Box::new(fault));
    }

    pub(crate) fn heal(&self) {
        *self.fault.lock().unwrap() = None;
    }

    fn version(&self, oid: ObjectId) -> u64 {
        self.versions
            .lock()
            .unwrap()
            .get(&oid)
            .copied()
            .unwrap_or(0)
    }
}

const PAGE: usize = 3;

impl Source for MadeUp {
    fn users(&self, ask: Ask, link: Option<String>) -> Answer<'_, DirectoryPage> {
        Box::pin(async move {
            let silent = *self.silent.lock().unwrap();
            if silent == Some(ask.tenant) {
                std::future::pending::<()>().await;
            }
            self.call("users", ObjectId::default()).await?;
            let from: usize = link.map_or(0, |link| link.parse().unwrap());
            let people = self.people.lock().unwrap();
            let departments = self.departments.lock().unwrap();
            let department = |oid: &ObjectId| {
                let own = departments.get(oid);
                own.map_or("Sales", String::as_str).to_owned()
            };
            let users = people
                .iter()
                .skip(from)
                .take(PAGE)
                .map(|oid| DirectoryUser {
                    oid: *oid,
                    addresses: vec![],
                    domains: vec![Pseudonym([9; 16])],
                    manager: people.first().copied().filter(|first| first != oid),
                    attributes: BTreeMap::from([("department".to_owned(), department(oid))]),
                    member: true,
                });
            Ok(DirectoryPage {
                users: users.collect(),
                next: (from + PAGE < people.len()).then(|| (from + PAGE).to_string()),
            })
        })
    }

    fn groups(&self, _: Ask, _: MembersOf) -> Answer<'_, Vec<DirectoryGroup>> {
        Box::pin(async move { Ok(self.groups.lock().unwrap().clone()) })
    }

    fn mailboxes(&self, _: Ask, people: Vec<ObjectId>) -> Answer<'_, Vec<MailboxSettings>> {
        Box::pin(async move {
            self.call("mailboxes", people[0]).await?;
            let without = self.zoneless.lock().unwrap();
            let settings = people.iter().map(|oid| MailboxSettings {
                hours: Hours {
                    zone: (!without.contains(oid)).then(|| "Europe/Berlin".to_owned()),
                    ..Hours::default()
                },
                resource: false,
            });
            Ok(settings.collect())
        })
    }

    fn window(&self, ask: CalendarAsk, window: Window) -> Answer<'_, WindowRead> {
        Box::pin(async move {
            let silent = *self.silent.lock().unwrap();
            if silent == Some(ask.ask.tenant) {
                std::future::pending::<()>().await;
            }
            self.call("window", ask.oid).await?;
            self.read.lock().unwrap().push((ask.oid, window));
            *self.rules.lock().unwrap() = Some(Arc::clone(&ask.rules));
            let events = self.events.lock().unwrap();
            let own = events.get(&ask.oid).into_iter().flatten();
            let inside =
                own.filter(|fact| fact.start < window.to_min() && fact.end > window.from_min());
            Ok(WindowRead {
                left_out: vec![],
                excluded: self.excluded.lock().unwrap().clone(),
                facts: inside.cloned().collect(),
                counted: BTreeMap::from([("zero_length".to_owned(), 1)]),
                foreign: vec![(Pseudonym([7; 16]), ask.owner)],
            })
        })
    }

    fn kept(&self, ask: CalendarAsk, window: Window) -> Answer<'_, Vec<KeptEvent>> {
        Box::pin(async move {
            self.call("kept", ask.oid).await?;
            self.shown.lock().unwrap().push(ask.oid);
            let events = self.events.lock().unwrap();
            let own = events.get(&ask.oid).into_iter().flatten();
            let inside =
                own.filter(|fact| fact.start < window.to_min() && fact.end > window.from_min());
            let shown = |fact: &EventFact| KeptEvent {
                begin: Some(Timestamp(i64::from(fact.start) * 60_000)),
                length_min: Some(fact.end - fact.start),
                rows: vec![],
                counted: vec![],
            };
            // Last begin first: the order of an answer is not told.
            Ok(inside.rev().map(shown).collect())
        })
    }

    fn changes(&self, ask: CalendarAsk, watch: Watch) -> Answer<'_, ChangesRead> {
        Box::pin(async move {
            self.call("changes", ask.oid).await?;
            let now = self.version(ask.oid).to_string();
            Ok(ChangesRead {
                changed: watch.link.is_some_and(|link| link != now),
                link: Some(now),
            })
        })
    }
}

/// A world: an organisation, a database, one or more processes, a clock.
pub(crate) struct World {
    pub(crate) made_up: Arc<MadeUp>,
    pub(crate) store: Store,
    pub(crate) trust: trust::Trust,
    pub(crate) tenant: TenantId,
    pub(crate) admin: Administrator,
    pub(crate) clock: Arc<AtomicI64>,
}

impl World {
    /// An organisation of so many people, each with one meeting in every week of a year and a half.
    pub(crate) async fn new(store: Store, people: u64) -> Self {
        Self::of_tenant(store, people, 1).await
    }

    /// As [`World::new`], as another organisation of the same database.
    pub(crate) async fn of_tenant(store: Store, people: u64, number: u128) -> Self {
        let clock = Arc::new(AtomicI64::new(MONDAY.0));
        let hand = Arc::clone(&clock);
        let trust = testing::trust_at(
            store.clone(),
            testing::microsoft_nowhere(),
            Arc::new(move || Timestamp(hand.load(Ordering::SeqCst))),
        );
        let tenant = testing::tenant(&trust, number).await;
        let someone = Someone::new(tenant, 1).with_roles(&[Role::Administrator]);
        let made_up = Arc::new(MadeUp::default());
        made_up.hang_after.store(u64::MAX, Ordering::SeqCst);
        let week = week_of(culture::minute_of(MONDAY));
        for number in 0..people {
            made_up.people.lock().unwrap().push(oid(number));
            let weeks = week - 80..week + 12;
            let facts = weeks.map(|week| fact(number, week, week_start(week) + 600));
            made_up
                .events
                .lock()
                .unwrap()
                .insert(oid(number), facts.collect());
        }
        Self {
            made_up,
            store,
            trust,
            tenant,
            admin: testing::administrator(&someone),
            clock,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.clock.load(Ordering::SeqCst))
    }

    pub(crate) fn wait_s(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// One process. `history_weeks` is 14: two steps back.
    pub(crate) fn process(&self) -> Culture {
        let settings = CultureSettings {
            calendars_at_once: 4,
            history_weeks: 14,
        };
        Culture::new(
            self.store.clone(),
            self.trust.clone(),
            Arc::clone(&self.made_up) as Arc<dyn Source>,
            settings,
        )
    }

    /// A process with both connectors on and the directory read.
    pub(crate) async fn switched_on(&self) -> Culture {
        let culture = self.process();
        culture.switch_on_as_operator(self.tenant).await.unwrap();
        culture.sync_directories(self.now()).await.unwrap();
        culture
    }

    /// Reads until nothing is due any more.
    pub(crate) async fn read_all(&self, culture: &Culture) {
        culture.sync_calendars(self.now(), LONG).await.unwrap();
    }

    /// All facts kept of a person.
    pub(crate) async fn kept(&self, number: u64) -> Vec<EventFact> {
        let keys = self.trust.keys(self.tenant).await.unwrap();
        let names = microsoft::reader::Pseudonyms::new(keys.pseudonym_key("culture"));
        let record = self
            .store
            .of(self.tenant)
            .person_record(names.person(oid(number)))
            .await
            .unwrap();
        record
            .calendar
            .iter()
            .flat_map(|row| unpack(&row.facts).unwrap())
            .collect()
    }

    /// The calendar connector as the administrator sees it.
    pub(crate) async fn view(&self, culture: &Culture) -> model::culture::connector::ConnectorView {
        let views = culture.connectors(&self.admin).await.unwrap();
        views
            .into_iter()
            .find(|view| view.source == ConnectorSource::Calendar)
            .unwrap()
    }
}

/// A meeting of half an hour; its copy is told from the owner and a number.
pub(crate) fn fact(owner: u64, number: i32, start: Minute) -> EventFact {
    let mut copy = [0; 16];
    copy[..8].copy_from_slice(&owner.to_be_bytes());
    copy[8..12].copy_from_slice(&number.to_be_bytes());
    EventFact {
        copy: Pseudonym(copy),
        occurrence: Pseudonym(copy),
        series: None,
        start,
        end: start + 30,
        original_start: None,
        kind: EventKind::Single,
        all_day: false,
        cancelled: false,
        sensitive: false,
        company: true,
        show_as: ShowAs::Busy,
        own: Response::Accepted,
        organizer: None,
        organizer_domain: None,
        attendees: vec![],
        has_list: false,
        hidden_list: false,
        online: false,
        response_requested: true,
        attachments: None,
        open_ended: None,
        lead_min: None,
        lead_source: None,
        agenda: None,
        body_bucket: None,
        first_seen: 0,
        cancelled_seen: None,
        gone_seen: None,
        moves: 0,
    }
}
