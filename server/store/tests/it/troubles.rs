//! Errors counted by the hour, and the last uses of credentials.

use model::{TenantId, Timestamp};
use store::testing::{each_database, guid, tenant};
use store::{CredentialUseRow, Store, TroubleRow};

fn met(hour: i64, code: &str, at: i64) -> TroubleRow {
    TroubleRow {
        hour,
        place: "token".to_owned(),
        meaning: "app_unknown".to_owned(),
        code: code.to_owned(),
        first_at: Timestamp(at),
        last_at: Timestamp(at),
        correlation: u128::try_from(at).ok().map(guid),
        met: 1,
    }
}

async fn count(store: &Store, number: u128, rows: &[TroubleRow], most: i64) -> Vec<bool> {
    let of = TenantId(guid(number));
    let mut tx = store.of(of).begin().await.unwrap();
    let mut counted = Vec::new();
    for row in rows {
        counted.push(tx.count_trouble(row, (most, "sign_in")).await.unwrap());
    }
    tx.commit().await.unwrap();
    counted
}

#[tokio::test]
async fn the_same_error_within_an_hour_counts_up() {
    each_database(|store| async move {
        let own = tenant(&store, 1).await;
        tenant(&store, 2).await;
        let rows = [
            met(1, "AADSTS700016", 3_700_000),
            met(1, "AADSTS700016", 3_900_000),
            // Another process tells what it met before.
            met(1, "AADSTS700016", 3_650_000),
            met(1, "AADSTS65001", 3_800_000),
            met(2, "AADSTS700016", 7_300_000),
        ];
        assert_eq!(count(&store, 1, &rows, 10).await, [true; 5]);
        let found = store.of(own).troubles(10).await.unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|row| {
                (
                    row.hour,
                    row.code.as_str(),
                    row.met,
                    row.first_at.0,
                    row.last_at.0,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (2, "AADSTS700016", 1, 7_300_000, 7_300_000),
                (1, "AADSTS700016", 3, 3_650_000, 3_900_000),
                (1, "AADSTS65001", 1, 3_800_000, 3_800_000),
            ]
        );
        assert_eq!(
            found[1].correlation,
            Some(guid(3_900_000)),
            "of the last one"
        );
        assert_eq!(store.of(own).troubles(2).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_hour_holds_a_bounded_number_of_different_errors() {
    each_database(|store| async move {
        let own = tenant(&store, 1).await;
        let rows: Vec<_> = (0..5)
            .map(|n| met(1, &format!("AADSTS{n}"), 10 + n))
            .collect();
        assert_eq!(
            count(&store, 1, &rows, 3).await,
            [true, true, true, false, false]
        );
        assert_eq!(
            count(&store, 1, &rows[..1], 3).await,
            [true],
            "known ones go on counting"
        );
        assert_eq!(
            count(&store, 1, &[met(2, "x", 99)], 3).await,
            [true],
            "the next hour is free"
        );
        assert_eq!(store.of(own).troubles(100).await.unwrap().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn what_was_met_last_before_an_instant_goes() {
    each_database(|store| async move {
        let own = tenant(&store, 1).await;
        count(&store, 1, &[met(0, "old", 999), met(0, "young", 1_000)], 10).await;
        assert_eq!(store.system().sweep_troubles(Timestamp(1_000)).await, Ok(1));
        let left = store.of(own).troubles(10).await.unwrap();
        assert_eq!(
            left.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(),
            ["young"]
        );
    })
    .await;
}

fn used(ok: Option<i64>, error: Option<(i64, &str)>) -> CredentialUseRow {
    CredentialUseRow {
        slot: "1-certificate".to_owned(),
        last_ok: ok.map(Timestamp),
        error_at: error.map(|(at, _)| Timestamp(at)),
        error_meaning: error.map(|(_, meaning)| meaning.to_owned()),
        error_number: None,
        error_correlation: None,
        error_since: error.map(|(at, _)| Timestamp(at)),
    }
}

#[tokio::test]
async fn of_several_processes_the_later_word_about_a_credential_counts() {
    each_database(|store| async move {
        let (own, other) = (tenant(&store, 1).await, tenant(&store, 2).await);
        for row in [
            used(Some(10), None),
            used(None, Some((20, "certificate_expired"))),
            used(Some(5), Some((15, "secret_refused"))),
            used(Some(30), None),
        ] {
            let mut tx = store.of(own).begin().await.unwrap();
            tx.save_credential_use(&row).await.unwrap();
            tx.commit().await.unwrap();
        }
        let found = store.of(own).credential_uses().await.unwrap();
        assert_eq!(
            found,
            [CredentialUseRow {
                // The refusal that was told last was met first.
                error_since: Some(Timestamp(15)),
                ..used(Some(30), Some((20, "certificate_expired")))
            }]
        );
        assert!(store.of(other).credential_uses().await.unwrap().is_empty());
        let system = store.system();
        assert_eq!(system.sweep_credential_uses(Timestamp(30)).await, Ok(0));
        assert_eq!(system.sweep_credential_uses(Timestamp(31)).await, Ok(1));
    })
    .await;
}

#[tokio::test]
async fn made_up_sign_ins_do_not_crowd_out_the_other_errors() {
    each_database(|store| async move {
        let own = tenant(&store, 1).await;
        let sign_ins: Vec<TroubleRow> = (0..5)
            .map(|number| TroubleRow {
                place: "sign_in".to_owned(),
                ..met(1, &format!("AADSTS{number}"), 3_700_000)
            })
            .collect();
        assert_eq!(
            count(&store, 1, &sign_ins, 3).await,
            [true, true, true, false, false]
        );
        let rows = [met(1, "a", 3_700_000), met(1, "b", 3_700_000)];
        assert_eq!(count(&store, 1, &rows, 3).await, [true, true]);
        assert_eq!(store.of(own).troubles(10).await.unwrap().len(), 5);
    })
    .await;
}

#[tokio::test]
async fn a_credential_is_refused_since_the_first_refusal_that_nothing_came_after() {
    each_database(|store| async move {
        let own = tenant(&store, 1).await;
        // A process, one that was started later, an acceptance, and a refusal after it.
        let steps = [
            (used(None, Some((20, "secret_refused"))), Some(20)),
            (used(None, Some((90, "secret_refused"))), Some(20)),
            (used(Some(95), None), Some(20)),
            (used(None, Some((99, "secret_refused"))), Some(99)),
        ];
        for (row, since) in steps {
            let mut tx = store.of(own).begin().await.unwrap();
            tx.save_credential_use(&row).await.unwrap();
            tx.commit().await.unwrap();
            let found = store.of(own).credential_uses().await.unwrap().remove(0);
            assert_eq!(found.error_since, since.map(Timestamp));
        }
    })
    .await;
}
