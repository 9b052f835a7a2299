//! A change of what becomes of private events.

use culture::ConnectorAction;
use model::culture::connector::ConnectorSource;
use model::culture::reading::{Reading, SensitiveEvents};
use store::testing::each_database;

use crate::made_up::{LONG, World};
use crate::published::meet;

#[tokio::test]
async fn no_window_is_over_weeks_with_and_without_private_events() {
    each_database(|store| async move {
        let world = World::new(store, 12).await;
        meet(&world, 12).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let periods = |kind: &'static str| {
            let scoped = world.store.of(world.tenant);
            async move { scoped.published_periods("strict-v1", kind).await.unwrap() }
        };
        let last = *periods("week").await.iter().max().unwrap();
        let reading = Reading {
            sensitive: SensitiveEvents::Drop,
            ..Reading::default()
        };
        let set = ConnectorAction::SetReading(reading);
        culture
            .move_connector(&world.admin, ConnectorSource::Calendar, set)
            .await
            .unwrap();
        world.wait_s(6 * 7 * 86_400);
        culture.sync_directories(world.now()).await.unwrap();
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        assert_eq!(periods("week").await.iter().max(), Some(&(last + 6)));
        let later: Vec<i32> = periods("four_weeks")
            .await
            .into_iter()
            .filter(|first| first + 3 > last)
            .collect();
        assert_eq!(later, [last + 1, last + 2, last + 3]);
    })
    .await;
}
