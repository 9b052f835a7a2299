//! What is left to do at Microsoft and here: to print, to send, and to come back to.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::trust::guide::{TodoKind, TodoSent, TodoState, TodoStep, TodoView};

use crate::paths;
use crate::server_functions::setup::send_todo::SendTodo;
use crate::server_functions::setup::todo::ShowTodo;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::data::loaded;
use crate::ui::field::problem_of;
use crate::ui::{
    ButtonLink, Card, FormProblem, Moment, PageHead, Post, PostForm, StaffPage, Submit, TextField,
    Weight, load,
};

/// `/admin/setup/todo`
#[component]
pub fn TodoPage() -> impl IntoView {
    let sent = use_query_map().with_untracked(|query| query.get("sent"));
    let sent = sent.and_then(|word| TodoSent::parse(&word));
    let view = load(|| ShowTodo {});
    view! { <StaffPage>{loaded(view, move |view| view! { <Todo view=view sent=sent/> })}</StaffPage> }
}

#[component]
pub(crate) fn Todo(view: TodoView, sent: Option<TodoSent>) -> impl IntoView {
    let texts = use_texts();
    let all = view.steps.len();
    let done = view
        .steps
        .iter()
        .filter(|step| step.state == TodoState::Done)
        .count();
    let progress = if done == all {
        texts.get(Key::TODO_ALL_DONE).to_owned()
    } else {
        let (done, all) = (done.to_string(), all.to_string());
        texts.with(Key::TODO_PROGRESS, &[("done", &done), ("all", &all)])
    };
    // Only administrators may open the documents of the organisation.
    let documents = if view.may_send {
        paths::SETUP_DOCUMENTS
    } else {
        paths::PUBLIC_DOCUMENTS
    };
    let steps = view
        .steps
        .into_iter()
        .map(|step| view! { <Line step=step place=documents/> })
        .collect_view();
    view! {
        <PageHead title=texts.get(Key::TODO_TITLE)/>
        <p class="lead">{texts.get(Key::TODO_LEAD)}</p>
        {sent.map(|sent| outcome(texts, sent))}
        <dl class="answers">
            <div><dt>{texts.get(Key::SETUP_NAME)}</dt><dd>{view.tenant_name}</dd></div>
            <div><dt>{texts.get(Key::SETUP_TENANT_ID)}</dt><dd><code>{view.tenant_id.to_string()}</code></dd></div>
        </dl>
        <p role="status"><strong>{progress}</strong></p>
        <ol class="steps todo">{steps}</ol>
        <p class="small no-print">{texts.get(Key::TODO_PRINT)}</p>
        {view.may_send.then(|| view! { <Send/> })}
    }
    .into_any()
}

fn outcome(texts: Texts, sent: TodoSent) -> AnyView {
    let (tone, key) = match sent {
        TodoSent::Sent => ("good", Key::TODO_SENT),
        TodoSent::TooOften => ("notice", Key::TODO_SENT_TOO_OFTEN),
    };
    view! { <div class="note" data-tone=tone role="status"><p>{texts.get(key)}</p></div> }
        .into_any()
}

/// What a step is called, for pages and mails.
#[must_use]
pub fn title(texts: Texts, step: &TodoStep) -> String {
    let key = match step.kind {
        TodoKind::SignIn => Key::TODO_SIGNIN,
        TodoKind::Registration => Key::TODO_REGISTRATION,
        TodoKind::Credential if step.name.is_empty() => Key::TODO_CREDENTIAL,
        TodoKind::Credential => Key::TODO_CREDENTIAL_OF,
        TodoKind::Consent => Key::TODO_CONSENT,
        TodoKind::ExchangePolicy => Key::TODO_EXCHANGE_POLICY,
        TodoKind::TeamsPolicy => Key::TODO_TEAMS_POLICY,
        TodoKind::People => Key::TODO_PEOPLE,
        TodoKind::Rooms => Key::TODO_ROOMS,
    };
    texts.with(key, &[("name", &step.name)])
}

/// Who does what about a step that is not done; none for one that is.
fn what(texts: Texts, step: &TodoStep) -> Option<String> {
    let failed = !step.code.is_empty();
    let key = match (step.kind, step.state) {
        (_, TodoState::Done) | (TodoKind::SignIn, _) => return None,
        (TodoKind::Consent, TodoState::Wait) => Key::TODO_CONSENT_WAIT,
        (TodoKind::Registration, _) => Key::TODO_REGISTRATION_OPEN,
        (TodoKind::Credential, _) if failed => Key::TODO_CREDENTIAL_FAILED,
        (TodoKind::Credential, _) => Key::TODO_CREDENTIAL_OPEN,
        (TodoKind::Consent, _) if step.by_itself => Key::TODO_CONSENT_OPEN,
        (TodoKind::Consent, _) => Key::TODO_CONSENT_OPEN_DELEGATED,
        (TodoKind::ExchangePolicy, _) => Key::TODO_EXCHANGE_POLICY_OPEN,
        (TodoKind::TeamsPolicy, _) => Key::TODO_TEAMS_POLICY_OPEN,
        (TodoKind::People, _) => Key::TODO_PEOPLE_OPEN,
        (TodoKind::Rooms, _) => Key::TODO_ROOMS_OPEN,
    };
    let mut text = texts.with(key, &[("code", &step.code)]);
    if failed && step.kind == TodoKind::Consent && step.state == TodoState::Open {
        text.push(' ');
        text.push_str(&texts.with(Key::TODO_CONSENT_MISSING, &[("code", &step.code)]));
    }
    Some(text)
}

#[component]
fn Line(step: TodoStep, place: &'static str) -> impl IntoView {
    let texts = use_texts();
    let done = step.state == TodoState::Done;
    let (mark, word) = match step.state {
        TodoState::Done => ("✓", Key::TODO_DONE),
        TodoState::Wait => ("…", Key::TODO_WAIT),
        TodoState::Open => ("○", Key::TODO_OPEN),
    };
    let anchor = match step.kind {
        TodoKind::SignIn => "sign-in",
        TodoKind::Registration => "register",
        TodoKind::Credential => "credential",
        TodoKind::Consent | TodoKind::ExchangePolicy | TodoKind::TeamsPolicy => "contents",
        TodoKind::People | TodoKind::Rooms => "roles",
    };
    let documents = matches!(
        step.kind,
        TodoKind::Registration | TodoKind::Credential | TodoKind::Consent | TodoKind::People
    );
    let instructions = (!done && documents).then(|| {
        let href = format!("{place}#{anchor}");
        view! { <a href=href rel="external">{texts.get(Key::TODO_INSTRUCTIONS)}</a> }
    });
    let link = step.link.clone().filter(|_| !done).map(|link| {
        let href = link.clone();
        view! { <p class="small"><a class="guide-link" href=href rel="external noreferrer">{link}</a></p> }
    });
    view! {
        <li class="step" data-done=done.then_some("true")>
            <span class="step-mark" aria-hidden="true">{mark}</span>
            <div class="todo-text">
                <p><strong>{title(texts, &step)}</strong> " (" {texts.get(word)} ")"</p>
                {what(texts, &step).map(|text| view! { <p>{text}</p> })}
                {link}
                {step.at.map(|at| view! { <p class="small">{texts.get(Key::TODO_CHECKED)} " " <Moment at=at/></p> })}
            </div>
            {instructions}
        </li>
    }
    .into_any()
}

/// One address, one mail.
#[component]
fn Send() -> impl IntoView {
    let texts = use_texts();
    let send = Post::to::<SendTodo>();
    let failure = send.failure();
    let wrong = Signal::derive(move || {
        failure
            .get()
            .and_then(|failure| problem_of(&failure.0.fields, "address"))
    });
    view! {
        <div class="no-print">
            <Card title=texts.get(Key::TODO_SEND)>
                <p>{texts.get(Key::TODO_SEND_LEAD)}</p>
                <PostForm post=send class="form">
                    <FormProblem failure=failure/>
                    <TextField name="address" label=texts.get(Key::TODO_ADDRESS) required=true most=254 problem=wrong/>
                    <Submit label=texts.get(Key::TODO_SEND_ACTION)/>
                </PostForm>
            </Card>
            <p class="actions">
                <ButtonLink href=paths::SETUP_DOCUMENTS label=texts.get(Key::DOCUMENTS_LINK) weight=Weight::Secondary/>
                <ButtonLink href=paths::SETUP label=texts.get(Key::SETUP_TITLE) weight=Weight::Secondary/>
            </p>
        </div>
    }
    .into_any()
}
