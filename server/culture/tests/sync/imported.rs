//! Weeks of an import beside our own.

use std::collections::BTreeSet;

use culture::{Culture, Run};
use store::testing::each_database;

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
