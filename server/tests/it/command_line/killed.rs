//! Commands that are killed in the middle.

use std::path::Path;
use std::process::Stdio;

use microsoft365::contoso;
use sqlx::Connection as _;
use store::testing::TestDatabase;

use super::text;
use crate::support::TestApp;
use crate::support::process::command;
use crate::support::stage::register;

/// Organisations whose keys are wrapped one after the other: enough that three kills come before the end on any machine.
const MANY: u128 = 240;

/// Bytes that SQLite's log grows by for each organisation, at the very most.
const LOG_FOR_ONE: u64 = 40_000;

/// How many organisations are wrapped with another key than this. No process may work with a file of SQLite, and what its
/// log held stands in the file afterwards.
async fn wrapped_anew(database: &TestDatabase, old: &str) -> i64 {
    let text = "SELECT COUNT(*) FROM tenant_key WHERE master_key <> $1";
    let counted = if database.is_postgres() {
        let mut conn = sqlx::PgConnection::connect(database.url()).await.unwrap();
        sqlx::query_scalar(text)
            .bind(old)
            .fetch_one(&mut conn)
            .await
    } else {
        let url = database.url();
        let mut conn = sqlx::SqliteConnection::connect(url).await.unwrap();
        let counted = sqlx::query_scalar(text)
            .bind(old)
            .fetch_one(&mut conn)
            .await;
        conn.close().await.unwrap();
        counted
    };
    counted.unwrap()
}

/// How many more have been wrapped at least, while a process does it. A file of SQLite is that process's alone: its log
/// tells how far it is.
async fn more_wrapped(database: &TestDatabase, old: &str, before: i64) -> i64 {
    if database.is_postgres() {
        return wrapped_anew(database, old).await - before;
    }
    let file = database.url().strip_prefix("sqlite:").unwrap();
    let log = std::fs::metadata(format!("{file}-wal")).map_or(0, |log| log.len());
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    i64::try_from(log / LOG_FOR_ONE).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_that_is_killed_loses_nothing() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(&database).await;
        register(&app, contoso::TENANT, &contoso::ADMIN).await;
        let trust = &app.site.parts().trust;
        for number in 1..=MANY {
            trust::testing::tenant(trust, number).await;
        }
        let tenant = trust::testing::tenant(trust, MANY + 1).await;
        let sealed = trust.keys(tenant).await.unwrap().seal("p", "r", b"kept");
        let key = app.folder.path().join("keys/anteroom.key");
        let old = trust::MasterKey::read(&key)
            .unwrap()
            .fingerprint()
            .to_owned();
        app.site.parts().store.close().await;
        let rotate = || {
            let mut command = command(database.url(), app.folder.path(), &app.microsoft);
            command.args(["key", "rotate"]);
            command
        };
        let mut seen = Vec::new();
        for least in [1, 10, 10] {
            let before = wrapped_anew(&database, &old).await;
            let mut child = rotate()
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            while more_wrapped(&database, &old, before).await < least {
                assert_eq!(child.try_wait().unwrap(), None, "it ended by itself");
            }
            child.kill().unwrap();
            child.wait().unwrap();
            seen.push(wrapped_anew(&database, &old).await);
            assert!(Path::new(&key).exists());
        }
        let all = i64::try_from(MANY).unwrap() + 2;
        assert!(
            seen.iter().all(|wrapped| (1..all).contains(wrapped)),
            "{seen:?}"
        );
        let output = rotate().output().unwrap();
        let said = text(&output);
        assert_eq!(output.status.code(), Some(0), "{said}");
        let new = trust::MasterKey::read(&key).unwrap();
        assert_ne!(new.fingerprint(), old);
        let kept = app
            .folder
            .path()
            .join(format!("keys/anteroom.key.old-{old}"));
        assert!(kept.exists(), "the old key stays for old copies");
        assert_eq!(wrapped_anew(&database, &old).await, all);
        assert_eq!(wrapped_anew(&database, new.fingerprint()).await, 0);

        let after = app.sibling(&database).await;
        let trust = &after.site.parts().trust;
        let opened = trust.keys(tenant).await.unwrap().open("p", "r", &sealed);
        assert_eq!(opened.unwrap(), b"kept");
        for number in 1..=MANY {
            let id = model::TenantId(model::Guid::from_u128(number));
            let verdict = trust.verify_audit(id).await.unwrap();
            assert!(
                verdict.intact() && verdict.rows == 1,
                "noted once: {verdict:?}"
            );
        }
        drop((app, after));
        database.remove().await;
    }
}
