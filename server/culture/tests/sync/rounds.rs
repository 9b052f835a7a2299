//! The order of the reading, and what a later round finds.

use culture::{ConnectorAction, week_of, week_start};
use model::culture::connector::{
    ConnectorScope, ConnectorSource, ConnectorState, Mailbox, SyncPhase,
};
use store::testing::each_database;

use crate::made_up::{LONG, World, fact, oid};

#[tokio::test]
async fn everybodys_recent_weeks_come_first_then_months_back_then_ahead() {
    each_database(|store| async move {
        let world = World::new(store, 7).await;
        let culture = world.switched_on().await;
        let before = world.view(&culture).await;
        assert_eq!(
            (before.people, before.phase, before.events),
            (7, SyncPhase::Waiting, 0)
        );
        world.read_all(&culture).await;
        let week = week_of(culture::minute_of(world.now()));
        let read = world.made_up.read.lock().unwrap().clone();
        let firsts: Vec<i32> = read.iter().map(|(_, window)| window.first - week).collect();
        let mut wanted = Vec::new();
        for first in [-4, -9, -14, -2] {
            wanted.extend([first; 7]);
        }
        assert_eq!(firsts, wanted, "one step of everybody, then the next");
        let kept = world.kept(3).await;
        let weeks: Vec<i32> = kept.iter().map(|fact| week_of(fact.start) - week).collect();
        assert_eq!(
            weeks,
            (-14..=8).collect::<Vec<_>>(),
            "13 weeks and more, and 8 ahead"
        );
        let view = world.view(&culture).await;
        assert_eq!(
            (view.phase, view.state, view.problem),
            (SyncPhase::Current, ConnectorState::On, None)
        );
        assert_eq!(
            (view.done, view.total, view.remaining_min),
            (28, Some(28), None)
        );
        assert_eq!(view.mailboxes, [(Mailbox::Ok, 7)]);
        assert_eq!(view.events, 7 * 23);
        assert_eq!(view.counted, [("zero_length".to_owned(), 28)]);
        assert!(
            view.permissions
                .iter()
                .any(|name| name.starts_with("Calendars.Read"))
        );
        let marked = world.store.of(world.tenant).dirty_weeks().await.unwrap();
        assert_eq!(marked.len(), 25, "each week read, and one on either side");
    })
    .await;
}

#[tokio::test]
async fn a_night_later_only_changed_calendars_are_read_again() {
    each_database(|store| async move {
        let world = World::new(store, 5).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        let (week, facts) = (
            week_of(culture::minute_of(world.now())),
            world.kept(2).await,
        );
        world.made_up.change(oid(2), |events| {
            // One meeting of next week moves, one vanishes, one is new.
            let next: Vec<_> = events
                .iter()
                .position(|fact| week_of(fact.start) == week + 1)
                .into_iter()
                .collect();
            events[next[0]].start += 60;
            events.retain(|fact| week_of(fact.start) != week + 2);
            events.push(fact(2, 9_999, week_start(week + 3)));
        });
        world.made_up.read.lock().unwrap().clear();
        world.wait_s(25 * 3_600);
        world.read_all(&culture).await;
        let read = world.made_up.read.lock().unwrap().clone();
        assert_eq!(
            read.iter().map(|(who, _)| *who).collect::<Vec<_>>(),
            [oid(2)]
        );
        let after = world.kept(2).await;
        assert_eq!(after.len(), facts.len() + 1, "what is gone stays as a fact");
        let of = |wanted: i32| {
            after
                .iter()
                .find(move |fact| week_of(fact.start) == wanted)
                .unwrap()
        };
        assert_eq!(of(week + 1).moves, 1);
        assert!(of(week + 2).gone_seen.is_some());
        assert_eq!(
            after.iter().filter(|fact| fact.gone_seen.is_some()).count(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn facts_are_the_same_whether_one_process_reads_or_two() {
    each_database(|store| async move {
        let world = World::new(store, 9).await;
        let one = world.switched_on().await;
        let two = world.process();
        let (first, second) = tokio::join!(
            Box::pin(one.sync_calendars(world.now(), LONG)),
            Box::pin(two.sync_calendars(world.now(), LONG))
        );
        let (first, second) = (first.unwrap(), second.unwrap());
        world.read_all(&one).await;
        world.read_all(&two).await;
        assert!(first + second >= 9);
        let read = world.made_up.read.lock().unwrap().clone();
        assert_eq!(read.len(), 36, "nothing is read twice");
        for number in 0..9 {
            assert_eq!(world.kept(number).await.len(), 23, "{number}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_members_of_chosen_groups_are_read() {
    each_database(|store| async move {
        let world = World::new(store, 6).await;
        let group = culture::DirectoryGroup {
            oid: oid(900),
            name: "Clinic".to_owned(),
            addresses: vec![],
            members: vec![oid(1), oid(4)],
        };
        world.made_up.groups.lock().unwrap().push(group);
        let culture = world.switched_on().await;
        let scope = ConnectorScope::Groups(vec![oid(900)]);
        let set = ConnectorAction::SetScope(scope.clone());
        culture
            .move_connector(&world.admin, ConnectorSource::Calendar, set)
            .await
            .unwrap();
        culture.sync_directories(world.now()).await.unwrap();
        world.read_all(&culture).await;
        let view = world.view(&culture).await;
        assert_eq!((view.scope, view.people), (scope, 2));
        assert!(world.kept(0).await.is_empty() && !world.kept(4).await.is_empty());
        let names = world.store.of(world.tenant).groupings().await.unwrap();
        let names: Vec<_> = names
            .iter()
            .map(|row| (row.kind.as_str(), row.name.as_str()))
            .collect();
        assert_eq!(names, [("department", "Sales"), ("group", "Clinic")]);
    })
    .await;
}

#[tokio::test]
async fn a_connector_is_moved_and_each_move_is_audited() {
    each_database(|store| async move {
        let world = World::new(store, 2).await;
        let culture = world.process();
        let (directory, calendar) = (ConnectorSource::Directory, ConnectorSource::Calendar);
        let act = |source, action| culture.move_connector(&world.admin, source, action);
        assert!(
            act(calendar, ConnectorAction::SwitchOn).await.is_err(),
            "no directory"
        );
        assert!(
            act(calendar, ConnectorAction::Pause).await.is_err(),
            "never switched on"
        );
        act(directory, ConnectorAction::SwitchOn).await.unwrap();
        act(calendar, ConnectorAction::SwitchOn).await.unwrap();
        culture.sync_directories(world.now()).await.unwrap();
        act(calendar, ConnectorAction::Pause).await.unwrap();
        world.read_all(&culture).await;
        assert!(world.kept(0).await.is_empty(), "paused");
        assert_eq!(world.view(&culture).await.next, None);
        act(calendar, ConnectorAction::SyncNow).await.unwrap();
        world.read_all(&culture).await;
        assert!(!world.kept(0).await.is_empty());
        assert!(
            act(
                calendar,
                ConnectorAction::SetScope(ConnectorScope::Groups(vec![]))
            )
            .await
            .is_err()
        );
        act(directory, ConnectorAction::SwitchOff).await.unwrap();
        let view = world.view(&culture).await;
        assert_eq!((view.state, view.people), (ConnectorState::Off, 0));
        assert!(
            !world.kept(0).await.is_empty(),
            "facts stay until their time is over"
        );
        let scoped = world.store.of(world.tenant);
        let actions: Vec<_> = scoped
            .audit_range(1, 99)
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.action)
            .collect();
        assert_eq!(
            actions,
            [
                "connector.switched_on",
                "connector.switched_on",
                "connector.paused",
                "connector.sync_asked",
                "connector.switched_off"
            ]
        );
        assert_eq!(
            world
                .trust
                .verify_audit(world.tenant)
                .await
                .unwrap()
                .broken_at,
            None
        );
    })
    .await;
}

#[tokio::test]
async fn an_organisation_that_is_made_to_wait_holds_up_no_other() {
    each_database(|store| async move {
        let world = World::new(store, 3).await;
        let culture = world.switched_on().await;
        let other = trust::testing::tenant(&world.trust, 2).await;
        culture.switch_on_as_operator(other).await.unwrap();
        culture.sync_directories(world.now()).await.unwrap();
        let now = world.now();
        let unread = |tenant| {
            let scoped = world.store.of(tenant);
            async move {
                let counts = scoped.stage_counts().await.unwrap();
                counts
                    .iter()
                    .filter(|count| count.stage == 0)
                    .map(|count| count.people)
                    .sum::<i64>()
            }
        };
        *world.made_up.silent.lock().unwrap() = Some(world.tenant);
        let begun = culture.clone();
        let hanging = tokio::spawn(async move { begun.sync_calendars(now, LONG).await });
        let read = async {
            while unread(other).await > 0 {
                tokio::task::yield_now().await;
            }
        };
        let in_time = tokio::time::timeout(std::time::Duration::from_secs(60), read).await;
        hanging.abort();
        assert!(in_time.is_ok());
        assert_eq!(unread(world.tenant).await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_directory_that_never_answers_holds_up_no_other() {
    each_database(|store| async move {
        let world = World::new(store, 3).await;
        let culture = world.process();
        let other = trust::testing::tenant(&world.trust, 2).await;
        for tenant in [world.tenant, other] {
            culture.switch_on_as_operator(tenant).await.unwrap();
        }
        *world.made_up.silent.lock().unwrap() = Some(world.tenant);
        let (begun, now) = (culture.clone(), world.now());
        let hanging = tokio::spawn(async move { begun.sync_directories(now).await });
        let read = async {
            while world.store.of(other).synced_people().await.unwrap().len() < 3 {
                tokio::task::yield_now().await;
            }
        };
        let in_time = tokio::time::timeout(std::time::Duration::from_secs(60), read).await;
        assert!(in_time.is_ok());
        // A third one falls due while the first is still waited for.
        let third = trust::testing::tenant(&world.trust, 3).await;
        culture.switch_on_as_operator(third).await.unwrap();
        let read = async {
            while world.store.of(third).synced_people().await.unwrap().len() < 3 {
                tokio::task::yield_now().await;
            }
        };
        let in_time = tokio::time::timeout(std::time::Duration::from_secs(60), read).await;
        hanging.abort();
        assert!(in_time.is_ok());
        assert!(
            world
                .store
                .of(world.tenant)
                .synced_people()
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}
