//! How this installation proves to Microsoft that it is the application: kinds, days and what became of them here.
//! Nothing of the host: no path, no address, no secret.

use leptos::prelude::*;
use model::Timestamp;
use model::credential::{CredentialKind, CredentialState, CredentialView, CredentialsView, Expiry};

use crate::paths;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::{Badge, ButtonLink, Card, Empty, Moment, Table, Tone, TroubleText};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The card of all credentials.
#[component]
pub(crate) fn Credentials(view: CredentialsView) -> impl IntoView {
    let texts = use_texts();
    let CredentialsView { credentials, at } = view;
    let list = if credentials.is_empty() {
        view! { <Empty title=texts.get(Key::CREDENTIAL_NONE_TITLE) text=texts.get(Key::CREDENTIAL_NONE)/> }
            .into_any()
    } else {
        let columns = [
            Key::CREDENTIAL_KIND,
            Key::CREDENTIAL_STATE,
            Key::CREDENTIAL_DAYS,
            Key::CREDENTIAL_LAST_OK,
            Key::CREDENTIAL_LAST_ERROR,
        ];
        let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
        let rows = credentials.into_iter().map(move |one| row(texts, one, at));
        view! { <Table caption=texts.get(Key::CREDENTIAL_CAPTION) columns=columns>{rows.collect_view()}</Table> }
            .into_any()
    };
    view! {
        <Card title=texts.get(Key::CREDENTIAL_TITLE)>
            <p>{texts.get(Key::CREDENTIAL_LEAD)}</p>
            {list}
            <p class="actions"><ButtonLink href=paths::ERRORS label=texts.get(Key::ERRORS_LINK)/></p>
        </Card>
    }
    .into_any()
}

/// What a kind of credential is called.
#[must_use]
pub const fn kind_words(kind: CredentialKind) -> Key {
    match kind {
        CredentialKind::FederatedFile => Key::CREDENTIAL_KIND_FEDERATED_FILE,
        CredentialKind::ManagedIdentity => Key::CREDENTIAL_KIND_MANAGED_IDENTITY,
        CredentialKind::FederatedUrl => Key::CREDENTIAL_KIND_FEDERATED_URL,
        CredentialKind::Certificate => Key::CREDENTIAL_KIND_CERTIFICATE,
        CredentialKind::SecretFile => Key::CREDENTIAL_KIND_SECRET_FILE,
    }
}

fn row(texts: Texts, one: CredentialView, now: Timestamp) -> AnyView {
    let kind = texts.get(kind_words(one.kind));
    let secret = (one.kind == CredentialKind::SecretFile).then(|| {
        view! { <p class="small" data-tone="notice">{texts.get(Key::CREDENTIAL_SECRET_WARNING)}</p> }
    });
    let settling = (one.state == CredentialState::Settling)
        .then(|| view! { <p class="small">{texts.get(Key::CREDENTIAL_SETTLING)}</p> });
    let last_ok = one.last_ok.map_or_else(
        || texts.get(Key::CREDENTIAL_NEVER).into_any(),
        |at| view! { <Moment at=at/> }.into_any(),
    );
    let error = one.last_error.as_ref().map(|error| {
        let number = error
            .number
            .map(|number| view! { " " <code>{format!("AADSTS{number}")}</code> });
        let id = error
            .correlation
            .map(|id| view! { <br/><code class="small">{id.to_string()}</code> });
        view! {
            <p><Moment at=error.at/>{number}{id}</p>
            <TroubleText trouble=error.trouble who=error.trouble.who()/>
        }
    });
    let days = days(texts, &one, now);
    view! {
        <tr>
            <th scope="row">{kind}{secret}</th>
            <td data-label=texts.get(Key::CREDENTIAL_STATE)>{badge(texts, one.state)}{settling}</td>
            <td data-label=texts.get(Key::CREDENTIAL_DAYS)>{days}</td>
            <td data-label=texts.get(Key::CREDENTIAL_LAST_OK)>{last_ok}</td>
            <td data-label=texts.get(Key::CREDENTIAL_LAST_ERROR)>{error}</td>
        </tr>
    }
    .into_any()
}

fn badge(texts: Texts, state: CredentialState) -> AnyView {
    let (tone, key) = match state {
        CredentialState::Unused => (Tone::Neutral, Key::CREDENTIAL_STATE_UNUSED),
        CredentialState::Works => (Tone::Good, Key::CREDENTIAL_STATE_WORKS),
        CredentialState::Settling => (Tone::Notice, Key::CREDENTIAL_STATE_SETTLING),
        CredentialState::Refused => (Tone::Bad, Key::CREDENTIAL_STATE_REFUSED),
        CredentialState::Unusable => (Tone::Bad, Key::CREDENTIAL_STATE_UNUSABLE),
    };
    view! { <Badge tone=tone>{texts.get(key)}</Badge> }.into_any()
}

/// When it was made, how old it is, when it ends, and whether that is soon.
fn days(texts: Texts, one: &CredentialView, now: Timestamp) -> AnyView {
    let made = one.made.map(|made| {
        let old = u64::try_from(now.ms_since(made) / DAY_MS).unwrap_or(0);
        let age = texts.count(old, Key::CREDENTIAL_AGE_ONE, Key::CREDENTIAL_AGE);
        view! { <p>{texts.get(Key::CREDENTIAL_MADE)} " " <Moment at=made/> " · " {age}</p> }
    });
    let ends = one.expires.map(|expires| {
        let renews = one
            .kind
            .rotates()
            .then(|| format!(" · {}", texts.get(Key::CREDENTIAL_RENEWS)));
        view! { <p>{texts.get(Key::CREDENTIAL_ENDS)} " " <Moment at=expires/>{renews}</p> }
    });
    let left = one.expires.map_or(0, |expires| expires.ms_since(now));
    // What is begun of a day counts as a whole one.
    let left = u64::try_from(left.saturating_add(DAY_MS - 1) / DAY_MS).unwrap_or(0);
    let warning = match Expiry::of(one.kind, one.expires, now) {
        Expiry::Fine => None,
        Expiry::Soon => Some((
            Tone::Notice,
            texts.count(left, Key::CREDENTIAL_SOON_ONE, Key::CREDENTIAL_SOON),
        )),
        Expiry::Urgent => Some((
            Tone::Bad,
            texts.count(left, Key::CREDENTIAL_URGENT_ONE, Key::CREDENTIAL_URGENT),
        )),
        Expiry::Over => Some((Tone::Bad, texts.get(Key::CREDENTIAL_OVER).to_owned())),
    };
    let warning = warning.map(|(tone, words)| view! { <Badge tone=tone>{words}</Badge> });
    view! { {made} {ends} {warning} }.into_any()
}
