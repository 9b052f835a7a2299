//! The audit logs after a restoration: heads that were noted meanwhile are left out, and nothing else is.

use microsoft365::fabrikam;
use store::testing::TestDatabase;

use super::copies::Desk;
use crate::support::stage::register;

async fn tamper(database: &TestDatabase, statement: &str) {
    let pool = sqlx::SqlitePool::connect(database.url()).await.unwrap();
    let statement = sqlx::AssertSqlSafe(statement);
    sqlx::raw_sql(statement).execute(&pool).await.unwrap();
    pool.close().await;
}

const VERIFY: [&str; 2] = ["audit", "verify"];
const EXPORT: [&str; 4] = ["audit", "export", "--tenant", "contoso"];
const LEFT_OUT: &str = "1 head(s) that were noted between a copy and its restoration are left out";

#[tokio::test(flavor = "multi_thread")]
async fn heads_that_were_noted_between_a_copy_and_its_restoration_are_left_out() {
    let database = TestDatabase::sqlite();
    let desk = Desk::set(&database).await;
    server::jobs::run_all(&desk.app.site).await.unwrap();
    let copy = desk.file("day.copy");
    desk.here(&["backup", &copy], 0, "sealed");
    // More happens, somebody registers, and the heads of both are noted.
    desk.here(&EXPORT, 0, "tenant.backed_up");
    register(&desk.app, fabrikam::TENANT, &fabrikam::ADMIN).await;
    server::jobs::run_all(&desk.app.site).await.unwrap();
    desk.here(&VERIFY, 0, "2 noted head(s) passed");
    desk.app.site.parts().store.close().await;

    desk.here(&["restore", &copy, "--force"], 0, "no longer fit");
    let said = desk.here(&VERIFY, 0, "2 noted head(s) passed");
    assert!(said.contains(LEFT_OUT), "{said}");
    let gone = format!("{}\tleft out: all its heads", fabrikam::TENANT);
    assert!(said.contains(&gone), "{said}");
    // The log grows beyond the places of those heads.
    for _ in 0..6 {
        desk.here(&EXPORT, 0, "tenant.restored");
    }
    let said = desk.here(&VERIFY, 0, "2 noted head(s) passed");
    assert!(said.contains(LEFT_OUT), "{said}");
    // Another restoration of the same copy leaves out what was noted since then as well.
    desk.here(&["restore", &copy, "--force"], 0, "no longer fit");
    desk.here(&VERIFY, 0, "2 head(s) that were noted between");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_to_a_log_after_a_restoration_is_found() {
    let database = TestDatabase::sqlite();
    let desk = Desk::set(&database).await;
    let copy = desk.file("day.copy");
    desk.here(&["backup", &copy], 0, "sealed");
    desk.here(&EXPORT, 0, "tenant.backed_up");
    server::jobs::run_all(&desk.app.site).await.unwrap();
    desk.app.site.parts().store.close().await;
    desk.here(&["restore", &copy, "--force"], 0, "no longer fit");
    desk.here(&EXPORT, 0, "tenant.restored");
    desk.here(&VERIFY, 0, LEFT_OUT);

    let row = "action = 'tenant.restored'";
    let earlier = format!(
        "UPDATE audit SET detail_json = replace(detail_json, '\"made\":1', '\"made\":0') WHERE {row}"
    );
    let later = format!(
        "UPDATE audit SET detail_json = replace(detail_json, '\"made\":0', '\"made\":1') WHERE {row}"
    );
    tamper(&database, &earlier).await;
    desk.here(&VERIFY, 1, "BROKEN at row");
    tamper(&database, &later).await;
    desk.here(&VERIFY, 0, "intact");
    // The end goes, with the row that tells of the restoration and the head beside it.
    let cut = format!(
        "DELETE FROM audit WHERE sequence >= (SELECT sequence FROM audit WHERE {row}); \
         UPDATE audit_head SET sequence = (SELECT MAX(sequence) FROM audit), \
         mac = (SELECT mac FROM audit ORDER BY sequence DESC LIMIT 1)"
    );
    tamper(&database, &cut).await;
    desk.here(&VERIFY, 1, "BROKEN at row");
    // Nor does a row help that says so and is not of the chain.
    let forged = "INSERT INTO audit (tenant, sequence, at, actor_kind, actor, action, subject, detail_json, mac) \
        SELECT tenant, sequence + 1, 9000000000000, 'operator', NULL, 'tenant.restored', tenant, \
        '{\"made\":0,\"version\":\"0\"}', zeroblob(32) FROM audit_head; \
        UPDATE audit_head SET sequence = sequence + 1, mac = zeroblob(32)";
    tamper(&database, forged).await;
    let said = desk.here(&VERIFY, 1, "BROKEN at row");
    assert!(!said.contains("left out"), "{said}");
}
