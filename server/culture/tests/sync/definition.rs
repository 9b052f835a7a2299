//! A change of what is read: private events, excluded words, agendas.

use culture::ConnectorAction;
use model::culture::cell::{CellValue, MetricNumber};
use model::culture::connector::ConnectorSource;
use model::culture::metric;
use model::culture::reading::{Reading, SensitiveEvents, quiet_times};
use store::testing::each_database;

use crate::made_up::{LONG, World};
use crate::published::meet;

#[tokio::test]
async fn no_window_is_over_weeks_that_are_read_differently() {
    let least = Reading::default();
    let readings = [
        Reading {
            sensitive: SensitiveEvents::Drop,
            ..least.clone()
        },
        Reading {
            terms: vec!["legal".to_owned()],
            ..least.clone()
        },
        Reading {
            agenda: true,
            ..least
        },
    ];
    each_database(|store| {
        let readings = readings.clone();
        async move {
            for (number, reading) in (1..).zip(readings) {
                let world = World::of_tenant(store.clone(), 12, number).await;
                read_differently(&world, reading).await;
            }
        }
    })
    .await;
}

async fn read_differently(world: &World, reading: Reading) {
    meet(world, 12).await;
    let culture = world.switched_on().await;
    world.read_all(&culture).await;
    while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
    let periods = |kind: &'static str| {
        let scoped = world.store.of(world.tenant);
        async move { scoped.published_periods("strict-v1", kind).await.unwrap() }
    };
    let last = *periods("week").await.iter().max().unwrap();
    let set = ConnectorAction::SetReading(reading.clone());
    culture
        .move_connector(&world.admin, ConnectorSource::Calendar, set)
        .await
        .unwrap();
    world.wait_s(6 * 7 * 86_400);
    culture.sync_directories(world.now()).await.unwrap();
    world.read_all(&culture).await;
    while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
    assert_eq!(
        periods("week").await.iter().max(),
        Some(&(last + 6)),
        "{reading:?}"
    );
    let later: Vec<i32> = periods("four_weeks")
        .await
        .into_iter()
        .filter(|first| first + 3 > last)
        .collect();
    assert_eq!(later, [last + 1, last + 2, last + 3], "{reading:?}");
    let scoped = world.store.of(world.tenant);
    let rows = scoped.publications("strict-v1", "week", last, last + 1);
    let rows = rows.await.unwrap();
    let ids: Vec<_> = rows
        .iter()
        .filter(|row| row.group_key == "company")
        .map(|row| {
            let sheet = culture::dashboard::unpack_sheet(&row.cells).unwrap();
            sheet.policies
        })
        .collect();
    assert_eq!(ids.len(), 2, "{reading:?}");
    assert_ne!(ids[0], ids[1], "a trend breaks here: {reading:?}");
}

#[tokio::test]
async fn weeks_are_computed_by_new_quiet_times_whatever_else_changes_with_them() {
    let quiet = quiet_times("1 0:00-24:00").unwrap();
    let alone = Reading {
        quiet: quiet.clone(),
        ..Reading::default()
    };
    let with_words = Reading {
        quiet,
        terms: vec!["legal".to_owned()],
        ..Reading::default()
    };
    each_database(|store| {
        let readings = [(1, alone.clone(), 0), (2, with_words.clone(), 2)];
        async move {
            for (number, reading, back) in readings {
                let world = World::of_tenant(store.clone(), 12, number).await;
                let culture = world.switched_on().await;
                world.read_all(&culture).await;
                while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
                let scoped = world.store.of(world.tenant);
                let present = culture::week_of(culture::minute_of(world.now()));
                let dirty = async || -> Vec<i32> {
                    let rows = scoped.dirty_weeks().await.unwrap();
                    let weeks = rows.iter().map(|row| row.week);
                    // Those at the far end of what was read are never read as a whole.
                    let near = weeks.filter(|week| (present - 8..=present).contains(week));
                    near.collect()
                };
                assert_eq!(dirty().await, [] as [i32; 0]);
                let set = ConnectorAction::SetReading(reading);
                culture
                    .move_connector(&world.admin, ConnectorSource::Calendar, set)
                    .await
                    .unwrap();
                let all: Vec<i32> = (present - back..=present).rev().collect();
                assert_eq!(dirty().await, all);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn more_people_than_ten_may_be_wanted_from_the_next_week_on() {
    each_database(|store| async move {
        let world = World::new(store, 14).await;
        meet(&world, 14).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let weeks = || async {
            let scoped = world.store.of(world.tenant);
            scoped.published_periods("strict-v1", "week").await.unwrap()
        };
        let before = weeks().await;
        assert!(before.len() > 10);
        for (least, more) in [(14, 1), (15, 0)] {
            let set = ConnectorAction::SetReading(Reading {
                least,
                ..Reading::default()
            });
            culture
                .move_connector(&world.admin, ConnectorSource::Calendar, set)
                .await
                .unwrap();
            world.wait_s(7 * 86_400 + 36 * 3_600);
            culture.sync_directories(world.now()).await.unwrap();
            world.read_all(&culture).await;
            while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
            let scoped = world.store.of(world.tenant);
            let last = *weeks().await.iter().max().unwrap();
            let rows = scoped.publications("strict-v1", "week", last, last);
            let people: i64 = rows
                .await
                .unwrap()
                .iter()
                .map(|row| row.n)
                .max()
                .unwrap_or(0);
            assert_eq!(people > 0, more == 1, "{least}");
        }
    })
    .await;
}

#[tokio::test]
async fn hours_in_times_free_of_meetings_are_known_from_the_week_that_names_them() {
    each_database(|store| async move {
        let world = World::new(store, 12).await;
        meet(&world, 12).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        // Everybody has a meeting of half an hour on Mondays.
        let set = ConnectorAction::SetReading(Reading {
            quiet: quiet_times("1 0:00-24:00\n4 9:00-12:00").unwrap(),
            ..Reading::default()
        });
        culture
            .move_connector(&world.admin, ConnectorSource::Calendar, set)
            .await
            .unwrap();
        world.wait_s(2 * 7 * 86_400);
        culture.sync_directories(world.now()).await.unwrap();
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let place = metric::all().position(|one| one.code == "M6b").unwrap();
        let number = MetricNumber(u16::try_from(place).unwrap());
        let scoped = world.store.of(world.tenant);
        let keys = world.trust.keys(world.tenant).await.unwrap();
        let key = keys.pseudonym_key("disclosure");
        let present = culture::week_of(culture::minute_of(world.now())) - 2;
        for (week, told) in [(present - 2, None), (present, Some(5))] {
            let rows = scoped.publications("strict-v1", "week", week, week);
            let rows = rows.await.unwrap();
            let company = rows.iter().find(|row| row.group_key == "company").unwrap();
            let sheet = culture::dashboard::unpack_sheet(&company.cells).unwrap();
            let cell = sheet.value(&key, number, 0).unwrap().unwrap();
            match told {
                Some(tenths) => assert_eq!(cell.cell().value.drawn(), Some(tenths)),
                None => assert_eq!(cell.cell().value, CellValue::NoData),
            }
        }
    })
    .await;
}
