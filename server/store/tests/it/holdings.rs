//! How much is kept, by class.

use std::collections::BTreeMap;

use model::Timestamp;
use store::HoldingRow;
use store::testing::{each_database, room, tenant, ticket, ticket_row};

fn by_class(rows: Vec<HoldingRow>) -> BTreeMap<String, (i64, Option<i64>)> {
    let each = rows.into_iter();
    each.map(|row| (row.class, (row.rows, row.oldest)))
        .collect()
}

#[tokio::test]
async fn weeks_are_counted_once_however_many_people_policies_and_groups_they_have() {
    each_database(|store| async move {
        let (own, other) = (tenant(&store, 1).await, tenant(&store, 2).await);
        crate::culture::fill(&store, own).await;
        let before = by_class(store.of(own).holdings().await.unwrap());
        crate::culture::fill_weeks(&store, own, &[7, 9, 30]).await;
        let after = by_class(store.of(own).holdings().await.unwrap());
        for class in ["calendar", "weeks", "cells"] {
            assert_eq!(after[class].0, before[class].0 + 3, "{class}");
            let least = before[class].1.unwrap().min(7);
            assert_eq!(after[class].1, Some(least), "{class}");
        }
        let none = by_class(store.of(other).holdings().await.unwrap());
        assert_eq!(none.len(), 14);
        assert!(none.values().all(|held| *held == (0, None)), "{none:?}");
    })
    .await;
}

#[tokio::test]
async fn answers_are_told_apart_from_visits_that_hold_none() {
    each_database(|store| async move {
        let own = tenant(&store, 1).await;
        let desk = room(&store, own, 1).await;
        for (number, answers, erase_at) in [
            (1, true, Some(90)),
            (2, true, Some(40)),
            (3, true, None),
            (4, false, Some(1)),
        ] {
            let mut row = ticket_row(desk, number);
            row.answers = answers.then(|| vec![1]);
            row.erase_at = erase_at.map(Timestamp);
            ticket(&store, own, row).await;
        }
        let held = by_class(store.of(own).holdings().await.unwrap());
        assert_eq!(held["answers"], (3, Some(40)));
        assert_eq!(held["tickets"], (4, None), "none has ended");
    })
    .await;
}
