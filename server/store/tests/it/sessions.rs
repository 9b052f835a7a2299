use model::{Guid, Role, TenantId, Timestamp};
use store::testing::{each_database, guid, hash, person, tenant};
use store::{Renewal, SessionRow, Store};

pub(crate) fn session(tenant: TenantId, byte: u8, oid: u128) -> SessionRow {
    SessionRow {
        hash: hash(byte),
        tenant,
        oid: person(oid),
        name: "A. Person".to_owned(),
        roles: vec![Role::Consultant],
        groups: vec![person(50)],
        wids: vec![guid(60)],
        sid: Some(format!("sid-{byte}")),
        login_hint: None,
        created: Timestamp(1_000),
        last_seen: Timestamp(1_000),
        proved_at: Timestamp(1_000),
        expires: Timestamp(9_000),
    }
}

pub(crate) async fn sign_in(store: &Store, row: &SessionRow) {
    let mut tx = store.of(row.tenant).begin().await.unwrap();
    tx.insert_session(row).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_session_is_found_touched_and_renewed() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let row = session(tenant, 1, 1);
        sign_in(&store, &row).await;
        assert_eq!(
            store.system().session(&hash(1)).await,
            Ok(Some(row.clone()))
        );
        assert_eq!(store.system().session(&hash(2)).await, Ok(None));
        let renewal = Renewal {
            hash: hash(1),
            roles: vec![Role::Administrator],
            groups: vec![],
            wids: vec![],
            proved_at: Timestamp(4_000),
        };
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(tx.touch_session(&hash(1), Timestamp(3_000)).await, Ok(true));
        assert_eq!(
            tx.touch_session(&hash(1), Timestamp(2_000)).await,
            Ok(false),
            "never backwards"
        );
        assert_eq!(tx.renew_session(&renewal).await, Ok(true));
        assert_eq!(
            tx.renew_session(&Renewal {
                hash: hash(2),
                ..renewal
            })
            .await,
            Ok(false)
        );
        tx.commit().await.unwrap();
        let renewed = SessionRow {
            roles: vec![Role::Administrator],
            groups: vec![],
            wids: Vec::<Guid>::new(),
            last_seen: Timestamp(3_000),
            proved_at: Timestamp(4_000),
            ..row
        };
        assert_eq!(
            store.of(tenant).sessions_of(person(1)).await.unwrap(),
            [renewed]
        );
    })
    .await;
}

#[tokio::test]
async fn each_way_to_end_sessions_ends_those_and_no_others() {
    each_database(|store| async move {
        let (one, two) = (tenant(&store, 1).await, tenant(&store, 2).await);
        for (tenant, byte, oid) in [
            (one, 1, 1),
            (one, 2, 1),
            (one, 3, 2),
            (one, 4, 3),
            (one, 5, 4),
            (two, 6, 1),
        ] {
            sign_in(&store, &session(tenant, byte, oid)).await;
        }
        let mut tx = store.of(one).begin().await.unwrap();
        assert_eq!(tx.end_sessions_of(person(1)).await, Ok(2));
        assert_eq!(tx.end_session(&hash(3)).await, Ok(true));
        assert_eq!(tx.end_session(&hash(3)).await, Ok(false));
        tx.commit().await.unwrap();
        let of_sid = store.system().sessions_by_sid("sid-4").await.unwrap();
        assert_eq!(of_sid.len(), 1);
        assert_eq!(of_sid[0].hash, hash(4));
        assert_eq!(store.system().sessions_by_sid("sid").await, Ok(vec![]));
        let mut tx = store.of(of_sid[0].tenant).begin().await.unwrap();
        assert_eq!(tx.end_session(&hash(4)).await, Ok(true));
        tx.commit().await.unwrap();
        let mut left = Vec::new();
        for byte in 1..=6 {
            left.extend(
                store
                    .system()
                    .session(&hash(byte))
                    .await
                    .unwrap()
                    .map(|row| row.hash[0]),
            );
        }
        assert_eq!(left, [5, 6]);
        let mut tx = store.of(one).begin().await.unwrap();
        assert_eq!(tx.end_all_sessions().await, Ok(1));
        tx.commit().await.unwrap();
        assert!(store.system().session(&hash(6)).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn expired_and_idle_sessions_are_swept() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let fresh = session(tenant, 1, 1);
        let idle = SessionRow {
            last_seen: Timestamp(100),
            ..session(tenant, 2, 1)
        };
        let over = SessionRow {
            expires: Timestamp(2_000),
            ..session(tenant, 3, 1)
        };
        for row in [&fresh, &idle, &over] {
            sign_in(&store, row).await;
        }
        assert_eq!(
            store
                .system()
                .sweep_sessions(Timestamp(2_000), Timestamp(100))
                .await,
            Ok(2)
        );
        assert_eq!(
            store.of(tenant).sessions_of(person(1)).await.unwrap(),
            [fresh]
        );
        assert_eq!(
            store
                .system()
                .sweep_sessions(Timestamp(2_000), Timestamp(100))
                .await,
            Ok(0)
        );
    })
    .await;
}
