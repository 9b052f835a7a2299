//! Weeks, what is published of them, and how they go.

use model::Timestamp;
use model::culture::Pseudonym;
use store::CalendarWeekRow;
use store::testing::{each_database, tenant};

use super::{NOW, attributes, entry, figures, fill, new_person, publication, someone, week};

#[tokio::test]
async fn many_rows_are_written_at_once_and_replaced_by_key() {
    each_database(|store| async move {
        let scoped = store.of(tenant(&store, 1).await);
        let people: Vec<Pseudonym> = (0..2_500_u16)
            .map(|number| {
                let mut bytes = [0; 16];
                bytes[..2].copy_from_slice(&number.to_be_bytes());
                Pseudonym(bytes)
            })
            .collect();
        for round in 0..2_u8 {
            let rows: Vec<_> = people
                .iter()
                .map(|person| CalendarWeekRow {
                    bucket: -3,
                    person: *person,
                    facts: vec![round],
                })
                .collect();
            let mut tx = scoped.begin().await.unwrap();
            tx.save_calendar_weeks(&rows).await.unwrap();
            tx.commit().await.unwrap();
            let read = scoped.calendar_weeks(-3, -3).await.unwrap();
            assert_eq!(read, rows, "in the order of people");
        }
    })
    .await;
}

#[tokio::test]
async fn a_week_that_changes_while_it_is_computed_stays_marked() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        tx.mark_dirty(&[4, 5], NOW).await.unwrap();
        let rows = tx.dirty_weeks().await.unwrap();
        assert_eq!(rows.iter().map(|row| row.week).collect::<Vec<_>>(), [5, 4]);
        tx.mark_dirty(&[5], Timestamp(11_000)).await.unwrap();
        assert!(!tx.clean_week(5, rows[0].revision).await.unwrap());
        assert!(tx.clean_week(4, rows[1].revision).await.unwrap());
        let rest = tx.dirty_weeks().await.unwrap();
        assert_eq!((rest.len(), rest[0].since), (1, NOW));
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_was_published_stays() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert_eq!(
            tx.insert_publications(&[publication(5, 1)]).await.unwrap(),
            1
        );
        assert_eq!(
            tx.insert_publications(&[publication(5, 2), publication(6, 2)])
                .await
                .unwrap(),
            1
        );
        let rows = tx.publications("strict-v1", "week", 0, 9).await.unwrap();
        assert_eq!(
            rows.iter().map(|row| row.cells[0]).collect::<Vec<_>>(),
            [1, 2]
        );
        tx.append_ledger(&entry(1)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.of(tenant).begin().await.unwrap();
        assert!(
            tx.append_ledger(&entry(1)).await.is_err(),
            "the place is taken"
        );
    })
    .await;
}

#[tokio::test]
async fn old_weeks_go_by_themselves_and_published_ones_later() {
    each_database(|store| async move {
        let (one, two) = (tenant(&store, 1).await, tenant(&store, 2).await);
        fill(&store, one).await;
        fill(&store, two).await;
        let mut tx = store.of(one).begin().await.unwrap();
        tx.save_calendar_weeks(&[week(1, 6)]).await.unwrap();
        tx.save_person_weeks(&[figures(1, 6)]).await.unwrap();
        tx.insert_publications(&[publication(6, 1)]).await.unwrap();
        tx.commit().await.unwrap();

        for (before, removed, told) in [(5, 0, "nothing is so old"), (6, 2, "facts and figures")] {
            for tenant in [one, two] {
                let mut tx = store.of(tenant).begin().await.unwrap();
                assert_eq!(tx.sweep_weeks(before).await, Ok(removed), "{told}");
                tx.commit().await.unwrap();
            }
        }
        for (tenant, kept) in [(one, 1), (two, 0)] {
            let scoped = store.of(tenant);
            assert_eq!(scoped.calendar_weeks(0, 99).await.unwrap().len(), kept);
            let periods = scoped.published_periods("strict-v1", "week").await.unwrap();
            assert_eq!(periods.len(), kept + 1, "what was published stays longer");
        }
        let mut tx = store.of(one).begin().await.unwrap();
        for name in [
            "cohort.2",
            "cohort.3",
            "cohort.viva_legacy.2",
            "cohort.viva_legacy.3",
            "cohort.viva_current.2",
            "cohort.viva_current.3",
            "counts.5",
        ] {
            tx.set_culture_setting(name, "{}").await.unwrap();
        }
        // A document is changed only as long as it is the one that was read, and nobody else's is.
        for (before, changed) in [("{}", true), ("{}", false), ("[]", true)] {
            let after = if before == "{}" { "[]" } else { "{}" };
            let change = tx.change_culture_setting("cohort.3", before, after);
            assert_eq!(change.await, Ok(changed), "{before}");
        }
        assert_eq!(tx.sweep_cohorts(3).await, Ok(3));
        tx.sweep_weeks(6).await.unwrap();
        tx.commit().await.unwrap();
        for (name, kept) in [
            ("cohort.2", false),
            ("cohort.3", true),
            ("cohort.viva_legacy.2", false),
            ("cohort.viva_legacy.3", true),
            ("cohort.viva_current.2", false),
            ("cohort.viva_current.3", true),
            ("counts.5", false),
            ("policy", true),
        ] {
            let found = store.of(one).culture_setting(name).await.unwrap();
            assert_eq!(found.is_some(), kept, "{name}");
        }
        for tenant in [one, two] {
            let mut tx = store.of(tenant).begin().await.unwrap();
            assert_eq!(tx.sweep_publications(6).await, Ok(1));
            tx.commit().await.unwrap();
        }
        for (tenant, kept) in [(one, vec![6]), (two, vec![])] {
            let scoped = store.of(tenant);
            assert_eq!(
                scoped.published_periods("strict-v1", "week").await,
                Ok(kept)
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_erased_person_leaves_nothing_but_the_mark_and_touches_nobody_else() {
    each_database(|store| async move {
        let tenant = tenant(&store, 1).await;
        let scoped = store.of(tenant);
        fill(&store, tenant).await;
        let mut tx = scoped.begin().await.unwrap();
        tx.upsert_synced_people(&[new_person(2)], 1, NOW)
            .await
            .unwrap();
        tx.save_attributes(&[attributes(2, 0, Some(3)), attributes(2, 4, None)])
            .await
            .unwrap();
        let more: Vec<_> = (0..40).map(|bucket| week(1, bucket)).collect();
        tx.save_calendar_weeks(&more).await.unwrap();
        tx.save_calendar_weeks(&[week(2, 5)]).await.unwrap();
        tx.save_person_weeks(&[figures(2, 5)]).await.unwrap();
        tx.commit().await.unwrap();
        let (before, other) = (
            scoped.person_record(someone(1)).await.unwrap(),
            scoped.person_record(someone(2)).await.unwrap(),
        );
        assert_eq!((before.calendar.len(), before.figures.len()), (40, 1));
        assert_eq!(other.attributes.len(), 2);
        let mut tx = scoped.begin().await.unwrap();
        tx.erase_person(someone(1), &before).await.unwrap();
        tx.commit().await.unwrap();
        let mut after = scoped.person_record(someone(1)).await.unwrap();
        assert!(after.opt_out.take().is_some());
        assert!(after.is_empty(), "{after:?}");
        let kept = scoped.person_record(someone(2)).await.unwrap();
        assert_eq!(kept.calendar, other.calendar);
        assert_eq!(kept.figures, other.figures);
        assert!(
            kept.attributes.iter().all(|row| row.manager.is_none()),
            "the erased manager is gone"
        );
    })
    .await;
}
