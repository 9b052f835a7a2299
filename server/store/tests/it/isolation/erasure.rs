//! What an erased tenant leaves.

use model::TenantId;
use store::testing::{TestDatabase, tenant};

use super::fill;

#[tokio::test]
async fn an_erased_tenant_leaves_nothing_and_touches_nobody_else() {
    for database in TestDatabase::all().await {
        let store = database.store().await;
        let (erased, kept) = (tenant(&store, 1).await, tenant(&store, 2).await);
        fill(&store, erased).await;
        crate::culture::fill(&store, erased).await;
        let mut tx = store.of(erased).begin().await.unwrap();
        tx.erase_tenant().await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(tables_with(&database, erased).await, ["session_end"]);
        let tenants = store.system().tenants().await.unwrap();
        assert_eq!(tenants.iter().map(|row| row.id).collect::<Vec<_>>(), [kept]);
        database.remove().await;
    }
}

/// All tables that hold a row of a tenant, whichever tables there are.
async fn tables_with(database: &TestDatabase, tenant: TenantId) -> Vec<String> {
    use sqlx::Connection as _;
    let mut found = Vec::new();
    if database.is_postgres() {
        let mut conn = sqlx::PgConnection::connect(database.url()).await.unwrap();
        let text = "SELECT CAST(table_name AS TEXT) FROM information_schema.columns \
            WHERE table_schema = current_schema() AND column_name = 'tenant' ORDER BY table_name";
        let tables: Vec<String> = sqlx::query_scalar(text).fetch_all(&mut conn).await.unwrap();
        for table in tables {
            let count = format!("SELECT COUNT(*) FROM {table} WHERE tenant = '{tenant}'");
            let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
                .fetch_one(&mut conn)
                .await
                .unwrap();
            found.extend((rows > 0).then_some(table));
        }
    } else {
        let mut conn = sqlx::SqliteConnection::connect(database.url())
            .await
            .unwrap();
        let text = "SELECT t.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c \
            WHERE t.type = 'table' AND c.name = 'tenant' ORDER BY t.name";
        let tables: Vec<String> = sqlx::query_scalar(text).fetch_all(&mut conn).await.unwrap();
        assert!(tables.len() > 15, "{tables:?}");
        for table in tables {
            let count = format!("SELECT COUNT(*) FROM {table} WHERE tenant = '{tenant}'");
            let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
                .fetch_one(&mut conn)
                .await
                .unwrap();
            found.extend((rows > 0).then_some(table));
        }
        conn.close().await.unwrap();
    }
    found
}
