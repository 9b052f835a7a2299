use model::{Guid, InvitationId, Role, Scope, TenantId, Timestamp};
use store::testing::{each_database, guid, hash, person, tenant};
use store::{
    ConsentTransactionRow, InvitationKind, InvitationRow, NewInvitation, NewTenantInvitation,
    Store, TransactionRow,
};

fn transaction(byte: u8) -> TransactionRow {
    TransactionRow {
        hash: hash(byte),
        state_hash: hash(1),
        nonce: "nonce".to_owned(),
        purpose: "sign_in".to_owned(),
        return_path: "/rooms".to_owned(),
        pkce_verifier: Some(vec![1, 2]),
        tenant: Some(TenantId(guid(9))),
        session_hash: Some(hash(3)),
        detail: Some("{}".to_owned()),
        created: Timestamp(1_000),
    }
}

/// Runs the same thing twenty times at once; answers how often it said yes.
async fn at_once<F, T>(store: &Store, act: F) -> usize
where
    F: Fn(Store) -> T,
    T: Future<Output = bool> + Send + 'static,
{
    let runs: Vec<_> = (0..20).map(|_| tokio::spawn(act(store.clone()))).collect();
    let mut yes = 0;
    for run in runs {
        yes += usize::from(run.await.unwrap());
    }
    yes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sign_in_is_taken_once() {
    each_database(|store| async move {
        store
            .system()
            .insert_transaction(&transaction(1))
            .await
            .unwrap();
        let taken = at_once(&store, |store| async move {
            let taken = store.system().take_transaction(&hash(1)).await.unwrap();
            taken.is_some_and(|row| row == transaction(1))
        });
        assert_eq!(taken.await, 1);
        assert_eq!(store.system().take_transaction(&hash(2)).await, Ok(None));
    })
    .await;
}

#[tokio::test]
async fn old_sign_ins_are_swept() {
    each_database(|store| async move {
        let system = store.system();
        let plain = TransactionRow {
            pkce_verifier: None,
            tenant: None,
            session_hash: None,
            detail: None,
            created: Timestamp(2_000),
            ..transaction(2)
        };
        system.insert_transaction(&transaction(1)).await.unwrap();
        system.insert_transaction(&plain).await.unwrap();
        assert_eq!(system.sweep_transactions(Timestamp(2_000)).await, Ok(1));
        assert_eq!(system.take_transaction(&hash(2)).await, Ok(Some(plain)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_is_accepted_once() {
    each_database(|store| async move {
        let first = at_once(&store, |store| async move {
            store
                .system()
                .remember_uti("token", Timestamp(5_000))
                .await
                .unwrap()
        });
        assert_eq!(first.await, 1);
        assert_eq!(store.system().sweep_utis(Timestamp(5_001)).await, Ok(1));
        assert_eq!(
            store.system().remember_uti("token", Timestamp(9_000)).await,
            Ok(true)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_consent_is_taken_once() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let row = ConsentTransactionRow {
            state_hash: hash(1),
            session_hash: hash(2),
            tenant,
            client_id: guid(3),
            list_json: "[]".to_owned(),
            table_version: 1,
            expires: Timestamp(5_000),
        };
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.insert_consent_transaction(&row).await.unwrap();
        tx.insert_consent_transaction(&ConsentTransactionRow {
            state_hash: hash(9),
            ..row.clone()
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let taken = at_once(&store, move |store| {
            let row = row.clone();
            async move {
                store
                    .system()
                    .take_consent_transaction(&hash(1))
                    .await
                    .unwrap()
                    == Some(row)
            }
        });
        assert_eq!(taken.await, 1);
        assert_eq!(
            store
                .system()
                .sweep_consent_transactions(Timestamp(5_001))
                .await,
            Ok(1)
        );
    })
    .await;
}

fn invitation(id: u128, byte: u8) -> NewInvitation {
    NewInvitation {
        id: InvitationId(guid(id)),
        hash: hash(byte),
        role: Role::Consultant,
        scope: Scope::Tenant,
        created_by: person(1),
        created: Timestamp(1_000),
        expires: Timestamp(5_000),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_invitation_of_a_person_works_once_and_in_time() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.insert_invitation(&invitation(1, 1)).await.unwrap();
        tx.insert_invitation(&invitation(2, 2)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            store
                .of(tenant)
                .invitations(Timestamp(4_999))
                .await
                .unwrap()
                .len(),
            2
        );
        assert_eq!(
            store.of(tenant).invitations(Timestamp(5_000)).await,
            Ok(vec![])
        );
        let used = at_once(&store, move |store| async move {
            let mut tx = store.of(tenant).begin().await.unwrap();
            let used = tx.use_invitation(&hash(1), Timestamp(2_000)).await.unwrap();
            tx.commit().await.unwrap();
            used
        });
        assert_eq!(used.await, 1);
        let found = store.system().invitation_by_hash(&hash(1)).await.unwrap();
        let expected = InvitationRow {
            id: InvitationId(guid(1)),
            hash: hash(1),
            kind: InvitationKind::Person,
            tenant: Some(tenant),
            role: Some(Role::Consultant),
            scope: Some(Scope::Tenant),
            created_by: Some(person(1)),
            created: Timestamp(1_000),
            expires: Timestamp(5_000),
            used_at: Some(Timestamp(2_000)),
        };
        assert_eq!(found, Some(expected));
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(
            tx.use_invitation(&hash(2), Timestamp(5_000)).await,
            Ok(false),
            "too late"
        );
        assert_eq!(
            tx.delete_invitation(InvitationId(guid(1))).await,
            Ok(false),
            "used"
        );
        assert_eq!(tx.delete_invitation(InvitationId(guid(2))).await, Ok(true));
        tx.commit().await.unwrap();
        assert_eq!(
            store.system().sweep_invitations(Timestamp(5_001)).await,
            Ok(1)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_invitation_of_a_tenant_works_once() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let id = InvitationId(Guid::from_u128(1));
        let new = NewTenantInvitation {
            id,
            hash: hash(1),
            created: Timestamp(1_000),
            expires: Timestamp(5_000),
        };
        store.system().insert_tenant_invitation(&new).await.unwrap();
        let found = store
            .system()
            .invitation_by_hash(&hash(1))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (found.kind, found.tenant, found.role),
            (InvitationKind::Tenant, None, None)
        );
        let used = at_once(&store, move |store| async move {
            let mut tx = store.of(tenant).begin().await.unwrap();
            let used = tx
                .use_tenant_invitation(&hash(1), Timestamp(2_000))
                .await
                .unwrap();
            tx.commit().await.unwrap();
            used
        });
        assert_eq!(used.await, 1);
        assert_eq!(
            store.system().sweep_invitations(Timestamp(5_001)).await,
            Ok(1)
        );
    })
    .await;
}
