//! Health and readiness.

use store::testing::TestDatabase;

use crate::support::process::command;
use crate::support::{Requests, TestApp};

#[tokio::test]
async fn a_working_application_is_alive_and_ready() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(&database).await;
        let browser = app.browser();
        assert_eq!(browser.fetch("/healthz").await.status, 200);
        let ready = browser.fetch("/readyz").await;
        assert_eq!(ready.status, 200);
        assert_eq!(
            ready.text(),
            r#"{"database":true,"migrations":true,"keys":true}"#
        );
        database.remove().await;
    }
}

#[tokio::test]
async fn another_key_is_not_ready() {
    let database = TestDatabase::sqlite();
    let app = TestApp::on(&database).await;
    let store = &app.site.parts().store;
    let present = store
        .system()
        .master_key_fingerprint()
        .await
        .unwrap()
        .unwrap();
    store
        .system()
        .replace_master_key_fingerprint(&present, "another")
        .await
        .unwrap();
    let ready = app.browser().fetch("/readyz").await;
    assert_eq!(ready.status, 503);
    assert!(ready.text().contains(r#""keys":false"#));
    assert_eq!(app.browser().fetch("/healthz").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_is_not_ready_and_refuses_the_start() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(&database).await;
        database.outdate().await;
        let ready = app.browser().fetch("/readyz").await;
        assert_eq!(ready.status, 503);
        assert!(
            ready.text().contains(r#""migrations":false"#),
            "{}",
            ready.text()
        );
        assert_eq!(app.browser().fetch("/healthz").await.status, 200);
        for arguments in [&["serve"][..], &["migrate"]] {
            let output = command(database.url(), app.folder.path(), &app.microsoft)
                .args(arguments)
                .output()
                .unwrap();
            let says = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{arguments:?}: {says}");
            assert!(
                says.contains("newer version of Anteroom") && says.contains("start that version"),
                "{arguments:?}: {says}"
            );
        }
        database.remove().await;
    }
}
