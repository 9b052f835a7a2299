//! Microsoft at its worst, over HTTP: storms, consent that goes in the middle, broken pages, clocks that differ.

use std::time::Duration;

use culture::{minute_of, unpack, week_of};
use microsoft365::contoso;
use microsoft365::state::{Breakage, Fault, FaultKind};
use model::culture::EventFact;
use model::culture::connector::{ConnectorProblem, ConnectorSource, ConnectorState, SyncPhase};
use store::testing::TestDatabase;

use crate::graph::{Shape, World};
use crate::made_up::LONG;

const VIEW: &str = "/graph/v1.0/users/*/calendarView";
const ROUNDS: &str = "/graph/v1.0/users/*/calendarView/delta";
const SERIES: &str = "/graph/v1.0/users/*/events";
const CALENDARS: &str = "Calendars.ReadBasic.All";

/// What of a fact doesn't depend on the key of its tenant, as text to be sorted.
fn bare(fact: &EventFact) -> String {
    format!(
        "{} {} {:?} {:?} {} {:?}",
        fact.start,
        fact.end,
        fact.kind,
        fact.own,
        fact.attendees.len(),
        fact.open_ended
    )
}

/// Facts of the weeks that are over, sorted.
async fn past(world: &World) -> Vec<String> {
    let mut facts: Vec<_> = past_facts(world).await.iter().map(bare).collect();
    facts.sort_unstable();
    facts
}

async fn past_facts(world: &World) -> Vec<EventFact> {
    let week = week_of(minute_of(world.now()));
    let scoped = world.store.of(world.tenant);
    let rows = scoped.calendar_weeks(0, week - 2).await.unwrap();
    let mut facts = Vec::new();
    for row in rows {
        facts.extend(unpack(&row.facts).unwrap());
    }
    facts
}

async fn read_calmly() -> Vec<String> {
    let database = TestDatabase::sqlite();
    let world = World::new(database.store().await).await;
    world.culture.sync_directories(world.now()).await.unwrap();
    read(&world).await;
    past(&world).await
}

async fn read(world: &World) {
    let culture = &world.culture;
    culture.sync_calendars(world.now(), LONG).await.unwrap();
}

#[tokio::test]
async fn a_storm_of_refusals_faults_and_cut_connections_changes_no_fact() {
    microsoft::install_crypto();
    let calm = read_calmly().await;
    let database = TestDatabase::sqlite();
    let world = World::new(database.store().await).await;
    world.culture.sync_directories(world.now()).await.unwrap();
    let status = |status, code: &str| FaultKind::Status {
        status,
        code: code.to_owned(),
    };
    let kinds = [
        FaultKind::Throttle {
            retry_after_s: Some(9),
        },
        FaultKind::Throttle {
            retry_after_s: None,
        },
        FaultKind::Drop,
        status(503, "serviceNotAvailable"),
        status(504, "gatewayTimeout"),
        status(500, "generalException"),
    ];
    for (number, kind) in (0..).zip(kinds.iter().cycle().take(42)) {
        let path = [VIEW, SERIES, ROUNDS][(number + number / 6) % 3];
        let skip = 2 * u32::try_from(number).unwrap();
        world.simulated.state().inject(Fault {
            skip,
            ..Fault::times(1, path, kind.clone())
        });
    }
    // One refused token is replaced; another within five minutes would mean that consent is gone.
    let stale = Fault::times(1, VIEW, status(401, "InvalidAuthenticationToken"));
    world.simulated.state().inject(stale);
    let batch = Fault::times(2, "/graph/v1.0/$batch", status(503, "serviceNotAvailable"));
    world.simulated.state().inject(batch);
    read(&world).await;
    let view = world.view(ConnectorSource::Calendar).await;
    assert_eq!(
        (view.state, view.problem, view.phase),
        (ConnectorState::On, None, SyncPhase::Current)
    );
    let requests = world.simulated.state().requests();
    for (status, least) in [(429, 6), (503, 3), (504, 3), (500, 3), (401, 1), (0, 3)] {
        let hit = requests.iter().filter(|one| one.status == status).count();
        assert!(hit >= least, "{status}: {hit}");
    }
    assert_eq!(past(&world).await, calm);
}

#[tokio::test]
async fn consent_that_goes_in_the_middle_pauses_the_reading_and_it_ends_as_if_nothing_had_been() {
    microsoft::install_crypto();
    let calm = read_calmly().await;
    let database = TestDatabase::sqlite();
    let world = World::new(database.store().await).await;
    let (state, app) = (world.simulated.state(), contoso::DATA_CLIENT_ID);
    world.culture.sync_directories(world.now()).await.unwrap();
    let once = Duration::ZERO;
    world
        .culture
        .sync_calendars(world.now(), once)
        .await
        .unwrap();
    let begun = world.view(ConnectorSource::Calendar).await;
    assert_eq!(begun.phase, SyncPhase::History, "{begun:?}");
    state.revoke_application(contoso::TENANT, app, CALENDARS);
    // The token that still held the permission ends.
    world.microsoft.forget_app_tokens(world.tenant);
    read(&world).await;
    let paused = world.view(ConnectorSource::Calendar).await;
    assert_eq!(paused.state, ConnectorState::Error, "{paused:?}");
    assert_eq!(paused.problem, Some(ConnectorProblem::ConsentMissing));
    assert_eq!(
        (paused.done, paused.events),
        (begun.done, begun.events),
        "what was read stays"
    );
    let asked = state.total_requests();
    read(&world).await;
    assert_eq!(state.total_requests(), asked, "nobody is asked meanwhile");
    state.grant_application(contoso::TENANT, app, CALENDARS);
    let later = world.now().plus_minutes(6);
    world.culture.sync_calendars(later, LONG).await.unwrap();
    let view = world.view(ConnectorSource::Calendar).await;
    assert_eq!(
        (view.state, view.problem, view.phase),
        (ConnectorState::On, None, SyncPhase::Current)
    );
    assert_eq!(past(&world).await, calm);
}

#[tokio::test]
async fn broken_pages_are_counted_by_name_and_the_reading_goes_on() {
    microsoft::install_crypto();
    let database = TestDatabase::sqlite();
    let world = World::new(database.store().await).await;
    world.culture.sync_directories(world.now()).await.unwrap();
    let breakages = [
        Breakage::UnknownEnum,
        Breakage::MissingField,
        Breakage::WrongType,
        Breakage::EndBeforeStart,
        Breakage::NoLength,
        Breakage::Truncated,
    ];
    for breakage in breakages {
        let kind = FaultKind::Broken { breakage };
        world.simulated.state().inject(Fault::times(1, VIEW, kind));
    }
    read(&world).await;
    let view = world.view(ConnectorSource::Calendar).await;
    assert_eq!((view.state, view.problem), (ConnectorState::On, None));
    for reason in [
        "showAs.unknown_value",
        "dropped.no_start",
        "dropped.end_before_start",
        "dropped.zero_length",
        "end.wrong_type",
        "iCalUId.wrong_type",
        "page.unreadable",
    ] {
        let counted = view.counted.iter().find(|(name, _)| name == reason);
        assert!(counted.is_some(), "{reason}: {:?}", view.counted);
    }
    let later = world.now().plus_minutes(70);
    world.culture.sync_calendars(later, LONG).await.unwrap();
    let view = world.view(ConnectorSource::Calendar).await;
    assert_eq!(
        view.phase,
        SyncPhase::Current,
        "half a page is read again: {view:?}"
    );
}

#[tokio::test]
async fn clocks_that_differ_by_ten_minutes_hold_nothing_up() {
    microsoft::install_crypto();
    for minutes in [-10, 10] {
        let database = TestDatabase::sqlite();
        let shape = Shape {
            ahead_min: minutes,
            ..Shape::default()
        };
        let world = World::of(database.store().await, shape).await;
        world.culture.sync_directories(world.now()).await.unwrap();
        read(&world).await;
        let view = world.view(ConnectorSource::Calendar).await;
        assert_eq!(
            (view.state, view.problem, view.phase),
            (ConnectorState::On, None, SyncPhase::Current),
            "{minutes}"
        );
    }
}
