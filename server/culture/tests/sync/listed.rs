//! Leaders of listed groups: their groups are sets of the dashboards, and nothing else is theirs.

use culture::{ConnectorAction, Culture, CultureError, DirectoryGroup};
use microsoft365::contoso;
use microsoft365::state::{Fault, FaultKind};
use model::culture::connector::{ConnectorScope, ConnectorSource, ConnectorState};
use model::culture::view::{Ask, Chart, State, Topic, Value, Weights};
use model::{ObjectId, Role, Scope};
use store::testing::{TestDatabase, each_database};
use trust::testing::{self, Someone};
use trust::{AddPerson, CallerParts, Leader};

use crate::made_up::{LONG, World, oid};
use crate::published::meet;

fn group(number: u64, name: &str, members: std::ops::Range<u64>) -> DirectoryGroup {
    DirectoryGroup {
        oid: oid(number),
        name: name.to_owned(),
        addresses: vec![],
        members: members.map(oid).collect(),
    }
}

/// Somebody who leads these groups.
async fn leader(world: &World, number: u64, groups: &[u64]) -> Leader {
    let mut someone = Someone::new(world.tenant, 50 + u128::from(number));
    someone.oid = oid(number);
    let add = AddPerson {
        oid: someone.oid,
        role: Role::Leader,
        scope: Scope::Groups(groups.iter().map(|group| oid(*group)).collect()),
    };
    world.trust.add_person(&world.admin, add).await.unwrap();
    let (cookie, _) = testing::session(&world.trust, &someone).await;
    let caller = world.trust.caller(CallerParts {
        session_cookie: Some(&cookie),
        visitor_cookie: None,
        correlation: "test",
        address: None,
    });
    let caller = caller.await.unwrap();
    caller.leader(&world.trust).await.unwrap()
}

async fn publish(world: &World, culture: &Culture) {
    culture.sync_directories(world.now()).await.unwrap();
    world.read_all(culture).await;
    while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
}

#[tokio::test]
async fn groups_of_too_few_people_take_no_place_from_others() {
    each_database(|store| async move {
        let world = World::new(store, 24).await;
        meet(&world, 24).await;
        {
            let mut groups = world.made_up.groups.lock().unwrap();
            groups.extend((900..970).map(|number| group(number, "Few", 0..4)));
            groups.push(group(970, "Clinic", 0..12));
        }
        let all: Vec<u64> = (900..971).collect();
        let one = leader(&world, 30, &all).await;
        let culture = world.switched_on().await;
        publish(&world, &culture).await;
        let ask = Ask::default();
        let page = culture
            .sheet(&one, (Topic::Overview, &ask, Weights::default()))
            .await
            .unwrap();
        let labels: Vec<_> = page
            .filters
            .groups
            .iter()
            .filter(|one| !one.small)
            .map(|one| one.label.as_str())
            .collect();
        assert!(labels.contains(&"Clinic"), "{labels:?}");
    })
    .await;
}

#[tokio::test]
async fn a_leaders_group_that_may_not_be_read_stops_no_round_and_a_chosen_one_does() {
    microsoft::install_crypto();
    let database = TestDatabase::sqlite();
    let world = crate::graph::World::new(database.store().await).await;
    let council: ObjectId = ObjectId(contoso::WORKS_COUNCIL.parse().unwrap());
    let add = AddPerson {
        oid: oid(30),
        role: Role::Leader,
        scope: Scope::Groups([council].into()),
    };
    world.trust.add_person(&world.admin, add).await.unwrap();
    world.simulated.state().inject(Fault {
        count: None,
        ..Fault::times(
            1,
            &format!("/graph/v1.0/groups/{}/", contoso::WORKS_COUNCIL),
            FaultKind::Status {
                status: 403,
                code: "Authorization_RequestDenied".to_owned(),
            },
        )
    });
    world.culture.sync_directories(world.now()).await.unwrap();
    let directory = world.view(ConnectorSource::Directory).await;
    assert_eq!(
        (directory.state, directory.problem),
        (ConnectorState::On, None)
    );
    assert!(directory.people > 20, "{directory:?}");
    let refused = world.simulated.state().requests();
    assert!(refused.iter().any(|one| one.status == 403));

    let scope = ConnectorScope::Groups(vec![council]);
    world
        .culture
        .move_connector(
            &world.admin,
            ConnectorSource::Calendar,
            ConnectorAction::SetScope(scope),
        )
        .await
        .unwrap();
    world.culture.sync_directories(world.now()).await.unwrap();
    let directory = world.view(ConnectorSource::Directory).await;
    assert_eq!(directory.state, ConnectorState::Error, "{directory:?}");
}

#[tokio::test]
async fn a_leader_of_a_listed_group_sees_it_and_no_other() {
    each_database(|store| async move {
        let world = World::new(store, 24).await;
        meet(&world, 24).await;
        {
            let mut groups = world.made_up.groups.lock().unwrap();
            groups.push(group(900, "Clinic", 0..12));
            groups.push(group(901, "Board", 0..4));
            groups.push(group(902, "Night shift", 12..24));
        }
        let one = leader(&world, 30, &[900]).await;
        let small = leader(&world, 31, &[901]).await;
        let culture = world.switched_on().await;
        publish(&world, &culture).await;

        let overview = |ask: Ask| (Topic::Overview, ask);
        let (topic, ask) = overview(Ask::default());
        let page = culture
            .sheet(&one, (topic, &ask, Weights::default()))
            .await
            .unwrap();
        assert_eq!(page.state, State::Ready);
        assert_eq!(page.header.who.as_deref(), Some("Clinic"));
        assert_eq!(page.header.n, Some(12));
        let tile = page.tiles.iter().find(|tile| tile.metric == "M1").unwrap();
        assert!(tile.value.exact().is_some(), "{:?}", tile.value);
        let labels: Vec<_> = page.filters.groups.iter().map(|one| &one.label).collect();
        assert_eq!(labels, ["Clinic"]);
        // What others lead is not there to be asked for, nor is a group that nobody was given.
        let theirs = &page.filters.groups[0].value;
        let (axis, _) = theirs.split_once('-').unwrap();
        for value in ["1", "2"] {
            let ask = Ask {
                group: Some(format!("{axis}-{value}")),
                ..Ask::default()
            };
            let asked = (topic, &ask, Weights::default());
            assert!(matches!(
                culture.sheet(&one, asked).await,
                Err(CultureError::NotFound)
            ));
        }
        // Four people are no group that can be shown.
        let page = culture
            .sheet(&small, (topic, &ask, Weights::default()))
            .await
            .unwrap();
        let shown = page
            .tiles
            .iter()
            .filter(|tile| tile.value.exact().is_some());
        assert!(
            page.header.who.is_none() || shown.count() == 0,
            "{:?}",
            page.header.who
        );

        // A group that is given later is there from the next week that is published.
        let late = leader(&world, 32, &[902]).await;
        world.wait_s(2 * 7 * 86_400);
        publish(&world, &culture).await;
        let page = culture
            .sheet(&late, (topic, &ask, Weights::default()))
            .await
            .unwrap();
        assert_eq!(page.header.who.as_deref(), Some("Night shift"));
        let trend = page.charts.iter().find_map(|chart| match chart {
            Chart::Trend(trend) => Some(&trend.main.values),
            _ => None,
        });
        let weeks = trend.unwrap();
        assert!(weeks.last().unwrap().exact().is_some(), "{weeks:?}");
        assert!(
            weeks.contains(&Value::Missing),
            "weeks before it was given are told of nobody"
        );
    })
    .await;
}
