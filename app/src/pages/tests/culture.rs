//! The pages about meeting culture: every chart, every empty state, one's own page, the connectors.

mod samples;

use leptos::prelude::*;
use model::culture::connector::{
    ConnectorProblem, ConnectorScope, ConnectorSource, ConnectorState, ConnectorView, Mailbox,
    SyncPhase,
};
use model::culture::kept::{KeptChoice, KeptEvent, KeptPage, KeptRow, Stored};
use model::culture::me::{KeptView, Looked, MeView, OwnWeek};
use model::culture::reading::{Reading, SensitiveEvents, quiet_times};
use model::culture::view::{
    Ask, Counted, MeasureView, MissingInput, ReadBy, State, Topic, Unit, Value, Week, Weights,
};
use model::culture::{
    Attendee, Basis, Domain, Part, Policy, Pseudonym, Quantity, Reason, Response,
};
use model::{AppError, FieldError, FieldProblem};

use super::samples::NOW;
use super::{HOSTILE, each_language};
use crate::error::Failure;
use crate::pages::admin::connectors::Connectors;
use crate::pages::admin::connectors::kept::WhatWeKeep;
use crate::pages::culture::measure::Measure;
use crate::pages::culture::{SheetView, title};
use crate::pages::me::OwnPage;
use crate::server_functions::connectors::set_reading::{ReadingFields, SetReading};
use crate::server_functions::connectors::show::ConnectorsPage;
use crate::texts::Key;
use crate::ui::chart::number::iso;

#[test]
fn every_chart_has_a_title_a_description_a_table_and_a_file() {
    for (texts, html) in each_language("culture", |_| {
        view! { <SheetView sheet=samples::sheet()/> }.into_any()
    }) {
        let charts = samples::sheet().charts.len();
        let raw = html.raw();
        assert_eq!(
            raw.matches("role=\"img\"").count(),
            charts - 1,
            "all but the table of series"
        );
        assert_eq!(raw.matches("<figcaption").count(), charts + 1);
        assert_eq!(raw.matches("data:text/csv").count(), charts + 1);
        // The table of series is its own twin.
        assert_eq!(raw.matches("class=\"chart-twin\"").count(), charts);
        assert!(html.contains(texts.get(Key::CHART_HIDDEN)));
        assert!(html.contains(texts.get(Key::CULTURE_WHY)));
        assert!(!raw.contains("NaN") && !raw.contains("inf%"), "{raw}");
    }
}

#[test]
fn what_is_hidden_carries_no_number_and_no_reason() {
    let mut sheet = samples::sheet();
    sheet.charts.truncate(1);
    for (texts, html) in each_language("culture-hidden", |_| {
        view! { <SheetView sheet=sheet.clone()/> }.into_any()
    }) {
        let hidden = texts.get(Key::CHART_HIDDEN);
        let row = html.raw().split("Marketing: ").nth(1).unwrap();
        let row = row.split("</g>").next().unwrap();
        assert!(
            row.contains(hidden) && row.contains("-hatch") && !row.contains("n ="),
            "{row}"
        );
    }
}

#[test]
fn a_name_that_means_harm_stays_a_name() {
    let mut sheet = samples::sheet();
    sheet.filters.groups[0].label = HOSTILE.to_owned();
    sheet.header.who = Some(HOSTILE.to_owned());
    let model::culture::view::Chart::Bars(bars) = &mut sheet.charts[0] else {
        panic!("the first chart is of bars");
    };
    bars.bars[0].label = HOSTILE.to_owned();
    for (_, html) in each_language("culture-hostile", |_| {
        view! { <SheetView sheet=sheet.clone()/> }.into_any()
    }) {
        assert!(!html.raw().contains("<script"));
    }
}

#[test]
fn every_state_without_figures_says_what_comes_next() {
    let states = [
        (State::NoConnector, Key::CULTURE_NO_CONNECTOR_TITLE),
        (
            State::Reading {
                done: 120,
                all: 2000,
                left_min: Some(3),
            },
            Key::CULTURE_READING_TITLE,
        ),
        (State::Waiting, Key::CULTURE_WAITING_TITLE),
        (State::TooSmall { least: 10 }, Key::CULTURE_SMALL_TITLE),
    ];
    for (state, key) in states {
        let mut sheet = samples::sheet();
        sheet.state = state;
        for (texts, html) in each_language("culture-empty", |_| {
            view! { <SheetView sheet=sheet.clone()/> }.into_any()
        }) {
            assert!(html.contains(texts.get(key)));
            assert!(!html.raw().contains("<figure"));
        }
    }
}

#[test]
fn filters_keep_what_was_chosen_in_a_form_without_script() {
    for (_, html) in each_language("culture-filters", |_| {
        view! { <SheetView sheet=samples::sheet()/> }.into_any()
    }) {
        assert!(
            html.raw()
                .contains("<form method=\"get\" action=\"/culture\"")
        );
        assert!(
            html.raw().contains("value=\"research\" selected"),
            "{}",
            html.raw()
        );
        assert!(
            html.values("a", "href")
                .contains(&"/culture/load?group=research")
        );
    }
}

#[test]
fn the_index_shows_every_contribution_and_lets_the_weights_move() {
    let mut sheet = samples::sheet();
    (sheet.topic, sheet.index) = (Topic::Index, Some(samples::index()));
    (sheet.tiles, sheet.charts) = (vec![], vec![]);
    for (texts, html) in each_language("culture-index", |_| {
        view! { <SheetView sheet=sheet.clone()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(title(Topic::Index))));
        for (part, weight) in ["load", "focus", "size", "notice", "wellbeing", "care"]
            .iter()
            .zip(Weights::default().0)
        {
            assert_eq!(html.field(part), Some(weight.to_string().as_str()));
        }
        assert!(html.contains("54"));
    }
    sheet.filters.ask.origin = Some("viva_current".to_owned());
    for (_, html) in each_language("culture-index-imported", |_| {
        view! { <SheetView sheet=sheet.clone()/> }.into_any()
    }) {
        assert!(
            html.values("input", "value").contains(&"viva_current"),
            "stays with the weights"
        );
    }
    sheet.filters.ask.origin = None;
    sheet.index = sheet.index.map(|index| model::culture::view::Index {
        score: None,
        parts: vec![Some(16.0), Some(55.2), None, None, Some(100.0), Some(43.0)],
        missing: ["M11b", "M31"]
            .map(|metric| MissingInput {
                metric: metric.to_owned(),
                hidden: metric == "M11b",
            })
            .to_vec(),
        rest: Some((47.0, 0.7)),
        ..index
    });
    for (texts, html) in each_language("culture-no-index", |_| {
        view! { <SheetView sheet=sheet.clone()/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::CULTURE_INDEX_NONE)));
        assert!(html.contains(texts.get(Key::CULTURE_INDEX_AGENDA)));
        assert!(html.contains(texts.get(Key::METRIC_M31)));
        assert!(html.contains(texts.get(Key::CHART_HIDDEN)));
        let rest = texts.get(Key::CULTURE_INDEX_REST);
        assert!(html.contains(rest.split('{').next().unwrap()) && html.contains("47"));
        assert_eq!(html.raw().matches("class=\"meter\"").count(), 4);
    }
}

#[test]
fn the_lifecycle_groups_tiles_and_the_header_tells_coverage_and_policy() {
    let mut sheet = samples::sheet();
    (sheet.topic, sheet.charts) = (Topic::Lifecycle, vec![]);
    for (texts, html) in each_language("culture-lifecycle", |_| {
        view! { <SheetView sheet=sheet.clone()/> }.into_any()
    }) {
        let raw = html.raw();
        let stages = [
            Key::CULTURE_STAGE_BEFORE,
            Key::CULTURE_STAGE_DURING,
            Key::CULTURE_STAGE_AFTER,
        ];
        assert!(stages.iter().all(|stage| html.contains(texts.get(*stage))));
        assert_eq!(
            raw.matches("<article class=\"tile\"").count(),
            sheet.tiles.len()
        );
        assert!(html.contains("3fa90c1e"));
        assert!(html.contains(texts.get(Key::CULTURE_COVERAGE)) && html.contains("96"));
    }
}

#[test]
fn how_we_measure_names_formula_rule_and_hash() {
    let measure = MeasureView {
        metric: "M12a".to_owned(),
        unit: Unit::Hours,
        header: samples::header(),
        policy: Some(Policy::strict()),
        read_by: Some(ReadBy {
            words: true,
            ..ReadBy::default()
        }),
        value: Value::Exact(1.4),
        band: Some((1.4, 2.1)),
        basis: Some(Basis::Weeks),
        counted: [
            (Reason::Counted, Value::Exact(81_234.0)),
            (Reason::AllDay, Value::Below(10.0)),
            (Reason::Declined, Value::Hidden),
        ]
        .map(|(reason, events)| Counted { reason, events })
        .to_vec(),
        counted_weeks: Some((Week(2_964), Week(2_967))),
        norm: None,
        hash: Some("0123abcd".to_owned()),
    };
    for (texts, html) in each_language("culture-measure", |_| {
        view! { <Measure measure=measure.clone() ask=Ask::default()/> }.into_any()
    }) {
        assert!(html.contains("d(t) ≥ 2") && html.contains("0123abcd"));
        assert!(html.contains(texts.get(Key::CULTURE_SWITCH_ATTENDANCE_STRICT)));
        assert!(
            html.raw().contains("&lt;\u{202f}10<"),
            "fewer than 10 are a bound"
        );
        let said = [
            Key::CULTURE_BASIS_WEEKS,
            Key::CULTURE_SWITCH_READ_WORDS,
            Key::CULTURE_VALUE_LEFT_OUT,
            Key::CULTURE_VALUE_NOT_LOOKED_FOR,
            Key::CULTURE_VALUE_EQUAL,
            Key::CULTURE_VALUE_ZONES,
        ];
        for key in said {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        // The count is that of the group of the page, in the weeks of the value.
        let (first, last) = (Week(2_964).monday().0, Week(2_967).sunday().0);
        let about = texts.with(
            Key::CULTURE_EVENTS_ABOUT,
            &[
                (
                    "who",
                    samples::header()
                        .who
                        .as_deref()
                        .unwrap_or(texts.get(Key::CULTURE_EVERYBODY)),
                ),
                ("first", &iso(first)),
                ("last", &iso(last)),
            ],
        );
        assert!(html.contains(&about), "{about}");
    }
}

fn me(known: bool, out: bool) -> MeView {
    let weeks = (2960..2967).rev().map(|week| OwnWeek {
        week,
        figures: vec![(Quantity::MEETING_MIN, 903), (Quantity::ATTENDANCES, 19)],
    });
    MeView {
        kept: KeptView {
            known,
            opted_out: out.then_some(NOW),
            weeks: known.then_some((2910, 2967)),
            events: 640,
            figures: 112,
            attributes: vec![("department".to_owned(), HOSTILE.to_owned())],
            groups: vec!["Research".to_owned()],
            last_read: Some(NOW),
        },
        looked: Looked::default(),
        weeks: if known && !out {
            weeks.collect()
        } else {
            vec![]
        },
    }
}

#[test]
fn my_page_says_whether_texts_or_titles_are_looked_at() {
    for (texts_read, titles, key) in [
        (false, false, Key::ME_LOOKED_NEITHER),
        (true, false, Key::ME_LOOKED_TEXTS),
        (false, true, Key::ME_LOOKED_TITLES),
        (true, true, Key::ME_LOOKED_BOTH),
    ] {
        let looked = Looked {
            texts: texts_read,
            titles,
        };
        let page = move || MeView {
            looked,
            ..me(true, false)
        };
        for (texts, html) in each_language("me", move |_| view! { <OwnPage me=page()/> }.into_any())
        {
            assert!(html.contains(texts.get(key)), "{looked:?}");
        }
    }
}

#[test]
fn my_page_says_what_is_kept_and_offers_my_rights() {
    for (texts, html) in each_language("me", |_| view! { <OwnPage me=me(true, false)/> }.into_any())
    {
        assert!(html.contains(HOSTILE) && !html.raw().contains("<script"));
        assert!(
            html.contains(texts.get(Key::ME_OPT_OUT_SURE))
                && html.contains(texts.get(Key::ME_ERASE_SURE))
        );
        assert!(html.values("a", "href").contains(&"/me/export"));
        assert!(
            html.raw().contains("15.1") || html.raw().contains("15,1"),
            "{}",
            html.raw()
        );
    }
    for (texts, html) in each_language("me-out", |_| {
        view! { <OwnPage me=me(false, true)/> }.into_any()
    }) {
        assert!(
            html.contains(texts.get(Key::ME_OPT_IN))
                && !html.contains(texts.get(Key::ME_OPT_OUT_SURE))
        );
    }
    for (texts, html) in each_language("me-nothing", |_| {
        view! { <OwnPage me=me(false, false)/> }.into_any()
    }) {
        assert!(html.contains(texts.get(Key::ME_NOTHING_TITLE)));
    }
}

fn connector(source: ConnectorSource, state: ConnectorState) -> ConnectorView {
    ConnectorView {
        source,
        state,
        scope: ConnectorScope::Everybody,
        reading: Reading::default(),
        phase: SyncPhase::Recent,
        permissions: vec!["Calendars.ReadBasic.All".to_owned()],
        people: 2000,
        mailboxes: vec![
            (Mailbox::Ok, 1800),
            (Mailbox::New, 180),
            (Mailbox::None, 20),
        ],
        done: 1800,
        total: Some(8000),
        remaining_min: Some(4),
        events: 91_234,
        counted: vec![("no_end".to_owned(), 3)],
        last_ok: Some(NOW),
        problem: (state == ConnectorState::Error).then_some(ConnectorProblem::ConsentMissing),
        problem_at: (state == ConnectorState::Error).then_some(NOW),
        next: Some(NOW),
    }
}

#[test]
fn connectors_show_state_progress_problem_and_what_can_be_done() {
    let cases = [
        (ConnectorState::Off, vec!["switch_on"]),
        (ConnectorState::On, vec!["sync_now", "pause", "switch_off"]),
        (ConnectorState::Paused, vec!["switch_on", "switch_off"]),
        (ConnectorState::Error, vec!["switch_on", "switch_off"]),
    ];
    for (state, actions) in cases {
        let name = format!("connectors-{state}");
        for (texts, html) in each_language(&name, |_| {
            let connectors = vec![
                connector(ConnectorSource::Directory, ConnectorState::On),
                connector(ConnectorSource::Calendar, state),
            ];
            let page = ConnectorsPage {
                connectors,
                analyst_export: false,
                refused: None,
            };
            view! { <Connectors page=page/> }.into_any()
        }) {
            let calendar = html
                .raw()
                .split(texts.get(Key::CONNECTOR_CALENDAR_LEAD))
                .nth(1)
                .unwrap();
            for action in ["switch_on", "sync_now", "pause", "switch_off"] {
                let offered = calendar.contains(&format!("name=\"action\" value=\"{action}\""));
                assert_eq!(offered, actions.contains(&action), "{state}: {action}");
            }
            assert!(html.contains(texts.get(Key::WHY_CALENDARS)));
            let problem = html.contains(texts.get(Key::CONNECTOR_PROBLEM_CONSENT_MISSING));
            assert_eq!(problem, state == ConnectorState::Error);
        }
    }
}

/// The connectors' page with this choice, and what was typed and refused.
fn with_reading(reading: &Reading, typed: Option<ReadingFields>) -> AnyView {
    let mut calendar = connector(ConnectorSource::Calendar, ConnectorState::On);
    calendar.reading = reading.clone();
    let page = ConnectorsPage {
        connectors: vec![
            connector(ConnectorSource::Directory, ConnectorState::On),
            calendar,
        ],
        analyst_export: false,
        refused: typed,
    };
    view! { <Connectors page=page/> }.into_any()
}

#[test]
fn what_is_read_of_calendars_is_told_and_can_be_chosen() {
    let least = Reading::default();
    for (texts, html) in each_language("connectors-least", |_| with_reading(&least, None)) {
        assert!(html.contains(texts.get(Key::CONNECTOR_CALENDAR_LEAD)));
        assert!(html.contains(texts.get(Key::CONNECTOR_AGENDA_HELP)));
        assert!(!html.contains(texts.get(Key::CONNECTOR_READS_AGENDA)));
        assert_eq!(html.raw().matches("name=\"form[agenda]\"").count(), 1);
        let box_of = |name: &str| {
            let place = html.raw().find(&format!("name=\"form[{name}]\"")).unwrap();
            html.raw()[place..].split('>').next().unwrap().to_owned()
        };
        assert!(!box_of("agenda").contains("checked") && !box_of("refused").contains("checked"));
    }
    let more = Reading {
        agenda: true,
        refused: false,
        terms: vec![HOSTILE.to_owned(), "Heron".to_owned()],
        sensitive: SensitiveEvents::Drop,
        least: 25,
        quiet: quiet_times("3 13:00-17:00").unwrap(),
    };
    for (texts, html) in each_language("connectors-more", |_| with_reading(&more, None)) {
        assert!(html.contains(texts.get(Key::CONNECTOR_CALENDAR_MORE)));
        assert!(html.contains(texts.get(Key::CONNECTOR_READS_AGENDA)));
        assert!(html.contains(texts.get(Key::CONNECTOR_READS_DROP)));
        assert!(html.contains(&texts.with(Key::CONNECTOR_READS_TERMS, &[("n", "2")])));
        assert!(html.raw().contains("Heron"));
        assert!(html.contains(&texts.with(Key::CONNECTOR_READS_LEAST, &[("n", "25")])));
        let times = [("times", "3 13:00-17:00")];
        assert!(html.contains(&texts.with(Key::CONNECTOR_READS_QUIET, &times)));
        assert!(html.raw().contains("name=\"form[least]\"") && html.raw().contains("value=\"25\""));
    }
}

/// As the address of the page says after the form was refused.
fn refuse(error: AppError) {
    use leptos::server_fn::ServerFn;
    use leptos::server_fn::error::ServerFnUrlError;

    let encoded = ServerFnUrlError::new(SetReading::PATH, Failure(error));
    let url = encoded.to_url("https://anteroom.example.org/").unwrap();
    let value = url.query_pairs().find(|(name, _)| name == "__err");
    let value = value.unwrap().1.into_owned();
    let error = leptos::server::ServerActionError::new(SetReading::PATH, &value);
    provide_context(error);
}

#[test]
fn what_was_typed_stays_when_it_is_refused() {
    let typed = ReadingFields {
        agenda: true,
        refused: false,
        sensitive: "drop".to_owned(),
        terms: "Heron\n!!".to_owned(),
        least: "12".to_owned(),
        quiet: "5 9:00".to_owned(),
    };
    let wrong = FieldError::new("form[terms]", FieldProblem::Malformed);
    for (texts, html) in each_language("connectors-refused", |_| {
        refuse(AppError::invalid(vec![wrong.clone()]));
        with_reading(&Reading::default(), Some(typed.clone()))
    }) {
        assert!(html.raw().contains("Heron\n!!"));
        assert!(html.contains(&texts.problem(FieldProblem::Malformed)));
        assert!(
            !html.contains(texts.get(Key::CONNECTOR_READS_AGENDA)),
            "not in force"
        );
    }
}

fn kept_event() -> KeptEvent {
    let row = |field: &str, sent: Option<&str>, stored: Vec<Stored>| KeptRow {
        field: field.to_owned(),
        sent: sent.map(str::to_owned),
        stored,
    };
    let attendee = Attendee {
        person: None,
        domain: Domain::External(Pseudonym([7; 16])),
        part: Part::Optional,
        response: Response::Declined,
        response_delay_min: Some(90),
    };
    KeptEvent {
        begin: Some(NOW),
        length_min: Some(30),
        rows: vec![
            row("subject", None, vec![]),
            row("organizer", Some(HOSTILE), vec![]),
            row("attendees", Some("[]"), vec![Stored::Attendee(attendee)]),
            row("isAllDay", Some("false"), vec![Stored::Bit(false)]),
        ],
        counted: vec![("showAs.unknown_value".to_owned(), 1)],
    }
}

#[test]
fn what_we_keep_stands_field_by_field_and_is_chosen_by_a_form() {
    let choice = KeptChoice {
        begin: Some(NOW),
        length_min: Some(30),
    };
    let left_out = KeptChoice {
        begin: None,
        length_min: None,
    };
    let page = KeptPage::Ready {
        choices: vec![choice, choice, left_out],
        chosen: 1,
        event: kept_event(),
    };
    for (texts, html) in each_language("kept", |_| {
        view! { <WhatWeKeep page=page.clone()/> }.into_any()
    }) {
        let raw = html.raw();
        assert!(raw.contains("method=\"get\"") && raw.contains("name=\"event\""));
        assert_eq!(raw.matches("<option").count(), 3);
        let chosen = raw.split("<option").find(|part| part.contains("selected"));
        assert!(chosen.unwrap().contains("value=\"1\""), "{raw}");
        for key in [
            Key::KEPT_LEFT_OUT,
            Key::KEPT_NOT_ASKED,
            Key::KEPT_NOTHING,
            Key::KEPT_HEAD,
        ] {
            assert!(html.contains(texts.get(key)), "{key:?}");
        }
        assert!(raw.contains("showAs.unknown_value") && raw.contains("07070707"));
        assert!(!raw.contains("<script>alert"), "{raw}");
    }
}

#[test]
fn what_we_keep_says_why_there_is_nothing_to_show() {
    let cases = [
        (KeptPage::Off, Key::KEPT_OFF),
        (KeptPage::NoMailbox, Key::KEPT_NO_MAILBOX),
        (KeptPage::NoEvent, Key::KEPT_NO_EVENT),
        (
            KeptPage::Problem(ConnectorProblem::ConsentMissing),
            Key::CONNECTOR_PROBLEM_CONSENT_MISSING,
        ),
    ];
    for (page, key) in cases {
        for (texts, html) in each_language("kept-empty", |_| {
            view! { <WhatWeKeep page=page.clone()/> }.into_any()
        }) {
            assert!(html.contains(texts.get(key)), "{page:?}");
            assert!(!html.raw().contains("<form"));
        }
    }
}
