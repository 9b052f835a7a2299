//! Occurrences that are kept out, and weeks that are replaced only where nobody else has changed them.

use model::culture::Pseudonym;
use store::CalendarWeekRow;
use store::testing::{each_database, tenant};

fn mark(number: u8) -> Pseudonym {
    Pseudonym([number; 16])
}

#[tokio::test]
async fn occurrences_are_noted_once_and_forgotten_from_a_week_on() {
    each_database(|store| async move {
        let (own, other) = (tenant(&store, 1).await, tenant(&store, 2).await);
        let scoped = store.of(own);
        let all = [(5, mark(1)), (6, mark(2)), (9, mark(3))];
        let mut tx = scoped.begin().await.unwrap();
        assert_eq!(tx.insert_excluded_occurrences(&all).await.unwrap(), 3);
        let again = [(6, mark(2)), (7, mark(2))];
        assert_eq!(tx.insert_excluded_occurrences(&again).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let found = scoped.excluded_occurrences(6, 7).await.unwrap();
        assert_eq!(found, [mark(2), mark(2)]);
        assert!(
            store
                .of(other)
                .excluded_occurrences(0, 99)
                .await
                .unwrap()
                .is_empty()
        );
        let mut tx = store.of(other).begin().await.unwrap();
        assert_eq!(tx.forget_excluded_occurrences(0).await.unwrap(), 0);
        tx.commit().await.unwrap();
        let mut tx = scoped.begin().await.unwrap();
        assert_eq!(tx.forget_excluded_occurrences(7).await.unwrap(), 2);
        tx.sweep_weeks(6).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scoped.excluded_occurrences(0, 99).await.unwrap(), [mark(2)]);
    })
    .await;
}

#[tokio::test]
async fn a_week_that_somebody_else_changed_is_not_replaced() {
    each_database(|store| async move {
        let own = tenant(&store, 1).await;
        let scoped = store.of(own);
        let week = |number: u8, facts: &[u8]| CalendarWeekRow {
            bucket: 5,
            person: mark(number),
            facts: facts.to_vec(),
        };
        let mut tx = scoped.begin().await.unwrap();
        let stored = [week(1, &[1, 1]), week(2, &[1, 2]), week(3, &[1, 3])];
        tx.save_calendar_weeks(&stored).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = scoped.begin().await.unwrap();
        let replaced = [
            (week(1, &[1, 1]), vec![1, 9]),
            (week(2, &[1, 7]), vec![1, 9]),
            (week(4, &[1, 4]), vec![1, 9]),
        ];
        assert_eq!(tx.replace_calendar_weeks(&replaced).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let facts = scoped.calendar_weeks(5, 5).await.unwrap();
        let facts: Vec<_> = facts.into_iter().map(|row| row.facts).collect();
        assert_eq!(facts, [[1, 9], [1, 2], [1, 3]]);
    })
    .await;
}
