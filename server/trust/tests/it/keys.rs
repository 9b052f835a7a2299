//! The key file and the database belong together, from the first start to a rotation.

use std::path::Path;

use store::Store;
use store::testing::{TestDatabase, each_database};
use trust::testing::{microsoft_nowhere, settings, tenant};
use trust::{KeyError, MasterKey, Trust};

fn trust(store: &Store, master: &MasterKey) -> Trust {
    Trust::new(
        store.clone(),
        microsoft_nowhere(),
        master.clone(),
        settings(),
    )
}

#[tokio::test]
async fn a_key_is_made_while_there_is_no_tenant_and_never_again() {
    each_database(|store| async move {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/anteroom.key");
        let made = MasterKey::load(&path, &store).await.unwrap();
        assert_eq!(
            store
                .system()
                .master_key_fingerprint()
                .await
                .unwrap()
                .as_deref(),
            Some(made.fingerprint())
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        let again = MasterKey::load(&path, &store).await.unwrap();
        assert_eq!(again.fingerprint(), made.fingerprint());

        // Lost before anybody registered: nothing is sealed, a new one may be made.
        std::fs::remove_file(&path).unwrap();
        let second = MasterKey::load(&path, &store).await.unwrap();
        assert_ne!(second.fingerprint(), made.fingerprint());

        tenant(&trust(&store, &second), 1).await;
        std::fs::remove_file(&path).unwrap();
        let error = MasterKey::load(&path, &store).await.unwrap_err();
        assert!(matches!(error, KeyError::Missing { .. }));
        assert!(error.to_string().contains("restore the file"), "{error}");
        assert!(!Path::new(&path).exists(), "no new key for existing data");

        MasterKey::create(&path).unwrap();
        let error = MasterKey::load(&path, &store).await.unwrap_err();
        assert!(matches!(error, KeyError::Different { .. }));
        assert!(error.to_string().contains(second.fingerprint()), "{error}");
    })
    .await;
}

#[tokio::test]
async fn two_processes_that_start_at_once_use_one_key() {
    let database = TestDatabase::sqlite();
    let (one, two) = (database.store().await, database.store().await);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("anteroom.key");
    let (one, two) = tokio::join!(MasterKey::load(&path, &one), MasterKey::load(&path, &two));
    assert_eq!(one.unwrap().fingerprint(), two.unwrap().fingerprint());
}

#[tokio::test]
async fn a_rotation_rewraps_every_tenant_and_can_be_repeated() {
    each_database(|store| async move {
        let folder = tempfile::tempdir().unwrap();
        let (old_path, new_path) = (folder.path().join("old.key"), folder.path().join("new.key"));
        let old = MasterKey::load(&old_path, &store).await.unwrap();
        let before = trust(&store, &old);
        let first = tenant(&before, 1).await;
        let new = MasterKey::create(&new_path).unwrap();
        assert_eq!(old.rotate(&new, &store).await.unwrap(), 1);
        // As after an interruption: the first tenant is done, the second is not, the database names the old key.
        let system = store.system();
        assert!(
            system
                .replace_master_key_fingerprint(new.fingerprint(), old.fingerprint())
                .await
                .unwrap()
        );
        let second = tenant(&before, 2).await;
        let sealed = before.keys(second).await.unwrap().seal("p", "r", b"kept");
        assert_eq!(
            old.rotate(&new, &store).await.unwrap(),
            1,
            "only what is left"
        );
        assert_eq!(
            old.rotate(&new, &store).await.unwrap(),
            0,
            "again: nothing is left to do"
        );

        let after = trust(&store, &MasterKey::load(&new_path, &store).await.unwrap());
        assert_eq!(
            after
                .keys(second)
                .await
                .unwrap()
                .open("p", "r", &sealed)
                .unwrap(),
            b"kept"
        );
        let error = MasterKey::load(&old_path, &store).await.unwrap_err();
        assert!(matches!(error, KeyError::Different { .. }));
        let stale = trust(&store, &old);
        assert!(matches!(
            stale.keys(first).await,
            Err(KeyError::OtherMaster { .. })
        ));
        let stranger = MasterKey::generate();
        assert!(
            stranger
                .rotate(&MasterKey::generate(), &store)
                .await
                .is_err()
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_in_during_a_rotation_is_not_left_with_the_old_key() {
    each_database(|store| async move {
        let folder = tempfile::tempdir().unwrap();
        let old = MasterKey::load(&folder.path().join("old.key"), &store)
            .await
            .unwrap();
        let first = tenant(&trust(&store, &old), 1).await;
        let new = MasterKey::create(&folder.path().join("new.key")).unwrap();

        // A row that neither key opens: nothing is wrapped, the database names the old key.
        let stray = store::KeyRow {
            wrapped: vec![1; 60],
            master_key: old.fingerprint().to_owned(),
            created: model::Timestamp(1),
        };
        let second = model::TenantId(model::Guid::from_u128(2));
        let row = store.of(first).tenant_row().await.unwrap().unwrap();
        let mut tx = store.of(second).begin().await.unwrap();
        tx.insert_tenant(&store::TenantRow {
            id: second,
            slug: None,
            ..row
        })
        .await
        .unwrap();
        assert!(tx.insert_key(&stray).await.unwrap());
        tx.commit().await.unwrap();
        assert!(matches!(
            old.rotate(&new, &store).await,
            Err(KeyError::DoesNotOpen)
        ));
        let kept = store.of(first).key_row().await.unwrap().unwrap();
        assert_eq!(kept.master_key, old.fingerprint());
        let mut tx = store.of(second).begin().await.unwrap();
        tx.erase_tenant().await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(old.rotate(&new, &store).await.unwrap(), 1);
        // A process that still runs with the old key brings nobody in.
        let mut tx = store.of(second).begin().await.unwrap();
        let row = store.of(first).tenant_row().await.unwrap().unwrap();
        tx.insert_tenant(&store::TenantRow {
            id: second,
            slug: None,
            ..row
        })
        .await
        .unwrap();
        assert_eq!(
            tx.insert_key(&stray).await,
            Err(store::StoreError::Conflict {
                constraint: "master_key".to_owned()
            })
        );
    })
    .await;
}

#[tokio::test]
async fn wrapped_keys_do_not_move_between_tenants() {
    each_database(|store| async move {
        let master = MasterKey::generate();
        let trust = trust(&store, &master);
        let (one, two) = (tenant(&trust, 1).await, tenant(&trust, 2).await);
        let row = store.of(one).key_row().await.unwrap().unwrap();
        let mut tx = store.of(two).begin().await.unwrap();
        tx.replace_key(&row.wrapped, master.fingerprint())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(trust.keys(two).await, Err(KeyError::DoesNotOpen)));
        let unknown = model::TenantId(model::Guid::from_u128(9));
        assert!(matches!(
            trust.keys(unknown).await,
            Err(KeyError::NoTenantKeys)
        ));
    })
    .await;
}
