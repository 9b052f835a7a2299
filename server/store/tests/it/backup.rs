use model::Timestamp;
use store::testing::{TestDatabase, each_database, guid, quick, tenant};
use store::{Store, StoreError, is_in_use, look_at_backup};

#[tokio::test]
async fn a_copy_holds_what_was_committed_and_opens_by_itself() {
    let database = TestDatabase::sqlite();
    let store = database.store().await;
    tenant(&store, 1).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.db");
    store.back_up_to(&path).await.unwrap();
    tenant(&store, 2).await;
    let facts = look_at_backup(&path).await.unwrap();
    assert_eq!((facts.tenants, facts.key_fingerprint), (1, None));
    let copy = Store::open(&format!("sqlite:{}", path.display()), quick())
        .await
        .unwrap();
    assert_eq!(copy.system().tenants().await.unwrap().len(), 1);
    copy.close().await;
    let again = store.back_up_to(&path).await.unwrap_err();
    assert!(matches!(again, StoreError::Refused { .. }), "{again:?}");
}

#[tokio::test]
async fn a_copy_of_a_newer_version_or_a_damaged_one_is_told_apart() {
    let database = TestDatabase::sqlite();
    let store = database.store().await;
    for number in 1..200 {
        tenant(&store, number).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("good.db"), folder.path().join("bad.db"));
    store.back_up_to(&good).await.unwrap();
    let mut bytes = std::fs::read(&good).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xA5);
    std::fs::write(&bad, bytes).unwrap();
    let damaged = look_at_backup(&bad).await.unwrap_err();
    assert!(matches!(damaged, StoreError::Damaged { .. }), "{damaged:?}");
    database.outdate().await;
    let newer = folder.path().join("newer.db");
    store.back_up_to(&newer).await.unwrap();
    let refused = look_at_backup(&newer).await.unwrap_err();
    assert!(
        matches!(refused, StoreError::NewerDatabase { found: 9999, .. }),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_file_that_somebody_has_open_is_in_use_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("anteroom.db");
    assert_eq!(is_in_use(&path).await, Ok(false), "there is none");
    let url = format!("sqlite:{}", path.display());
    let store = Store::open(&url, quick()).await.unwrap();
    store.migrate().await.unwrap();
    // Nobody reads or writes at this moment.
    assert_eq!(is_in_use(&path).await, Ok(true));
    assert_eq!(store.system().tenants().await, Ok(vec![]), "undisturbed");
    store.close().await;
    assert_eq!(is_in_use(&path).await, Ok(false));
    std::fs::write(&path, "no database").unwrap();
    assert_eq!(is_in_use(&path).await, Ok(false));
}

#[tokio::test]
async fn leases_that_have_not_run_out_are_counted() {
    each_database(|store| async move {
        let (system, process) = (store.system(), guid(1));
        let at = Timestamp;
        assert_eq!(system.leases_held(at(5)).await, Ok(0));
        assert_eq!(
            system.acquire_lease("tick", process, at(10), at(5)).await,
            Ok(true)
        );
        assert_eq!(system.leases_held(at(9)).await, Ok(1));
        assert_eq!(system.leases_held(at(10)).await, Ok(0));
    })
    .await;
}
