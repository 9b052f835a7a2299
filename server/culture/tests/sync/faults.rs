//! Faults: withdrawn consent, throttling, mailboxes that fail, a process that dies in the middle.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use culture::SourceError;
use model::culture::connector::{ConnectorProblem, ConnectorState, Mailbox, SyncPhase};
use model::culture::{Attendee, Domain, Part, Pseudonym, Response};
use store::testing::each_database;

use crate::made_up::{LONG, World, oid};

#[tokio::test]
async fn withdrawn_consent_stops_the_connector_says_so_and_it_goes_on_by_itself() {
    each_database(|store| async move {
        let world = World::new(store, 6).await;
        let culture = world.switched_on().await;
        let (calls, revoked) = (AtomicU64::new(0), Arc::new(AtomicBool::new(true)));
        let state = Arc::clone(&revoked);
        world.made_up.fail(move |what, _| {
            let late = what == "window" && calls.fetch_add(1, Ordering::SeqCst) >= 10;
            let refused = late && state.load(Ordering::SeqCst);
            refused.then_some(SourceError::Connector(ConnectorProblem::ConsentMissing))
        });
        world.read_all(&culture).await;
        let view = world.view(&culture).await;
        assert_eq!(view.state, ConnectorState::Error);
        assert_eq!(view.problem, Some(ConnectorProblem::ConsentMissing));
        assert_eq!(view.problem_at, Some(world.now()));
        assert!(view.remaining_min.is_none() && view.events > 0);
        let before = world.made_up.calls.load(Ordering::SeqCst);
        world.read_all(&culture).await;
        assert_eq!(
            world.made_up.calls.load(Ordering::SeqCst),
            before,
            "it waits"
        );
        // Consent comes back; nobody restarts anything.
        revoked.store(false, Ordering::SeqCst);
        world.wait_s(121);
        world.read_all(&culture).await;
        let view = world.view(&culture).await;
        assert_eq!(
            (view.state, view.problem, view.phase),
            (ConnectorState::On, None, SyncPhase::Current)
        );
        for number in 0..6 {
            assert_eq!(world.kept(number).await.len(), 23);
        }
    })
    .await;
}

#[tokio::test]
async fn a_throttling_storm_delays_and_loses_nothing() {
    each_database(|store| async move {
        let world = World::new(store, 5).await;
        let culture = world.switched_on().await;
        let calls = AtomicU64::new(0);
        world.made_up.fail(move |_, _| {
            let third = calls.fetch_add(1, Ordering::SeqCst).is_multiple_of(3);
            third.then_some(SourceError::Throttled(Some(7)))
        });
        let mut rounds = 0;
        while world.view(&culture).await.phase != SyncPhase::Current {
            world.read_all(&culture).await;
            let view = world.view(&culture).await;
            assert_eq!(view.state, ConnectorState::On, "slowing down is no stop");
            if view.problem == Some(ConnectorProblem::Throttled) {
                assert_eq!(view.next, Some(world.now().plus_seconds(7)));
            }
            world.wait_s(8);
            rounds += 1;
            assert!(rounds < 200, "it makes no progress");
        }
        for number in 0..5 {
            assert_eq!(world.kept(number).await.len(), 23);
        }
    })
    .await;
}

#[tokio::test]
async fn mailboxes_that_cannot_be_read_lower_the_coverage_and_hold_nobody_up() {
    each_database(|store| async move {
        let world = World::new(store, 12).await;
        let culture = world.switched_on().await;
        world.made_up.fail(|what, who| match who {
            who if who == oid(1) && what == "window" => Some(SourceError::NoMailbox),
            who if who == oid(2) && what == "window" => Some(SourceError::Denied),
            who if who == oid(3) && what == "window" => {
                Some(SourceError::Failed(ConnectorProblem::UnexpectedAnswer))
            }
            _ => None,
        });
        world.read_all(&culture).await;
        let view = world.view(&culture).await;
        assert_eq!(
            view.mailboxes,
            [
                (Mailbox::Ok, 9),
                (Mailbox::None, 1),
                (Mailbox::Denied, 1),
                (Mailbox::Failing, 1)
            ]
        );
        assert_eq!((view.state, view.problem), (ConnectorState::On, None));
        world.made_up.heal();
        world.wait_s(3_700);
        world.read_all(&culture).await;
        assert_eq!(world.kept(3).await.len(), 23, "what failed is tried again");
        assert!(
            world.kept(2).await.is_empty(),
            "what is denied is not asked every hour"
        );
        world.wait_s(3 * 86_400);
        world.read_all(&culture).await;
        assert!(!world.kept(2).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_process_killed_in_the_middle_of_a_page_loses_nothing() {
    each_database(|store| async move {
        let world = World::new(store, 10).await;
        let doomed = world.switched_on().await;
        let calls = world.made_up.calls.load(Ordering::SeqCst);
        world.made_up.hang_after.store(calls + 33, Ordering::SeqCst);
        let now = world.now();
        let task = tokio::spawn(async move { doomed.sync_calendars(now, LONG).await });
        while world.made_up.calls.load(Ordering::SeqCst) < calls + 34 {
            tokio::task::yield_now().await;
        }
        // As kill -9: nothing is written any more, the leases stay.
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        world.made_up.hang_after.store(u64::MAX, Ordering::SeqCst);
        let other = world.process();
        world.read_all(&other).await;
        assert!(
            world.view(&other).await.phase != SyncPhase::Current,
            "the leases of the dead still hold"
        );
        world.wait_s(200);
        world.read_all(&other).await;
        assert_eq!(world.view(&other).await.phase, SyncPhase::Current);
        for number in 0..10 {
            let kept = world.kept(number).await;
            assert_eq!(kept.len(), 23, "{number}");
            assert!(
                kept.iter()
                    .all(|fact| fact.gone_seen.is_none() && fact.moves == 0)
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_expired_link_means_reading_again_and_the_same_facts() {
    each_database(|store| async move {
        let world = World::new(store, 3).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        let before = world.kept(1).await;
        let calls = AtomicU64::new(0);
        world.made_up.fail(move |what, who| {
            let first =
                what == "changes" && who == oid(1) && calls.fetch_add(1, Ordering::SeqCst) == 0;
            first.then_some(SourceError::LinkExpired)
        });
        world.made_up.read.lock().unwrap().clear();
        world.wait_s(25 * 3_600);
        world.read_all(&culture).await;
        let read = world.made_up.read.lock().unwrap().clone();
        assert_eq!(
            read.iter().map(|(who, _)| *who).collect::<Vec<_>>(),
            [oid(1)]
        );
        assert_eq!(world.kept(1).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_directory_that_fails_in_the_middle_forgets_nobody() {
    each_database(|store| async move {
        let world = World::new(store, 8).await;
        let culture = world.switched_on().await;
        let calls = AtomicU64::new(0);
        world.made_up.fail(move |what, _| {
            let second = what == "users" && calls.fetch_add(1, Ordering::SeqCst) == 1;
            second.then_some(SourceError::Connector(ConnectorProblem::Unreachable))
        });
        world.wait_s(25 * 3_600);
        culture.sync_directories(world.now()).await.unwrap();
        let scoped = world.store.of(world.tenant);
        assert_eq!(scoped.synced_people().await.unwrap().len(), 8);
        world.made_up.people.lock().unwrap().truncate(5);
        world.wait_s(121);
        culture.sync_directories(world.now()).await.unwrap();
        assert_eq!(
            scoped.synced_people().await.unwrap().len(),
            5,
            "a whole round forgets who left"
        );
        let open = scoped.open_attributes("entra").await.unwrap();
        assert_eq!(open.len(), 5);
    })
    .await;
}

#[tokio::test]
async fn an_empty_organisation_is_current_at_once() {
    each_database(|store| async move {
        let world = World::new(store, 0).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        let view = world.view(&culture).await;
        assert_eq!((view.people, view.total, view.problem), (0, None, None));
    })
    .await;
}

#[tokio::test]
async fn a_zone_nobody_knows_is_counted_and_the_usual_one_is_taken() {
    each_database(|store| async move {
        let world = World::new(store, 12).await;
        world.made_up.zoneless.lock().unwrap().insert(oid(3));
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        let view = world.view(&culture).await;
        let told = ("timeZone.unknown_zone".to_owned(), 1);
        assert!(view.counted.contains(&told), "{:?}", view.counted);
        assert_eq!(view.mailboxes, [(Mailbox::Ok, 12)]);
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let scoped = world.store.of(world.tenant);
        let week = culture::week_of(culture::minute_of(world.now())) - 2;
        let figures = scoped.person_week("strict-v1", week).await.unwrap();
        assert_eq!(figures.len(), 12, "the person counts like all others");
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_put_back_and_forth_loses_nothing() {
    each_database(|store| async move {
        let world = World::new(store, 5).await;
        let culture = world.switched_on().await;
        world.made_up.hang_after.store(u64::MAX, Ordering::SeqCst);
        world.read_all(&culture).await;
        let before = world.kept(1).await;
        world.wait_s(-2 * 3_600);
        culture.sync_directories(world.now()).await.unwrap();
        world.read_all(&culture).await;
        assert_eq!(world.kept(1).await, before, "nothing is due in the past");
        world.made_up.change(oid(1), |events| {
            events.retain(|fact| fact.start < culture::minute_of(crate::made_up::MONDAY));
        });
        // The clock of the process that reads next is three hours behind the one that read last.
        world.wait_s(23 * 3_600);
        let slow = world.process();
        culture
            .move_connector(
                &world.admin,
                model::culture::connector::ConnectorSource::Calendar,
                culture::ConnectorAction::SyncNow,
            )
            .await
            .unwrap();
        world.read_all(&slow).await;
        let after = world.kept(1).await;
        assert_eq!(after.len(), before.len());
        let gone = after.iter().filter(|fact| fact.gone_seen.is_some()).count();
        assert_eq!(gone, 9, "this week and the eight ahead");
        assert_eq!(world.view(&slow).await.phase, SyncPhase::Current);
    })
    .await;
}

#[tokio::test]
async fn five_hundred_attendees_pass_through_to_the_figures() {
    each_database(|store| async move {
        let world = World::new(store, 12).await;
        let week = culture::week_of(culture::minute_of(world.now())) - 2;
        world.made_up.change(oid(0), |events| {
            let own = events
                .iter_mut()
                .find(|fact| culture::week_of(fact.start) == week);
            own.unwrap().attendees = (0..500_u16).map(outsider).collect();
        });
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        let kept = world.kept(0).await;
        let largest = kept.iter().map(|fact| fact.attendees.len()).max();
        assert_eq!(largest, Some(500));
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let scoped = world.store.of(world.tenant);
        let figures = scoped.person_week("strict-v1", week).await.unwrap();
        assert_eq!(figures.len(), 12);
        let weeks = scoped.published_periods("strict-v1", "week").await.unwrap();
        assert!(weeks.contains(&week), "{weeks:?}");
    })
    .await;
}

fn outsider(number: u16) -> Attendee {
    let mut person = [8; 16];
    person[..2].copy_from_slice(&number.to_be_bytes());
    Attendee {
        person: Some(Pseudonym(person)),
        domain: Domain::External(Pseudonym([7; 16])),
        part: Part::Required,
        response: Response::None,
        response_delay_min: None,
    }
}
