use store::testing::{TestDatabase, quick, tenant};
use store::{Store, StoreError, look_at_backup};

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
