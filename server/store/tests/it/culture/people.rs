//! People are shared by leases; who is read, and how far.

use model::culture::Pseudonym;
use model::culture::connector::{ConnectorSource, ConnectorState, Mailbox};
use model::{Guid, TenantId, Timestamp};
use store::testing::{each_database, each_pair, guid, tenant};
use store::{
    ClaimPeople, ConnectorOutcome, ConnectorProgress, FinishedPerson, Store, SyncedPersonRow,
};

use super::{NOW, connector, new_person, someone};

fn claim(holder: Guid, now: Timestamp, limit: i64) -> ClaimPeople {
    ClaimPeople {
        holder,
        now,
        until: now.plus_seconds(60),
        limit,
    }
}

async fn take(store: &Store, tenant: TenantId, wanted: ClaimPeople) -> Vec<SyncedPersonRow> {
    let mut tx = store.of(tenant).begin().await.unwrap();
    let rows = tx.claim_people(&wanted).await.unwrap();
    tx.commit().await.unwrap();
    rows
}

fn finished(person: Pseudonym, stage: i64) -> FinishedPerson {
    FinishedPerson {
        person,
        mailbox: Mailbox::Ok,
        stage,
        due_at: NOW,
        read_from: Some(-10),
        read_to: Some(10),
        link: None,
        failures: 0,
        error: None,
        more_events: 7,
        last_ok: Some(NOW),
    }
}

#[tokio::test]
async fn who_is_read_anew_in_the_midst_of_the_first_reading_begins_it_anew() {
    each_pair(|one, _| async move {
        let tenant = tenant(&one, 1).await;
        let everybody: Vec<_> = (1..=4).map(new_person).collect();
        let mut tx = one.of(tenant).begin().await.unwrap();
        tx.upsert_synced_people(&everybody, 1, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let taken = take(&one, tenant, claim(guid(1), NOW, 4)).await;
        let mut tx = one.of(tenant).begin().await.unwrap();
        for (row, stage) in taken.iter().zip([1, 99, 100, 101]) {
            tx.finish_person(guid(1), &finished(row.person, stage))
                .await
                .unwrap();
        }
        assert_eq!(tx.read_people_again(NOW).await, Ok(4));
        tx.commit().await.unwrap();
        let rows = one.of(tenant).synced_people().await.unwrap();
        let mut stands: Vec<_> = rows
            .iter()
            .map(|row| (row.stage, row.read_from, row.read_to))
            .collect();
        stands.sort_unstable();
        assert_eq!(
            stands,
            [
                (0, None, None),
                (0, None, None),
                (100, Some(-10), Some(10)),
                (101, Some(-10), Some(10)),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn processes_share_people_and_take_over_from_one_that_died() {
    each_pair(|one, two| async move {
        let tenant = tenant(&one, 1).await;
        let everybody: Vec<_> = (1..=6).map(new_person).collect();
        let mut tx = one.of(tenant).begin().await.unwrap();
        tx.upsert_synced_people(&everybody, 1, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let (a, b) = (guid(1), guid(2));
        let (first, second) = (
            take(&one, tenant, claim(a, NOW, 4)).await,
            take(&two, tenant, claim(b, NOW, 4)).await,
        );
        assert_eq!((first.len(), second.len()), (4, 2));
        assert!(
            second
                .iter()
                .all(|row| !first.iter().any(|other| other.person == row.person))
        );
        // Process a dies. After its lease another takes over, and the dead one's late answer changes nothing.
        let later = NOW.plus_seconds(61);
        let taken = take(&two, tenant, claim(b, later, 10)).await;
        assert_eq!(taken.len(), 6, "b's own have run out, too");
        let mut tx = one.of(tenant).begin().await.unwrap();
        assert!(
            !tx.finish_person(a, &finished(first[0].person, 1))
                .await
                .unwrap()
        );
        tx.commit().await.unwrap();
        let mut tx = two.of(tenant).begin().await.unwrap();
        for (row, stage) in taken.iter().zip([1, 1, 0, 0, 0, 0]) {
            assert!(
                tx.finish_person(b, &finished(row.person, stage))
                    .await
                    .unwrap()
            );
        }
        tx.commit().await.unwrap();
        let counts = two.of(tenant).stage_counts().await.unwrap();
        assert_eq!(
            counts
                .iter()
                .map(|row| (row.stage, row.people, row.events))
                .collect::<Vec<_>>(),
            [(0, 4, 28), (1, 2, 14)]
        );
        let next = take(&one, tenant, claim(a, later, 5)).await;
        assert_eq!(
            next.iter().map(|row| row.stage).collect::<Vec<_>>(),
            [0, 0, 0, 0, 1],
            "the earliest step comes first"
        );
        let mut tx = one.of(tenant).begin().await.unwrap();
        assert_eq!(tx.release_people(a).await.unwrap(), 5);
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn people_the_directory_no_longer_names_lose_their_ids() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.upsert_synced_people(&[new_person(1), new_person(2)], 1, NOW)
            .await
            .unwrap();
        tx.upsert_synced_people(&[new_person(2)], 2, NOW)
            .await
            .unwrap();
        assert_eq!(tx.sweep_synced_people(2).await.unwrap(), [someone(1)]);
        tx.commit().await.unwrap();
        assert_eq!(store.of(tenant).synced_people().await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_outcome_does_not_undo_what_an_administrator_did() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let source = ConnectorSource::Calendar;
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.save_connector(&connector(ConnectorState::On))
            .await
            .unwrap();
        let mut outcome = ConnectorOutcome {
            source,
            from: ConnectorState::On,
            to: ConnectorState::Error,
            due_at: Timestamp(20_000),
            error: Some("consent_missing".to_owned()),
            now: NOW,
        };
        assert!(tx.note_connector_outcome(&outcome).await.unwrap());
        let row = tx.connector(source).await.unwrap().unwrap();
        assert_eq!(
            (row.state, row.error_at, row.last_ok),
            (ConnectorState::Error, Some(NOW), None)
        );
        tx.save_connector(&connector(ConnectorState::Paused))
            .await
            .unwrap();
        outcome.error = None;
        assert!(!tx.note_connector_outcome(&outcome).await.unwrap());
        outcome.from = ConnectorState::Paused;
        outcome.to = ConnectorState::Paused;
        assert!(tx.note_connector_outcome(&outcome).await.unwrap());
        let note = ConnectorProgress {
            source,
            done: 3,
            total: Some(9),
            progress: "[1]".to_owned(),
            counted: "{\"x\":1}".to_owned(),
        };
        tx.note_connector_progress(&note).await.unwrap();
        let row = tx.lock_connector(source).await.unwrap().unwrap();
        assert_eq!(
            (row.done, row.total, row.error, row.last_ok),
            (3, Some(9), None, Some(NOW))
        );
        tx.commit().await.unwrap();
        let due = store
            .system()
            .due_connectors(Timestamp(i64::MAX))
            .await
            .unwrap();
        assert!(due.is_empty(), "a paused one is not due");
    })
    .await;
}
