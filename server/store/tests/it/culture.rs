//! Tables of meeting culture: what is written is read, people are shared by leases, nobody sees another tenant.

mod people;
mod reads;
mod weeks;

use model::culture::Pseudonym;
use model::culture::connector::{ConnectorSource, ConnectorState};
use model::{TenantId, Timestamp};
use store::testing::hash;
use store::{
    CalendarWeekRow, ConnectorRow, CostRateRow, GroupingRow, LedgerRow, NewSyncedPerson, OptOutRow,
    PersonAttributesRow, PersonWeekRow, PublicationFaceRow, PublicationRow, Store,
};

const NOW: Timestamp = Timestamp(10_000);

fn someone(number: u8) -> Pseudonym {
    Pseudonym([number; 16])
}

fn connector(state: ConnectorState) -> ConnectorRow {
    ConnectorRow {
        source: ConnectorSource::Calendar,
        state,
        scope: "\"everybody\"".to_owned(),
        settings: "{}".to_owned(),
        revision: 1,
        due_at: NOW,
        begun_at: None,
        done: 0,
        total: None,
        progress: "[]".to_owned(),
        counted: "{}".to_owned(),
        last_ok: None,
        error: None,
        error_at: None,
    }
}

fn new_person(number: u8) -> NewSyncedPerson {
    NewSyncedPerson {
        person: someone(number),
        sealed: vec![number],
        in_scope: true,
    }
}

fn attributes(number: u8, from_week: i32, to_week: Option<i32>) -> PersonAttributesRow {
    PersonAttributesRow {
        person: someone(number),
        origin: "entra".to_owned(),
        from_week,
        to_week,
        attributes: "{}".to_owned(),
        manager: (number > 1).then(|| someone(1)),
        groupings: "[]".to_owned(),
        hours: None,
    }
}

fn week(number: u8, bucket: i32) -> CalendarWeekRow {
    CalendarWeekRow {
        bucket,
        person: someone(number),
        facts: vec![1, number],
    }
}

fn figures(number: u8, week: i32) -> PersonWeekRow {
    PersonWeekRow {
        policy: "strict-v1".to_owned(),
        week,
        person: someone(number),
        origin: "live".to_owned(),
        figures: vec![2, number],
    }
}

fn publication(period: i32, cells: u8) -> PublicationRow {
    PublicationRow {
        policy: "strict-v1".to_owned(),
        period_kind: "week".to_owned(),
        period,
        group_key: "company".to_owned(),
        n: 12,
        cells: vec![cells],
        published: NOW,
    }
}

fn face(period: i32) -> PublicationFaceRow {
    PublicationFaceRow {
        policy: "strict-v1".to_owned(),
        group_key: "company".to_owned(),
        period_kind: "week".to_owned(),
        period,
        n: 12,
        face: vec![4],
        published: NOW,
    }
}

fn entry(sequence: i64) -> LedgerRow {
    LedgerRow {
        sequence,
        at: NOW,
        kind: "week".to_owned(),
        entry: vec![3],
        hash: hash(1),
    }
}

/// Writes one row of each kind for person 1.
/// Facts, figures and published sheets of more weeks: of two people, two policies, two groups.
pub(crate) async fn fill_weeks(store: &Store, tenant: TenantId, weeks: &[i32]) {
    let mut tx = store.of(tenant).begin().await.unwrap();
    for number in weeks {
        let facts = [week(1, *number), week(2, *number)];
        tx.save_calendar_weeks(&facts).await.unwrap();
        let own = [figures(1, *number), figures(2, *number)];
        let other = own.clone().map(|row| PersonWeekRow {
            policy: "wide-v1".to_owned(),
            ..row
        });
        tx.save_person_weeks(&own).await.unwrap();
        tx.save_person_weeks(&other).await.unwrap();
        let company = publication(*number, 1);
        let (mut group, mut window, mut wide) = (company.clone(), company.clone(), company.clone());
        "group".clone_into(&mut group.group_key);
        "window".clone_into(&mut window.period_kind);
        "wide-v1".clone_into(&mut wide.policy);
        let sheets = [company, group, window, wide];
        tx.insert_publications(&sheets).await.unwrap();
    }
    tx.commit().await.unwrap();
}

pub(crate) async fn fill(store: &Store, tenant: TenantId) {
    let mut tx = store.of(tenant).begin().await.unwrap();
    tx.save_connector(&connector(ConnectorState::On))
        .await
        .unwrap();
    tx.upsert_synced_people(&[new_person(1)], 1, NOW)
        .await
        .unwrap();
    tx.save_attributes(&[attributes(1, 0, None)]).await.unwrap();
    let group = GroupingRow {
        id: "g".to_owned(),
        kind: "group".to_owned(),
        name: "Sales".to_owned(),
        seen: 1,
    };
    tx.save_groupings(&[group]).await.unwrap();
    tx.save_calendar_weeks(&[week(1, 5)]).await.unwrap();
    tx.save_person_weeks(&[figures(1, 5)]).await.unwrap();
    tx.mark_dirty(&[5], NOW).await.unwrap();
    tx.insert_publications(&[publication(5, 1)]).await.unwrap();
    tx.insert_publication_faces(&[face(5)]).await.unwrap();
    tx.append_ledger(&entry(1)).await.unwrap();
    tx.insert_excluded_occurrences(&[(5, someone(7))])
        .await
        .unwrap();
    tx.insert_foreign_people(&[(someone(8), someone(9))])
        .await
        .unwrap();
    let out = OptOutRow {
        person: someone(1),
        since: NOW,
    };
    assert!(tx.insert_opt_out(&out).await.unwrap());
    assert!(!tx.insert_opt_out(&out).await.unwrap());
    tx.set_culture_setting("policy", "{}").await.unwrap();
    let rate = CostRateRow {
        level: String::new(),
        currency: "EUR".to_owned(),
        cents_per_hour: 7_500,
    };
    tx.replace_cost_rates(&[rate]).await.unwrap();
    tx.commit().await.unwrap();
}
