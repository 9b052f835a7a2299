//! Every read of meeting culture, by the owner and by somebody else.

use model::culture::connector::ConnectorSource;
use store::Scoped;
use store::testing::{each_database, tenant};

use super::{fill, someone};

/// How many rows each read finds.
async fn reads(scoped: &Scoped) -> Vec<(&'static str, usize)> {
    let one = someone(1);
    let source = ConnectorSource::Calendar;
    let strict = "strict-v1";
    let span = scoped.calendar_span().await.unwrap().unwrap();
    let policy_span = scoped.person_week_span(strict).await.unwrap().unwrap();
    let record = scoped.person_record(one).await.unwrap();
    vec![
        (
            "connector",
            usize::from(scoped.connector(source).await.unwrap().is_some()),
        ),
        ("connectors", scoped.connectors().await.unwrap().len()),
        (
            "synced_person",
            usize::from(scoped.synced_person(one).await.unwrap().is_some()),
        ),
        ("synced_people", scoped.synced_people().await.unwrap().len()),
        ("stage_counts", scoped.stage_counts().await.unwrap().len()),
        (
            "next_due_person",
            usize::from(scoped.next_due_person().await.unwrap().is_some()),
        ),
        (
            "open_attributes",
            scoped.open_attributes("entra").await.unwrap().len(),
        ),
        (
            "attributes_between",
            scoped.attributes_between(3, 4).await.unwrap().len(),
        ),
        (
            "attributes_of",
            scoped.attributes_of(one).await.unwrap().len(),
        ),
        ("groupings", scoped.groupings().await.unwrap().len()),
        (
            "excluded_occurrences",
            scoped.excluded_occurrences(0, 9).await.unwrap().len(),
        ),
        (
            "calendar_weeks",
            scoped.calendar_weeks(0, 9).await.unwrap().len(),
        ),
        ("calendar_span", usize::from(span.first.is_some())),
        (
            "calendar_weeks_of",
            scoped.calendar_weeks_of(one, 0, 20).await.unwrap().len(),
        ),
        (
            "person_week",
            scoped.person_week(strict, 5).await.unwrap().len(),
        ),
        (
            "person_weeks",
            scoped.person_weeks(strict, 0, 9).await.unwrap().len(),
        ),
        ("person_week_span", usize::from(policy_span.first.is_some())),
        (
            "weeks_of_many",
            scoped.weeks_of_many(strict, 1).await.unwrap().len(),
        ),
        (
            "people_of_weeks",
            scoped.people_of_weeks(strict, 0, 99).await.unwrap().len(),
        ),
        (
            "policy_after",
            usize::from(scoped.policy_after("").await.unwrap().is_some()),
        ),
        (
            "person_weeks_of",
            scoped
                .person_weeks_of(one, strict, 0..=30)
                .await
                .unwrap()
                .len(),
        ),
        ("dirty_weeks", scoped.dirty_weeks().await.unwrap().len()),
        (
            "publications",
            scoped
                .publications(strict, "week", 0, 9)
                .await
                .unwrap()
                .len(),
        ),
        (
            "publications_of",
            scoped
                .publications_of(strict, "week", "company")
                .await
                .unwrap()
                .len(),
        ),
        (
            "published_periods",
            scoped
                .published_periods(strict, "week")
                .await
                .unwrap()
                .len(),
        ),
        (
            "publication_faces",
            scoped
                .publication_faces(strict, "company", 0, 9, 2, -2)
                .await
                .unwrap()
                .len(),
        ),
        (
            "group_sizes",
            scoped.group_sizes(strict, 5).await.unwrap().len(),
        ),
        (
            "published",
            usize::from(
                scoped
                    .published(strict)
                    .await
                    .unwrap()
                    .is_some_and(|row| row.periods > 0),
            ),
        ),
        (
            "ledger_head",
            usize::from(scoped.ledger_head().await.unwrap().is_some()),
        ),
        (
            "ledger_from",
            scoped.ledger_from(1, 10).await.unwrap().len(),
        ),
        (
            "opt_out",
            usize::from(scoped.opt_out(one).await.unwrap().is_some()),
        ),
        ("opt_outs", scoped.opt_outs().await.unwrap().len()),
        (
            "culture_setting",
            usize::from(scoped.culture_setting("policy").await.unwrap().is_some()),
        ),
        (
            "ample_domains",
            scoped.ample_domains(1).await.unwrap().len(),
        ),
        ("cost_rates", scoped.cost_rates().await.unwrap().len()),
        ("person_record", usize::from(!record.is_empty())),
    ]
}

#[tokio::test]
async fn a_foreign_tenant_finds_nothing_of_meeting_culture() {
    each_database(|store| async move {
        let (owner, foreign) = (tenant(&store, 1).await, tenant(&store, 2).await);
        fill(&store, owner).await;
        for (read, rows) in reads(&store.of(owner)).await {
            assert_eq!(rows, 1, "{read}");
        }
        for (read, rows) in reads(&store.of(foreign)).await {
            assert_eq!(rows, 0, "{read}");
        }
    })
    .await;
}
