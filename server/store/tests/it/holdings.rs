//! How much is kept, by class.

use std::collections::BTreeMap;

use model::{TenantId, Timestamp};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use store::testing::{TestDatabase, each_database, room, tenant, ticket, ticket_row};
use store::{COUNTED, HoldingRow, NOT_COUNTED};

fn by_class(rows: Vec<HoldingRow>) -> BTreeMap<String, (i64, Option<i64>)> {
    let each = rows.into_iter();
    each.map(|row| (row.class, (row.rows, row.oldest)))
        .collect()
}

#[tokio::test]
async fn weeks_are_counted_once_however_many_people_policies_and_groups_they_have() {
    each_database(|store| async move {
        let (own, other) = (tenant(&store, 1).await, tenant(&store, 2).await);
        crate::culture::fill(&store, own).await;
        let before = by_class(store.of(own).holdings().await.unwrap());
        crate::culture::fill_weeks(&store, own, &[7, 9, 30]).await;
        let after = by_class(store.of(own).holdings().await.unwrap());
        for class in ["calendar", "weeks", "cells"] {
            assert_eq!(after[class].0, before[class].0 + 3, "{class}");
            let least = before[class].1.unwrap().min(7);
            assert_eq!(after[class].1, Some(least), "{class}");
        }
        let none = by_class(store.of(other).holdings().await.unwrap());
        assert_eq!(none.len(), 19);
        assert!(none.values().all(|held| *held == (0, None)), "{none:?}");
    })
    .await;
}

#[tokio::test]
async fn answers_are_told_apart_from_visits_that_hold_none() {
    each_database(|store| async move {
        let own = tenant(&store, 1).await;
        let desk = room(&store, own, 1).await;
        for (number, answers, erase_at) in [
            (1, true, Some(90)),
            (2, true, Some(40)),
            (3, true, None),
            (4, false, Some(1)),
        ] {
            let mut row = ticket_row(desk, number);
            row.answers = answers.then(|| vec![1]);
            row.erase_at = erase_at.map(Timestamp);
            ticket(&store, own, row).await;
        }
        let held = by_class(store.of(own).holdings().await.unwrap());
        assert_eq!(held["answers"], (3, Some(40)));
        assert_eq!(held["tickets"], (4, None), "none has ended");
    })
    .await;
}

/// Tables that belong to organisations, whichever there are.
async fn tables(conn: &mut SqliteConnection) -> Vec<String> {
    let text = "SELECT t.name FROM sqlite_master AS t WHERE t.type = 'table' AND (t.name = 'tenant' OR EXISTS \
        (SELECT 1 FROM pragma_table_info(t.name) AS c WHERE c.name = 'tenant')) ORDER BY t.name";
    sqlx::query_scalar(text).fetch_all(conn).await.unwrap()
}

/// How many rows of a table an organisation has.
async fn rows(conn: &mut SqliteConnection, table: &str, of: TenantId) -> i64 {
    let text = format!("SELECT COUNT(*) FROM {table} WHERE tenant = '{of}'");
    let query = sqlx::query_scalar(AssertSqlSafe(text));
    query.fetch_one(conn).await.unwrap()
}

#[tokio::test]
async fn every_table_is_counted_in_its_class_or_named_with_a_reason() {
    let database = TestDatabase::sqlite();
    let store = database.store().await;
    let own = tenant(&store, 1).await;
    crate::isolation::fill(&store, own).await;
    crate::culture::fill(&store, own).await;
    let options = database.url().parse::<sqlx::sqlite::SqliteConnectOptions>();
    // Rows others refer to are removed as well: each table by itself is what is looked at.
    let options = options.unwrap().foreign_keys(false);
    let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
    let all = tables(&mut conn).await;
    let mut named: Vec<&str> = COUNTED.iter().chain(NOT_COUNTED).map(|it| it.0).collect();
    named.sort_unstable();
    assert_eq!(
        all, named,
        "left: there are; right: are counted or named, once"
    );
    assert!(NOT_COUNTED.iter().all(|(_, reason)| reason.len() > 8));
    for (table, class) in COUNTED {
        assert!(
            rows(&mut conn, table, own).await > 0,
            "{table} is not tried"
        );
        let before = by_class(store.of(own).holdings().await.unwrap());
        let text = format!("DELETE FROM {table} WHERE tenant = '{own}'");
        let query = sqlx::raw_sql(AssertSqlSafe(text));
        query.execute(&mut conn).await.unwrap();
        let after = by_class(store.of(own).holdings().await.unwrap());
        for (name, (count, _)) in &before {
            // Answers are a part of their visit.
            let here = name == class || (*table == "ticket" && name == "answers");
            let less = after[name].0 < *count;
            assert_eq!(
                less, here,
                "{table} and {name}: {count}, then {}",
                after[name].0
            );
        }
    }
    conn.close().await.unwrap();
}
