//! Copies of a database, from either to either, and what is refused as one.

use std::path::{Path, PathBuf};
use std::process::Command;

use microsoft365::contoso;
use store::testing::TestDatabase;
use trust::seal::{SEAL_BYTES, seal};

use super::text;
use crate::support::TestApp;
use crate::support::process::command;
use crate::support::stage::register;

/// An application with an organisation, and commands beside it.
struct Desk<'d> {
    app: TestApp,
    database: &'d TestDatabase,
}

impl<'d> Desk<'d> {
    async fn set(database: &'d TestDatabase) -> Self {
        let app = TestApp::on(database).await;
        register(&app, contoso::TENANT, &contoso::ADMIN).await;
        Self { app, database }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.app.folder.path().join(name)
    }

    fn file(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// An SQLite database that is not there yet.
    fn empty(&self, name: &str) -> String {
        format!("sqlite:{}", self.file(name))
    }

    fn run(&self, url: &str, arguments: &[&str], code: i32, says: &str) -> String {
        let mut command = command(url, self.app.folder.path(), &self.app.microsoft);
        let output = command.args(arguments).output().unwrap();
        let said = text(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
        said
    }

    fn here(&self, arguments: &[&str], code: i32, says: &str) -> String {
        self.run(self.database.url(), arguments, code, says)
    }

    /// The same where no file can grow beyond so many kibibytes, as on a disk that is full.
    fn crowded(&self, url: &str, kib: u32, arguments: &[&str], says: &str) {
        let plain = command(url, self.app.folder.path(), &self.app.microsoft);
        // Blocks of 512 bytes, as the standard has it; bash counts otherwise unless it is called sh.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kib * 2);
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(script).arg(plain.get_program());
        shell.args(arguments).env_clear();
        if let Some(folder) = plain.get_current_dir() {
            shell.current_dir(folder);
        }
        let given = plain.get_envs();
        shell.envs(given.filter_map(|(name, value)| Some((name, value?))));
        let output = shell.output().unwrap();
        let said = text(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
    }
}

/// Files of a folder whose names begin so, without what SQLite keeps beside them.
fn beginning(folder: &Path, name: &str) -> usize {
    let names = std::fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.filter(|it| it.starts_with(name));
    names
        .filter(|it| !it.ends_with("-wal") && !it.ends_with("-shm"))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_brings_back_what_was_there_on_either_database() {
    for database in TestDatabase::all().await {
        let desk = Desk::set(&database).await;
        let copy = desk.file("day.copy");
        desk.here(&["backup", "--help"], 0, "PATH");
        desk.here(&["restore", "--help"], 0, "--force");
        // The application runs on the same database meanwhile.
        desk.here(&["backup", &copy], 0, "1 organisation(s)");
        desk.here(&["audit", "export"], 0, "tenant.backed_up");
        desk.here(&["backup", &copy], 2, "exists already");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&copy).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        desk.here(&["restore", &copy, "--check"], 0, "is whole and sealed");
        desk.here(&["restore", &copy], 2, "--force");

        let file = desk.empty("other/new.db");
        desk.run(
            &file,
            &["restore", &copy],
            0,
            "1 organisation(s) are restored",
        );
        desk.run(&file, &["tenant", "list"], 0, "contoso");
        desk.run(&file, &["audit", "verify"], 0, "intact");
        desk.run(&file, &["restore", &copy], 2, "--force");
        let kept = || beginning(&desk.path("other"), "new.db.replaced-");
        desk.run(&file, &["restore", &copy, "--force"], 0, "is kept in");
        assert_eq!(kept(), 1);
        // Another one leaves alone what the first has put aside.
        desk.run(&file, &["restore", &copy, "--force"], 0, "is kept in");
        assert_eq!(kept(), 2);

        if let Some(schema) = TestDatabase::postgres().await {
            let url = schema.url();
            desk.run(
                url,
                &["restore", &copy],
                0,
                "1 organisation(s) are restored",
            );
            desk.run(url, &["audit", "verify"], 0, "intact");
            desk.run(url, &["restore", &copy], 2, "--force");
            let said = desk.run(url, &["restore", &copy, "--force"], 0, "is kept in");
            let kept = said.split("is kept in ").nth(1).unwrap();
            let kept = kept.split(".\n").next().unwrap();
            desk.run(url, &["restore", kept, "--check"], 0, "is whole and sealed");
            schema.remove().await;
        }
        drop(desk);
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_somebody_works_with_is_not_replaced() {
    for database in TestDatabase::all().await {
        let desk = Desk::set(&database).await;
        let copy = desk.file("day.copy");
        desk.here(&["backup", &copy], 0, "sealed");
        let (system, now) = (desk.app.site.parts().store.system(), trust::clock::now());
        let process = model::Guid::from_u128(1);
        let held = system.acquire_lease("tick", process, now.plus_minutes(1), now);
        assert_eq!(held.await, Ok(true));
        let says = if database.is_postgres() {
            "a process works with this database"
        } else {
            "stop it first"
        };
        desk.here(&["restore", &copy, "--force"], 1, says);
        desk.here(&["audit", "verify"], 0, "intact");
        drop(desk);
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_a_whole_copy_of_the_own_key_is_put_in_place() {
    let database = TestDatabase::sqlite();
    let desk = Desk::set(&database).await;
    let copy = desk.file("day.copy");
    desk.here(&["backup", &copy], 0, "sealed");
    let bytes = std::fs::read(&copy).unwrap();
    let body = &bytes[..bytes.len() - SEAL_BYTES];
    let sealed = |body: &[u8], key: Option<&trust::MasterKey>| {
        let end = seal(body, key).unwrap();
        [body, &end[..]].concat()
    };
    let mut changed = body.to_vec();
    let name = changed.windows(7).rposition(|it| it == b"Contoso").unwrap();
    changed[name] = b'K';
    let without = body
        .windows(11)
        .position(|it| it == b"\"tenants\":1")
        .unwrap();
    let mut emptied = body.to_vec();
    emptied[without + 10] = b'0';
    let other = trust::MasterKey::generate();
    let kept = &bytes[bytes.len() - SEAL_BYTES..];
    for (name, content, says) in [
        ("text", b"no database".to_vec(), "no whole copy"),
        ("nothing", vec![], "no whole copy"),
        ("short", bytes[..bytes.len() / 2].to_vec(), "was cut off"),
        ("last", bytes[..bytes.len() - 1].to_vec(), "was cut off"),
        ("unsealed", body.to_vec(), "was cut off"),
        ("longer", [&bytes[..], b"x"].concat(), "was cut off"),
        ("changed", [&changed[..], kept].concat(), "was changed"),
        ("hashed", sealed(&changed, None), "without its key"),
        ("signed", sealed(&changed, Some(&other)), "without its key"),
        // It says that it holds nobody and so needs no key.
        ("emptied", sealed(&emptied, None), "other organisations"),
    ] {
        std::fs::write(desk.path(name), content).unwrap();
        let target = desk.empty("never/made.db");
        desk.run(&target, &["restore", &desk.file(name)], 1, says);
        assert_eq!(
            std::fs::read_dir(desk.path("never")).map_or(0, Iterator::count),
            0,
            "{name}"
        );
        if let Some(schema) = TestDatabase::postgres().await {
            desk.run(schema.url(), &["restore", &desk.file(name)], 1, says);
            assert!(
                !schema
                    .open(store::testing::quick())
                    .await
                    .is_made()
                    .await
                    .unwrap()
            );
            schema.remove().await;
        }
    }
    let target = desk.empty("never/made.db");
    desk.run(
        &target,
        &["restore", &desk.file("none")],
        1,
        "cannot be read",
    );

    // Another key, and the own one after a rotation, is told; the one that was put aside opens it.
    let key = desk.path("keys/anteroom.key");
    let aside = desk.path("keys/elsewhere.key");
    std::fs::rename(&key, &aside).unwrap();
    trust::MasterKey::create(&key).unwrap();
    let arguments = ["restore", &copy];
    desk.run(&target, &arguments, 1, "nothing was changed");
    let old = trust::MasterKey::read(&aside).unwrap();
    let old = desk.path(&format!("keys/anteroom.key.old-{}", old.fingerprint()));
    std::fs::rename(&aside, &old).unwrap();
    desk.run(&target, &arguments, 1, "since a rotation");
    std::fs::rename(&old, &key).unwrap();
    desk.run(&target, &arguments, 0, "are restored");

    // One of a newer version is refused by its version.
    database.outdate().await;
    let mut newer = Vec::new();
    let store = &desk.app.site.parts().store;
    store
        .copy_to(&mut newer, trust::clock::now())
        .await
        .unwrap();
    let own = trust::MasterKey::read(&key).unwrap();
    std::fs::write(desk.path("newer"), sealed(&newer, Some(&own))).unwrap();
    let target = desk.empty("newer/made.db");
    desk.run(&target, &["restore", &desk.file("newer")], 1, "9999");
    assert!(!desk.path("newer/made.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_leaves_no_copy_and_replaces_nothing() {
    let database = TestDatabase::sqlite();
    let desk = Desk::set(&database).await;
    let store = &desk.app.site.parts().store;
    let tenant = contoso::TENANT.parse().unwrap();
    let mut tx = store.of(tenant).begin().await.unwrap();
    let much = format!("\"{}\"", "x".repeat(2 << 20));
    tx.set_tenant_setting("filler", &much).await.unwrap();
    tx.commit().await.unwrap();
    // What the log of the database holds would be in the way as well.
    store.close().await;
    let (copy, another) = (desk.file("day.copy"), desk.file("another.copy"));
    desk.crowded(database.url(), 1024, &["backup", &copy], "day.copy");
    assert!(!Path::new(&copy).exists());
    desk.here(&["backup", &another], 0, "sealed");

    let there = desk.empty("there/anteroom.db");
    desk.run(&there, &["restore", &another], 0, "are restored");
    let before = std::fs::read(desk.path("there/anteroom.db")).unwrap();
    let arguments = ["restore", &another, "--force"];
    desk.crowded(&there, 1024, &arguments, "nothing was changed");
    assert_eq!(
        std::fs::read(desk.path("there/anteroom.db")).unwrap(),
        before
    );
    assert_eq!(std::fs::read_dir(desk.path("there")).unwrap().count(), 1);
    desk.run(&there, &["audit", "verify"], 0, "intact");
}
