//! Making and editing rooms.

use model::queue::form::RoomForm;
use model::queue::room::{QuestionKind, RoomSettings};
use model::{FieldProblem, RoomId};
use queue::QueueError;
use store::PersonRow;
use store::testing::each_database;
use trust::{RoomSet, testing};

use crate::support::{World, fresh, question};

#[tokio::test]
async fn a_form_drawn_from_an_older_version_is_refused() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let editor = testing::room_editor(&world.person(901), room);
        let view = world.queue.room_edit(&editor).await.unwrap();
        assert_eq!((view.version, view.room), (1, Some(room)));
        let save = async |version, name: &str| {
            let settings = RoomSettings {
                name: name.to_owned(),
                ..view.settings.clone()
            };
            world
                .queue
                .save_room(
                    &editor,
                    RoomForm {
                        room: Some(room),
                        version,
                        settings,
                    },
                )
                .await
        };
        save(1, "First").await.unwrap();
        // Who has saved is known by name once they have signed in.
        assert!(matches!(save(1, "Second").await, Err(QueueError::Stale)));
        let mut tx = world.store.of(world.tenant).begin().await.unwrap();
        tx.upsert_person(&PersonRow {
            oid: world.person(901).oid,
            name: "Mia".to_owned(),
            last_sign_in: world.clock.now(),
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(save(1, "Second").await, Err(QueueError::SavedBy(name)) if name == "Mia"));
        assert_eq!(world.settings(room).await.1.name, "First");
        save(2, "Third").await.unwrap();
        let entry = world
            .store
            .of(world.tenant)
            .audit_range(0, 10)
            .await
            .unwrap()
            .pop()
            .unwrap();
        assert_eq!(entry.action, "room.changed");
        assert!(entry.detail_json.contains("name") && !entry.detail_json.contains("Third"));
        let other = RoomForm {
            room: Some(RoomId(fresh())),
            version: 3,
            settings: view.settings.clone(),
        };
        assert!(matches!(
            world.queue.save_room(&editor, other).await,
            Err(QueueError::NotFound)
        ));
    })
    .await;
}

#[tokio::test]
async fn an_address_part_belongs_to_one_room() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (one, two) = (world.room().await, world.room().await);
        let taken = world.settings(one).await.1.slug;
        let (version, mut settings) = world.settings(two).await;
        settings.slug = taken.clone();
        let editor = testing::room_editor(&world.person(901), two);
        let form = RoomForm {
            room: Some(two),
            version,
            settings: settings.clone(),
        };
        let problem = |result: Result<RoomId, QueueError>| match result {
            Err(QueueError::Invalid(wrong)) => (wrong[0].field.clone(), wrong[0].problem),
            other => panic!("{other:?}"),
        };
        let wanted = ("slug".to_owned(), FieldProblem::Taken);
        assert_eq!(problem(world.queue.save_room(&editor, form).await), wanted);
        let creator = testing::room_creator(&world.person(901));
        let form = RoomForm {
            room: None,
            version: 0,
            settings,
        };
        assert_eq!(
            problem(world.queue.create_room(&creator, form).await),
            wanted
        );
        let view = world.queue.new_room_view(&creator).await.unwrap();
        assert!(view.room.is_none());
        let mut bare = view.settings;
        bare.name = "Room".into();
        let form = RoomForm {
            room: None,
            version: 0,
            settings: bare,
        };
        let wanted = ("privacy_notice".to_owned(), FieldProblem::Missing);
        assert_eq!(
            problem(world.queue.create_room(&creator, form).await),
            wanted
        );
    })
    .await;
}

#[tokio::test]
async fn the_list_holds_entitled_rooms_only() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let (one, two, three) = (world.room().await, world.room().await, world.room().await);
        world.join(one).await;
        world.clock.advance(5);
        world.join(one).await;
        let set = |rooms: &[RoomId]| RoomSet::Only(rooms.iter().copied().collect());
        let access = testing::rooms_access(&world.person(1), set(&[one]), set(&[two]));
        let view = world.queue.rooms(&access).await.unwrap();
        let mut shown: Vec<_> = view
            .rooms
            .iter()
            .map(|line| (line.room, line.waiting, line.may_work, line.may_edit))
            .collect();
        shown.sort();
        let mut wanted = vec![(one, 2, true, false), (two, 0, false, true)];
        wanted.sort();
        assert_eq!(shown, wanted);
        assert!(shown.iter().all(|line| line.0 != three));
        let longest = view
            .rooms
            .iter()
            .find(|line| line.room == one)
            .unwrap()
            .longest_since
            .unwrap();
        assert_eq!(world.clock.now().seconds_since(longest), 5);
    })
    .await;
}

#[tokio::test]
async fn editing_a_question_leaves_waiting_answers_alone() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        world.join(room).await;
        world
            .edit(room, |settings| {
                settings.questions = vec![question(9, QuestionKind::Date, true)];
            })
            .await;
        let card = &world
            .queue
            .board(&world.staff(room, 1))
            .await
            .unwrap()
            .cards[0];
        assert_eq!(
            (
                card.answers[0].label.as_str(),
                card.answers[0].text.as_str()
            ),
            ("Question 1", "it hurts here")
        );
    })
    .await;
}

#[tokio::test]
async fn a_room_has_a_known_time_zone_and_its_numbers_begin_anew_at_midnight_there() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let room = world.room().await;
        let editor = testing::room_editor(&world.person(901), room);
        let (version, settings) = world.settings(room).await;
        let save = async |version, time_zone: &str| {
            let settings = RoomSettings {
                time_zone: time_zone.to_owned(),
                ..settings.clone()
            };
            let form = RoomForm {
                room: Some(room),
                version,
                settings,
            };
            world.queue.save_room(&editor, form).await
        };
        for unknown in ["", "Berlin", "Mars/Olympus_Mons", "+02:00"] {
            let Err(QueueError::Invalid(wrong)) = save(version, unknown).await else {
                panic!("{unknown} passes");
            };
            assert_eq!(wrong[0].field, "time_zone");
        }
        save(version, "pacific/kiritimati").await.unwrap();
        let (_, saved) = world.settings(room).await;
        assert_eq!(saved.time_zone, "Pacific/Kiritimati", "14 hours before UTC");
        // Half past nine in the morning, UTC: half past eleven at night there.
        let day = 24 * 3600;
        let into_day = world.clock.now().0.div_euclid(1000).rem_euclid(day);
        world
            .clock
            .advance((day + 9 * 3600 + 1800 - into_day).rem_euclid(day));
        let number = async || world.row(world.join(room).await.ticket()).await.number;
        assert_eq!((number().await, number().await), (1, 2));
        world.clock.advance(3_600);
        assert_eq!(number().await, 1, "another day");
        world.clock.advance(14 * 3_600);
        assert_eq!(number().await, 2, "midnight of UTC is nothing here");
    })
    .await;
}
