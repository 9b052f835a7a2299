//! One connector: state, progress, problem in words, permissions with their reasons, scope, and what can be done.

use leptos::prelude::*;
use model::culture::connector::{
    ConnectorProblem, ConnectorScope, ConnectorSource, ConnectorState, ConnectorView, Mailbox,
    SyncPhase,
};
use model::culture::view::Unit;
use model::permission::CalendarAccess;
use model::trouble::Trouble;

use super::reading::{self, ReadingForm};
use crate::pages::admin::setup::why;
use crate::paths;
use crate::server_functions::connectors::set_reading::ReadingFields;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::chart::number::{amount, decimal};
use crate::ui::field::problem_of;
use crate::ui::{
    Badge, Card, Confirm, FormProblem, Moment, Post, PostForm, Submit, Table, TextArea, Tone,
    TroubleText, Weight,
};

/// What the forms of a card are sent to.
#[derive(Clone, Copy)]
pub(super) struct Forms {
    pub(super) act: Post,
    pub(super) scope: Post,
    pub(super) reading: Post,
}

#[component]
pub(super) fn ConnectorCard(
    connector: ConnectorView,
    forms: Forms,
    typed: Option<ReadingFields>,
) -> impl IntoView {
    let texts = use_texts();
    let looks = connector.reading.agenda || connector.reading.words().next().is_some();
    let (title, lead) = match connector.source {
        ConnectorSource::Directory => (Key::CONNECTOR_DIRECTORY, Key::CONNECTOR_DIRECTORY_LEAD),
        ConnectorSource::Calendar if looks => {
            (Key::CONNECTOR_CALENDAR, Key::CONNECTOR_CALENDAR_MORE)
        }
        ConnectorSource::Calendar => (Key::CONNECTOR_CALENDAR, Key::CONNECTOR_CALENDAR_LEAD),
    };
    let off = connector.state == ConnectorState::Off;
    let calendar = connector.source == ConnectorSource::Calendar;
    let scoped = calendar && !off;
    let reading = connector.reading.clone();
    view! {
        <Card title=texts.get(title) aside=badge(texts, connector.state)>
            <p>{texts.get(lead)}</p>
            {reading::chosen(texts, &connector.reading)}
            {problem(texts, &connector)}
            {(!off).then(|| progress(texts, &connector))}
            {(!off).then(|| facts(texts, &connector))}
            {actions(texts, &connector, forms.act)}
            {permissions(texts, &connector)}
            {counted(texts, &connector)}
            {scoped.then(|| view! { <ScopeForm scope=connector.scope.clone() post=forms.scope/> })}
            {calendar.then(|| view! { <ReadingForm reading=reading typed=typed post=forms.reading/> })}
        </Card>
    }
    .into_any()
}

fn badge(texts: Texts, state: ConnectorState) -> AnyView {
    let (tone, key) = match state {
        ConnectorState::Off => (Tone::Neutral, Key::CONNECTOR_STATE_OFF),
        ConnectorState::On => (Tone::Good, Key::CONNECTOR_STATE_ON),
        ConnectorState::Paused => (Tone::Notice, Key::CONNECTOR_STATE_PAUSED),
        ConnectorState::Error => (Tone::Bad, Key::CONNECTOR_STATE_ERROR),
    };
    view! { <Badge tone=tone>{texts.get(key)}</Badge> }.into_any()
}

/// A problem in plain words.
pub(super) const fn problem_words(problem: ConnectorProblem) -> Key {
    match problem {
        ConnectorProblem::NotConfigured => Key::CONNECTOR_PROBLEM_NOT_CONFIGURED,
        ConnectorProblem::ConsentMissing => Key::CONNECTOR_PROBLEM_CONSENT_MISSING,
        ConnectorProblem::CredentialRefused => Key::CONNECTOR_PROBLEM_CREDENTIAL_REFUSED,
        ConnectorProblem::Throttled => Key::CONNECTOR_PROBLEM_THROTTLED,
        ConnectorProblem::Unreachable => Key::CONNECTOR_PROBLEM_UNREACHABLE,
        ConnectorProblem::UnexpectedAnswer => Key::CONNECTOR_PROBLEM_UNEXPECTED_ANSWER,
        ConnectorProblem::Internal => Key::CONNECTOR_PROBLEM_INTERNAL,
    }
}

/// What a problem means in our table of troubles; none for a fault of ours.
const fn trouble_of(problem: ConnectorProblem) -> Option<Trouble> {
    Some(match problem {
        ConnectorProblem::NotConfigured => Trouble::RegistrationMissing,
        ConnectorProblem::ConsentMissing => Trouble::ConsentMissing,
        ConnectorProblem::CredentialRefused => Trouble::CredentialRefused,
        ConnectorProblem::Throttled => Trouble::Throttled,
        ConnectorProblem::Unreachable => Trouble::Unavailable,
        ConnectorProblem::UnexpectedAnswer => Trouble::AnswerRefused,
        ConnectorProblem::Internal => return None,
    })
}

/// Why it stopped or failed last, in plain words, and when.
fn problem(texts: Texts, connector: &ConnectorView) -> Option<AnyView> {
    let key = problem_words(connector.problem?);
    // Microsoft's pages don't say whether the smaller permission opens calendar views to applications.
    let refused = connector.source == ConnectorSource::Calendar
        && connector.problem == Some(ConnectorProblem::ConsentMissing)
        && connector.reading.access() == CalendarAccess::Basic;
    let tone = if connector.state == ConnectorState::Error {
        Tone::Bad
    } else {
        Tone::Notice
    };
    Some(
        view! {
            <div class="note" data-tone=tone.as_str() role="status">
                <p>{texts.get(key)}</p>
                {connector.problem.and_then(trouble_of).map(|trouble| view! { <TroubleText trouble=trouble who=trouble.who()/> })}
                {refused.then(|| view! { <p>{texts.get(Key::CONNECTOR_REFUSED_HINT)}</p> })}
                <p><a href=paths::ERRORS>{texts.get(Key::ERRORS_LINK)}</a></p>
                {connector.problem_at.map(|at| view! { <p class="small"><Moment at=at/></p> })}
            </div>
        }
        .into_any(),
    )
}

/// What it is doing and how far it has come. Without a known end there is no bar.
fn progress(texts: Texts, connector: &ConnectorView) -> AnyView {
    let phase = texts.get(match connector.phase {
        SyncPhase::Waiting => Key::CONNECTOR_PHASE_WAITING,
        SyncPhase::Recent => Key::CONNECTOR_PHASE_RECENT,
        SyncPhase::History => Key::CONNECTOR_PHASE_HISTORY,
        SyncPhase::Ahead => Key::CONNECTOR_PHASE_AHEAD,
        SyncPhase::Current => Key::CONNECTOR_PHASE_CURRENT,
    });
    let Some(total) = connector
        .total
        .filter(|_| connector.phase != SyncPhase::Current)
    else {
        return view! { <p class="phase">{phase}</p> }.into_any();
    };
    let whole = |number: u32| decimal(texts, f64::from(number), 0);
    let done = connector.done.min(total);
    let of = texts.with(
        Key::CONNECTOR_PROGRESS_OF,
        &[("done", &whole(done)), ("total", &whole(total))],
    );
    let share = amount(
        texts,
        Unit::Share,
        f64::from(done) / f64::from(total.max(1)),
    );
    let left = connector
        .remaining_min
        .map(|left| texts.with(Key::CONNECTOR_REMAINING, &[("n", &whole(left))]));
    view! {
        <div class="phase">
            <p>{phase}</p>
            <progress class="progress" max=total.max(1) value=done aria-label=texts.get(Key::CONNECTOR_PROGRESS)></progress>
            <p class="small">{share} " · " {of} {left.map(|left| format!(" · {left}"))}</p>
        </div>
    }
    .into_any()
}

fn facts(texts: Texts, connector: &ConnectorView) -> AnyView {
    let whole = |number: f64| decimal(texts, number, 0);
    let mailboxes = connector.mailboxes.iter().map(|(mailbox, people)| {
        let key = match mailbox {
            Mailbox::New => Key::CONNECTOR_MAILBOX_NEW,
            Mailbox::Ok => Key::CONNECTOR_MAILBOX_OK,
            Mailbox::None => Key::CONNECTOR_MAILBOX_NONE,
            Mailbox::Denied => Key::CONNECTOR_MAILBOX_DENIED,
            Mailbox::Failing => Key::CONNECTOR_MAILBOX_FAILING,
        };
        format!("{} {}", whole(f64::from(*people)), texts.get(key))
    });
    let mailboxes: Vec<String> = mailboxes.collect();
    let calendar = connector.source == ConnectorSource::Calendar;
    #[expect(clippy::cast_precision_loss, reason = "a count shown to people")]
    let events = whole(connector.events as f64);
    view! {
        <dl class="scope">
            <div><dt>{texts.get(Key::CONNECTOR_PEOPLE)}</dt><dd>{whole(f64::from(connector.people))}</dd></div>
            {calendar.then(|| view! { <div><dt>{texts.get(Key::CONNECTOR_EVENTS)}</dt><dd>{events}</dd></div> })}
            {(!mailboxes.is_empty()).then(|| view! {
                <div><dt>{texts.get(Key::CONNECTOR_MAILBOXES)}</dt><dd>{mailboxes.join(", ")}</dd></div>
            })}
            {connector.last_ok.map(|at| view! {
                <div><dt>{texts.get(Key::CONNECTOR_LAST_OK)}</dt><dd><Moment at=at/></dd></div>
            })}
            {connector.next.map(|at| view! {
                <div><dt>{texts.get(Key::CONNECTOR_NEXT)}</dt><dd><Moment at=at/></dd></div>
            })}
        </dl>
    }
    .into_any()
}

/// What can be done in this state. Switching off is confirmed.
fn actions(texts: Texts, connector: &ConnectorView, post: Post) -> AnyView {
    let source = connector.source.as_str();
    let button = move |action: &'static str, key: Key, weight: Weight| {
        view! {
            <PostForm post=post>
                <input type="hidden" name="source" value=source/>
                <input type="hidden" name="action" value=action/>
                <Submit label=texts.get(key) weight=weight/>
            </PostForm>
        }
        .into_any()
    };
    let buttons = match connector.state {
        ConnectorState::Off => vec![button(
            "switch_on",
            Key::CONNECTOR_SWITCH_ON,
            Weight::Primary,
        )],
        ConnectorState::On => vec![
            button("sync_now", Key::CONNECTOR_SYNC_NOW, Weight::Secondary),
            button("pause", Key::CONNECTOR_PAUSE, Weight::Secondary),
        ],
        ConnectorState::Paused | ConnectorState::Error => {
            vec![button("switch_on", Key::CONNECTOR_GO_ON, Weight::Primary)]
        }
    };
    let off = (connector.state != ConnectorState::Off).then(|| {
        view! {
            <Confirm label=texts.get(Key::CONNECTOR_SWITCH_OFF) warning=texts.get(Key::CONNECTOR_SWITCH_OFF_WARNING)>
                {button("switch_off", Key::CONNECTOR_SWITCH_OFF_SURE, Weight::Danger)}
            </Confirm>
        }
    });
    view! { <div class="actions">{buttons} {off}</div> }.into_any()
}

fn permissions(texts: Texts, connector: &ConnectorView) -> AnyView {
    let columns = [Key::CONNECTOR_PERMISSION, Key::CONNECTOR_REASON];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let rows = connector.permissions.iter().map(|permission| {
        view! {
            <tr><th scope="row"><code>{permission.clone()}</code></th><td>{why(texts, permission)}</td></tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="fold">
            <summary>{texts.get(Key::CONNECTOR_PERMISSIONS)}</summary>
            <Table caption=texts.get(Key::CONNECTOR_PERMISSIONS) columns=columns named_above=true>{rows}</Table>
        </details>
    }
    .into_any()
}

fn counted(texts: Texts, connector: &ConnectorView) -> Option<AnyView> {
    if connector.counted.is_empty() {
        return None;
    }
    let columns = [Key::CONNECTOR_COUNTED_REASON, Key::CONNECTOR_COUNTED_COUNT];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    #[expect(clippy::cast_precision_loss, reason = "counts shown to people")]
    let rows = connector.counted.iter().map(|(reason, count)| {
        view! { <tr><th scope="row"><code>{reason.clone()}</code></th><td data-label=texts.get(Key::CONNECTOR_COUNTED_COUNT)>{decimal(texts, *count as f64, 0)}</td></tr> }
    });
    let rows = rows.collect_view();
    Some(
        view! {
            <details class="fold">
                <summary>{texts.get(Key::CONNECTOR_COUNTED)}</summary>
                <Table caption=texts.get(Key::CONNECTOR_COUNTED) columns=columns named_above=true>{rows}</Table>
            </details>
        }
        .into_any(),
    )
}

#[component]
fn ScopeForm(scope: ConnectorScope, post: Post) -> impl IntoView {
    let texts = use_texts();
    let failure = post.failure().get_untracked();
    let open = failure.is_some();
    let wrong = failure
        .as_ref()
        .and_then(|failure| problem_of(&failure.0.fields, "groups"));
    let (groups, ids) = match scope {
        ConnectorScope::Everybody => (false, String::new()),
        ConnectorScope::Groups(groups) => {
            let ids: Vec<String> = groups.iter().map(ToString::to_string).collect();
            (true, ids.join("\n"))
        }
    };
    let choice = move |value: &'static str, key: Key, chosen: bool| {
        let id = format!("whose-{value}");
        view! {
            <div class="check">
                <input type="radio" id=id.clone() name="whose" value=value checked=chosen/>
                <label for=id>{texts.get(key)}</label>
            </div>
        }
    };
    view! {
        <details class="fold" open=open>
            <summary>{texts.get(Key::CONNECTOR_SCOPE)}</summary>
            <PostForm post=post class="form">
                <FormProblem failure=failure/>
                <fieldset class="field boxes">
                    <legend class="field-label">{texts.get(Key::CONNECTOR_SCOPE)}</legend>
                    {choice("everybody", Key::CONNECTOR_SCOPE_EVERYBODY, !groups)}
                    {choice("groups", Key::CONNECTOR_SCOPE_GROUPS, groups)}
                </fieldset>
                <TextArea name="groups" label=texts.get(Key::CONNECTOR_SCOPE_IDS) value=ids problem=wrong/>
                <Submit label=texts.get(Key::CONNECTOR_SCOPE_SAVE)/>
            </PostForm>
        </details>
    }
    .into_any()
}
