use std::collections::BTreeSet;
use std::path::Path;

use sqlx::{AssertSqlSafe, Connection as _};
use store::testing::{TestDatabase, quick};
use store::{Store, StoreError};

/// Runs a statement past the store, as another version or a hand would.
async fn by_hand(database: &TestDatabase, statement: &str) {
    if database.is_postgres() {
        let mut conn = sqlx::PgConnection::connect(database.url()).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut conn)
            .await
            .unwrap();
    } else {
        let mut conn = sqlx::SqliteConnection::connect(database.url())
            .await
            .unwrap();
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut conn)
            .await
            .unwrap();
        conn.close().await.unwrap();
    }
}

/// The newest migration there is a file of.
fn newest() -> i64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    let version = |name: std::ffi::OsString| {
        let name = name.into_string().unwrap();
        name.split('_').next().unwrap().parse::<i64>().unwrap()
    };
    let files = folder.read_dir().unwrap();
    files
        .map(|entry| version(entry.unwrap().file_name()))
        .max()
        .unwrap()
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |folder: &str| -> BTreeSet<_> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(folder);
        folder
            .read_dir()
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

#[tokio::test]
async fn a_fresh_database_is_migrated_once() {
    for database in TestDatabase::all().await {
        let store = database.open(quick()).await;
        assert!(store.pending_migrations().await.unwrap() > 0);
        store.migrate().await.unwrap();
        assert_eq!(store.pending_migrations().await, Ok(0));
        store.migrate().await.unwrap();
        store.ping().await.unwrap();
        database.remove().await;
    }
}

#[tokio::test]
async fn two_processes_may_migrate_at_the_same_time() {
    for database in TestDatabase::all().await {
        let (one, two) = (database.open(quick()).await, database.open(quick()).await);
        let (first, second) = tokio::join!(one.migrate(), two.migrate());
        first.unwrap();
        second.unwrap();
        database.remove().await;
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    for database in TestDatabase::all().await {
        let store = database.store().await;
        database.outdate().await;
        let refused = StoreError::NewerDatabase {
            found: 9999,
            known: newest(),
        };
        assert_eq!(store.pending_migrations().await, Err(refused.clone()));
        assert_eq!(store.migrate().await, Err(refused.clone()));
        assert_eq!(
            Store::open(database.url(), quick()).await.unwrap_err(),
            refused
        );
        assert!(
            refused.to_string().contains("newer version of Anteroom"),
            "{refused}"
        );
        database.remove().await;
    }
}

#[tokio::test]
async fn a_migration_changed_after_it_was_applied_is_refused() {
    for database in TestDatabase::all().await {
        let store = database.store().await;
        let nothing = if database.is_postgres() {
            "'\\x00'::bytea"
        } else {
            "x'00'"
        };
        by_hand(
            &database,
            &format!("UPDATE _sqlx_migrations SET checksum = {nothing} WHERE version = 1"),
        )
        .await;
        let refused = StoreError::ChangedMigration { version: 1 };
        assert_eq!(store.migrate().await, Err(refused.clone()));
        assert_eq!(
            Store::open(database.url(), quick()).await.unwrap_err(),
            refused
        );
        database.remove().await;
    }
}

#[tokio::test]
async fn other_addresses_are_refused_without_being_repeated() {
    for address in [
        "mysql://root:secret@localhost/anteroom",
        "sqlite:",
        "sqlite::memory:",
        "",
    ] {
        let error = Store::open(address, quick()).await.unwrap_err();
        assert!(
            matches!(error, StoreError::Address { .. }),
            "{address}: {error:?}"
        );
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let error = Store::open("postgres:///postgres?host=/nowhere&user=nobody", quick())
        .await
        .unwrap_err();
    assert!(error.is_transient(), "{error:?}");
}
