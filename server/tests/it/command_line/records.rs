//! What an operator can prove and undo: noted heads, certificates, seals of copies, an interrupted rotation.

use microsoft365::contoso;
use store::testing::TestDatabase;

use super::text;
use crate::support::TestApp;
use crate::support::process::command;
use crate::support::stage::register;

/// Runs a command and looks at its exit code and at what it says; answers the latter.
fn run(app: &TestApp, url: &str, arguments: &[&str], code: i32, says: &str) -> String {
    let output = command(url, app.folder.path(), &app.microsoft)
        .args(arguments)
        .output()
        .unwrap();
    let said = text(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(said.contains(says), "{arguments:?}: {said}");
    said
}

async fn tamper(database: &TestDatabase, statement: &str) {
    let pool = sqlx::SqlitePool::connect(database.url()).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_end_of_a_log_shows_by_the_heads_that_the_job_noted() {
    let database = TestDatabase::sqlite();
    let app = TestApp::on(&database).await;
    register(&app, contoso::TENANT, &contoso::ADMIN).await;
    let verify = |code, says: &str| run(&app, database.url(), &["audit", "verify"], code, says);
    verify(0, "no head noted yet");
    server::jobs::run_all(&app.site).await.unwrap();
    server::jobs::run_all(&app.site).await.unwrap();
    let file = server::jobs::heads_file(
        &app.site.parts().data_folder,
        contoso::TENANT.parse().unwrap(),
    );
    let noted = std::fs::read_to_string(&file).unwrap();
    assert_eq!(noted.lines().count(), 2, "{noted}");
    verify(0, "2 noted head(s) passed");

    // Those of a chain that was erased before the organisation registered again are not of this one.
    let older = r#"{"at":5,"sequence":900,"mac":"MAC"}"#.replace("MAC", &"ab".repeat(32));
    std::fs::write(&file, format!("{older}\n{noted}")).unwrap();
    verify(0, "1 head(s) from before the organisation was registered");
    std::fs::write(&file, &noted).unwrap();

    // The looks of the permission review are checked as well.
    verify(0, "evidence intact");
    let swap = |from: &str, to: &str| {
        format!("UPDATE review_run SET result_json = replace(result_json, '{from}', '{to}')")
    };
    tamper(&database, &swap("User.Read.All", "User.Read.Nil")).await;
    verify(1, "evidence BROKEN");
    tamper(&database, &swap("User.Read.Nil", "User.Read.All")).await;
    verify(0, "evidence intact");

    // Whoever can write to the database moves the head beside the chain back as well.
    let cut = "DELETE FROM audit WHERE sequence > 1; \
        UPDATE audit_head SET sequence = (SELECT MAX(sequence) FROM audit), \
        mac = (SELECT mac FROM audit ORDER BY sequence DESC LIMIT 1)";
    tamper(&database, cut).await;
    verify(1, "BROKEN at row");
    // A file that was kept elsewhere tells the same when the one here is gone.
    let kept = app.folder.path().join("kept.jsonl");
    std::fs::rename(&file, &kept).unwrap();
    // Without it, what the permission review had noted in the log is missed there.
    verify(1, "evidence BROKEN");
    let kept = kept.display().to_string();
    let with = ["audit", "verify", "--tenant", "contoso", "--heads", &kept];
    run(&app, database.url(), &with, 1, "BROKEN at row");
    let without_tenant = ["audit", "verify", "--heads", &kept];
    run(&app, database.url(), &without_tenant, 2, "--tenant");
    // Nor does it help to remove everything and let the chain begin anew.
    tamper(
        &database,
        "DELETE FROM audit; UPDATE audit_head SET sequence = 0, mac = zeroblob(32)",
    )
    .await;
    verify(1, "the log is empty");
    tamper(&database, "UPDATE tenant SET activated = NULL").await;
    verify(1, "the log is empty");
    run(
        &app,
        database.url(),
        &["audit", "export", "--tenant", "contoso"],
        0,
        "",
    );
    run(&app, database.url(), &with, 1, "BROKEN at row");
    std::fs::write(&kept, format!("{noted}nonsense\n")).unwrap();
    run(&app, database.url(), &with, 1, "line 3 is no head");
    let none = ["audit", "verify", "--tenant", "contoso", "--heads", "none"];
    run(&app, database.url(), &none, 1, "none");
}

/// Rows of a chain that began some days ago.
async fn begin_anew(app: &TestApp, days: i64) {
    let tenant: model::TenantId = contoso::TENANT.parse().unwrap();
    let site = &app.site;
    let keys = site.trust().keys(tenant).await.unwrap();
    let at = trust::clock::now().plus_minutes(-days * 24 * 60);
    let mut tx = site.parts().store.of(tenant).begin().await.unwrap();
    for action in ["tenant.registered", "person.signed_in", "person.signed_out"] {
        let entry = trust::audit::Entry::new(at, trust::audit::Actor::System, action, tenant);
        trust::audit::append(&mut tx, &keys, entry).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_whose_noted_heads_are_gone_is_not_called_intact() {
    let database = TestDatabase::sqlite();
    let app = TestApp::on(&database).await;
    register(&app, contoso::TENANT, &contoso::ADMIN).await;
    let verify = |code, says: &str| run(&app, database.url(), &["audit", "verify"], code, says);
    let empty = "DELETE FROM audit; UPDATE audit_head SET sequence = 0, mac = zeroblob(32)";
    tamper(&database, empty).await;
    begin_anew(&app, 1).await;
    verify(0, "no head noted yet");
    tamper(&database, empty).await;
    begin_anew(&app, 3).await;
    verify(1, "no noted head was found");
    server::jobs::run_all(&app.site).await.unwrap();
    let folder = &app.site.parts().data_folder;
    let file = server::jobs::heads_file(folder, contoso::TENANT.parse().unwrap());
    verify(0, "noted head(s) passed");

    // The end goes, the head moves back, and the file with the heads goes as well.
    let cut = "DELETE FROM audit WHERE sequence > 2; \
        UPDATE audit_head SET sequence = 2, mac = (SELECT mac FROM audit WHERE sequence = 2)";
    tamper(&database, cut).await;
    verify(1, "BROKEN");
    std::fs::remove_file(&file).unwrap();
    verify(1, "no noted head was found");
    // A column that nothing signs takes no organisation out of the check.
    tamper(&database, "UPDATE tenant SET activated = NULL").await;
    verify(1, "no noted head was found");

    // Heads of an organisation of which nothing else is left.
    let other = server::jobs::heads_file(folder, microsoft365::fabrikam::TENANT.parse().unwrap());
    std::fs::write(&other, "").unwrap();
    let said = verify(1, "there is no such organisation");
    assert!(said.contains(microsoft365::fabrikam::TENANT), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_is_certified_and_the_certificate_can_be_checked() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(&database).await;
        register(&app, contoso::TENANT, &contoso::ADMIN).await;
        register(
            &app,
            microsoft365::fabrikam::TENANT,
            &microsoft365::fabrikam::ADMIN,
        )
        .await;
        let path = app.folder.path().join("certificate.txt");
        let file = path.display().to_string();
        let tenant = contoso::TENANT;
        let erase = [
            "erase",
            "--tenant",
            "contoso",
            "--confirm",
            tenant,
            "--certificate",
            &file,
        ];
        let said = run(&app, database.url(), &erase, 0, "is erased");
        assert!(said.contains("rows tenant: 1") && said.contains("rows tenant_key: 1"));
        assert!(said.contains("rows audit: 2") && said.contains("audit head: 2 "));
        let check = ["erase", "--check", &file];
        run(&app, database.url(), &check, 0, "is whole and signed");
        // After a rotation it is checked with the key that was put aside.
        let key = app.folder.path().join("keys/anteroom.key");
        let kept = trust::MasterKey::read(&key).unwrap();
        let kept = key.with_extension(format!("key.old-{}", kept.fingerprint()));
        std::fs::rename(&key, &kept).unwrap();
        trust::MasterKey::create(&key).unwrap();
        run(&app, database.url(), &check, 0, "is whole and signed");
        let aside = app.folder.path().join("aside");
        std::fs::rename(&kept, &aside).unwrap();
        run(
            &app,
            database.url(),
            &check,
            1,
            "its signature names the key",
        );
        std::fs::rename(&aside, &key).unwrap();
        let certificate = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, certificate.replace("rows audit: 2", "rows audit: 0")).unwrap();
        run(&app, database.url(), &check, 1, "was changed");
        std::fs::write(&path, "hello").unwrap();
        run(&app, database.url(), &check, 1, "no certificate");

        // The other organisation is as it was, and a certificate that cannot be written stops the erasure.
        let other = microsoft365::fabrikam::TENANT;
        let again = [
            "erase",
            "--tenant",
            "fabrikam",
            "--confirm",
            other,
            "--certificate",
            &file,
        ];
        run(&app, database.url(), &again, 1, "nothing was erased");
        run(&app, database.url(), &["audit", "verify"], 0, "intact");
        run(&app, database.url(), &["tenant", "list"], 0, "fabrikam");
        drop(app);
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_that_was_interrupted_is_finished_by_running_it_again() {
    let database = TestDatabase::sqlite();
    let app = TestApp::on(&database).await;
    register(&app, contoso::TENANT, &contoso::ADMIN).await;
    let keys = app.folder.path().join("keys");
    let (key, next) = (keys.join("anteroom.key"), keys.join("anteroom.key.next"));
    let rotate = ["key", "rotate"];
    let verify = ["audit", "verify"];
    // While a process has the database open, its key stays.
    run(&app, database.url(), &rotate, 1, "stop it first");
    app.site.parts().store.close().await;

    // Before anything was wrapped: the new key lies beside the old one.
    trust::MasterKey::create(&next).unwrap();
    let old = std::fs::read(&key).unwrap();
    run(&app, database.url(), &verify, 0, "intact");
    run(&app, database.url(), &rotate, 0, "1 organisation(s)");
    let new = std::fs::read(&key).unwrap();
    assert_ne!(new, old);
    run(&app, database.url(), &verify, 0, "intact");

    // After the wrapping, before either file was renamed.
    let kept = std::fs::read_dir(&keys)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.display().to_string().contains(".old-"))
        .unwrap();
    std::fs::rename(&key, &next).unwrap();
    std::fs::rename(&kept, &key).unwrap();
    run(&app, database.url(), &verify, 1, "key");
    run(&app, database.url(), &rotate, 0, "0 organisation(s)");
    assert_eq!(std::fs::read(&key).unwrap(), new);
    run(&app, database.url(), &verify, 0, "intact");

    // Between the two renames: there is no key file.
    std::fs::rename(&key, &next).unwrap();
    run(&app, database.url(), &verify, 1, "key");
    run(&app, database.url(), &rotate, 0, "is finished");
    run(&app, database.url(), &verify, 0, "intact");

    // A key that is none of this database's is not taken for the new one.
    std::fs::rename(&key, keys.join("elsewhere")).unwrap();
    trust::MasterKey::create(&next).unwrap();
    run(
        &app,
        database.url(),
        &rotate,
        1,
        "is not the key of this database",
    );
    std::fs::remove_file(&next).unwrap();
    std::fs::rename(keys.join("elsewhere"), &key).unwrap();
    // The old key opens nothing any more.
    std::fs::write(&key, old).unwrap();
    run(&app, database.url(), &verify, 1, "key");
}
