//! The form at the entrance: a plain form. After a refusal the page comes back with everything as it was typed.

use leptos::prelude::*;
use model::queue::form::{Draft, NAME_MOST};
use model::queue::room::{Question, QuestionKind};
use model::queue::view::EntranceView;
use model::{ErrorCode, FieldError, FieldProblem};

use crate::error::Failure;
use crate::server_functions::visitor::join::Join;
use crate::texts::{Key, use_texts};
use crate::ui::field::problem_of;
use crate::ui::time::period;
use crate::ui::{
    CheckField, ChoiceField, FieldKind, FormProblem, Paragraphs, Post, PostForm, Submit, TextArea,
    TextField, Weight,
};

/// What is wrong with the fields, after the last attempt.
type Problems = Signal<Vec<FieldError>>;

#[component]
pub(super) fn EntranceForm(view: EntranceView) -> impl IntoView {
    let texts = use_texts();
    let join = Post::to::<Join>();
    let draft = view.draft.clone();
    let problems = problems(join, draft.as_ref());
    let questions = view.questions.iter().cloned().map(|question| {
        let value = draft
            .as_ref()
            .and_then(|draft| draft.form.answers.get(&question.id).cloned())
            .unwrap_or_default();
        view! { <Ask question=question value=value problems=problems/> }
    });
    let questions = questions.collect_view();
    let name = draft
        .as_ref()
        .map(|draft| draft.form.name.clone())
        .unwrap_or_default();
    let consented = draft.as_ref().is_some_and(|draft| draft.form.consent);
    view! {
        <PostForm post=join class="form">
            <input type="hidden" name="tenant" value=view.tenant.to_string()/>
            <input type="hidden" name="room" value=view.room.to_string()/>
            <input type="hidden" name="form[key]" value=view.key.to_string()/>
            <input type="hidden" name="form[consent_version]" value=view.consent_version.to_string()/>
            <FormProblem failure=join.failure()/>
            <TextField
                name="form[name]"
                label=texts.get(Key::ENTRANCE_NAME)
                help=texts.get(Key::ENTRANCE_NAME_HELP)
                value=name
                most=NAME_MOST
                autocomplete="name"
                problem=problem(problems, "name".to_owned())
            />
            {questions}
            <PrivacyNotice text=view.privacy_notice minutes=view.retention_minutes/>
            {(!view.consent_text.is_empty()).then(|| view! {
                <CheckField
                    name="form[consent]"
                    label=view.consent_text
                    checked=consented
                    problem=problem(problems, "consent".to_owned())
                />
            })}
            <div class="actions">
                <Submit label=texts.get(Key::ENTRANCE_JOIN) weight=Weight::Primary pending=join.pending()/>
            </div>
        </PostForm>
    }
}

/// Who is responsible and what happens to the answers, always with the room's own period in one sentence.
#[component]
fn PrivacyNotice(text: String, minutes: u32) -> impl IntoView {
    let texts = use_texts();
    let erased = texts.with(Key::ENTRANCE_ERASED, &[("period", &period(texts, minutes))]);
    view! {
        <div class="privacy">
            <p>{erased}</p>
            {(!text.is_empty()).then(|| view! {
                <details>
                    <summary>{texts.get(Key::ENTRANCE_PRIVACY)}</summary>
                    <Paragraphs text=text/>
                </details>
            })}
        </div>
    }
}

#[component]
fn Ask(question: Question, value: String, problems: Problems) -> impl IntoView {
    let texts = use_texts();
    let name = format!("form[answers][{}]", question.id);
    let problem = problem(problems, format!("answers[{}]", question.id));
    let mark = if question.required {
        String::new()
    } else {
        texts.get(Key::FIELD_OPTIONAL).to_owned()
    };
    let (label, help) = (question.label, question.explanation);
    let line = |kind, most| {
        view! { <TextField name=name.clone() label=label.clone() help=help.clone() mark=mark.clone() value=value.clone() kind=kind most=most problem=problem/> }
            .into_any()
    };
    match question.kind {
        QuestionKind::Text => line(FieldKind::Text, 200),
        QuestionKind::Phone => line(FieldKind::Phone, 40),
        QuestionKind::Date => line(FieldKind::Date, 10),
        QuestionKind::LongText => {
            view! { <TextArea name=name label=label help=help mark=mark value=value most=2000 problem=problem/> }.into_any()
        }
        QuestionKind::YesNo => {
            let options = [("yes", Key::ANSWER_YES), ("no", Key::ANSWER_NO)];
            let options = options.map(|(value, key)| (value.to_owned(), texts.get(key).to_owned()));
            let options = with_nothing(texts.get(Key::FIELD_CHOOSE), options.to_vec());
            view! { <ChoiceField name=name label=label help=help mark=mark value=value options=options problem=problem/> }
                .into_any()
        }
        QuestionKind::Choice(choices) => {
            let options = choices.into_iter().map(|choice| (choice.clone(), choice)).collect();
            let options = with_nothing(texts.get(Key::FIELD_CHOOSE), options);
            view! { <ChoiceField name=name label=label help=help mark=mark value=value options=options problem=problem/> }
                .into_any()
        }
    }
}

/// The choices behind an empty first one, so that nothing is answered by accident.
fn with_nothing(text: &str, mut options: Vec<(String, String)>) -> Vec<(String, String)> {
    options.insert(0, (String::new(), text.to_owned()));
    options
}

/// The wrong fields of the last attempt: of the refusal in the address, else of the draft that the server kept.
fn problems(join: Post, draft: Option<&Draft>) -> Problems {
    let kept = draft
        .map(|draft| draft.problems.clone())
        .unwrap_or_default();
    let failure = join.failure();
    Signal::derive(move || match failure.get() {
        Some(Failure(error)) if error.code == ErrorCode::Invalid => error.fields,
        Some(_) => Vec::new(),
        None => kept.clone(),
    })
}

fn problem(problems: Problems, field: String) -> Signal<Option<FieldProblem>> {
    Signal::derive(move || problems.with(|problems| problem_of(problems, &field)))
}
