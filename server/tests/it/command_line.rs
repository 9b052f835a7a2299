//! The command line as an operator meets it.

mod copies;
mod culture;
mod doctor;
mod killed;
mod records;
mod restored;
mod whole;

use std::process::Output;

use store::testing::TestDatabase;

use crate::support::TestApp;
use crate::support::process::command;
use crate::support::stage::register;

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_answer_with_their_exit_codes() {
    let database = TestDatabase::sqlite();
    let app = TestApp::on(&database).await;
    register(
        &app,
        microsoft365::contoso::TENANT,
        &microsoft365::contoso::ADMIN,
    )
    .await;
    let run = |arguments: &[&str]| {
        command(database.url(), app.folder.path(), &app.microsoft)
            .args(arguments)
            .output()
            .unwrap()
    };
    for (arguments, code, says) in [
        (&["--help"][..], 0, "Usage: anteroom"),
        (&["tenant", "--help"], 0, "invite"),
        (&["migrate"], 0, "has the version of this program"),
        (&["tenant", "list"], 0, "contoso"),
        (
            &["tenant", "invite"],
            0,
            "http://localhost:3000/register?invitation=",
        ),
        (&["audit", "verify"], 0, "intact"),
        (
            &["audit", "export", "--tenant", "contoso"],
            0,
            "tenant.registered",
        ),
        (&["audit", "verify", "--tenant", "nobody"], 2, "tenant list"),
        (
            &["erase", "--tenant", "contoso"],
            2,
            "--confirm 7b3c1f60-52a4-4c1e-9d0b-2a6f10c0a001",
        ),
        (
            &[
                "erase",
                "--tenant",
                "contoso",
                "--confirm",
                "7b3c1f60-52a4-4c1e-9d0b-2a6f10c0a001",
            ],
            0,
            "is erased",
        ),
        (
            &["audit", "verify", "--tenant", "contoso"],
            2,
            "tenant list",
        ),
        (&["sync"], 2, "--tenant"),
        (&["export"], 2, "--tenant"),
        (
            &[
                "export",
                "--tenant",
                "contoso",
                "groups",
                "--tenant",
                "contoso",
                "--from",
                "2026-01-01",
                "--to",
                "2026-01-01",
            ],
            2,
            "behind the kind of export",
        ),
        (&["export", "person-weeks", "--help"], 0, "week_start"),
        (&["export", "meetings", "--help"], 0, "invited_n"),
        (&["export", "groups", "--help"], 0, "people_n"),
        (
            &[
                "export",
                "groups",
                "--tenant",
                "contoso",
                "--from",
                "yesterday",
                "--to",
                "2026-01-01",
            ],
            2,
            "2026-01-31",
        ),
        (&["import", "viva"], 2, "--tenant"),
        (&["dance"], 2, "unrecognized subcommand"),
        (
            &["migrate", "--database-url", "mysql://x"],
            2,
            "has to begin with sqlite: or postgres://",
        ),
    ] {
        let output = run(arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            text(&output)
        );
        assert!(
            text(&output).contains(says),
            "{arguments:?}: {}",
            text(&output)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_master_key_can_be_rotated() {
    let database = TestDatabase::sqlite();
    let app = TestApp::on(&database).await;
    register(
        &app,
        microsoft365::contoso::TENANT,
        &microsoft365::contoso::ADMIN,
    )
    .await;
    let run = |arguments: &[&str]| {
        command(database.url(), app.folder.path(), &app.microsoft)
            .args(arguments)
            .output()
            .unwrap()
    };
    let before = std::fs::read(app.folder.path().join("keys/anteroom.key")).unwrap();
    app.site.parts().store.close().await;
    let rotated = run(&["key", "rotate"]);
    assert_eq!(rotated.status.code(), Some(0), "{}", text(&rotated));
    assert_ne!(
        std::fs::read(app.folder.path().join("keys/anteroom.key")).unwrap(),
        before
    );
    let verified = run(&["audit", "verify"]);
    assert_eq!(
        verified.status.code(),
        Some(0),
        "the keys open with the new master key: {}",
        text(&verified)
    );
}
