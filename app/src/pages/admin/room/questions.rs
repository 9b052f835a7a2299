//! The questions of a room: ten rows, each folded; the unused ones open one after the other. Order and removal are
//! fields, so that they work without script and without dragging.

use leptos::prelude::*;
use model::queue::room::QUESTIONS_MOST;

use super::form::Problems;
use crate::server_functions::rooms::fields::{KINDS, QuestionFields};
use crate::texts::{Key, Texts, use_texts};
use crate::ui::{CheckField, ChoiceField, TextArea, TextField};

#[component]
pub(super) fn Questions(rows: Vec<QuestionFields>, problems: Problems) -> impl IntoView {
    let texts = use_texts();
    let rows = rows.into_iter().take(QUESTIONS_MOST).enumerate();
    let rows =
        rows.map(|(row, question)| view! { <Row row=row question=question problems=problems/> });
    let problem = problems.of("questions");
    view! {
        <fieldset class="part">
            <legend>{texts.get(Key::QUESTION_PART)}</legend>
            <p class="field-help">{texts.get(Key::QUESTION_HELP)}</p>
            {problem.map(|problem| view! { <p class="field-problem">{texts.problem(problem)}</p> })}
            <div class="questions">{rows.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Row(row: usize, question: QuestionFields, problems: Problems) -> impl IntoView {
    let texts = use_texts();
    let used = question.is_used() || question.id != 0;
    let place = (row + 1).to_string();
    let head = if used {
        texts.with(
            Key::QUESTION_TITLE,
            &[("n", &place), ("label", &question.label)],
        )
    } else {
        texts.get(Key::QUESTION_ADD).to_owned()
    };
    let open = problems.below(&format!("questions[{row}]"));
    let name = move |field: &str| format!("form[questions][{row}][{field}]");
    let problem = move |field: &str| problems.of(format!("questions[{row}].{field}"));
    view! {
        <details class="fold question" open=open data-unused=(!used).then_some("true")>
            <summary>{head}</summary>
            <input type="hidden" name=name("id") value=question.id.to_string()/>
            <TextField
                name=name("label")
                label=texts.get(Key::QUESTION_LABEL)
                value=question.label
                most=200
                problem=problem("label")
            />
            <TextField
                name=name("explanation")
                label=texts.get(Key::QUESTION_EXPLANATION)
                mark=texts.get(Key::FIELD_OPTIONAL)
                value=question.explanation
                most=500
                problem=problem("explanation")
            />
            <div class="columns">
                <ChoiceField
                    name=name("kind")
                    label=texts.get(Key::QUESTION_KIND)
                    options=kinds(texts)
                    value=question.kind
                />
                {used.then(|| view! {
                    <ChoiceField name=name("place") label=texts.get(Key::QUESTION_PLACE) options=places() value=place/>
                })}
            </div>
            <TextArea
                name=name("options")
                label=texts.get(Key::QUESTION_OPTIONS)
                help=texts.get(Key::QUESTION_OPTIONS_HELP)
                value=question.options
                rows=3
                problem=problem("kind")
            />
            <CheckField name=name("required") label=texts.get(Key::QUESTION_REQUIRED) checked=question.required/>
            <CheckField
                name=name("on_card")
                label=texts.get(Key::QUESTION_ON_CARD)
                checked=question.on_card
            />
            {used.then(|| view! {
                <CheckField name=name("remove") label=texts.get(Key::QUESTION_REMOVE) checked=question.remove/>
            })}
        </details>
    }
    .into_any()
}

fn kinds(texts: Texts) -> Vec<(String, String)> {
    let words = [
        Key::QUESTION_KIND_TEXT,
        Key::QUESTION_KIND_LONG_TEXT,
        Key::QUESTION_KIND_CHOICE,
        Key::QUESTION_KIND_YES_NO,
        Key::QUESTION_KIND_PHONE,
        Key::QUESTION_KIND_DATE,
    ];
    KINDS
        .iter()
        .zip(words)
        .map(|(kind, key)| ((*kind).to_owned(), texts.get(key).to_owned()))
        .collect()
}

fn places() -> Vec<(String, String)> {
    (1..=QUESTIONS_MOST)
        .map(|place| (place.to_string(), place.to_string()))
        .collect()
}
