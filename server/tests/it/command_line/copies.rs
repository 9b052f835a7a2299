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
pub(super) struct Desk<'d> {
    pub(super) app: TestApp,
    pub(super) database: &'d TestDatabase,
}

impl<'d> Desk<'d> {
    pub(super) async fn set(database: &'d TestDatabase) -> Self {
        let app = TestApp::on(database).await;
        register(&app, contoso::TENANT, &contoso::ADMIN).await;
        Self { app, database }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.app.folder.path().join(name)
    }

    pub(super) fn file(&self, name: &str) -> String {
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

    pub(super) fn here(&self, arguments: &[&str], code: i32, says: &str) -> String {
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
        // It says that it holds nobody, and still names the key that has to sign it.
        ("emptied", sealed(&emptied, None), "without its key"),
        (
            "forged",
            sealed(&forged(&changed, true), None),
            "without its key",
        ),
        // It names no key either, so that nobody has to sign it; it may hold nothing then.
        (
            "keyless",
            sealed(&forged(&changed, false), None),
            "other organisations",
        ),
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
    for (name, code, says) in [("forged", 1, "without its key"), ("keyless", 0, "unsigned")] {
        let arguments = ["restore", &desk.file(name), "--check"];
        let said = desk.here(&arguments, code, says);
        assert!(!said.contains("sealed with the key"), "{said}");
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

/// A copy that somebody without the key has changed: it says that it holds no organisation, a second table of
/// organisations without a row at its end seems to bear that out, and it names its key or none.
fn forged(body: &[u8], named: bool) -> Vec<u8> {
    let title = body.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let sized = |at: usize| {
        let length = u32::from_be_bytes(body[at..at + 4].try_into().unwrap());
        at + 4..at + 4 + length as usize
    };
    let header = sized(title);
    let mut facts: serde_json::Value = serde_json::from_slice(&body[header.clone()]).unwrap();
    facts["tenants"] = 0.into();
    if !named {
        facts["key_fingerprint"] = serde_json::Value::Null;
    }
    let facts = serde_json::to_vec(&facts).unwrap();
    let length = u32::try_from(facts.len()).unwrap().to_be_bytes();
    let name = b"{\"name\":\"tenant\",";
    let table = body.windows(name.len()).position(|it| it == name).unwrap();
    let table = &body[table - 5..sized(table - 4).end];
    let (rest, end) = body[header.end..].split_at(body.len() - header.end - 9);
    let all = u64::from_be_bytes(end[1..].try_into().unwrap()) + 1;
    let (none, all) = (0_u64.to_be_bytes(), all.to_be_bytes());
    [
        &body[..title],
        &length,
        &facts,
        rest,
        table,
        b"E",
        &none,
        b"Z",
        &all,
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_a_copy_without_organisations_is_signed_goes_by_its_key() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(&database).await;
        let desk = Desk {
            app,
            database: &database,
        };
        let (signed, unsigned) = (desk.file("signed.copy"), desk.file("unsigned.copy"));
        desk.here(&["backup", &signed], 0, "0 organisation(s)");
        desk.here(&["restore", &signed, "--check"], 0, "is whole and sealed");
        let (never, new) = (desk.empty("never.db"), desk.empty("new.db"));
        desk.run(&never, &["migrate"], 0, "");
        desk.run(&never, &["backup", &unsigned], 0, "unsigned");
        desk.run(&new, &["restore", &unsigned, "--check"], 0, "unsigned");
        desk.run(&new, &["restore", &unsigned], 0, "0 organisation(s)");
        desk.run(
            &new,
            &["restore", &signed, "--force"],
            0,
            "0 organisation(s)",
        );
        drop(desk);
        database.remove().await;
    }
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
    let entries = || {
        let entries = std::fs::read_dir(desk.path("there")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    // The heads of the logs are noted as soon as a copy is in place.
    assert_eq!(entries(), ["anteroom.db", "audit-heads"]);
    let arguments = ["restore", &another, "--force"];
    desk.crowded(&there, 1024, &arguments, "nothing was changed");
    assert_eq!(
        std::fs::read(desk.path("there/anteroom.db")).unwrap(),
        before
    );
    assert_eq!(entries(), ["anteroom.db", "audit-heads"]);
    desk.run(&there, &["audit", "verify"], 0, "intact");
}
