//! What is set up and what is left: address, permissions with their reasons, consent as it really is, rooms, people.

mod permissions;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::Guid;
use model::trouble::Trouble;
use model::trust::{ConsentOutcome, ConsentView, SetupView};

use super::credentials::Credentials;
use crate::paths;
use crate::server_functions::admin::check_consent::CheckConsent;
use crate::server_functions::admin::rename_tenant::RenameTenant;
use crate::server_functions::admin::setup::{Setup as Ask, SetupPage as View};
use crate::texts::{Key, Texts, use_texts};
use crate::ui::data::loaded;
use crate::ui::field::problem_of;
use crate::ui::{
    ButtonLink, Card, Copy, Empty, FormProblem, LinkTarget, PageHead, Post, PostForm, StaffPage,
    Submit, TextField, Tone, TroubleText, Weight, load,
};
use permissions::Registration;
pub(in crate::pages) use permissions::why;

/// `/admin/setup`
#[component]
pub fn SetupPage() -> impl IntoView {
    let get = |name| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let outcome = ConsentOutcome::parse(&get("consent"));
    let why = Why::read(&get("help"), &get("code"), &get("microsoft"));
    let draw = move |page| view! { <Setup page=page outcome=outcome why=why.clone()/> };
    view! { <StaffPage>{loaded(load(|| Ask {}), draw)}</StaffPage> }
}

/// Why Microsoft refused a consent, as it stands in the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    trouble: Trouble,
    /// Such as `AADSTS65004`; empty without one.
    code: String,
    /// By which Microsoft's support finds it.
    id: Option<Guid>,
}

impl Why {
    /// Anybody can have written the address: only a known word, a number and an id count.
    #[must_use]
    pub fn read(help: &str, code: &str, id: &str) -> Option<Self> {
        let number = code.strip_prefix("AADSTS").unwrap_or_default();
        let plain =
            (1..=9).contains(&number.len()) && number.bytes().all(|one| one.is_ascii_digit());
        Some(Self {
            trouble: Trouble::parse(help)?,
            code: if plain {
                code.to_owned()
            } else {
                String::new()
            },
            id: Guid::parse(id).ok(),
        })
    }
}

#[component]
pub(crate) fn Setup(
    page: View,
    outcome: Option<ConsentOutcome>,
    /// Why, where Microsoft gave a reason.
    why: Option<Why>,
) -> impl IntoView {
    let View {
        view,
        refused,
        credentials,
    } = page;
    let texts = use_texts();
    let (check, rename) = (Post::to::<CheckConsent>(), Post::to::<RenameTenant>());
    let registrations = view.registrations.clone();
    let consent = if registrations.is_empty() {
        view! { <Empty title=texts.get(Key::SETUP_NO_DATA_TITLE) text=texts.get(Key::SETUP_NO_DATA)/> }.into_any()
    } else {
        let parts = registrations
            .into_iter()
            .map(|registration| view! { <Registration registration=registration check=check/> });
        parts.collect_view().into_any()
    };
    let connected = view.connected;
    let consents: Vec<_> = view
        .registrations
        .iter()
        .map(|registration| registration.consent.clone())
        .collect();
    let steps = view! { <Steps view=view.clone()/> };
    let address = view! { <Address view=view rename=rename refused=refused/> };
    view! {
        <PageHead title=texts.get(Key::SETUP_TITLE)/>
        {outcome.filter(|outcome| still_true(*outcome, &consents)).map(|outcome| view! { <Outcome outcome=outcome why=why/> })}
        {steps}
        <Card title=texts.get(Key::DOCUMENTS_LINK)>
            <p>{texts.get(Key::DOCUMENTS_LINK_LEAD)}</p>
            <p class="actions">
                <ButtonLink href=paths::SETUP_DOCUMENTS label=texts.get(Key::DOCUMENTS_LINK) weight=Weight::Secondary/>
                <ButtonLink href=paths::SETUP_TODO label=texts.get(Key::TODO_LINK) weight=Weight::Secondary/>
            </p>
        </Card>
        <Card title=texts.get(Key::SETUP_ADDRESS)>{address}</Card>
        <FormProblem failure=check.failure()/>
        {consent}
        <Credentials view=credentials/>
        <Card title=texts.get(Key::SETUP_TEAMS)>
            <p>{texts.get(if connected { Key::SETUP_TEAMS_CONNECTED } else { Key::SETUP_TEAMS_NOT })}</p>
            <p class="actions">
                <ButtonLink
                    href=paths::connect(paths::SETUP)
                    label=texts.get(Key::BOARD_CONNECT_ACTION)
                    target=LinkTarget::Handler
                />
            </p>
        </Card>
        <p class="actions">
            <ButtonLink href=paths::PERMISSIONS label=texts.get(Key::REVIEW_LINK) weight=Weight::Secondary/>
        </p>
        <Card title=texts.get(Key::ORGANISATION_TITLE)>
            <p>{texts.get(Key::ORGANISATION_LINK_LEAD)}</p>
            <p class="actions">
                <ButtonLink href=paths::ORGANISATION label=texts.get(Key::ORGANISATION_LINK) weight=Weight::Secondary/>
            </p>
        </Card>
    }
}

/// Whether what came of the visit still agrees with what the last check has found: later checks may have turned it.
fn still_true(outcome: ConsentOutcome, consents: &[ConsentView]) -> bool {
    let proven = |consent: &ConsentView| matches!(consent, ConsentView::Proven { .. });
    match outcome {
        ConsentOutcome::Ok => consents.iter().any(proven),
        ConsentOutcome::Missing => !consents.iter().all(proven),
        _ => true,
    }
}

/// What came of the last visit to Microsoft's consent page.
#[component]
fn Outcome(outcome: ConsentOutcome, why: Option<Why>) -> impl IntoView {
    let texts = use_texts();
    let (tone, key) = match outcome {
        ConsentOutcome::Ok => (Tone::Good, Key::CONSENT_OK),
        ConsentOutcome::Cancelled => (Tone::Notice, Key::CONSENT_CANCELLED),
        ConsentOutcome::OtherTenant => (Tone::Bad, Key::CONSENT_OTHER_TENANT),
        ConsentOutcome::Missing => (Tone::Notice, Key::CONSENT_MISSING),
        ConsentOutcome::Unknown => (Tone::Bad, Key::CONSENT_UNKNOWN),
        ConsentOutcome::Unreachable => (Tone::Notice, Key::CONSENT_UNREACHABLE),
    };
    let why = why.map(|Why { trouble, code, id }| {
        let code = (!code.is_empty()).then(|| view! { <p class="small"><code>{code}</code></p> });
        let id = id.map(|id| texts.with(Key::PROBLEM_MICROSOFT, &[("id", &id.to_string())]));
        view! {
            <TroubleText trouble=trouble who=trouble.who()/>
            {code}
            {id.map(|id| view! { <p class="small">{id}</p> })}
        }
    });
    view! { <div class="note" data-tone=tone.as_str() role="status"><p>{texts.get(key)}</p>{why}</div> }
}

/// The short list: what is done carries a tick, what is left a link.
#[component]
fn Steps(view: SetupView) -> impl IntoView {
    let texts = use_texts();
    let steps = [
        (true, Key::SETUP_STEP_REGISTERED, None),
        (
            view.rooms > 0,
            Key::SETUP_STEP_ROOM,
            Some((paths::room_new(), Key::ROOMS_CREATE)),
        ),
        (
            view.assignments > 0,
            Key::SETUP_STEP_PEOPLE,
            Some((paths::PEOPLE.to_owned(), Key::NAV_PEOPLE)),
        ),
    ];
    let steps = steps.map(|(done, key, way)| {
        let word = texts.get(if done {
            Key::SETUP_DONE
        } else {
            Key::SETUP_OPEN
        });
        view! {
            <li class="step" data-done=done.then_some("true")>
                <span class="step-mark" aria-hidden="true">{if done { "✓" } else { "○" }}</span>
                <span>{texts.get(key)} <span class="visually-hidden">" " {word}</span></span>
                {way.map(|(href, label)| view! { <a href=href>{texts.get(label)}</a> })}
            </li>
        }
    });
    view! { <ol class="steps">{steps.to_vec()}</ol> }
}

#[component]
fn Address(view: SetupView, rename: Post, refused: Option<(String, String)>) -> impl IntoView {
    let texts = use_texts();
    let failure = rename.failure();
    let wrong = move |field: &'static str| {
        Signal::derive(move || {
            failure
                .get()
                .and_then(|failure| problem_of(&failure.0.fields, field))
        })
    };
    let (name, slug) =
        refused.unwrap_or_else(|| (view.tenant_name.clone(), view.tenant.to_string()));
    let address = format!("{}{}", view.base_url, paths::tenant(&view.tenant));
    view! {
        <dl class="answers">
            {pair(texts, Key::SETUP_PUBLIC_ADDRESS, view! { <Copy value=address/> " " <a href=paths::tenant(&view.tenant) rel="external">{texts.get(Key::SETUP_LOOK)}</a> }.into_any())}
            {pair(texts, Key::SETUP_TENANT_ID, view! { <Copy value=view.tenant_id.to_string()/> }.into_any())}
            {pair(texts, Key::SETUP_CLIENT_ID, view! { <Copy value=view.signin_client_id.to_string()/> }.into_any())}
        </dl>
        <details class="fold" open=failure.with_untracked(Option::is_some)>
            <summary>{texts.get(Key::SETUP_RENAME)}</summary>
            <PostForm post=rename class="form">
                <FormProblem failure=failure/>
                <TextField name="name" label=texts.get(Key::SETUP_NAME) value=name required=true most=120 problem=wrong("name")/>
                <TextField
                    name="slug"
                    label=texts.get(Key::SETUP_SLUG)
                    help=texts.get(Key::SETUP_SLUG_HELP)
                    value=slug
                    required=true
                    most=40
                    problem=wrong("slug")
                />
                <Submit label=texts.get(Key::SETUP_RENAME_ACTION) weight=Weight::Secondary/>
            </PostForm>
        </details>
    }
}

fn pair(texts: Texts, key: Key, value: AnyView) -> AnyView {
    view! { <div><dt>{texts.get(key)}</dt><dd>{value}</dd></div> }.into_any()
}
