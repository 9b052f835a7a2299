//! The command line as an operator meets it.

mod culture;
mod doctor;
mod records;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_brings_back_what_was_there_and_nothing_else_is_put_in_place() {
    let database = TestDatabase::sqlite();
    let app = TestApp::on(&database).await;
    register(
        &app,
        microsoft365::contoso::TENANT,
        &microsoft365::contoso::ADMIN,
    )
    .await;
    let folder = app.folder.path();
    let file = |name: &str| folder.join(name).display().to_string();
    let (copy, other) = (file("copy.db"), format!("sqlite:{}", file("other/new.db")));
    let run = |url: &str, arguments: &[&str], code: i32, says: &str| {
        let output = command(url, folder, &app.microsoft)
            .args(arguments)
            .output()
            .unwrap();
        let said = text(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
    };
    run(database.url(), &["backup", "--help"], 0, "PATH");
    run(database.url(), &["restore", "--help"], 0, "--force");
    // The application runs on the same file meanwhile.
    run(database.url(), &["backup", &copy], 0, "1 organisation(s)");
    run(database.url(), &["audit", "export"], 0, "tenant.backed_up");
    run(database.url(), &["backup", &copy], 2, "exists already");
    run("postgres://localhost/x", &["backup", &copy], 2, "pg_dump");
    run(
        "postgres://localhost/x",
        &["restore", &copy],
        2,
        "pg_restore",
    );
    run(database.url(), &["restore", &copy], 2, "--force");
    run(
        &other,
        &["restore", &copy],
        0,
        "1 organisation(s) are restored",
    );
    run(&other, &["tenant", "list"], 0, "contoso");
    run(&other, &["audit", "verify"], 0, "intact");
    run(&other, &["restore", &copy], 2, "--force");
    let replaced = || {
        let names = std::fs::read_dir(folder.join("other")).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let names = names.filter(|name| name.starts_with("new.db.replaced-"));
        names
            .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
            .count()
    };
    run(&other, &["restore", &copy, "--force"], 0, "are restored");
    assert_eq!(replaced(), 1);
    // Another one leaves alone what the first has put aside.
    run(&other, &["restore", &copy, "--force"], 0, "is kept in");
    assert_eq!(replaced(), 2);
    // The application still has its own file open.
    run(
        database.url(),
        &["restore", &copy, "--force"],
        1,
        "stop it first",
    );

    let bytes = std::fs::read(&copy).unwrap();
    let target = format!("sqlite:{}", file("never/made.db"));
    for (name, content) in [
        ("text.db", b"no database".to_vec()),
        ("short.db", bytes[..bytes.len() / 2].to_vec()),
    ] {
        std::fs::write(folder.join(name), content).unwrap();
        run(&target, &["restore", &file(name)], 1, "no whole copy");
    }
    run(&target, &["restore", &file("none.db")], 1, "anteroom:");
    let key = folder.join("keys/anteroom.key");
    let kept = folder.join("keys/kept.key");
    std::fs::rename(&key, &kept).unwrap();
    let another = format!("sqlite:{}", file("another/empty.db"));
    run(&another, &["tenant", "invite"], 0, "/register?invitation=");
    run(&target, &["restore", &copy], 1, "nothing was changed");
    std::fs::remove_file(&key).unwrap();
    std::fs::rename(&kept, &key).unwrap();
    assert!(!folder.join("never").exists(), "nothing was put in place");
}
