//! What is read of each calendar: the agenda bit, exclusion terms, private events.

use leptos::prelude::*;
use model::culture::reading::{LEAST, LEAST_MOST, Reading, SensitiveEvents};
use model::permission::CalendarAccess;

use crate::server_functions::connectors::set_reading::ReadingFields;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::field::problem_of;
use crate::ui::{CheckField, FieldKind, FormProblem, Post, PostForm, Submit, TextArea, TextField};

fn fields_of(reading: &Reading) -> ReadingFields {
    ReadingFields {
        agenda: reading.agenda,
        refused: reading.refused,
        sensitive: reading.sensitive.as_str().to_owned(),
        terms: reading.terms.join("\n"),
        least: reading.least.to_string(),
        quiet: quiet(reading, "\n"),
    }
}

fn quiet(reading: &Reading, between: &str) -> String {
    let times: Vec<String> = reading.quiet.iter().map(ToString::to_string).collect();
    times.join(between)
}

/// The choice in one sentence each, where it is more than the least.
pub(super) fn chosen(texts: Texts, reading: &Reading) -> Option<AnyView> {
    let full = reading.access() == CalendarAccess::Full;
    let mut lines = Vec::new();
    if reading.agenda {
        lines.push(texts.get(Key::CONNECTOR_READS_AGENDA).to_owned());
    } else if full {
        lines.push(texts.get(Key::CONNECTOR_READS_REFUSED).to_owned());
    }
    let words = reading.words().count();
    if words > 0 {
        let count = words.to_string();
        lines.push(texts.with(Key::CONNECTOR_READS_TERMS, &[("n", &count)]));
    }
    let domains = reading.domains().count();
    if domains > 0 {
        let count = domains.to_string();
        lines.push(texts.with(Key::CONNECTOR_READS_DOMAINS, &[("n", &count)]));
    }
    if reading.sensitive == SensitiveEvents::Drop {
        lines.push(texts.get(Key::CONNECTOR_READS_DROP).to_owned());
    }
    if !reading.quiet.is_empty() {
        let times = quiet(reading, ", ");
        lines.push(texts.with(Key::CONNECTOR_READS_QUIET, &[("times", &times)]));
    }
    if reading.least > LEAST {
        let least = reading.least.to_string();
        lines.push(texts.with(Key::CONNECTOR_READS_LEAST, &[("n", &least)]));
    }
    let lines = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect::<Vec<_>>();
    (!lines.is_empty()).then(|| view! { <ul class="small">{lines}</ul> }.into_any())
}

/// The form. `typed` is what was refused before.
#[component]
pub(super) fn ReadingForm(
    reading: Reading,
    typed: Option<ReadingFields>,
    post: Post,
) -> impl IntoView {
    let texts = use_texts();
    let failure = post.failure().get_untracked();
    let open = failure.is_some();
    let wrong = |field: &str| {
        let failure = failure.as_ref()?;
        problem_of(&failure.0.fields, field)
    };
    let (wrong_terms, wrong_choice) = (wrong("form[terms]"), wrong("form[sensitive]"));
    let (wrong_least, wrong_quiet) = (wrong("form[least]"), wrong("form[quiet]"));
    let form = typed
        .filter(|_| open)
        .unwrap_or_else(|| fields_of(&reading));
    let busy = form.sensitive != SensitiveEvents::Drop.as_str();
    let choice = move |one: SensitiveEvents, key: Key, checked: bool| {
        let id = format!("sensitive-{}", one.as_str());
        view! {
            <div class="check">
                <input type="radio" id=id.clone() name="form[sensitive]" value=one.as_str() checked=checked/>
                <label for=id>{texts.get(key)}</label>
            </div>
        }
    };
    view! {
        <details class="fold" open=open>
            <summary>{texts.get(Key::CONNECTOR_READING)}</summary>
            <PostForm post=post class="form">
                <FormProblem failure=failure/>
                <p>{texts.get(Key::CONNECTOR_READING_LEAD)}</p>
                <CheckField
                    name="form[agenda]"
                    label=texts.get(Key::CONNECTOR_AGENDA)
                    help=texts.get(Key::CONNECTOR_AGENDA_HELP)
                    checked=form.agenda
                />
                <CheckField
                    name="form[refused]"
                    label=texts.get(Key::CONNECTOR_REFUSED)
                    help=texts.get(Key::CONNECTOR_REFUSED_HELP)
                    checked=form.refused
                />
                <TextArea
                    name="form[terms]"
                    label=texts.get(Key::CONNECTOR_TERMS)
                    help=texts.get(Key::CONNECTOR_TERMS_HELP)
                    value=form.terms
                    problem=wrong_terms
                />
                <fieldset class="field boxes">
                    <legend class="field-label">{texts.get(Key::CONNECTOR_SENSITIVE)}</legend>
                    {wrong_choice.map(|problem| view! { <p class="field-problem">{texts.problem(problem)}</p> })}
                    {choice(SensitiveEvents::Busy, Key::CONNECTOR_SENSITIVE_BUSY, busy)}
                    {choice(SensitiveEvents::Drop, Key::CONNECTOR_SENSITIVE_DROP, !busy)}
                </fieldset>
                <TextArea
                    name="form[quiet]"
                    label=texts.get(Key::CONNECTOR_QUIET)
                    help=texts.get(Key::CONNECTOR_QUIET_HELP)
                    value=form.quiet
                    problem=wrong_quiet
                />
                <TextField
                    name="form[least]"
                    label=texts.get(Key::CONNECTOR_LEAST)
                    help=texts.with(
                        Key::CONNECTOR_LEAST_HELP,
                        &[("from", &LEAST.to_string()), ("to", &LEAST_MOST.to_string())],
                    )
                    kind=FieldKind::Number
                    value=form.least
                    problem=wrong_least
                />
                <p class="small">{texts.get(Key::CONNECTOR_READING_FROM)}</p>
                <Submit label=texts.get(Key::CONNECTOR_READING_SAVE)/>
            </PostForm>
        </details>
    }
    .into_any()
}
