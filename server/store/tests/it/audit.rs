use model::{TenantId, Timestamp};
use store::testing::{each_database, hash, tenant};
use store::{AuditRow, Store, StoreError};

fn link(sequence: i64, before: [u8; 32]) -> AuditRow {
    // Stands for an HMAC: depends on the place and on the link before.
    let mut mac = before;
    mac[0] = mac[0].wrapping_add(1);
    mac[1] ^= u8::try_from(sequence % 256).unwrap();
    AuditRow {
        sequence,
        at: Timestamp(sequence),
        actor_kind: "person".to_owned(),
        actor: None,
        action: "room.saved".to_owned(),
        subject: "room".to_owned(),
        detail_json: "{}".to_owned(),
        mac,
    }
}

async fn append(store: &Store, tenant: TenantId) {
    let mut tx = store.of(tenant).begin().await.unwrap();
    let (place, mac) = tx.audit_head().await.unwrap().unwrap_or((0, [0; 32]));
    tx.insert_audit(&link(place + 1, mac)).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_writers_queue_on_the_head_of_the_chain() {
    each_database(|store| async move {
        let tenants = [tenant(&store, 1).await, tenant(&store, 2).await];
        let writers: Vec<_> = (0..40)
            .map(|number| {
                let (store, tenant) = (store.clone(), tenants[number % 2]);
                tokio::spawn(async move { append(&store, tenant).await })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        for tenant in tenants {
            let chain = store.of(tenant).audit_range(1, 1_000).await.unwrap();
            assert_eq!(chain.len(), 20);
            let mut before = [0; 32];
            for (place, found) in (1..).zip(chain) {
                assert_eq!(found, link(place, before));
                before = found.mac;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_link_goes_behind_the_head_and_nowhere_else() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        append(&store, tenant).await;
        for place in [0, 1, 3] {
            let mut tx = store.of(tenant).begin().await.unwrap();
            assert_eq!(tx.audit_head().await.unwrap().unwrap().0, 1);
            let refused = tx.insert_audit(&link(place, hash(0))).await.unwrap_err();
            assert!(
                matches!(refused, StoreError::Conflict { .. }),
                "{place}: {refused:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_rolled_back_link_leaves_the_head_where_it_was() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.audit_head().await, Ok(None));
        tx.insert_audit(&link(1, [0; 32])).await.unwrap();
        drop(tx);
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.audit_head().await, Ok(None));
        drop(tx);
        assert_eq!(store.of(tenant).audit_page(None, 10).await, Ok(vec![]));
    })
    .await;
}

#[tokio::test]
async fn pages_go_back_from_the_newest_link() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        for _ in 0..5 {
            append(&store, tenant).await;
        }
        let places =
            |rows: Vec<AuditRow>| rows.into_iter().map(|row| row.sequence).collect::<Vec<_>>();
        let scoped = store.of(tenant);
        assert_eq!(places(scoped.audit_page(None, 2).await.unwrap()), [5, 4]);
        assert_eq!(places(scoped.audit_page(Some(4), 2).await.unwrap()), [3, 2]);
        assert_eq!(places(scoped.audit_page(Some(2), 2).await.unwrap()), [1]);
        assert_eq!(places(scoped.audit_range(2, 3).await.unwrap()), [2, 3]);
    })
    .await;
}
