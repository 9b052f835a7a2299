//! Publishes weeks and windows through disclosure control and stores them as a publishing process does. Of the sheets
//! that only later publications need, those of the last week are stored.

use std::collections::VecDeque;

use culture::dashboard::{key_of, pack_sheet};
use culture::disclosure::{
    Close, CohortWeek, Ledger, Publication, Randomness, Sheet, Window, close_week, close_window,
};
use store::{PublicationFaceRow, PublicationRow};

use crate::company::{Company, Figures};
use crate::site::Served;

/// The last published week.
const LAST: i32 = 2_967;
/// Weeks of a window.
const WINDOW: usize = 4;

pub async fn seed(served: &Served, company: &Company, weeks: i32) {
    let keys = served.keys().await;
    let key = keys.pseudonym_key("disclosure");
    let close = Close {
        cohort: company.cohort(),
        measures: company.measures(),
        policies: [[1; 32], [2; 32]],
        randomness: Randomness([7, 11]),
        key: &key,
    };
    let scoped = served.scoped();
    let mut tx = scoped.begin().await.unwrap();
    let names = serde_json::to_string(&company.names()).unwrap();
    tx.set_culture_setting("published_names", &names)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut recent: VecDeque<(Figures, Vec<Sheet>)> = VecDeque::new();
    let mut ledger = Ledger::default();
    for week in LAST - weeks + 1..=LAST {
        let figures = company.week(week);
        let made = close_week(&close, week, &figures.columns(), &ledger).unwrap();
        store(served, ("week", week), &made, week == LAST).await;
        ledger.push(made.entry, &key).unwrap();
        recent.push_back((figures, made.sheets));
        if recent.len() > WINDOW {
            recent.pop_front();
        }
        if (LAST - week) % 4 == 0 && recent.len() == WINDOW {
            let columns: Vec<CohortWeek<'_>> =
                recent.iter().map(|(week, _)| week.columns()).collect();
            let sheets: Vec<Sheet> = recent
                .iter()
                .flat_map(|(_, sheets)| sheets.clone())
                .collect();
            let window = Window {
                last: week,
                weeks: &columns,
                sheets: &sheets,
            };
            let made = close_window(&close, &window, &ledger).unwrap();
            store(served, ("four_weeks", week - 3), &made, false).await;
            ledger.push(made.entry, &key).unwrap();
        }
        eprint!(".");
    }
    eprintln!();
}

async fn store(
    served: &Served,
    (kind, period): (&str, i32),
    publication: &Publication,
    sheets_too: bool,
) {
    let keys = served.keys().await;
    let key = keys.pseudonym_key("disclosure");
    let now = served.now();
    let face = |sheet: &Sheet| PublicationFaceRow {
        policy: "strict-v1".to_owned(),
        group_key: key_of(sheet.slice),
        period_kind: kind.to_owned(),
        period,
        n: i64::from(sheet.people()),
        face: sheet.face(&key).unwrap(),
        published: now,
    };
    let row = |sheet: &Sheet| PublicationRow {
        policy: "strict-v1".to_owned(),
        period_kind: kind.to_owned(),
        period,
        group_key: key_of(sheet.slice),
        n: i64::from(sheet.people()),
        cells: pack_sheet(sheet).unwrap(),
        published: now,
    };
    let faces: Vec<PublicationFaceRow> = publication.sheets.iter().map(face).collect();
    let mut tx = served.scoped().begin().await.unwrap();
    tx.insert_publication_faces(&faces).await.unwrap();
    if sheets_too {
        let rows: Vec<PublicationRow> = publication.sheets.iter().map(row).collect();
        tx.insert_publications(&rows).await.unwrap();
    }
    tx.commit().await.unwrap();
}
