//! Ids of another tenant, room or visitor open nothing.

use model::queue::state::{RemovalReason, State};
use model::{Guid, TenantId, TicketId};
use queue::QueueError;
use store::testing::each_database;
use trust::testing::{self, Someone};
use trust::{CallerParts, Denied, VisitorCookie};

use crate::support::{FIXED, World, form, fresh};

#[track_caller]
fn hidden<T: std::fmt::Debug>(result: Result<T, QueueError>) {
    assert!(matches!(result, Err(QueueError::NotFound)), "{result:?}");
}

#[tokio::test]
async fn staff_reach_tickets_of_their_own_room_only() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (room, other_room) = (world.room().await, world.room().await);
        let visitor = world.join(room).await;
        let other_tenant = testing::tenant(&world.trust, 2).await;
        let abroad = testing::room_staff(&Someone::new(other_tenant, 5), room);
        let strangers = [world.staff(other_room, 1), abroad];
        world.meet(&world.staff(room, 9), &visitor).await;
        let before = world.row(visitor.ticket()).await;
        for staff in &strangers {
            for ticket in [visitor.ticket(), TicketId(fresh())] {
                let click = queue::Click {
                    ticket,
                    version: before.version,
                    key: fresh(),
                };
                let queue = &world.queue;
                hidden(queue.take(staff, click).await);
                hidden(queue.release(staff, click).await);
                hidden(queue.cannot_reach(staff, click).await);
                hidden(queue.no_show(staff, click).await);
                hidden(queue.done(staff, click).await);
                hidden(queue.hold(staff, click).await);
                hidden(queue.resume(staff, click).await);
                hidden(queue.remove(staff, click, RemovalReason::Other).await);
                hidden(queue.retry_meeting(staff, click).await);
                hidden(queue.paste_link(staff, click, FIXED).await);
                hidden(queue.staff_meeting(staff, ticket).await);
            }
        }
        assert_eq!(world.row(visitor.ticket()).await, before, "nothing changed");
        hidden(world.queue.board(&strangers[1]).await);
        assert!(
            world
                .queue
                .board(&strangers[0])
                .await
                .unwrap()
                .cards
                .is_empty()
        );
        hidden(
            world
                .queue
                .board_snapshot(TenantId(Guid::from_u128(2)), room)
                .await,
        );
        hidden(
            world
                .queue
                .board_since(TenantId(Guid::from_u128(2)), room, 0)
                .await,
        );
        hidden(world.queue.places(TenantId(Guid::from_u128(2)), room).await);
    })
    .await;
}

#[tokio::test]
async fn a_browser_reaches_its_own_tickets_only() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        let (stranger, _) = VisitorCookie::issue();
        let parts = CallerParts {
            visitor_cookie: Some(&stranger),
            ..CallerParts::default()
        };
        let caller = world.trust.caller(parts).await.unwrap();
        let asked = caller.visitor(&world.trust, visitor.ticket()).await;
        assert!(matches!(asked, Err(Denied::NotFound)));
        assert!(
            world
                .queue
                .tickets_of(&caller.visitor_cookie().unwrap())
                .await
                .unwrap()
                .is_empty()
        );
        let abroad = testing::tenant(&world.trust, 2).await;
        let forged = testing::visitor_ticket(abroad, room, visitor.ticket(), visitor.visitor());
        hidden(world.queue.ticket_view(&forged).await);
        hidden(world.queue.leave(&forged).await);
        hidden(world.queue.return_(&forged).await);
        hidden(world.queue.visitor_meeting(&forged).await);
        hidden(world.queue.delete_answers(&forged).await);
        assert_eq!(world.row(visitor.ticket()).await.state, State::Waiting);
    })
    .await;
}

#[tokio::test]
async fn a_room_of_another_tenant_cannot_be_entered() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let abroad = testing::tenant(&world.trust, 2).await;
        let public = testing::public_room(abroad, &"other".parse().unwrap(), "Other", room);
        let (_, cookie) = VisitorCookie::issue();
        let joined = world.queue.join(&public, &cookie, form()).await;
        assert!(
            matches!(joined, Err(QueueError::NotFound | QueueError::Store(_))),
            "{joined:?}"
        );
        hidden(world.queue.entrance(&public, Some(&cookie)).await);
        assert!(
            world
                .queue
                .board(&world.staff(room, 1))
                .await
                .unwrap()
                .cards
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn one_browser_waits_in_two_rooms_and_sees_both() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (one, two) = (world.room().await, world.room().await);
        let (_, cookie) = VisitorCookie::issue();
        let first = world.join_as(one, cookie, form()).await.unwrap();
        world.clock.advance(1);
        let second = world.join_as(two, cookie, form()).await.unwrap();
        let lines = world.queue.tickets_of(&cookie).await.unwrap();
        let tickets: Vec<_> = lines.iter().map(|line| line.ticket).collect();
        assert_eq!(tickets, [second.ticket(), first.ticket()]);
        world.queue.leave(&first).await.unwrap();
        let again = world.join_as(one, cookie, form()).await.unwrap();
        assert_ne!(again.ticket(), first.ticket());
        assert!(
            world.queue.return_(&first).await.is_err(),
            "one place per room and browser"
        );
    })
    .await;
}
