//! Whether somebody else works with a database.

use model::Timestamp;
use store::testing::{each_database, guid, quick};
use store::{Store, is_in_use};

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
