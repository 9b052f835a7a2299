//! "What we keep": one event of the administrator's own calendar, what Graph sent beside what would be stored.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::culture::fact::{Attendee, Domain};
use model::culture::kept::{KeptChoice, KeptEvent, KeptPage, KeptRow, Stored};

use super::card::problem_words;
use crate::paths;
use crate::server_functions::connectors::kept::ShowKept;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::data::loaded;
use crate::ui::time::{instant, span};
use crate::ui::{ButtonLink, Empty, PageHead, StaffPage, Table, load};

/// `/admin/connectors/kept?event=...`
#[component]
pub fn WhatWeKeepPage() -> impl IntoView {
    let query = use_query_map();
    let event = move || {
        let asked = query.with(|query| query.get("event"));
        asked.and_then(|event| event.parse().ok()).unwrap_or(0)
    };
    let page = load(move || ShowKept { event: event() });
    view! { <StaffPage>{loaded(page, |page| view! { <WhatWeKeep page=page/> })}</StaffPage> }
}

#[component]
pub(crate) fn WhatWeKeep(page: KeptPage) -> impl IntoView {
    let texts = use_texts();
    let empty = |title: Key, text: Key| {
        view! { <Empty title=texts.get(title) text=texts.get(text)/> }.into_any()
    };
    let shown = match page {
        KeptPage::Off => empty(Key::KEPT_OFF_TITLE, Key::KEPT_OFF),
        KeptPage::NoMailbox => empty(Key::KEPT_NO_MAILBOX_TITLE, Key::KEPT_NO_MAILBOX),
        KeptPage::NoEvent => empty(Key::KEPT_NO_EVENT_TITLE, Key::KEPT_NO_EVENT),
        KeptPage::Problem(problem) => empty(Key::KEPT_PROBLEM_TITLE, problem_words(problem)),
        KeptPage::Ready {
            choices,
            chosen,
            event,
        } => view! {
            {choice_form(texts, &choices, chosen)}
            {counted(texts, &event)}
            {fields(texts, event)}
        }
        .into_any(),
    };
    view! {
        <PageHead title=texts.get(Key::KEPT_TITLE)/>
        <p class="lead">{texts.get(Key::KEPT_LEAD)}</p>
        {shown}
        <p class="actions"><ButtonLink href=paths::CONNECTORS label=texts.get(Key::KEPT_BACK)/></p>
    }
    .into_any()
}

/// Events are told by their times alone: titles are not asked for.
fn choice_form(texts: Texts, choices: &[KeptChoice], chosen: usize) -> AnyView {
    let options = choices.iter().enumerate().map(|(place, choice)| {
        let label = match (choice.begin, choice.length_min) {
            (Some(begin), Some(length)) => {
                format!("{}, {}", instant(begin), span(texts, i64::from(length)))
            }
            _ => texts.get(Key::KEPT_LEFT_OUT).to_owned(),
        };
        view! { <option value=place.to_string() selected=place == chosen>{label}</option> }
    });
    let options = options.collect_view();
    view! {
        <form class="filters" method="get" action=paths::KEPT>
            <div class="filter">
                <label for="kept-event">{texts.get(Key::KEPT_EVENT)}</label>
                <select class="input" id="kept-event" name="event">{options}</select>
            </div>
            <div class="filters-end">
                <button type="submit" class="button" data-weight="secondary">{texts.get(Key::KEPT_SHOW)}</button>
            </div>
        </form>
    }
    .into_any()
}

/// Why the event, or something of it, would be left out.
fn counted(texts: Texts, event: &KeptEvent) -> Option<AnyView> {
    let reasons = event.counted.iter().map(|(reason, _)| {
        view! { <li><code>{reason.clone()}</code></li> }
    });
    (!event.counted.is_empty()).then(|| {
        view! {
            <div class="note" data-tone="notice">
                <p class="note-title">{texts.get(Key::CONNECTOR_COUNTED)}</p>
                <ul>{reasons.collect_view()}</ul>
            </div>
        }
        .into_any()
    })
}

fn fields(texts: Texts, event: KeptEvent) -> AnyView {
    let columns = [Key::KEPT_FIELD, Key::KEPT_SENT, Key::KEPT_STORED];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let rows = event.rows.into_iter().map(|row| field(texts, row));
    let rows = rows.collect_view();
    view! { <Table caption=texts.get(Key::KEPT_CAPTION) columns=columns class="kept">{rows}</Table> }.into_any()
}

fn field(texts: Texts, row: KeptRow) -> AnyView {
    let KeptRow {
        field,
        sent,
        stored,
    } = row;
    let sent = match sent {
        Some(json) => view! { <code class="small wrap">{json}</code> }.into_any(),
        None => view! { <span class="small">{texts.get(Key::KEPT_NOT_ASKED)}</span> }.into_any(),
    };
    let stored = if stored.is_empty() {
        view! { <span class="small">{texts.get(Key::KEPT_NOTHING)}</span> }.into_any()
    } else {
        let lines = stored.iter().map(|one| {
            let line = words(texts, one);
            view! { <div class="small wrap">{line}</div> }
        });
        lines.collect_view().into_any()
    };
    view! {
        <tr>
            <th scope="row"><code>{field}</code></th>
            <td data-label=texts.get(Key::KEPT_SENT)>{sent}</td>
            <td data-label=texts.get(Key::KEPT_STORED)>{stored}</td>
        </tr>
    }
    .into_any()
}

fn words(texts: Texts, stored: &Stored) -> String {
    let yes_no = |bit: bool| texts.get(if bit { Key::KEPT_YES } else { Key::KEPT_NO });
    let with = |key: Key, value: &str| texts.with(key, &[("value", value)]);
    match stored {
        Stored::Value(value) => value.clone(),
        Stored::Bit(bit) => yes_no(*bit).to_owned(),
        Stored::Series(series) => with(Key::KEPT_SERIES, &series.to_string()),
        Stored::OpenEnded(bit) => with(Key::KEPT_OPEN_ENDED, yes_no(*bit)),
        Stored::CreatedBefore(minutes) => with(Key::KEPT_CREATED, &minutes.to_string()),
        Stored::Belongs(domain) => belongs(texts, *domain),
        Stored::Attendee(attendee) => person(texts, attendee),
        Stored::Company(true) => texts.get(Key::KEPT_COMPANY).to_owned(),
        Stored::Company(false) => texts.get(Key::KEPT_ALONE).to_owned(),
        Stored::Agenda(bit) => with(Key::KEPT_AGENDA, yes_no(*bit)),
        Stored::LengthClass(class) => with(Key::KEPT_LENGTH, &class.to_string()),
    }
}

fn belongs(texts: Texts, domain: Domain) -> String {
    match domain {
        Domain::Internal => texts.get(Key::KEPT_INTERNAL).to_owned(),
        Domain::External(pseudonym) => {
            texts.with(Key::KEPT_EXTERNAL, &[("value", &pseudonym.to_string())])
        }
        Domain::ExternalSmall => texts.get(Key::KEPT_EXTERNAL_SMALL).to_owned(),
    }
}

fn person(texts: Texts, attendee: &Attendee) -> String {
    let who = match attendee.person {
        Some(pseudonym) => pseudonym.to_string(),
        None => texts.get(Key::KEPT_HEAD).to_owned(),
    };
    let mut parts = vec![
        who,
        belongs(texts, attendee.domain),
        format!("{:?}", attendee.part),
        format!("{:?}", attendee.response),
    ];
    let delay = attendee.response_delay_min;
    parts.extend(
        delay.map(|minutes| texts.with(Key::KEPT_ANSWERED, &[("value", &minutes.to_string())])),
    );
    parts.join(", ")
}
