//! The audit chain in the database: whoever changes a row breaks it.

use model::trust::{AuditAsk, Period};
use model::{TenantId, Timestamp};
use sqlx::AssertSqlSafe;
use store::testing::{TestDatabase, each_database};
use trust::audit::{self, Actor, Entry};
use trust::retention::months_before;
use trust::testing::{self, Someone};
use trust::{Trust, TrustError};

async fn append(
    trust: &Trust,
    store: &store::Store,
    tenant: TenantId,
    number: i64,
) -> Result<(), TrustError> {
    let keys = trust.keys(tenant).await.unwrap();
    let mut tx = store.of(tenant).begin().await.unwrap();
    let actor = Actor::Person(store::testing::person(10));
    let entry = Entry::new(Timestamp(number), actor, "room.changed", number)
        .with(serde_json::json!({ "n": number }));
    audit::append(&mut tx, &keys, entry).await?;
    tx.commit().await.unwrap();
    Ok(())
}

#[tokio::test]
async fn a_chain_verifies_and_is_read_in_pages() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        let reviewer = testing::reviewer(&Someone::new(tenant, 10));
        let empty = trust
            .audit_page(&reviewer, &AuditAsk::default(), None)
            .await
            .unwrap();
        assert!(empty.intact == Some(true) && empty.entries.is_empty() && empty.next.is_none());
        for number in 1..=120 {
            append(&trust, &store, tenant, number).await.unwrap();
        }
        let verdict = trust.verify_audit(tenant).await.unwrap();
        assert_eq!(
            (verdict.rows, verdict.broken_at, verdict.head.unwrap().0),
            (120, None, 120)
        );
        let (mut before, mut seen) = (None, 0);
        loop {
            let page = trust
                .audit_page(&reviewer, &AuditAsk::default(), before)
                .await
                .unwrap();
            assert_eq!(page.intact, Some(true));
            seen += page.entries.len();
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(seen, 120);
        let other = testing::tenant(&trust, 2).await;
        assert_eq!(
            trust.verify_audit(other).await.unwrap().rows,
            0,
            "chains do not mix"
        );
    })
    .await;
}

#[tokio::test]
async fn a_row_exists_only_with_what_it_records() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        let keys = trust.keys(tenant).await.unwrap();
        let mut tx = store.of(tenant).begin().await.unwrap();
        let entry = Entry::new(Timestamp(1), Actor::System, "never.happened", "x");
        audit::append(&mut tx, &keys, entry).await.unwrap();
        drop(tx);
        assert_eq!(trust.verify_audit(tenant).await.unwrap().rows, 0);
    })
    .await;
}

#[tokio::test]
async fn writers_at_once_make_one_chain() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        let writers = (1..=20).map(|number| append(&trust, &store, tenant, number));
        for done in futures::future::join_all(writers).await {
            done.unwrap();
        }
        let verdict = trust.verify_audit(tenant).await.unwrap();
        assert_eq!((verdict.rows, verdict.broken_at), (20, None));
    })
    .await;
}

#[tokio::test]
async fn any_altered_removed_or_reordered_row_breaks_the_chain() {
    let changes = [
        ("UPDATE audit SET at = at + 1 WHERE sequence = 3", 3),
        (
            "UPDATE audit SET actor_kind = 'system' WHERE sequence = 3",
            3,
        ),
        ("UPDATE audit SET actor = NULL WHERE sequence = 3", 3),
        (
            "UPDATE audit SET action = 'room.removed' WHERE sequence = 3",
            3,
        ),
        ("UPDATE audit SET subject = '4' WHERE sequence = 3", 3),
        (
            "UPDATE audit SET detail_json = 'null' WHERE sequence = 3",
            3,
        ),
        (
            "UPDATE audit SET mac = (SELECT mac FROM audit WHERE sequence = 2) WHERE sequence = 3",
            3,
        ),
        ("DELETE FROM audit WHERE sequence = 3", 3),
        ("DELETE FROM audit WHERE sequence = 1", 1),
        (
            "UPDATE audit SET sequence = 90 + sequence WHERE sequence = 3",
            3,
        ),
    ];
    for (statement, broken_at) in changes {
        let database = TestDatabase::sqlite();
        let store = database.store().await;
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        for number in 1..=5 {
            append(&trust, &store, tenant, number).await.unwrap();
        }
        let pool = sqlx::SqlitePool::connect(database.url()).await.unwrap();
        let touched = sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&pool)
            .await
            .unwrap()
            .rows_affected();
        assert_eq!(touched, 1, "{statement}");
        let verdict = trust.verify_audit(tenant).await.unwrap();
        assert_eq!(verdict.broken_at, Some(broken_at), "{statement}");
        let reviewer = testing::reviewer(&Someone::new(tenant, 10));
        let page = trust
            .audit_page(&reviewer, &AuditAsk::default(), None)
            .await;
        assert_eq!(page.unwrap().intact, Some(false), "{statement}");
        pool.close().await;
    }
}

const DAY: i64 = 24 * 3_600_000;
/// 22 November 2026, noon.
const NOW: Timestamp = Timestamp(1_795_348_800_000);

#[tokio::test]
async fn a_chain_whose_old_rows_have_gone_still_verifies() {
    each_database(|store| async move {
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        let reviewer = testing::reviewer(&Someone::new(tenant, 10));
        let old = months_before(NOW, Period::Audit.usual());
        for days in [-30, -20, -1, 0, 1] {
            append(&trust, &store, tenant, old.0 + days * DAY)
                .await
                .unwrap();
        }
        assert_eq!(trust.sweep_retention(NOW).await.unwrap().audit_rows, 3);
        // Two rows are left, and one tells of the closing.
        let verdict = trust.verify_audit(tenant).await.unwrap();
        assert_eq!(
            (verdict.rows, verdict.checkpoint, verdict.broken_at),
            (3, Some(3), None)
        );
        let page = trust
            .audit_page(&reviewer, &AuditAsk::default(), None)
            .await
            .unwrap();
        assert_eq!(page.intact, Some(true));
        assert_eq!(page.next, None, "nothing older can be asked for");
        assert_eq!(page.entries[0].action, "audit.segment_closed");
        assert_eq!(trust.sweep_retention(NOW).await.unwrap().audit_rows, 0);
        // A second segment goes from the first checkpoint to the next one.
        let later = Timestamp(NOW.0 + DAY / 2);
        assert_eq!(trust.sweep_retention(later).await.unwrap().audit_rows, 1);
        let verdict = trust.verify_audit(tenant).await.unwrap();
        assert_eq!((verdict.checkpoint, verdict.broken_at), (Some(4), None));
    })
    .await;
}

#[tokio::test]
async fn a_chain_that_was_cut_or_whose_checkpoint_was_touched_does_not_verify() {
    let changes = [
        ("DELETE FROM audit WHERE sequence = 6", 6),
        ("DELETE FROM audit", 4),
        ("DELETE FROM audit WHERE sequence = 4", 4),
        ("DELETE FROM audit_checkpoint", 1),
        (
            "UPDATE audit_checkpoint SET sequence = 4; DELETE FROM audit WHERE sequence = 4",
            4,
        ),
        (
            "UPDATE audit_checkpoint SET mac = (SELECT mac FROM audit WHERE sequence = 4)",
            3,
        ),
        ("UPDATE audit_checkpoint SET at = at + 1", 3),
    ];
    for (statement, broken_at) in changes {
        let database = TestDatabase::sqlite();
        let store = database.store().await;
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let tenant = testing::tenant(&trust, 1).await;
        for number in 1..=5 {
            append(&trust, &store, tenant, number * DAY).await.unwrap();
        }
        let before = Timestamp(4 * DAY);
        let closed = trust.close_audit_segment(tenant, before, NOW).await;
        assert_eq!(closed.unwrap(), 3);
        assert!(trust.verify_audit(tenant).await.unwrap().intact());
        let pool = sqlx::SqlitePool::connect(database.url()).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&pool)
            .await
            .unwrap();
        let verdict = trust.verify_audit(tenant).await.unwrap();
        assert_eq!(verdict.broken_at, Some(broken_at), "{statement}");
        let reviewer = testing::reviewer(&Someone::new(tenant, 10));
        let page = trust
            .audit_page(&reviewer, &AuditAsk::default(), None)
            .await
            .unwrap();
        assert_eq!(
            page.intact,
            Some(false),
            "{statement} is not seen on the page"
        );
        pool.close().await;
    }
}

#[tokio::test]
async fn a_segment_that_was_tampered_with_is_not_closed() {
    let database = TestDatabase::sqlite();
    let store = database.store().await;
    let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
    let tenant = testing::tenant(&trust, 1).await;
    for number in 1..=3 {
        append(&trust, &store, tenant, number * DAY).await.unwrap();
    }
    let pool = sqlx::SqlitePool::connect(database.url()).await.unwrap();
    sqlx::raw_sql("UPDATE audit SET subject = 'x' WHERE sequence = 2")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    let closed = trust
        .close_audit_segment(tenant, Timestamp(3 * DAY), NOW)
        .await;
    assert_eq!(closed.unwrap(), 0);
    assert_eq!(
        trust.verify_audit(tenant).await.unwrap().broken_at,
        Some(2),
        "the trace of it stays"
    );
}

#[test]
fn months_end_on_a_day_that_exists() {
    let at = |text: &str| Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
    for (now, months, then) in [
        ("2026-11-22T12:00:00Z", 24, "2024-11-22T12:00:00Z"),
        ("2026-03-31T12:00:00Z", 13, "2025-02-28T12:00:00Z"),
        ("2025-03-29T00:00:00Z", 13, "2024-02-29T00:00:00Z"),
        ("2026-01-15T23:59:59Z", 36, "2023-01-15T23:59:59Z"),
    ] {
        assert_eq!(months_before(at(now), months), at(then), "{now}");
    }
}
