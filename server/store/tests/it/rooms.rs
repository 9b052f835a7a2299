use model::{RoomId, TenantId, Timestamp};
use store::testing::{each_database, guid, room, room_row, tenant};
use store::{EventRow, RoomRow, RoomUpdate, Store, StoreError};

fn event(room: RoomId, revision: i64) -> EventRow {
    EventRow {
        room,
        revision,
        ticket: None,
        kind: "arrived".to_owned(),
        at: Timestamp(revision),
        actor_kind: "visitor".to_owned(),
        actor: None,
        json: "{}".to_owned(),
    }
}

async fn append(store: &Store, tenant: TenantId, room: RoomId) -> i64 {
    let mut tx = store.of(tenant).begin().await.unwrap();
    let revision = tx.next_revision(room).await.unwrap();
    tx.append_event(&event(room, revision)).await.unwrap();
    tx.commit().await.unwrap();
    revision
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn revisions_have_no_gaps_under_concurrent_writers() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let rooms = [room(&store, tenant, 1).await, room(&store, tenant, 2).await];
        let writers: Vec<_> = (0..60)
            .map(|number| {
                let (store, room) = (store.clone(), rooms[number % 2]);
                tokio::spawn(async move {
                    if number % 5 == 4 {
                        // A writer that gives up must leave no gap behind.
                        let mut tx = store.of(tenant).begin().await.unwrap();
                        tx.next_revision(room).await.unwrap();
                        drop(tx);
                    } else {
                        append(&store, tenant, room).await;
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        for room in rooms {
            let scoped = store.of(tenant);
            let events = scoped.events_since(room, 0, 1_000).await.unwrap();
            let revisions: Vec<i64> = events.iter().map(|event| event.revision).collect();
            assert_eq!(revisions, (1..=24).collect::<Vec<i64>>());
            assert_eq!(scoped.room(room).await.unwrap().unwrap().revision, 24);
        }
    })
    .await;
}

#[tokio::test]
async fn events_are_read_on_from_a_revision() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        for _ in 0..5 {
            append(&store, tenant, room).await;
        }
        let scoped = store.of(tenant);
        assert_eq!(
            scoped.events_since(room, 2, 2).await.unwrap(),
            [event(room, 3), event(room, 4)]
        );
        assert_eq!(scoped.events_since(room, 5, 10).await, Ok(vec![]));
    })
    .await;
}

#[tokio::test]
async fn a_revision_has_one_event_and_an_unknown_room_none() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        append(&store, tenant, room).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        let again = tx.append_event(&event(room, 1)).await.unwrap_err();
        assert!(matches!(again, StoreError::Conflict { .. }), "{again:?}");
        drop(tx);
        let mut tx = store.of(tenant).begin().await.unwrap();
        let unknown = tx.next_revision(RoomId(guid(99))).await.unwrap_err();
        assert!(
            matches!(unknown, StoreError::Reference { .. }),
            "{unknown:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_form_drawn_from_an_older_version_changes_nothing() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let id = room(&store, tenant, 1).await;
        let update = RoomUpdate {
            id,
            expected_version: 1,
            slug: "renamed".parse().unwrap(),
            consent_version: 2,
            settings_json: r#"{"name":"R"}"#.to_owned(),
            archived: None,
        };
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.update_room(&update).await, Ok(true));
        assert_eq!(tx.update_room(&update).await, Ok(false));
        tx.commit().await.unwrap();
        let expected = RoomRow {
            slug: update.slug.clone(),
            version: 2,
            consent_version: 2,
            settings_json: update.settings_json.clone(),
            ..room_row(1)
        };
        assert_eq!(
            store.of(tenant).room_by_slug(&update.slug).await.unwrap(),
            Some(expected)
        );
    })
    .await;
}

#[tokio::test]
async fn an_address_part_is_unique_among_rooms_in_service() {
    each_database(|store| async move {
        let (one, two) = (tenant(&store, 1).await, tenant(&store, 2).await);
        let id = room(&store, one, 1).await;
        let same = RoomRow {
            id: RoomId(guid(2)),
            ..room_row(1)
        };
        let insert = |tenant: TenantId| {
            let (store, same) = (store.clone(), same.clone());
            async move {
                let mut tx = store.of(tenant).begin().await.unwrap();
                tx.insert_room(&same).await?;
                tx.commit().await
            }
        };
        assert!(matches!(
            insert(one).await,
            Err(StoreError::Conflict { .. })
        ));
        assert_eq!(insert(two).await, Ok(()), "another tenant may");
        let archive = RoomUpdate {
            id,
            expected_version: 1,
            slug: same.slug.clone(),
            consent_version: 1,
            settings_json: "{}".to_owned(),
            archived: Some(Timestamp(5)),
        };
        let mut tx = store.of(one).begin().await.unwrap();
        assert_eq!(tx.update_room(&archive).await, Ok(true));
        tx.commit().await.unwrap();
        assert_eq!(
            insert(one).await,
            Ok(()),
            "an archived room frees its address"
        );
        let ids = |rooms: Vec<RoomRow>| rooms.into_iter().map(|room| room.id).collect::<Vec<_>>();
        assert_eq!(ids(store.of(one).rooms().await.unwrap()), [same.id]);
        assert_eq!(store.system().rooms().await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn short_numbers_are_counted_by_room_and_day() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let (here, there) = (room(&store, tenant, 1).await, room(&store, tenant, 2).await);
        let draws: Vec<_> = (0..20)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut tx = store.of(tenant).begin().await.unwrap();
                    let number = tx.next_ticket_number(here, "2026-11-21").await.unwrap();
                    tx.commit().await.unwrap();
                    number
                })
            })
            .collect();
        let mut numbers = Vec::new();
        for draw in draws {
            numbers.push(draw.await.unwrap());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=20).collect::<Vec<u32>>());
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.next_ticket_number(here, "2026-11-22").await, Ok(1));
        assert_eq!(tx.next_ticket_number(there, "2026-11-21").await, Ok(1));
        tx.commit().await.unwrap();
        assert_eq!(store.system().sweep_counters("2026-11-22").await, Ok(2));
    })
    .await;
}
