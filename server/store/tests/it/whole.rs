//! The export of an organisation has every table and every column, or says why not.

use std::collections::BTreeSet;

use sqlx::Connection as _;
use store::testing::{TestDatabase, each_database, tenant};
use store::{Kept, LEFT_OUT, Part, Store};

use crate::isolation::fill;

/// Columns that are never told: keys, tokens, hashes of secrets, links that open a meeting, ids the sync seals.
const NEVER: [&str; 16] = [
    "invitation.hash",
    "meeting_lock.reference",
    "room.revised_at",
    "session.hash",
    "session.login_hint",
    "session.sid",
    "connection.key_id",
    "connection.refresh_token",
    "synced_person.holder",
    "synced_person.held_until",
    "synced_person.link",
    "synced_person.sealed",
    "ticket.join_key",
    "ticket.meeting_link",
    "ticket.meeting_ref",
    "ticket.visitor_hash",
];

#[tokio::test]
async fn every_table_and_column_goes_out_or_is_named() {
    let database = TestDatabase::sqlite();
    drop(database.store().await);
    let mut conn = sqlx::SqliteConnection::connect(database.url())
        .await
        .unwrap();
    let text = "SELECT t.name, c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c \
        WHERE t.type = 'table' AND (t.name = 'tenant' OR EXISTS \
        (SELECT 1 FROM pragma_table_info(t.name) AS own WHERE own.name = 'tenant'))";
    let columns: Vec<(String, String)> = sqlx::query_as(text).fetch_all(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    let mut silent = BTreeSet::new();
    for (table, column) in columns {
        if LEFT_OUT.iter().any(|(left_out, _)| *left_out == table) || column == "tenant" {
            continue;
        }
        let part = Part::ALL.iter().find(|part| part.table() == table);
        if !part.is_some_and(|part| part.columns().contains(&column.as_str())) {
            silent.insert(format!("{table}.{column}"));
        }
    }
    let named: BTreeSet<String> = NEVER.into_iter().map(str::to_owned).collect();
    assert_eq!(silent, named, "left: not told; right: may be left out");
}

#[tokio::test]
async fn a_tenant_has_its_own_rows_and_no_others() {
    each_database(|store: Store| async move {
        let (own, other) = (tenant(&store, 1).await, tenant(&store, 2).await);
        fill(&store, own).await;
        crate::culture::fill(&store, own).await;
        let mut filled = 0;
        for part in Part::ALL {
            let rows = store.of(own).whole(*part).await.unwrap();
            filled += usize::from(!rows.is_empty());
            for row in &rows {
                let columns: Vec<&str> = row.iter().map(|(name, _)| *name).collect();
                assert_eq!(columns, part.columns());
            }
            let foreign = store.of(other).whole(*part).await.unwrap();
            assert_eq!(
                foreign.len(),
                usize::from(*part == Part::Tenant),
                "{part:?}"
            );
        }
        assert!(filled > 25, "{filled} tables have rows");
        let tickets = store.of(own).whole(Part::Ticket).await.unwrap();
        let closed = |column: &&(&str, Kept)| matches!(column.1, Kept::Closed(_));
        assert_eq!(tickets[0].iter().filter(closed).count(), 1, "the answers");
    })
    .await;
}
