//! The same against a simulated Microsoft 365, over HTTP.

use std::sync::Arc;

use culture::{Culture, CultureSettings, FromMicrosoft};
use microsoft::{CredentialSource, Microsoft, Pause, Settings};
use microsoft365::{Options, Tenant365, contoso};
use model::culture::connector::{ConnectorProblem, ConnectorSource, ConnectorState, SyncPhase};
use model::{Guid, Role, TenantId, Timestamp};
use store::Store;
use store::testing::TestDatabase;
use trust::testing::{self, Someone};

use crate::made_up::LONG;

const PEOPLE: usize = 40;

struct World {
    simulated: Tenant365,
    store: Store,
    culture: Culture,
    tenant: TenantId,
    admin: trust::Administrator,
    _files: tempfile::TempDir,
}

fn guid(text: &str) -> Guid {
    text.parse().unwrap()
}

impl World {
    async fn new(store: Store) -> Self {
        let options = Options {
            people: PEOPLE,
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
        let clock = Arc::new(move || Timestamp(state.now_ms()));
        let trust = testing::trust_at(store.clone(), microsoft.clone(), clock);
        let tenant = testing::tenant(&trust, guid(contoso::TENANT).as_u128()).await;
        let someone = Someone::new(tenant, 1).with_roles(&[Role::Administrator]);
        let source = Arc::new(FromMicrosoft::new(microsoft, trust.clone()));
        let settings = CultureSettings {
            calendars_at_once: 4,
            history_weeks: 9,
        };
        let culture = Culture::new(store.clone(), trust, source, settings);
        culture.switch_on_as_operator(tenant).await.unwrap();
        Self {
            simulated,
            store,
            culture,
            tenant,
            admin: testing::administrator(&someone),
            _files: files,
        }
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.simulated.state().now_ms())
    }

    async fn view(&self, source: ConnectorSource) -> model::culture::connector::ConnectorView {
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
