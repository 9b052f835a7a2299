//! Copies of whole databases, from either to either.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use model::{TenantId, Timestamp};
use sqlx::Connection as _;
use store::testing::{TestDatabase, guid, hash, quick, tenant};
use store::{AuditRow, COPIED, NOT_COPIED, Store, StoreError, archive_facts, restore};

use crate::isolation::fill;

const NOW: Timestamp = Timestamp(77);

async fn copy(store: &Store) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.copy_to(&mut bytes, NOW).await.unwrap();
    bytes
}

/// The rows of a copy with their tables, in an order of their own: those of two databases come as they like.
fn rows(copy: &[u8]) -> Vec<(String, Vec<u8>)> {
    fn taken<'a>(rest: &mut &'a [u8], length: usize) -> &'a [u8] {
        let (some, behind) = rest.split_at(length);
        *rest = behind;
        some
    }
    fn sized<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
        let length = u32::from_be_bytes(taken(rest, 4).try_into().unwrap());
        taken(rest, length as usize)
    }
    let title = copy.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let rest = &mut &copy[title..];
    sized(rest);
    let (mut table, mut all) = (String::new(), Vec::new());
    loop {
        match taken(rest, 1) {
            b"T" => table = String::from_utf8(sized(rest).to_vec()).unwrap(),
            b"R" => all.push((table.clone(), sized(rest).to_vec())),
            b"E" => drop(taken(rest, 8)),
            _ => break,
        }
    }
    all.sort();
    all
}

/// Appends an entry to a chain; its HMAC is only a number here.
async fn append(store: &Store, of: TenantId) {
    let mut tx = store.of(of).begin().await.unwrap();
    let last = tx.audit_head().await.unwrap().map_or(0, |(last, _)| last);
    let row = AuditRow {
        sequence: last + 1,
        at: NOW,
        actor_kind: "system".to_owned(),
        actor: None,
        action: "thing.done".to_owned(),
        subject: "x".repeat(500),
        detail_json: "null".to_owned(),
        mac: [u8::try_from(last % 200).unwrap(); 32],
    };
    tx.insert_audit(&row).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn every_table_is_copied_or_named_and_stands_behind_those_it_refers_to() {
    for database in TestDatabase::all().await {
        drop(database.store().await);
        let (tables, references): (Vec<(String,)>, Vec<(String, String)>) = if database
            .is_postgres()
        {
            let mut conn = sqlx::PgConnection::connect(database.url()).await.unwrap();
            let tables = sqlx::query_as(
                "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()",
            );
            let references = sqlx::query_as(
                "SELECT CAST(own.relname AS TEXT), CAST(other.relname AS TEXT) FROM pg_constraint AS c \
                 JOIN pg_class AS own ON own.oid = c.conrelid JOIN pg_class AS other ON other.oid = c.confrelid \
                 WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace",
            );
            (
                tables.fetch_all(&mut conn).await.unwrap(),
                references.fetch_all(&mut conn).await.unwrap(),
            )
        } else {
            let mut conn = sqlx::SqliteConnection::connect(database.url())
                .await
                .unwrap();
            let tables = sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'table'");
            let references = sqlx::query_as(
                "SELECT m.name, f.\"table\" FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f \
                 WHERE m.type = 'table'",
            );
            (
                tables.fetch_all(&mut conn).await.unwrap(),
                references.fetch_all(&mut conn).await.unwrap(),
            )
        };
        let there: BTreeSet<&str> = tables.iter().map(|(name,)| name.as_str()).collect();
        let named: BTreeSet<&str> = COPIED
            .into_iter()
            .chain(NOT_COPIED.iter().map(|(name, _)| *name))
            .collect();
        assert_eq!(there, named);
        assert_eq!(COPIED.len() + NOT_COPIED.len(), named.len(), "each once");
        let place = |name: &str| COPIED.iter().position(|it| *it == name);
        assert!(references.len() > 20, "{references:?}");
        for (own, other) in references {
            if let Some(own_place) = place(&own) {
                assert!(
                    place(&other).is_some_and(|it| it < own_place),
                    "{own} refers to {other}"
                );
            }
        }
        database.remove().await;
    }
}

#[tokio::test]
async fn a_copy_of_either_database_is_put_in_place_on_either() {
    for from in TestDatabase::all().await {
        let store = from.store().await;
        let (own, _) = (tenant(&store, 1).await, tenant(&store, 2).await);
        fill(&store, own).await;
        crate::culture::fill(&store, own).await;
        let key = "0011223344556677";
        store
            .system()
            .set_master_key_fingerprint(key)
            .await
            .unwrap();
        let bytes = copy(&store).await;
        let facts = archive_facts(bytes.as_slice()).unwrap();
        assert_eq!((facts.tenants, facts.made), (2, NOW));
        assert_eq!(facts.key_fingerprint.as_deref(), Some(key));
        let tables: BTreeSet<String> = rows(&bytes).into_iter().map(|(table, _)| table).collect();
        assert!(tables.len() > 35, "{} tables have rows", tables.len());
        for to in TestDatabase::all().await {
            let put = restore(to.url(), bytes.as_slice(), false).await;
            assert_eq!(put, Ok(facts.clone()));
            let restored = to.open(quick()).await;
            assert_eq!(restored.pending_migrations().await, Ok(0));
            assert_eq!(rows(&copy(&restored).await), rows(&bytes));
            // Whoever was signed in signs in again.
            let session = store.system().session(&hash(1)).await.unwrap();
            assert!(session.is_some());
            assert_eq!(restored.system().session(&hash(1)).await, Ok(None));
            // It is written on as if nothing had been.
            append(&restored, own).await;
            // What is there is not replaced unasked.
            let again = restore(to.url(), bytes.as_slice(), false).await;
            assert!(
                matches!(again, Err(StoreError::NotEmpty { .. })),
                "{again:?}"
            );
            assert_eq!(rows(&copy(&restored).await).len(), rows(&bytes).len() + 1);
            restored.close().await;
            to.remove().await;
        }
        store.close().await;
        from.remove().await;
    }
}

#[tokio::test]
async fn a_schema_is_replaced_as_a_whole_or_not_at_all() {
    let source = TestDatabase::sqlite();
    let store = source.store().await;
    tenant(&store, 1).await;
    let good = copy(&store).await;
    let Some(target) = TestDatabase::postgres().await else {
        return;
    };
    let present = target.store().await;
    let kept = tenant(&present, 7).await;
    append(&present, kept).await;
    let before = rows(&copy(&present).await);
    // A copy that ends too early, and one of which a table is another: all that was put in place goes again.
    let short = &good[..good.len() - 9];
    let other = good.windows(6).position(|it| it == b"\"slug\"").unwrap();
    let mut strange = good.clone();
    strange[other + 1] = b'S';
    for copy_of in [short, &strange] {
        let refused = restore(target.url(), copy_of, true).await;
        assert!(
            matches!(refused, Err(StoreError::Copy { .. })),
            "{refused:?}"
        );
        assert_eq!(rows(&copy(&present).await), before);
    }
    // Tables of somebody else are never removed.
    let mut conn = sqlx::PgConnection::connect(target.url()).await.unwrap();
    sqlx::raw_sql("CREATE TABLE invoices (n BIGINT)")
        .execute(&mut conn)
        .await
        .unwrap();
    let refused = restore(target.url(), good.as_slice(), true).await;
    assert!(
        matches!(&refused, Err(StoreError::Foreign { table }) if table == "invoices"),
        "{refused:?}"
    );
    sqlx::raw_sql("DROP TABLE invoices")
        .execute(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
    assert!(restore(target.url(), good.as_slice(), true).await.is_ok());
    assert_eq!(rows(&copy(&present).await), rows(&good));
    present.close().await;
    target.remove().await;
}

#[tokio::test]
async fn a_copy_that_holds_something_else_than_it_says_is_refused() {
    let source = TestDatabase::sqlite();
    let store = source.store().await;
    let own = tenant(&store, 1).await;
    append(&store, own).await;
    let key = "0011223344556677";
    store
        .system()
        .set_master_key_fingerprint(key)
        .await
        .unwrap();
    let good = copy(&store).await;
    store.close().await;
    // The first place of each of these is what the copy says about itself.
    let said = |from: &str, to: &str| {
        let at = good
            .windows(from.len())
            .position(|it| it == from.as_bytes());
        let (before, behind) = good.split_at(at.unwrap());
        [before, to.as_bytes(), &behind[from.len()..]].concat()
    };
    // A second table of organisations without a row, so that none seem to be there.
    let twice = |copy: &[u8]| {
        let name = b"{\"name\":\"tenant\",";
        let at = copy.windows(name.len()).position(|it| it == name).unwrap();
        let length = u32::from_be_bytes(copy[at - 4..at].try_into().unwrap());
        let table = &copy[at - 5..at + length as usize];
        let (rest, end) = copy.split_at(copy.len() - 8);
        let all = u64::from_be_bytes(end.try_into().unwrap()) + 1;
        let rest = rest.strip_suffix(b"Z").unwrap();
        let (none, all) = (0_u64.to_be_bytes(), all.to_be_bytes());
        [rest, table, b"E", &none, b"Z", &all].concat()
    };
    let nobody = said("\"tenants\":1", "\"tenants\":0");
    for (copy, why) in [
        (twice(&good), "comes twice"),
        (twice(&nobody), "other organisations"),
        (nobody, "other organisations"),
        (
            said("\"tenants\":1", "\"tenants\":2"),
            "other organisations",
        ),
        (said(key, "0011223344556678"), "another key"),
    ] {
        for to in TestDatabase::all().await {
            let refused = restore(to.url(), copy.as_slice(), false).await;
            assert!(
                matches!(&refused, Err(StoreError::Copy { reason }) if reason.contains(why)),
                "{why}: {refused:?}"
            );
            to.remove().await;
        }
    }
}

/// A copy as a version before the last migrations would have written it, of a database that has only those before.
async fn older(database: &TestDatabase, last: i64) -> Vec<u8> {
    let store = database.open(quick()).await;
    store.migrate_to(last).await.unwrap();
    let at = "INSERT INTO tenant (id, slug, name, status, created, activated) \
        VALUES ('00000000-0000-0000-0000-000000000001', 'old', 'Old', 'active', 1, 1); \
        INSERT INTO person (tenant, oid, name, last_sign_in) \
        VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', 'Ada', 5)";
    if database.is_postgres() {
        let mut conn = sqlx::PgConnection::connect(database.url()).await.unwrap();
        sqlx::raw_sql(at).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    } else {
        let mut conn = sqlx::SqliteConnection::connect(database.url())
            .await
            .unwrap();
        sqlx::raw_sql(at).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    }
    let bytes = copy(&store).await;
    store.close().await;
    bytes
}

#[tokio::test]
async fn a_copy_of_an_older_version_is_brought_up_and_one_of_a_newer_refused() {
    for from in TestDatabase::all().await {
        let bytes = older(&from, 3).await;
        for to in TestDatabase::all().await {
            restore(to.url(), bytes.as_slice(), false).await.unwrap();
            let store = to.open(quick()).await;
            assert_eq!(store.pending_migrations().await, Ok(0));
            let of = TenantId(guid(1));
            let named = store.of(of).named_at_sign_in().await.unwrap();
            assert!(
                named[0].app_roles.is_empty(),
                "as the later migration sets it"
            );
            assert_eq!(store.of(of).people().await.unwrap()[0].name, "Ada");
            store.close().await;
            to.remove().await;
        }
        let store = from.store().await;
        from.outdate().await;
        let newer = copy(&store).await;
        let to = TestDatabase::sqlite();
        for refused in [
            archive_facts(newer.as_slice()).map(drop),
            restore(to.url(), newer.as_slice(), false).await.map(drop),
        ] {
            assert!(
                matches!(refused, Err(StoreError::NewerDatabase { found: 9999, .. })),
                "{refused:?}"
            );
        }
        store.close().await;
        from.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_of_one_moment_while_many_write() {
    for from in TestDatabase::all().await {
        let store = from.store().await;
        let tenants = [tenant(&store, 1).await, tenant(&store, 2).await];
        for of in tenants {
            for _ in 0..50 {
                append(&store, of).await;
            }
        }
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = tenants
            .into_iter()
            .map(|of| {
                let (store, stop) = (store.clone(), Arc::clone(&stop));
                tokio::spawn(async move {
                    let mut written = 0;
                    while !stop.load(Ordering::Acquire) {
                        append(&store, of).await;
                        written += 1;
                    }
                    written
                })
            })
            .collect();
        let mut copies = Vec::new();
        for _ in 0..5 {
            copies.push(copy(&store).await);
        }
        stop.store(true, Ordering::Release);
        let mut written = 0;
        for writer in writers {
            written += writer.await.unwrap();
        }
        assert!(written > 0, "nobody wrote meanwhile");
        for bytes in copies {
            let to = TestDatabase::sqlite();
            restore(to.url(), bytes.as_slice(), false).await.unwrap();
            let restored = to.open(quick()).await;
            for of in tenants {
                let scoped = restored.of(of);
                let end = scoped.audit_end().await.unwrap().unwrap();
                let rows = scoped.audit_range(1, i64::MAX).await.unwrap();
                assert!(end.sequence >= 50);
                assert_eq!(rows.len(), usize::try_from(end.sequence).unwrap());
            }
            restored.close().await;
        }
        store.close().await;
        from.remove().await;
    }
}
