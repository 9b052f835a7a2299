use model::queue::state::Dimension;
use model::{TicketId, Timestamp};
use store::testing::{each_database, guid, room, tenant, ticket, ticket_row};
use store::{PeriodRow, StoreError};

fn period(ticket: TicketId, dimension: Dimension, value: &str, start: i64) -> PeriodRow {
    PeriodRow {
        ticket,
        dimension,
        value: value.to_owned(),
        start: Timestamp(start),
        ended: None,
        actor_kind: "system".to_owned(),
        actor: None,
        cause: "test".to_owned(),
    }
}

#[tokio::test]
async fn one_period_is_open_in_each_dimension_of_a_ticket() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let one = ticket(&store, tenant, ticket_row(room, 1)).await;
        let two = ticket(&store, tenant, ticket_row(room, 2)).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        for id in [one, two] {
            for dimension in Dimension::ALL {
                tx.open_period(&period(id, *dimension, "first", 1))
                    .await
                    .unwrap();
            }
        }
        tx.commit().await.unwrap();
        let mut tx = store.of(tenant).begin().await.unwrap();
        let second = tx
            .open_period(&period(one, Dimension::State, "called", 2))
            .await
            .unwrap_err();
        assert!(matches!(second, StoreError::Conflict { .. }), "{second:?}");
    })
    .await;
}

#[tokio::test]
async fn periods_follow_each_other_without_a_gap() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let room = room(&store, tenant, 1).await;
        let id = ticket(&store, tenant, ticket_row(room, 1)).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        for (value, start) in [
            ("waiting", 1),
            ("called", 5),
            ("in_consultation", 5),
            ("done", 9),
        ] {
            tx.change_period(&period(id, Dimension::State, value, start))
                .await
                .unwrap();
        }
        assert_eq!(
            tx.close_period(id, Dimension::State, Timestamp(9)).await,
            Ok(true)
        );
        assert_eq!(
            tx.close_period(id, Dimension::State, Timestamp(10)).await,
            Ok(false)
        );
        tx.commit().await.unwrap();
        let rows = store.of(tenant).periods(id).await.unwrap();
        let spans: Vec<_> = rows
            .iter()
            .map(|row| (row.value.as_str(), row.start.0, row.ended.unwrap().0))
            .collect();
        assert_eq!(
            spans,
            [
                ("waiting", 1, 5),
                ("called", 5, 5),
                ("in_consultation", 5, 9),
                ("done", 9, 9)
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_period_needs_its_ticket() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        let opened = tx
            .open_period(&period(TicketId(guid(9)), Dimension::State, "waiting", 1))
            .await;
        let refused = match opened {
            Ok(()) => tx.commit().await,
            Err(error) => Err(error),
        };
        assert!(
            matches!(refused, Err(StoreError::Reference { .. })),
            "{refused:?}"
        );
    })
    .await;
}
