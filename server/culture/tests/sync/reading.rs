//! What an organisation lets be read: the agenda bit, exclusion terms, private events; and each fact of Microsoft that
//! nobody has settled, played both ways.

use culture::{ConnectorAction, CultureError, minute_of, unpack, week_of};
use microsoft::reader::{Bodies, Sensitive};
use microsoft365::contoso;
use microsoft365::state::Assumption;
use model::culture::connector::{ConnectorProblem, ConnectorSource, ConnectorState, SyncPhase};
use model::culture::reading::{Reading, SensitiveEvents};
use model::culture::{EventFact, EventKind, Pseudonym};
use std::collections::BTreeMap;
use store::testing::{TestDatabase, each_database};

use crate::graph;
use crate::made_up::{LONG, World, fact, oid};

const CALENDAR: ConnectorSource = ConnectorSource::Calendar;
const BASIC: &str = "Calendars.ReadBasic.All";
const FULL: &str = "Calendars.Read";

fn agenda() -> Reading {
    Reading {
        agenda: true,
        ..Reading::default()
    }
}

#[tokio::test]
async fn a_changed_choice_is_audited_without_its_terms_and_reads_the_present_weeks_anew() {
    each_database(|store| async move {
        let world = World::new(store, 5).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        let reading = Reading {
            agenda: true,
            refused: false,
            terms: vec!["Project Heron".to_owned()],
            sensitive: SensitiveEvents::Drop,
            least: 12,
            quiet: vec![],
        };
        let set = ConnectorAction::SetReading(reading.clone());
        culture
            .move_connector(&world.admin, CALENDAR, set)
            .await
            .unwrap();
        world.made_up.read.lock().unwrap().clear();
        world.read_all(&culture).await;
        let week = week_of(minute_of(world.now()));
        let read = world.made_up.read.lock().unwrap().clone();
        assert_eq!(read.len(), 5, "everybody once, though nothing changed");
        assert!(
            read.iter()
                .all(|(_, window)| (window.first, window.end) == (week - 2, week + 9))
        );
        let rules = world.made_up.rules.lock().unwrap().clone().unwrap();
        assert_eq!(
            (rules.bodies, rules.sensitive),
            (Bodies::Folded, Sensitive::Drop)
        );
        assert!(rules.terms.occur_in("re: PROJECT HERON, costs"));
        let view = world.view(&culture).await;
        assert_eq!(
            (view.reading, view.permissions),
            (reading, vec![FULL.to_owned()])
        );
        let rows = world.store.of(world.tenant).audit_range(1, 99).await;
        let row = rows.unwrap().pop().unwrap();
        assert_eq!(row.action, "connector.reading_changed");
        let detail = format!("{row:?}");
        assert!(detail.contains("\\\"terms\\\":1") || detail.contains("\"terms\":1"));
        assert!(!detail.contains("Heron"), "{detail}");
        assert!(detail.contains("terms_hash"), "{detail}");
        let row = world.store.of(world.tenant).connector(CALENDAR).await;
        let settings = row.unwrap().unwrap().settings;
        assert!(settings.contains("sealed_terms"), "{settings}");
        assert!(!settings.contains("Heron"), "{settings}");
        // Another process, which knew the rules from before, reads by the new ones.
        let other = world.process();
        let back = ConnectorAction::SetReading(Reading::default());
        other
            .move_connector(&world.admin, CALENDAR, back)
            .await
            .unwrap();
        world.read_all(&culture).await;
        let rules = world.made_up.rules.lock().unwrap().clone().unwrap();
        assert_eq!(
            (rules.bodies, rules.terms.is_empty()),
            (Bodies::Unread, true)
        );
    })
    .await;
}

#[tokio::test]
async fn a_domain_is_excluded_without_a_look_at_titles() {
    each_database(|store| async move {
        let world = World::new(store, 2).await;
        let culture = world.switched_on().await;
        let set = ConnectorAction::SetReading(Reading {
            terms: vec!["@partner.example".to_owned()],
            ..Reading::default()
        });
        let set = culture.move_connector(&world.admin, CALENDAR, set);
        set.await.unwrap();
        world.read_all(&culture).await;
        let rules = world.made_up.rules.lock().unwrap().clone().unwrap();
        assert_eq!(rules.excluded_domains, ["partner.example"]);
        assert!(rules.terms.is_empty(), "no title is asked for");
        let row = world.store.of(world.tenant).connector(CALENDAR).await;
        let settings = row.unwrap().unwrap().settings;
        assert!(!settings.contains("partner"), "{settings}");
    })
    .await;
}

#[tokio::test]
async fn asking_for_the_greater_permission_alone_reads_nothing_anew() {
    each_database(|store| async move {
        let world = World::new(store, 3).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        world.made_up.read.lock().unwrap().clear();
        let refused = Reading {
            refused: true,
            ..Reading::default()
        };
        let set = ConnectorAction::SetReading(refused);
        culture
            .move_connector(&world.admin, CALENDAR, set)
            .await
            .unwrap();
        world.read_all(&culture).await;
        assert_eq!(world.made_up.read.lock().unwrap().len(), 0);
        assert_eq!(world.view(&culture).await.permissions, [FULL]);
    })
    .await;
}

#[tokio::test]
async fn a_choice_can_be_made_before_anything_is_read_but_not_for_the_directory_nor_beyond_bounds()
{
    each_database(|store| async move {
        let world = World::new(store, 3).await;
        let culture = world.process();
        let set = |source, reading| {
            let action = ConnectorAction::SetReading(reading);
            culture.move_connector(&world.admin, source, action)
        };
        let many = Reading {
            terms: (0..51).map(|n| format!("term{n}")).collect(),
            ..Reading::default()
        };
        let fewest = |least| Reading {
            least,
            ..Reading::default()
        };
        let wrong = [
            (ConnectorSource::Directory, agenda()),
            (CALENDAR, many),
            (CALENDAR, fewest(9)),
            (CALENDAR, fewest(201)),
        ];
        for (source, reading) in wrong {
            let refused = set(source, reading).await;
            assert!(matches!(refused, Err(CultureError::NotPossible)));
        }
        set(CALENDAR, agenda()).await.unwrap();
        let view = world.view(&culture).await;
        assert_eq!(
            (view.state, view.reading),
            (ConnectorState::Off, agenda()),
            "still off"
        );
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        let rules = world.made_up.rules.lock().unwrap().clone().unwrap();
        assert_eq!(rules.bodies, Bodies::Folded, "and kept");
    })
    .await;
}

#[tokio::test]
async fn what_was_under_way_by_the_old_choice_is_not_kept() {
    each_database(|store| async move {
        let world = World::new(store, 1).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        world.made_up.change(oid(0), |events| {
            let week = week_of(minute_of(world.now()));
            events.push(fact(0, 9_999, culture::week_start(week) + 60));
        });
        world.wait_s(25 * 3_600);
        let before = world.kept(0).await.len();
        // The process hangs in the middle of its turn; meanwhile the choice changes, and it comes back.
        let calls = world
            .made_up
            .calls
            .load(std::sync::atomic::Ordering::SeqCst);
        world
            .made_up
            .hang_after
            .store(calls + 1, std::sync::atomic::Ordering::SeqCst);
        let hanging = tokio::time::timeout(
            std::time::Duration::from_millis(200),
            culture.sync_calendars(world.now(), LONG),
        );
        assert!(hanging.await.is_err());
        let set = ConnectorAction::SetReading(agenda());
        culture
            .move_connector(&world.admin, CALENDAR, set)
            .await
            .unwrap();
        assert_eq!(world.kept(0).await.len(), before);
        world
            .made_up
            .hang_after
            .store(u64::MAX, std::sync::atomic::Ordering::SeqCst);
        // Nobody waits for the lease of the turn that was thrown away.
        world.read_all(&culture).await;
        assert_eq!(world.kept(0).await.len(), before + 1);
    })
    .await;
}

/// Facts of the window that is read anew, and of the weeks before it.
async fn facts(world: &graph::World) -> (Vec<EventFact>, Vec<EventFact>) {
    let week = week_of(minute_of(world.now()));
    let scoped = world.store.of(world.tenant);
    let mut halves = (Vec::new(), Vec::new());
    for row in scoped.calendar_weeks(0, i32::MAX).await.unwrap() {
        let facts = unpack(&row.facts).unwrap();
        if row.bucket >= week - 2 {
            halves.0.extend(facts);
        } else {
            halves.1.extend(facts);
        }
    }
    halves
}

async fn read(world: &graph::World, minutes: i64) {
    let at = world.now().plus_minutes(minutes);
    world.culture.sync_calendars(at, LONG).await.unwrap();
}

async fn set(world: &graph::World, reading: Reading) {
    let action = ConnectorAction::SetReading(reading);
    world
        .culture
        .move_connector(&world.admin, CALENDAR, action)
        .await
        .unwrap();
}

async fn begun() -> (TestDatabase, graph::World) {
    microsoft::install_crypto();
    let database = TestDatabase::sqlite();
    let world = graph::World::new(database.store().await).await;
    world.culture.sync_directories(world.now()).await.unwrap();
    (database, world)
}

fn grant(world: &graph::World, name: &str) {
    let state = world.simulated.state();
    assert!(state.grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, name));
    world.microsoft.forget_app_tokens(world.tenant);
}

fn revoke(world: &graph::World, name: &str) {
    let state = world.simulated.state();
    assert!(state.revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, name));
    world.microsoft.forget_app_tokens(world.tenant);
}

#[tokio::test]
async fn agendas_are_known_once_the_permission_is_there_and_from_the_present_weeks_on() {
    let (_database, world) = begun().await;
    read(&world, 0).await;
    let (now, before) = facts(&world).await;
    assert!(now.iter().chain(&before).all(|fact| fact.agenda.is_none()));
    set(&world, agenda()).await;
    read(&world, 0).await;
    // The consent is not there yet: calendars are read as before, and what is not sent is counted.
    let view = world.view(CALENDAR).await;
    assert_eq!(
        (view.state, view.problem),
        (ConnectorState::On, None),
        "{view:?}"
    );
    let missing = |(name, _): &(String, u64)| name == "body.content.missing";
    assert!(view.counted.iter().any(missing), "{:?}", view.counted);
    assert!(
        facts(&world)
            .await
            .0
            .iter()
            .all(|fact| fact.agenda.is_none())
    );
    grant(&world, FULL);
    world
        .culture
        .move_connector(&world.admin, CALENDAR, ConnectorAction::SyncNow)
        .await
        .unwrap();
    read(&world, 0).await;
    let (now, before) = facts(&world).await;
    let known = |wanted: bool| now.iter().filter(move |fact| fact.agenda == Some(wanted));
    assert!(known(true).count() > 20 && known(false).count() > 20);
    assert!(
        before.iter().all(|fact| fact.agenda.is_none()),
        "older weeks stay as they were read"
    );
}

#[tokio::test]
async fn excluded_words_and_private_events_go_without_a_trace() {
    let (_database, world) = begun().await;
    read(&world, 0).await;
    let (now, _) = facts(&world).await;
    let private = now.iter().filter(|fact| fact.sensitive).count();
    assert!(private > 5, "{private}");
    let recurring = |facts: &[EventFact]| {
        let series = facts.iter().filter(|fact| fact.kind != EventKind::Single);
        series.count()
    };
    let (all, series) = (now.len(), recurring(&now));
    let reading = Reading {
        terms: vec!["team MEETING".to_owned(), "Zahnarzt".to_owned()],
        sensitive: SensitiveEvents::Drop,
        ..Reading::default()
    };
    set(&world, reading).await;
    read(&world, 0).await;
    let (now, before) = facts(&world).await;
    assert!(now.iter().all(|fact| !fact.sensitive));
    assert!(before.iter().any(|fact| fact.sensitive), "older ones stay");
    assert!(
        recurring(&now) + 20 < series,
        "{} of {series}",
        recurring(&now)
    );
    assert!(now.len() + private < all);
    assert!(
        now.iter().all(|fact| fact.gone_seen.is_none()),
        "none counts as gone or cancelled"
    );
    let view = world.view(CALENDAR).await;
    for reason in ["dropped.sensitive", "dropped.excluded_term"] {
        assert!(
            view.counted.iter().any(|(name, _)| name == reason),
            "{reason}: {:?}",
            view.counted
        );
    }
    assert_eq!(
        view.permissions,
        [BASIC],
        "titles need no further permission"
    );
}

#[tokio::test]
async fn what_one_copy_excludes_goes_from_every_calendar_until_the_words_change() {
    each_database(|store| async move {
        let world = World::new(store, 4).await;
        let culture = world.switched_on().await;
        // Everybody is in one meeting of last week; the title of one copy has the word.
        let last = week_of(minute_of(world.now())) - 1;
        let shared = Pseudonym([77; 16]);
        for number in 0..4 {
            world.made_up.change(oid(number), |events| {
                let of_week = |fact: &&mut EventFact| week_of(fact.start) == last;
                events.iter_mut().find(of_week).unwrap().occurrence = shared;
            });
        }
        let copies = async || {
            let mut copies = 0;
            for number in 0..4 {
                let facts = world.kept(number).await;
                copies += facts
                    .iter()
                    .filter(|fact| fact.occurrence == shared)
                    .count();
            }
            copies
        };
        world.read_all(&culture).await;
        assert_eq!(copies().await, 4);
        *world.made_up.excluded.lock().unwrap() = vec![(last, shared)];
        let words = |term: &str| {
            ConnectorAction::SetReading(Reading {
                terms: vec![term.to_owned()],
                ..Reading::default()
            })
        };
        let set = culture.move_connector(&world.admin, CALENDAR, words("heron"));
        set.await.unwrap();
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        assert_eq!(copies().await, 0, "on nobody's calendar");
        // What is read afterwards stays out too, and is counted.
        world.made_up.change(oid(2), |_| {});
        world.wait_s(25 * 3_600);
        culture.sync_directories(world.now()).await.unwrap();
        world.read_all(&culture).await;
        assert_eq!(copies().await, 0);
        let view = world.view(&culture).await;
        let elsewhere = view.counted.iter();
        let mut elsewhere = elsewhere.filter(|(name, _)| name == "dropped.excluded_elsewhere");
        assert!(elsewhere.next().is_some(), "{:?}", view.counted);
        // Under other words it is a meeting again.
        world.made_up.excluded.lock().unwrap().clear();
        let set = culture.move_connector(&world.admin, CALENDAR, words("crane"));
        set.await.unwrap();
        world.read_all(&culture).await;
        assert_eq!(copies().await, 4);
    })
    .await;
}

/// How many meetings there are, and on how many calendars each, without anything that depends on a key.
fn joined(facts: &[EventFact]) -> BTreeMap<usize, usize> {
    let mut copies: BTreeMap<Pseudonym, usize> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| !fact.sensitive) {
        *copies.entry(fact.occurrence).or_default() += 1;
    }
    let mut sizes = BTreeMap::new();
    for count in copies.into_values() {
        *sizes.entry(count).or_default() += 1;
    }
    sizes
}

#[tokio::test]
async fn where_the_smaller_permission_is_refused_the_greater_one_reads_the_same_facts() {
    let (_database, world) = begun().await;
    read(&world, 0).await;
    let calm = facts(&world).await;
    let (_database, world) = begun().await;
    let state = world.simulated.state();
    state.assume(Assumption::ReadBasicServesView, false);
    state.assume(Assumption::ReadBasicServesDelta, false);
    read(&world, 0).await;
    let view = world.view(CALENDAR).await;
    assert_eq!(view.state, ConnectorState::Error, "{view:?}");
    assert_eq!(view.problem, Some(ConnectorProblem::ConsentMissing));
    assert_eq!(view.events, 0);
    let refused = Reading {
        refused: true,
        ..Reading::default()
    };
    set(&world, refused).await;
    assert_eq!(world.view(CALENDAR).await.permissions, [FULL], "it is said");
    grant(&world, FULL);
    revoke(&world, BASIC);
    read(&world, 6).await;
    let view = world.view(CALENDAR).await;
    assert_eq!(
        (view.state, view.problem, view.phase),
        (ConnectorState::On, None, SyncPhase::Current),
        "{view:?}"
    );
    let now = facts(&world).await;
    assert_eq!(joined(&now.1), joined(&calm.1));
    assert!(
        now.0.iter().chain(&now.1).all(|fact| fact.agenda.is_none()),
        "nobody asked for texts"
    );
}

#[tokio::test]
async fn where_only_changes_are_refused_windows_are_read_each_time_and_that_is_counted() {
    for served in [true, false] {
        let (_database, world) = begun().await;
        let state = world.simulated.state();
        state.assume(Assumption::ReadBasicServesDelta, served);
        read(&world, 0).await;
        let view = world.view(CALENDAR).await;
        assert_eq!(
            (view.state, view.phase),
            (ConnectorState::On, SyncPhase::Current)
        );
        let counted = view
            .counted
            .iter()
            .any(|(name, _)| name == "changes.refused");
        assert_eq!(counted, !served, "{:?}", view.counted);
        state.forget_requests();
        world
            .culture
            .move_connector(&world.admin, CALENDAR, ConnectorAction::SyncNow)
            .await
            .unwrap();
        read(&world, 0).await;
        let requests = state.requests();
        let views = requests
            .iter()
            .filter(|one| one.path.ends_with("/calendarView"));
        let views = views.count();
        assert_eq!(views > 20, !served, "{views}");
    }
}

#[tokio::test]
async fn meetings_join_whether_ids_tell_occurrences_or_series_and_stay_apart_where_mailboxes_differ()
 {
    let mut joins = Vec::new();
    for (equal, per_occurrence) in [(true, true), (true, false), (false, true), (false, false)] {
        let (_database, world) = begun().await;
        let state = world.simulated.state();
        state.assume(Assumption::ICalUidEqual, equal);
        state.assume(Assumption::ICalUidPerOccurrence, per_occurrence);
        read(&world, 0).await;
        let view = world.view(CALENDAR).await;
        assert_eq!(
            (view.state, view.phase),
            (ConnectorState::On, SyncPhase::Current),
            "{equal} {per_occurrence}"
        );
        let (now, before) = facts(&world).await;
        let series = now.iter().filter(|fact| fact.kind != EventKind::Single);
        assert!(series.clone().count() > 50);
        assert!(series.clone().all(|fact| fact.series.is_some()));
        joins.push((joined(&before), before.len()));
    }
    assert_eq!(joins[0], joins[1], "one value per occurrence or per series");
    assert!(joins[0].0.keys().any(|copies| *copies > 5));
    for apart in &joins[2..] {
        assert_eq!(apart.1, joins[0].1, "no event is lost");
        let meetings = |sizes: &BTreeMap<usize, usize>| sizes.values().sum::<usize>();
        assert!(
            meetings(&apart.0) > meetings(&joins[0].0),
            "copies are not joined by guess"
        );
    }
}
