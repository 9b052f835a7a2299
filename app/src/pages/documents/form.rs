//! The choices: a form that only changes the address.

use leptos::prelude::*;
use model::FieldError;
use model::permission::CalendarAccess;
use trust::documents::{self, Choices, Cloud, Host, Layout, Plan, Slot};

use crate::documents::{cloud_name, feature};
use crate::texts::{Key, Texts, use_texts};
use crate::ui::field::problem_of;
use crate::ui::{Card, CheckField, ChoiceField, Submit, TextField, Weight};

#[component]
pub(super) fn Form(
    /// Whether the reader's own installation is known, whose values no address changes.
    own: bool,
    plan: Plan,
    choices: Choices,
    problems: Vec<FieldError>,
    place: &'static str,
) -> impl IntoView {
    let texts = use_texts();
    let given = Given { choices, problems };
    let feature = |one| {
        let name = documents::feature_word(one);
        let checked = plan.features.contains(&one);
        view! { <CheckField name=name label=feature(texts, one) checked=checked/> }
    };
    let features: Vec<_> = documents::features().into_iter().map(feature).collect();
    let options = |all: &[(&str, Key)]| {
        all.iter()
            .map(|(value, key)| ((*value).to_owned(), texts.get(*key).to_owned()))
            .collect::<Vec<_>>()
    };
    let layouts = options(&[
        (Layout::One.as_str(), Key::DOCUMENTS_LAYOUT_ONE),
        (Layout::PerSource.as_str(), Key::DOCUMENTS_LAYOUT_PER_SOURCE),
    ]);
    let clouds = options(&Cloud::ALL.map(|cloud| (cloud.as_str(), cloud_name(cloud))));
    let hosts = options(&Host::ALL.map(|host| (host.as_str(), host_name(host))));
    view! {
        <Card title=texts.get(Key::DOCUMENTS_FORM)>
            <p class="small">{texts.get(Key::DOCUMENTS_FORM_HELP)}</p>
            <form class="form" method="get" action=place>
                <fieldset class="boxes">
                    <legend>{texts.get(Key::DOCUMENTS_FEATURES)}</legend>
                    {features}
                    <p class="small">{texts.get(Key::DOCUMENTS_FEATURES_LATER)}</p>
                    <CheckField
                        name="full_calendars"
                        label=texts.get(Key::DOCUMENTS_FULL_CALENDARS)
                        help=texts.get(Key::DOCUMENTS_FULL_CALENDARS_HELP)
                        checked=plan.calendars == CalendarAccess::Full
                    />
                </fieldset>
                <ChoiceField
                    name="layout"
                    label=texts.get(Key::DOCUMENTS_LAYOUT)
                    help=texts.get(Key::DOCUMENTS_LAYOUT_HELP)
                    options=layouts
                    value=plan.layout.as_str()
                />
                <ChoiceField
                    name="host"
                    label=texts.get(Key::DOCUMENTS_HOST)
                    help=texts.get(Key::DOCUMENTS_HOST_HELP)
                    options=hosts
                    value=plan.credential.host.as_str()
                />
                {credential(texts, &plan, &given)}
                {(!own).then(|| view! {
                    {given.text(texts, "base_url", Key::DOCUMENTS_BASE_URL, &plan.base_url, "")}
                    <ChoiceField
                        name="cloud"
                        label=texts.get(Key::DOCUMENTS_CLOUD)
                        help=texts.get(Key::DOCUMENTS_CLOUD_HELP)
                        options=clouds
                        value=plan.cloud().as_str()
                    />
                    <CheckField
                        name="signin_code"
                        label=texts.get(Key::DOCUMENTS_SIGNIN_CODE)
                        help=texts.get(Key::DOCUMENTS_SIGNIN_CODE_HELP)
                        checked=plan.signin_by_code
                    />
                })}
                {given.text(texts, "home", Key::DOCUMENTS_HOME, &id(plan.home), "")}
                {given.text(texts, "customer", Key::DOCUMENTS_CUSTOMER, &id(plan.customer), "")}
                {options_of(texts, &plan)}
                {existing(texts, &plan, &given)}
                <Submit label=texts.get(Key::DOCUMENTS_APPLY) weight=Weight::Primary/>
            </form>
        </Card>
    }
    .into_any()
}

fn id(id: Option<model::Guid>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

const fn host_name(host: Host) -> Key {
    match host {
        Host::Kubernetes => Key::DOCUMENTS_HOST_KUBERNETES,
        Host::Azure => Key::DOCUMENTS_HOST_AZURE,
        Host::Gcp => Key::DOCUMENTS_HOST_GCP,
        Host::Aws => Key::DOCUMENTS_HOST_AWS,
        Host::Github => Key::DOCUMENTS_HOST_GITHUB,
        Host::Certificate => Key::DOCUMENTS_HOST_CERTIFICATE,
    }
}

/// What was typed, and what is wrong with it.
struct Given {
    choices: Choices,
    problems: Vec<FieldError>,
}

impl Given {
    /// A field of one line; what was refused comes back as it was typed.
    fn text(&self, texts: Texts, name: &str, label: Key, value: &str, sample: &str) -> AnyView {
        self.labelled(
            name,
            texts.get(label).to_owned(),
            value,
            &help(texts, sample),
        )
    }

    fn labelled(&self, name: &str, label: String, value: &str, help: &str) -> AnyView {
        let problem = problem_of(&self.problems, name);
        let value = if problem.is_some() {
            self.choices.get(name)
        } else {
            value
        };
        let (name, value, help) = (name.to_owned(), value.to_owned(), help.to_owned());
        view! { <TextField name=name label=label value=value help=help problem=Signal::stored(problem)/> }.into_any()
    }
}

fn help(texts: Texts, sample: &str) -> String {
    if sample.is_empty() {
        String::new()
    } else {
        texts.with(Key::DOCUMENTS_SAMPLE, &[("sample", sample)])
    }
}

/// Issuer, subject and audience; a certificate has none.
fn credential(texts: Texts, plan: &Plan, given: &Given) -> AnyView {
    let credential = &plan.credential;
    if credential.is_certificate() {
        return ().into_any();
    }
    let host = credential.host;
    let identity = (host == Host::Azure).then(|| {
        let value = id(credential.identity);
        given.text(texts, "identity", Key::DOCUMENTS_IDENTITY, &value, "")
    });
    view! {
        {given.text(texts, "issuer", Key::DOCUMENTS_ISSUER, &credential.issuer, host.issuer_sample())}
        {given.text(texts, "subject", Key::DOCUMENTS_SUBJECT, &credential.subject, host.subject_sample())}
        {given.text(texts, "audience", Key::DOCUMENTS_AUDIENCE, &credential.audience, "")}
        {identity}
    }
    .into_any()
}

fn options_of(texts: Texts, plan: &Plan) -> AnyView {
    view! {
        <CheckField name="colleague" label=texts.get(Key::DOCUMENTS_COLLEAGUE) checked=plan.colleague/>
        <CheckField
            name="exchange_scope"
            label=texts.get(Key::DOCUMENTS_EXCHANGE_SCOPE)
            help=texts.get(Key::DOCUMENTS_EXCHANGE_SCOPE_HELP)
            checked=plan.exchange_scope
        />
        {plan.reads_meetings().then(|| view! {
            <CheckField
                name="teams_policy"
                label=texts.get(Key::DOCUMENTS_TEAMS_POLICY)
                help=texts.get(Key::DOCUMENTS_TEAMS_POLICY_HELP)
                checked=plan.teams_policy
            />
        })}
    }
    .into_any()
}

/// Ids of the applications of this plan, folded away while there are none.
fn existing(texts: Texts, plan: &Plan, given: &Given) -> AnyView {
    let slots: Vec<Slot> = plan.applications().iter().map(|one| one.slot).collect();
    let wrong = given
        .problems
        .iter()
        .any(|problem| problem.field.ends_with("_object") || problem.field.ends_with("_client"));
    let fields = slots.into_iter().map(|slot| {
        let existing = plan.existing_of(slot);
        let name = [("name", slot.display_name())];
        let word = slot.as_str();
        let object = texts.with(Key::DOCUMENTS_OBJECT_OF, &name);
        let client = texts.with(Key::DOCUMENTS_CLIENT_OF, &name);
        let stands = existing
            .client_id
            .is_some_and(|id| plan.configured.contains(&id));
        view! {
            {given.labelled(&format!("{word}_object"), object, &id(existing.object_id), "")}
            {(!stands).then(|| given.labelled(&format!("{word}_client"), client, &id(existing.client_id), ""))}
        }
        .into_any()
    });
    view! {
        <details class="fold" open=wrong || plan.colleague>
            <summary>{texts.get(Key::DOCUMENTS_EXISTING)}</summary>
            <p>{texts.get(Key::DOCUMENTS_EXISTING_HELP)}</p>
            <div class="form">{fields.collect_view()}</div>
        </details>
    }
    .into_any()
}
