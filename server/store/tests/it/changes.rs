use std::time::Duration;

use model::{RoomId, TenantId, Timestamp};
use store::testing::{TestDatabase, each_database, each_pair, hash, person, quick, room, tenant};
use store::{Change, EventRow, Notifications, OpenOptions, Store, StoreError, Topic};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use crate::sessions::{session, sign_in};

/// Long enough for any machine; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

async fn append(store: &Store, tenant: TenantId, room: RoomId) -> Result<Change, StoreError> {
    let mut tx = store.of(tenant).begin().await?;
    let revision = tx.next_revision(room).await?;
    let row = EventRow {
        room,
        revision,
        ticket: None,
        kind: "arrived".to_owned(),
        at: Timestamp(1),
        actor_kind: "visitor".to_owned(),
        actor: None,
        json: "{}".to_owned(),
    };
    tx.append_event(&row).await?;
    tx.commit().await?;
    Ok(Change {
        tenant,
        topic: Topic::Room { room, revision },
    })
}

fn ended(tenant: TenantId, byte: u8) -> Change {
    Change {
        tenant,
        topic: Topic::Session {
            session_hash: hash(byte),
        },
    }
}

/// Waits until a change is told; others before it are let pass.
async fn told(changes: &mut Receiver<Change>, wanted: Change) {
    let wait = async { while changes.recv().await.unwrap() != wanted {} };
    tokio::time::timeout(PATIENCE, wait)
        .await
        .unwrap_or_else(|_| panic!("{wanted:?} was not told"));
}

/// All changes that are told by now, without waiting for others.
fn told_already(changes: &mut Receiver<Change>) -> Vec<Change> {
    std::iter::from_fn(|| match changes.try_recv() {
        Ok(change) => Some(change),
        Err(TryRecvError::Empty) => None,
        Err(error) => panic!("{error}"),
    })
    .collect()
}

#[tokio::test]
async fn a_commit_tells_at_once_in_its_own_process() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        sign_in(&store, &session(tenant, 1, 1)).await;
        let mut changes = store.changes();
        let change = append(&store, tenant, room).await.unwrap();
        assert!(told_already(&mut changes).contains(&change));
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.end_sessions_of(person(1)).await.unwrap();
        tx.commit().await.unwrap();
        assert!(told_already(&mut changes).contains(&ended(tenant, 1)));
    })
    .await;
}

#[tokio::test]
async fn a_rollback_tells_nothing_and_keeps_nothing() {
    each_pair(|store, other| async move {
        let tenant = tenant(&store, 1).await;
        let (silent, busy) = (room(&store, tenant, 1).await, room(&store, tenant, 2).await);
        sign_in(&store, &session(tenant, 1, 1)).await;
        let (mut here, mut there) = (store.changes(), other.changes());
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.next_revision(silent).await.unwrap();
        tx.end_session(&hash(1)).await.unwrap();
        drop(tx);
        // What is committed afterwards would arrive behind it.
        let change = append(&store, tenant, busy).await.unwrap();
        for changes in [&mut here, &mut there] {
            let mut seen = Vec::new();
            while seen.last() != Some(&change) {
                seen.push(
                    tokio::time::timeout(PATIENCE, changes.recv())
                        .await
                        .unwrap()
                        .unwrap(),
                );
            }
            let of_silent = |change: &&Change| match change.topic {
                Topic::Room { room, revision } => room == silent && revision > 0,
                Topic::Session { .. } => true,
            };
            assert_eq!(seen.iter().find(of_silent), None);
        }
        assert_eq!(
            store
                .of(tenant)
                .room(silent)
                .await
                .unwrap()
                .unwrap()
                .revision,
            0
        );
        assert!(store.system().session(&hash(1)).await.unwrap().is_some());
    })
    .await;
}

/// Two stores on one database tell each other everything, whichever way the news travels.
async fn each_sees_the_other(database: &TestDatabase, options: OpenOptions) {
    let one = database.store().await;
    let tenant = tenant(&one, 1).await;
    let room = room(&one, tenant, 1).await;
    let (one, two) = (
        database.open(options.clone()).await,
        database.open(options).await,
    );
    let (mut of_one, mut of_two) = (one.changes(), two.changes());
    for byte in 1..=4 {
        sign_in(&one, &session(tenant, byte, u128::from(byte))).await;
    }
    // A change from before is told to a fresh watch, too: now both watches are known to run.
    let first = append(&one, tenant, room).await.unwrap();
    told(&mut of_two, first).await;
    let second = append(&two, tenant, room).await.unwrap();
    told(&mut of_one, second).await;
    let third = append(&one, tenant, room).await.unwrap();
    told(&mut of_two, third).await;
    let mut tx = one.of(tenant).begin().await.unwrap();
    assert_eq!(tx.end_session(&hash(1)).await, Ok(true));
    assert_eq!(tx.end_sessions_of(person(2)).await, Ok(1));
    tx.commit().await.unwrap();
    told(&mut of_two, ended(tenant, 1)).await;
    let mut tx = two.of(tenant).begin().await.unwrap();
    assert_eq!(tx.end_session(&hash(3)).await, Ok(true));
    tx.commit().await.unwrap();
    told(&mut of_one, ended(tenant, 3)).await;
    assert_eq!(
        two.system()
            .sweep_sessions(Timestamp(9_000), Timestamp(0))
            .await,
        Ok(1)
    );
    told(&mut of_one, ended(tenant, 4)).await;
}

#[tokio::test]
async fn two_processes_see_each_others_changes() {
    for database in TestDatabase::all().await {
        each_sees_the_other(&database, quick()).await;
        database.remove().await;
    }
}

#[tokio::test]
async fn two_processes_see_each_others_changes_when_notifications_are_lost() {
    for database in TestDatabase::all().await {
        each_sees_the_other(
            &database,
            OpenOptions {
                notifications: Notifications::PollOnly,
                ..quick()
            },
        )
        .await;
        database.remove().await;
    }
}

#[tokio::test]
async fn notifications_alone_carry_changes_between_polls() {
    let Some(database) = TestDatabase::postgres().await else {
        return;
    };
    each_sees_the_other(
        &database,
        OpenOptions {
            poll_every: Duration::from_secs(3_600),
            ..quick()
        },
    )
    .await;
    database.remove().await;
}

#[tokio::test]
async fn a_watch_that_began_before_the_first_migration_goes_on() {
    for database in TestDatabase::all().await {
        let watcher = database
            .open(OpenOptions {
                notifications: Notifications::PollOnly,
                ..quick()
            })
            .await;
        let mut changes = watcher.changes();
        let store = database.store().await;
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let change = append(&store, tenant, room).await.unwrap();
        told(&mut changes, change).await;
        database.remove().await;
    }
}

#[tokio::test]
async fn notifications_come_back_after_the_server_cut_the_connections() {
    let Some(database) = TestDatabase::postgres().await else {
        return;
    };
    let store = database.store().await;
    let tenant = tenant(&store, 1).await;
    let room = room(&store, tenant, 1).await;
    // The poll sleeps: what arrives came by notification, or by the look after a reconnect.
    let other = database
        .open(OpenOptions {
            poll_every: Duration::from_secs(3_600),
            ..quick()
        })
        .await;
    let mut changes = other.changes();
    let first = append(&store, tenant, room).await.unwrap();
    told(&mut changes, first).await;
    cut_connections(&database).await;
    let change = append(&store, tenant, room).await.unwrap();
    told(&mut changes, change).await;
    database.remove().await;
}

/// Ends the connections that listen for the schema's notifications, as a fail-over would.
async fn cut_connections(database: &TestDatabase) {
    use sqlx::Connection as _;
    let mut conn = sqlx::PgConnection::connect(database.url()).await.unwrap();
    let listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() \
        AND application_name = 'anteroom' AND query LIKE '%' || current_schema() || '%'";
    sqlx::raw_sql(listening).execute(&mut conn).await.unwrap();
}

#[tokio::test]
async fn sessions_of_another_tenant_stay_open() {
    each_database(|store| async move {
        let (one, two) = (tenant(&store, 1).await, tenant(&store, 2).await);
        sign_in(&store, &session(one, 1, 1)).await;
        let mut changes = store.changes();
        let mut tx = store.of(two).begin().await.unwrap();
        assert_eq!(tx.end_session(&hash(1)).await, Ok(false));
        tx.commit().await.unwrap();
        assert!(!told_already(&mut changes).contains(&ended(one, 1)));
        assert!(store.system().session(&hash(1)).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn a_database_that_cannot_be_read_is_noticed_and_so_is_its_return() {
    for database in TestDatabase::all().await {
        let store = database.store().await;
        let _changes = store.changes();
        let seen = async |wanted: fn(Duration) -> bool| {
            while !wanted(store.unseen_for()) {
                tokio::time::sleep(quick().poll_every).await;
            }
        };
        let soon = |what: &'static str, wanted: fn(Duration) -> bool| {
            let wait = tokio::time::timeout(PATIENCE, seen(wanted));
            async move { wait.await.expect(what) }
        };
        // Longer than many looks.
        let blind = |age| age > Duration::from_secs(1);
        database
            .run("ALTER TABLE session_end RENAME TO out_of_sight")
            .await;
        soon("it is noticed", blind).await;
        database
            .run("ALTER TABLE out_of_sight RENAME TO session_end")
            .await;
        soon("it is seen again", |age| age < Duration::from_secs(1)).await;
        store.close().await;
        database.remove().await;
    }
}
