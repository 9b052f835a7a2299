//! Several people at once.

use std::collections::BTreeSet;

use model::queue::state::State;
use queue::{Click, QueueError};
use store::testing::each_database;

use trust::VisitorCookie;

use crate::support::{World, form, fresh};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_takes_have_one_winner_and_the_losers_learn_who() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        let version = world.row(visitor.ticket()).await.version;
        let takes = (0..50).map(|number| {
            let (world, staff) = (world.clone(), world.staff(room, number));
            let click = Click {
                ticket: visitor.ticket(),
                version,
                key: fresh(),
            };
            tokio::spawn(async move {
                (
                    staff.name().to_owned(),
                    world.queue.take(&staff, click).await,
                )
            })
        });
        let results: Vec<_> = futures::future::join_all(takes)
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        let winners: Vec<_> = results
            .iter()
            .filter(|(_, result)| result.is_ok())
            .map(|(name, _)| name)
            .collect();
        assert_eq!(winners.len(), 1);
        for (name, result) in &results {
            match result {
                Ok(card) => assert_eq!(&card.claim.as_ref().unwrap().name, name),
                Err(QueueError::AlreadyTaken { by }) => assert_eq!(by, winners[0]),
                Err(other) => panic!("{other:?}"),
            }
        }
        world.check(visitor.ticket()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn take_next_hands_out_each_visitor_once() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let mut waiting = BTreeSet::new();
        for _ in 0..8 {
            waiting.insert(world.join(room).await.ticket());
        }
        let takes = (0..12).map(|number| {
            let (world, staff) = (world.clone(), world.staff(room, number));
            tokio::spawn(async move { world.queue.take_next(&staff, fresh()).await })
        });
        let mut taken = BTreeSet::new();
        let mut empty = 0;
        for result in futures::future::join_all(takes).await {
            match result.unwrap().unwrap() {
                Some(card) => assert!(taken.insert(card.ticket), "taken twice"),
                None => empty += 1,
            }
        }
        assert_eq!((taken, empty), (waiting, 4));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_takes_of_one_consultant_count_each_other() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (room, other) = (world.room().await, world.room().await);
        let mut tickets = vec![];
        for at in 0..8 {
            let room = if at % 2 == 0 { room } else { other };
            tickets.push((room, world.join(room).await.ticket()));
        }
        let takes = tickets.iter().map(|(room, ticket)| {
            let (world, staff, ticket) = (world.clone(), world.staff(*room, 1), *ticket);
            tokio::spawn(async move {
                world
                    .queue
                    .take(
                        &staff,
                        Click {
                            ticket,
                            version: 1,
                            key: fresh(),
                        },
                    )
                    .await
            })
        });
        let results = futures::future::join_all(takes).await;
        assert_eq!(
            results
                .iter()
                .filter(|result| result.as_ref().unwrap().is_ok())
                .count(),
            1
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_against_a_leaving_visitor_ends_in_one_story() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        for number in 0..10 {
            let visitor = world.join(room).await;
            let staff = world.staff(room, number);
            let click = Click {
                ticket: visitor.ticket(),
                version: 1,
                key: fresh(),
            };
            let (a, b) = (world.clone(), world.clone());
            let taking = tokio::spawn(async move { a.queue.take(&staff, click).await });
            let leaving = tokio::spawn(async move { b.queue.leave(&visitor).await });
            let taken = taking.await.unwrap();
            // Leaving is possible from Waiting and from Called, so the visitor always gets away.
            leaving.await.unwrap().unwrap();
            let row = world.row(visitor.ticket()).await;
            assert_eq!((row.state, row.claim_by), (State::Left, None));
            assert!(
                matches!(
                    taken,
                    Ok(_) | Err(QueueError::NotPossible(_) | QueueError::Stale)
                ),
                "{taken:?}"
            );
            world.check(visitor.ticket()).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_answers_with_the_first_result() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let (visitor, other) = (world.join(room).await, world.join(room).await);
        let staff = world.staff(room, 1);
        let click = world.click(visitor.ticket()).await;
        let clicks = (0..5).map(|_| {
            let (world, staff) = (world.clone(), staff.clone());
            tokio::spawn(async move { world.queue.take(&staff, click).await })
        });
        for result in futures::future::join_all(clicks).await {
            assert_eq!(result.unwrap().unwrap().claim.unwrap().by, staff.oid());
        }
        let release = world.click(visitor.ticket()).await;
        world.queue.release(&staff, release).await.unwrap();
        world.take(&staff, visitor.ticket()).await;
        let card = world.queue.release(&staff, release).await.unwrap();
        assert_eq!(
            card.state,
            State::Called,
            "the late repeat of an old press changes nothing"
        );
        let forged = Click {
            ticket: other.ticket(),
            ..release
        };
        assert!(matches!(
            world.queue.release(&staff, forged).await,
            Err(QueueError::Stale)
        ));
        world
            .queue
            .done(&staff, world.click(visitor.ticket()).await)
            .await
            .unwrap();
        let key = fresh();
        let first = world.queue.take_next(&staff, key).await.unwrap().unwrap();
        let second = world.queue.take_next(&staff, key).await.unwrap().unwrap();
        assert_eq!(
            (first.ticket, second.ticket),
            (other.ticket(), other.ticket())
        );
        let stale = Click {
            version: 1,
            ..world.click(other.ticket()).await
        };
        world.queue.release(&staff, stale).await.unwrap();
        assert!(matches!(
            world
                .queue
                .take(
                    &staff,
                    Click {
                        key: fresh(),
                        ..stale
                    }
                )
                .await,
            Err(QueueError::Stale)
        ));
        world.check(visitor.ticket()).await;
        world.check(other.ticket()).await;
    })
    .await;
}

/// The process ends at any point between the form and its answer: sent again, the form has one ticket, whole.
#[tokio::test]
async fn a_join_cut_off_anywhere_loses_and_doubles_nothing() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        for polls in 0..40 {
            let (_, cookie) = VisitorCookie::issue();
            let form = form();
            let mut cut = Box::pin(world.join_as(room, cookie, form.clone()));
            for _ in 0..polls {
                if futures::poll!(&mut cut).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
            drop(cut);
            let visitor = world.join_as(room, cookie, form).await.unwrap();
            let held = world.queue.tickets_of(&cookie).await.unwrap();
            assert_eq!(held.len(), 1, "after {polls} polls");
            assert_eq!(held[0].ticket, visitor.ticket());
            world.check(visitor.ticket()).await;
        }
        assert_eq!(
            world
                .queue
                .board(&world.staff(room, 1))
                .await
                .unwrap()
                .cards
                .len(),
            40
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn coming_back_and_joining_at_once_leave_one_place() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        for _ in 0..20 {
            let (_, cookie) = VisitorCookie::issue();
            let visitor = world.join_as(room, cookie, form()).await.unwrap();
            world.queue.leave(&visitor).await.unwrap();
            let (one, other) = (world.clone(), world.clone());
            let returning = tokio::spawn(async move { one.queue.return_(&visitor).await });
            let joining = tokio::spawn(async move { other.join_as(room, cookie, form()).await });
            let returned = returning.await.unwrap();
            let joined = joining.await.unwrap().unwrap();
            let held = world
                .store
                .of(world.tenant)
                .visitor_tickets(&visitor.visitor().hash())
                .await
                .unwrap();
            let open: Vec<_> = held
                .iter()
                .filter(|row| !row.state.is_terminal())
                .map(|row| row.id)
                .collect();
            assert_eq!(open, [joined.ticket()], "one browser, one place");
            assert_eq!(returned.is_ok(), joined.ticket() == visitor.ticket());
        }
    })
    .await;
}
