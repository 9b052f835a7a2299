//! Weeks of an import beside our own.

use std::collections::BTreeSet;

use culture::import::viva::Choice;
use culture::{ConnectorAction, Culture, CultureError, Run};
use model::Role;
use model::culture::connector::ConnectorSource;
use model::culture::reading::Reading;
use model::culture::view::{Ask, Chart, State, Topic, Value, Weights};
use store::testing::each_database;
use trust::testing::{self, Someone};
use trust::{AddPerson, CallerParts, Leader};

use crate::made_up::{LONG, World};
use crate::published::meet;

/// Sundays that begin weeks of the source: two of May, which is before the history of 14 weeks, and two of autumn.
const SUNDAYS: [&str; 4] = ["2026-05-03", "2026-05-10", "2026-10-11", "2026-10-18"];

async fn import(world: &World, culture: &Culture, weeks: &[(&str, u32)]) {
    let mut file = "PersonId,Date,Meeting_hours,Available_to_focus_hours\n".to_owned();
    for (day, people) in weeks {
        for person in 0..*people {
            file.push_str(&format!("p{person},{day},10.5,20\n"));
        }
    }
    let read = culture.import_viva(world.tenant, file.as_bytes(), Run::Real);
    read.await.unwrap();
}

async fn publish(world: &World, culture: &Culture) {
    while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
}

async fn weeks(world: &World, policy: &str) -> BTreeSet<i32> {
    let scoped = world.store.of(world.tenant);
    let weeks = scoped.published_periods(policy, "week").await.unwrap();
    weeks.into_iter().collect()
}

#[tokio::test]
async fn while_calendars_are_read_the_weeks_of_their_history_are_ours() {
    each_database(|store| async move {
        let world = World::new(store, 12).await;
        meet(&world, 12).await;
        let culture = world.switched_on().await;
        import(&world, &culture, &SUNDAYS.map(|day| (day, 13))).await;
        // Before a calendar is read the import is all there is, and still waits for ours.
        publish(&world, &culture).await;
        assert_eq!(weeks(&world, "viva_current").await.len(), 2);
        world.read_all(&culture).await;
        publish(&world, &culture).await;
        let (ours, theirs) = (
            weeks(&world, "strict-v1").await,
            weeks(&world, "viva_current").await,
        );
        assert_eq!((ours.len(), theirs.len()), (13, 2));
        assert!(ours.is_disjoint(&theirs));
    })
    .await;
}

#[tokio::test]
async fn weeks_that_an_import_has_told_are_never_told_of_calendars() {
    each_database(|store| async move {
        let world = World::new(store, 12).await;
        meet(&world, 12).await;
        let culture = world.process();
        import(&world, &culture, &SUNDAYS.map(|day| (day, 13))).await;
        publish(&world, &culture).await;
        let theirs = weeks(&world, "viva_current").await;
        assert_eq!(theirs.len(), 4, "no calendar is connected");
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        publish(&world, &culture).await;
        let ours = weeks(&world, "strict-v1").await;
        assert_eq!(ours.len(), 11, "13 weeks but for two");
        assert!(ours.is_disjoint(&theirs));
        let scoped = world.store.of(world.tenant);
        let windows = scoped
            .published_periods("strict-v1", "four_weeks")
            .await
            .unwrap();
        for first in windows {
            assert!(
                (first..first + 4).all(|week| ours.contains(&week)),
                "{first}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn newcomers_of_a_later_import_wait_for_the_next_cohort() {
    each_database(|store| async move {
        let world = World::new(store, 0).await;
        let culture = world.process();
        import(&world, &culture, &[(SUNDAYS[0], 12)]).await;
        publish(&world, &culture).await;
        // The cohort is frozen, so that nobody can be told as the difference of two sums.
        import(&world, &culture, &[(SUNDAYS[0], 12), (SUNDAYS[1], 13)]).await;
        publish(&world, &culture).await;
        let scoped = world.store.of(world.tenant);
        let rows = scoped.publications("viva_current", "week", 0, 9_999);
        let people: Vec<i64> = rows.await.unwrap().iter().map(|row| row.n).collect();
        assert_eq!(people, [12, 12]);
    })
    .await;
}

#[tokio::test]
async fn more_people_may_be_wanted_of_a_cohort_that_is_frozen_already() {
    each_database(|store| async move {
        let world = World::new(store, 0).await;
        let culture = world.process();
        import(&world, &culture, &[(SUNDAYS[0], 12)]).await;
        publish(&world, &culture).await;
        let set = ConnectorAction::SetReading(Reading {
            least: 13,
            ..Reading::default()
        });
        culture
            .move_connector(&world.admin, ConnectorSource::Calendar, set)
            .await
            .unwrap();
        // The import has thirteen people now, and its cohort twelve.
        import(&world, &culture, &[(SUNDAYS[0], 12), (SUNDAYS[1], 13)]).await;
        publish(&world, &culture).await;
        let scoped = world.store.of(world.tenant);
        let rows = scoped.publications("viva_current", "week", 0, 9_999);
        let people: Vec<i64> = rows.await.unwrap().iter().map(|row| row.n).collect();
        assert_eq!(people, [12, 0], "what is told stays told");
    })
    .await;
}

#[tokio::test]
async fn weeks_of_which_nothing_can_be_told_are_noted_apart_from_the_ledger() {
    each_database(|store| async move {
        let world = World::new(store, 9).await;
        meet(&world, 9).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        publish(&world, &culture).await;
        let scoped = world.store.of(world.tenant);
        let weeks = scoped.culture_setting("untold.strict-v1.week").await;
        let windows = scoped.culture_setting("untold.strict-v1.four_weeks").await;
        let count = |json: Option<String>| -> usize {
            serde_json::from_str::<Vec<i32>>(&json.unwrap())
                .unwrap()
                .len()
        };
        let all = count(weeks.unwrap()) + count(windows.unwrap());
        assert_eq!(all, scoped.ledger_from(1, 500).await.unwrap().len());
        assert_eq!(all, 13 + 10);
    })
    .await;
}

/// A file of two organisational units of 12 and 11 people, five weeks of May and June.
fn two_units() -> String {
    let mut file =
        "PersonId,Date,Meeting_hours,Available_to_focus_hours,Organization,Region\n".to_owned();
    for day in [
        "2026-05-03",
        "2026-05-10",
        "2026-05-17",
        "2026-05-24",
        "2026-05-31",
    ] {
        for person in 0..23 {
            let (hours, unit) = if person < 12 {
                (10, "Care")
            } else {
                (20, "Law")
            };
            file.push_str(&format!("p{person},{day},{hours},15,{unit},North\n"));
        }
    }
    file
}

async fn leader(world: &World) -> Leader {
    let someone = Someone::new(world.tenant, 3);
    let add = AddPerson {
        oid: someone.oid,
        role: Role::Leader,
        scope: model::Scope::Tenant,
    };
    world.trust.add_person(&world.admin, add).await.unwrap();
    let (cookie, _) = testing::session(&world.trust, &someone).await;
    let parts = CallerParts {
        session_cookie: Some(&cookie),
        ..CallerParts::default()
    };
    let caller = world.trust.caller(parts).await.unwrap();
    caller.leader(&world.trust).await.unwrap()
}

async fn import_units(world: &World, culture: &Culture) {
    let choice = Choice {
        attributes: vec!["Organization".to_owned()],
        generation: None,
    };
    let file = two_units();
    let read = culture.import_viva_as(world.tenant, file.as_bytes(), (&choice, Run::Real));
    let report = read.await.unwrap();
    assert_eq!(report.candidates, ["Organization", "Region"]);
    publish(world, culture).await;
}

#[tokio::test]
async fn an_import_alone_is_looked_at_with_its_groups_and_its_four_weeks() {
    each_database(|store| async move {
        let world = World::new(store, 0).await;
        let culture = world.process();
        import_units(&world, &culture).await;
        let scoped = world.store.of(world.tenant);
        let windows = scoped.published_periods("viva_current", "four_weeks").await;
        assert_eq!(windows.unwrap().len(), 2, "five weeks hold two windows");
        let leader = leader(&world).await;
        let ask = Ask::default();
        let asked = (Topic::Load, &ask, Weights::default());
        let page = culture.sheet(&leader, asked).await.unwrap();
        assert_eq!(page.state, State::Ready);
        assert_eq!(page.header.policy, "viva_current");
        assert_eq!((page.header.n, page.header.coverage), (Some(23), None));
        assert_eq!(page.filters.ask.origin.as_deref(), Some("viva_current"));
        let groups = page.filters.groups.iter().map(|one| one.label.as_str());
        assert_eq!(
            groups.collect::<BTreeSet<_>>(),
            BTreeSet::from(["Care", "Law"])
        );
        let hours = page.tiles.iter().find(|tile| tile.metric == "M1").unwrap();
        // 12 people of 10 hours and 11 of 20.
        assert_eq!(hours.value, Value::Exact(14.8));
        let bars = page.charts.iter().find_map(|chart| match chart {
            Chart::Bars(bars) if bars.metric == "M1" => Some(bars.bars.clone()),
            _ => None,
        });
        let bars: Vec<_> = bars
            .unwrap()
            .into_iter()
            .map(|bar| (bar.label, bar.value))
            .collect();
        let law = ("Law".to_owned(), Value::Exact(20.0));
        assert_eq!(bars, [law, ("Care".to_owned(), Value::Exact(10.0))]);
        let measure = culture.measure(&leader, "M1", &ask).await.unwrap();
        assert_eq!(
            measure.policy, None,
            "the source has definitions of its own"
        );
        assert!(measure.hash.is_some());
    })
    .await;
}

#[tokio::test]
async fn imported_weeks_stand_beside_ours_and_are_chosen_by_their_source() {
    each_database(|store| async move {
        let world = World::new(store, 12).await;
        meet(&world, 12).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        import_units(&world, &culture).await;
        let leader = leader(&world).await;
        let page = async |origin: Option<&str>| {
            let ask = Ask {
                origin: origin.map(str::to_owned),
                ..Ask::default()
            };
            let asked = (Topic::Overview, &ask, Weights::default());
            culture.sheet(&leader, asked).await
        };
        let ours = page(None).await.unwrap();
        assert_eq!(ours.header.policy, "strict-v1");
        let theirs = Some("viva_current".to_owned());
        assert_eq!(ours.filters.origins, [None, theirs.clone()]);
        assert_eq!(ours.filters.ask.origin, None);
        let chosen = page(Some("viva_current")).await.unwrap();
        assert_eq!(chosen.header.policy, "viva_current");
        assert_eq!(chosen.filters.ask.origin, theirs);
        // Kept cells of one are never taken for those of the other.
        assert_eq!(page(None).await.unwrap(), ours);
        assert_eq!(page(Some("viva_current")).await.unwrap(), chosen);
        for unknown in ["viva_legacy", "strict-v1", "nonsense"] {
            let refused = page(Some(unknown)).await;
            assert!(matches!(refused, Err(CultureError::NotFound)), "{unknown}");
        }
        let entra = world.store.of(world.tenant).open_attributes("entra").await;
        assert_eq!(
            entra.unwrap().len(),
            12,
            "the directory's people are untouched"
        );
    })
    .await;
}
