//! What open pages are told.

use model::RoomId;
use model::live::BoardPush;
use model::queue::state::State;
use model::queue::view::CardView;
use store::testing::each_database;
use store::{Topic, testing::each_pair};

use crate::support::World;

/// A page that keeps its board by what it is told.
struct Follower<'w> {
    world: &'w World,
    room: RoomId,
    revision: i64,
    cards: Vec<CardView>,
}

impl<'w> Follower<'w> {
    async fn new(world: &'w World, room: RoomId) -> Self {
        let (revision, cards) = drawn(world, room).await;
        Self {
            world,
            room,
            revision,
            cards,
        }
    }

    /// Takes what is new, and compares with a board drawn anew.
    async fn follow(&mut self) {
        let push = self
            .world
            .queue
            .board_since(self.world.tenant, self.room, self.revision)
            .await
            .unwrap();
        let BoardPush::Change {
            revision,
            cards,
            gone,
            now,
            ..
        } = push
        else {
            panic!("a small gap needs no snapshot")
        };
        assert!(revision > self.revision);
        self.revision = revision;
        self.cards
            .retain(|card| gone.iter().all(|gone| gone.ticket != card.ticket));
        self.cards
            .retain(|card| cards.iter().all(|changed| changed.ticket != card.ticket));
        self.cards.extend(cards);
        model::queue::order::sort(&mut self.cards, now);
        assert_eq!(
            drawn(self.world, self.room).await,
            (self.revision, self.cards.clone())
        );
    }
}

async fn drawn(world: &World, room: RoomId) -> (i64, Vec<CardView>) {
    match world
        .queue
        .board_snapshot(world.tenant, room)
        .await
        .unwrap()
    {
        BoardPush::Snapshot {
            revision, cards, ..
        } => (revision, cards),
        BoardPush::Change { .. } => panic!("no snapshot"),
    }
}

#[tokio::test]
async fn a_board_that_follows_changes_equals_one_drawn_anew() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let staff = world.staff(room, 1);
        let mut page = Follower::new(&world, room).await;
        let (one, two, three) = (
            world.join(room).await,
            world.join(room).await,
            world.join(room).await,
        );
        page.follow().await;
        world.take(&staff, one.ticket()).await;
        page.follow().await;
        world.queue.leave(&two).await.unwrap();
        page.follow().await;
        world
            .queue
            .cannot_reach(&staff, world.click(one.ticket()).await)
            .await
            .unwrap();
        page.follow().await;
        world.queue.return_(&one).await.unwrap();
        page.follow().await;
        world.queue.return_(&two).await.unwrap();
        page.follow().await;
        world.queue.leave(&two).await.unwrap();
        page.follow().await;
        let quiet = world
            .queue
            .board_since(world.tenant, room, page.revision)
            .await
            .unwrap();
        let BoardPush::Change { cards, gone, .. } = quiet else {
            panic!("nothing new is an empty change")
        };
        assert!(cards.is_empty() && gone.is_empty());
        let places = world.queue.places(world.tenant, room).await.unwrap();
        assert_eq!(places.ahead(one.ticket()), Some(0), "the priority line");
        assert_eq!(places.ahead(three.ticket()), Some(1));
        assert_eq!(places.ahead(two.ticket()), None);
    })
    .await;
}

#[tokio::test]
async fn an_ended_ticket_is_told_with_its_end_and_a_wide_gap_gets_everything() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let visitor = world.join(room).await;
        let (revision, _) = drawn(&world, room).await;
        world.queue.leave(&visitor).await.unwrap();
        let BoardPush::Change { gone, .. } = world
            .queue
            .board_since(world.tenant, room, revision)
            .await
            .unwrap()
        else {
            panic!("no change")
        };
        assert_eq!(
            (gone[0].ticket, gone[0].state),
            (visitor.ticket(), State::Left)
        );
        for odd in [-1000, revision + 1000] {
            let push = world
                .queue
                .board_since(world.tenant, room, odd)
                .await
                .unwrap();
            assert!(matches!(push, BoardPush::Snapshot { .. }), "{odd}");
        }
        world.edit(room, |settings| settings.open = false).await;
        let BoardPush::Change { open, .. } = world
            .queue
            .board_since(world.tenant, room, revision)
            .await
            .unwrap()
        else {
            panic!("no change")
        };
        assert!(!open, "closing the room reaches its boards");
    })
    .await;
}

#[tokio::test]
async fn another_process_learns_of_a_join() {
    each_pair(|store, other| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let mut changes = if other.is_shared() {
            other.changes()
        } else {
            world.store.changes()
        };
        world.join(room).await;
        let told = tokio::time::timeout(std::time::Duration::from_secs(5), async {
            loop {
                if let Topic::Room {
                    room: told,
                    revision: 2,
                } = changes.recv().await.unwrap().topic
                {
                    break told;
                }
            }
        });
        assert_eq!(told.await.unwrap(), room);
    })
    .await;
}
