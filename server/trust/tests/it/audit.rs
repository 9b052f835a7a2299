//! The audit chain in the database: whoever changes a row breaks it.

use model::{TenantId, Timestamp};
use sqlx::AssertSqlSafe;
use store::testing::{TestDatabase, each_database};
use trust::audit::{self, Actor, Entry};
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
        let empty = trust.audit_page(&reviewer, None).await.unwrap();
        assert!(empty.intact && empty.entries.is_empty() && empty.next.is_none());
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
            let page = trust.audit_page(&reviewer, before).await.unwrap();
            assert!(page.intact);
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
        assert!(
            !trust.audit_page(&reviewer, None).await.unwrap().intact,
            "{statement}"
        );
        pool.close().await;
    }
}
