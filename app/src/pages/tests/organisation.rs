//! Organisation data, from the empty page to the last word.

use leptos::prelude::*;
use model::culture::organisation::{
    AttributeReport, ColumnRole, DraftView, DryRun, FileInUse, FileTrouble, Judged,
    OrganisationView, RowFault, RowProblem,
};

use super::{HOSTILE, each_language, samples};
use crate::pages::admin::organisation::{Organisation, Told};
use crate::paths;
use crate::texts::Key;

fn draft(judged: Option<Judged>) -> OrganisationView {
    OrganisationView {
        draft: Some(DraftView {
            columns: vec![
                ("Email".to_owned(), ColumnRole::Person),
                (HOSTILE.to_owned(), ColumnRole::Other),
            ],
            currency: "CHF".to_owned(),
            judged,
        }),
        directory: 2_000,
        ..OrganisationView::default()
    }
}

#[test]
fn without_a_file_there_is_an_upload_that_works_without_script() {
    for (texts, html) in each_language("organisation", |_| {
        view! { <Organisation page=OrganisationView::default() told=None/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::ORGANISATION_NO_FILE)));
        assert!(
            html.values("form", "action")
                .contains(&paths::ORGANISATION_FILE)
        );
        assert_eq!(html.values("form", "enctype"), ["multipart/form-data"]);
        assert!(html.values("input", "type").contains(&"file"));
        assert!(!html.contains(texts.get(Key::ORGANISATION_APPLY)));
    }
}

#[test]
fn every_trouble_of_an_upload_has_its_own_words() {
    let mut seen = std::collections::BTreeSet::new();
    for trouble in FileTrouble::ALL {
        for (texts, html) in each_language("organisation-trouble", |_| {
            let told = Some(Told::Trouble(trouble));
            view! { <Organisation page=OrganisationView::default() told=told/> }.into_any()
        }) {
            assert!(html.contains(texts.get(Key::ORGANISATION_TROUBLE_TITLE)));
            assert!(
                seen.insert(html.raw().to_owned()),
                "two troubles look alike"
            );
        }
    }
}

#[test]
fn columns_are_named_and_chosen_before_anything_can_be_taken() {
    for (texts, html) in each_language("organisation-columns", |_| {
        view! { <Organisation page=draft(None) told=None/> }.into_any()
    }) {
        assert_eq!(html.values("select", "name"), ["roles[0]", "roles[1]"]);
        assert!(html.raw().contains("value=\"person\" selected"));
        assert!(html.contains(HOSTILE) && !html.raw().contains("<script"));
        assert_eq!(html.field("currency"), Some("CHF"));
        assert!(!html.contains(texts.get(Key::ORGANISATION_APPLY)));
        assert!(html.contains(texts.get(Key::ORGANISATION_CANCEL)));
    }
}

#[test]
fn a_bad_file_tells_line_and_column_and_cannot_be_taken() {
    let problem = |line, column, fault| RowProblem {
        line,
        column,
        fault,
    };
    let faults = [
        RowFault::Ragged,
        RowFault::NotText,
        RowFault::NoPerson,
        RowFault::Duplicate(7),
        RowFault::UnknownManager,
        RowFault::Cycle(3),
        RowFault::RateNotANumber,
        RowFault::RateOutOfRange,
        RowFault::RateWithoutLevel,
        RowFault::RateDiffers(8),
        RowFault::TooLong,
        RowFault::ControlCharacter,
        RowFault::TooManyValues(1_000),
    ];
    let mut problems: Vec<_> = faults.map(|fault| problem(4_711, Some(5), fault)).to_vec();
    problems.push(problem(4_712, None, RowFault::Ragged));
    let page = draft(Some(Judged::Bad(problems, 12)));
    for (texts, html) in each_language("organisation-bad", |_| {
        view! { <Organisation page=page.clone() told=None/> }.into_any()
    }) {
        assert_eq!(html.raw().matches("4711").count(), faults.len());
        for key in [
            Key::ORGANISATION_BAD,
            Key::ORGANISATION_FAULT_NO_PERSON,
            Key::ORGANISATION_FAULT_CONTROL,
            Key::ORGANISATION_WHOLE_ROW,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        let duplicate = texts.with(Key::ORGANISATION_FAULT_DUPLICATE, &[("n", "7")]);
        assert!(html.contains(&duplicate));
        let more = texts.with(Key::ORGANISATION_BAD_MORE, &[("n", "12")]);
        assert!(html.contains(&more));
        assert!(!html.contains(texts.get(Key::ORGANISATION_APPLY)));
    }
}

#[test]
fn a_good_file_tells_what_it_would_change_and_asks_once_more() {
    let run = DryRun {
        known: 1_990,
        unknown: 3,
        unknown_lines: vec![5, 9, 12],
        missing: 10,
        attributes: vec![AttributeReport {
            role: ColumnRole::Department,
            name: "Abteilung".to_owned(),
            groups: 40,
            small: 2,
            small_names: vec!["Board".to_owned(), "Audit".to_owned()],
        }],
        rates: 6,
        rates_of_few: 1,
        ignored: vec!["Shoe size".to_owned()],
    };
    let page = draft(Some(Judged::Good(run)));
    for (texts, html) in each_language("organisation-good", |_| {
        view! { <Organisation page=page.clone() told=None/> }.into_any()
    }) {
        for text in ["Abteilung", "2 (Board, Audit)", "Shoe size", "5, 9, 12"] {
            assert!(html.contains(text), "{text}");
        }
        assert!(html.contains(texts.get(Key::ORGANISATION_APPLY_SURE)));
        let actions = html.values("form", "action");
        for path in ["take", "drop_file", "map"] {
            let path = format!("/api/organisation/{path}");
            assert!(actions.contains(&path.as_str()), "{path}");
        }
    }
}

#[test]
fn a_file_in_use_can_be_taken_back() {
    let page = OrganisationView {
        in_use: Some(FileInUse {
            since: samples::NOW,
            people: 1_990,
            attributes: vec!["Abteilung".to_owned()],
            rates: 6,
        }),
        ..OrganisationView::default()
    };
    for (texts, html) in each_language("organisation-in-use", |_| {
        view! { <Organisation page=page.clone() told=Some(Told::Taken)/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::ORGANISATION_DONE_TAKEN)));
        assert!(html.contains(texts.get(Key::ORGANISATION_REMOVE_WARNING)));
        let actions = html.values("form", "action");
        assert!(actions.contains(&"/api/organisation/remove"));
        assert!(!html.contains(texts.get(Key::ORGANISATION_NO_FILE)));
    }
}
