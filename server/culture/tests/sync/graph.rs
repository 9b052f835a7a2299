//! The same against a simulated Microsoft 365, over HTTP.

use std::sync::Arc;

use culture::{Culture, CultureSettings, FromMicrosoft, minute_of, unpack, week_of};
use microsoft::{CredentialSource, Microsoft, Pause, Settings};
use microsoft365::{Options, Tenant365, contoso};
use model::culture::connector::{ConnectorProblem, ConnectorSource, ConnectorState, SyncPhase};
use model::culture::kept::KeptPage;
use model::culture::{EventKind, Response};
use model::{Guid, Role, TenantId, Timestamp};
use store::Store;
use store::testing::TestDatabase;
use trust::testing::{self, Someone};

use crate::made_up::LONG;

/// How large a world is.
pub(crate) struct Shape {
    pub(crate) people: usize,
    pub(crate) history_weeks: i32,
    /// Minutes by which our clock is ahead of Microsoft's.
    pub(crate) ahead_min: i64,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            people: 40,
            history_weeks: 19,
            ahead_min: 0,
        }
    }
}

pub(crate) struct World {
    pub(crate) simulated: Tenant365,
    pub(crate) store: Store,
    pub(crate) microsoft: Microsoft,
    pub(crate) culture: Culture,
    pub(crate) tenant: TenantId,
    pub(crate) admin: trust::Administrator,
    pub(crate) trust: trust::Trust,
    ahead_min: i64,
    _files: tempfile::TempDir,
}

fn guid(text: &str) -> Guid {
    text.parse().unwrap()
}

impl World {
    pub(crate) async fn new(store: Store) -> Self {
        Self::of(store, Shape::default()).await
    }

    pub(crate) async fn of(store: Store, shape: Shape) -> Self {
        let options = Options {
            people: shape.people,
            ..Options::default()
        };
        let simulated = microsoft365::start(options).await.unwrap();
        let files = tempfile::tempdir().unwrap();
        let secret = files.path().join("secret");
        std::fs::write(&secret, microsoft365::DATA_SECRET).unwrap();
        let mut settings = Settings::new(
            &simulated.authority(),
            &simulated.graph_url(),
            guid(contoso::SIGNIN_CLIENT_ID),
        );
        settings.data.default = Some(guid(contoso::DATA_CLIENT_ID));
        settings.credentials = vec![CredentialSource::SecretFile(secret)];
        settings.pause = Pause::new(|_| async {});
        let microsoft = Microsoft::new(settings).unwrap();
        let state = Arc::clone(simulated.state());
        let clock = Arc::new(move || Timestamp(state.now_ms()).plus_minutes(shape.ahead_min));
        let trust = testing::trust_at(store.clone(), microsoft.clone(), clock);
        let tenant = testing::tenant(&trust, guid(contoso::TENANT).as_u128()).await;
        let someone = Someone::new(tenant, 1).with_roles(&[Role::Administrator]);
        let source = Arc::new(FromMicrosoft::new(microsoft.clone(), trust.clone()));
        let settings = CultureSettings {
            calendars_at_once: 4,
            history_weeks: shape.history_weeks,
        };
        let culture = Culture::new(store.clone(), trust.clone(), source, settings);
        culture.switch_on_as_operator(tenant).await.unwrap();
        Self {
            simulated,
            store,
            microsoft,
            culture,
            tenant,
            admin: testing::administrator(&someone),
            trust,
            ahead_min: shape.ahead_min,
            _files: files,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.simulated.state().now_ms()).plus_minutes(self.ahead_min)
    }

    pub(crate) async fn view(
        &self,
        source: ConnectorSource,
    ) -> model::culture::connector::ConnectorView {
        let views = self.culture.connectors(&self.admin).await.unwrap();
        views
            .into_iter()
            .find(|view| view.source == source)
            .unwrap()
    }
}

#[tokio::test]
async fn a_simulated_organisation_is_read_and_published() {
    microsoft::install_crypto();
    let database = TestDatabase::sqlite();
    let world = World::new(database.store().await).await;
    world.culture.sync_directories(world.now()).await.unwrap();
    let directory = world.view(ConnectorSource::Directory).await;
    assert_eq!(
        (directory.state, directory.problem),
        (ConnectorState::On, None)
    );
    assert!(
        directory.people > 20 && directory.done >= directory.people,
        "{directory:?}"
    );
    world
        .culture
        .sync_calendars(world.now(), LONG)
        .await
        .unwrap();
    let calendar = world.view(ConnectorSource::Calendar).await;
    assert_eq!(
        (calendar.state, calendar.problem),
        (ConnectorState::On, None),
        "{calendar:?}"
    );
    assert_eq!(calendar.phase, SyncPhase::Current, "{calendar:?}");
    assert!(calendar.events > 500, "{calendar:?}");
    let scoped = world.store.of(world.tenant);
    let ranges = scoped.open_attributes("entra").await.unwrap();
    assert!(
        ranges.iter().any(|row| row.manager.is_some()),
        "managers are known"
    );
    assert!(
        ranges
            .iter()
            .any(|row| row.attributes.contains("department"))
    );
    assert!(ranges.iter().any(|row| {
        row.hours
            .as_ref()
            .is_some_and(|hours| hours.contains("zone"))
    }));
    while world.culture.publish(world.now(), LONG).await.unwrap() > 0 {}
    let weeks = scoped.published_periods("strict-v1", "week").await.unwrap();
    assert!(weeks.len() >= 7, "{weeks:?}");
}

#[tokio::test]
async fn consent_withdrawn_at_microsoft_stops_the_calendars_and_they_go_on_when_it_is_back() {
    microsoft::install_crypto();
    let database = TestDatabase::sqlite();
    let world = World::new(database.store().await).await;
    let state = world.simulated.state();
    // What was granted stands in the token: it goes with the next one.
    state.revoke_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "Calendars.ReadBasic.All",
    );
    world.culture.sync_directories(world.now()).await.unwrap();
    world
        .culture
        .sync_calendars(world.now(), LONG)
        .await
        .unwrap();
    let calendar = world.view(ConnectorSource::Calendar).await;
    assert_eq!(calendar.state, ConnectorState::Error, "{calendar:?}");
    assert_eq!(calendar.problem, Some(ConnectorProblem::ConsentMissing));
    world.trust.store_notes().await.unwrap();
    let noted = world.store.of(world.tenant).troubles(50).await.unwrap();
    let refused = noted.iter().find(|row| {
        row.place == "sync"
            && matches!(
                row.meaning.as_str(),
                "permission_missing" | "mailbox_excluded"
            )
    });
    let refused = refused.unwrap_or_else(|| panic!("{noted:?}"));
    assert!(
        refused.met > 1 && refused.correlation.is_some(),
        "one line for all calendars: {refused:?}"
    );
    state.grant_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "Calendars.ReadBasic.All",
    );
    // The token in memory is replaced at most once in five minutes.
    let later = world.now().plus_minutes(6);
    world.culture.sync_calendars(later, LONG).await.unwrap();
    let calendar = world.view(ConnectorSource::Calendar).await;
    assert_eq!(
        (calendar.state, calendar.problem),
        (ConnectorState::On, None),
        "{calendar:?}"
    );
    assert!(calendar.events > 500, "{calendar:?}");
}

#[tokio::test]
async fn series_without_end_are_known_of_all_weeks_for_two_requests_a_calendar() {
    microsoft::install_crypto();
    let database = TestDatabase::sqlite();
    let world = World::new(database.store().await).await;
    world.culture.sync_directories(world.now()).await.unwrap();
    world.simulated.state().forget_requests();
    world
        .culture
        .sync_calendars(world.now(), LONG)
        .await
        .unwrap();
    let calendar = world.view(ConnectorSource::Calendar).await;
    assert_eq!(calendar.phase, SyncPhase::Current, "{calendar:?}");
    let counted = |path: &str| world.simulated.state().request_count("GET", path);
    let read = counted("/graph/v1.0/users/*/calendarView/delta");
    assert!(read > 20, "{read}");
    let asked = counted("/graph/v1.0/users/*/events");
    assert!(
        asked <= 2 * usize::try_from(calendar.people).unwrap(),
        "{asked} for {read} calendars"
    );
    let week = week_of(minute_of(world.now()));
    let scoped = world.store.of(world.tenant);
    let weeks = scoped.calendar_weeks(week - 19, week + 8).await.unwrap();
    let facts: Vec<_> = weeks
        .iter()
        .flat_map(|row| unpack(&row.facts).unwrap())
        .filter(|fact| fact.series.is_some() && fact.kind != EventKind::Single)
        .collect();
    let old = facts.iter().filter(|fact| week_of(fact.start) < week - 4);
    assert!(old.count() > 200, "{}", facts.len());
    // Whoever declined a series has no master of it, but may keep an occurrence.
    let unknown = facts
        .iter()
        .filter(|fact| fact.open_ended.is_none() && fact.own != Response::Declined);
    assert_eq!(unknown.count(), 0, "of {}", facts.len());
    for known in [true, false] {
        assert!(facts.iter().any(|fact| fact.open_ended == Some(known)));
    }
}

#[tokio::test]
async fn what_we_keep_asks_for_the_administrators_own_calendar_alone() {
    microsoft::install_crypto();
    let database = TestDatabase::sqlite();
    let world = World::new(database.store().await).await;
    world.simulated.state().forget_requests();
    let mut someone = Someone::new(world.tenant, 1).with_roles(&[Role::Administrator]);
    someone.oid = model::ObjectId(guid(contoso::ADMIN.oid));
    let me = testing::administrator(&someone);
    let page = world.culture.what_we_keep(&me, 0).await.unwrap();
    let KeptPage::Ready { choices, event, .. } = page else {
        panic!("{page:?}");
    };
    assert!(choices.len() > 10, "{}", choices.len());
    let row = |field: &str| event.rows.iter().find(|row| row.field == field).unwrap();
    assert!(row("start").sent.is_some() && !row("start").stored.is_empty());
    assert!(row("subject").sent.is_none() && row("body").sent.is_none());
    let counted = |path: &str| world.simulated.state().request_count("GET", path);
    let own = format!("/graph/v1.0/users/{}", contoso::ADMIN.oid);
    assert_eq!(counted(&format!("{own}/calendarView")), 1);
    assert_eq!(counted(&format!("{own}/events")), 1);
    for anybody in ["calendarView", "events"] {
        assert_eq!(counted(&format!("/graph/v1.0/users/*/{anybody}")), 1);
    }
    let scoped = world.store.of(world.tenant);
    assert_eq!(scoped.calendar_weeks(0, i32::MAX).await.unwrap(), []);
}
