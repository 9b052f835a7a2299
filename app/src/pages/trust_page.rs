//! What Anteroom asks for, how data flow, what is stored and for how long: for anybody, before anything is consented to.

pub(super) mod asks;
pub(super) mod connections;
pub(super) mod flows;
pub mod judge;
mod stored;
mod words;

use std::sync::Arc;

use leptos::prelude::*;

use crate::gate;
use crate::installation::Installation;
use crate::paths;
use crate::state::AppState;
use crate::texts::{Key, use_texts};
use crate::ui::{ButtonLink, PublicPage};
use asks::{Asks, Rule};
use connections::Connections;
use flows::Flows;
use stored::Stored;

/// `/trust`
#[component]
pub fn TrustPage() -> impl IntoView {
    let installation = use_context::<AppState>()
        .map(|state| state.installation)
        .unwrap_or_default();
    let title = use_texts().get(Key::TRUSTS_TITLE);
    // The names of inner machines are for those who look after the installation's promises, not for the whole internet.
    let promises = Suspend::new(async move {
        let inner = gate::reviewer().await.is_ok();
        view! { <Promises installation=installation inner=inner/> }
    });
    view! { <PublicPage title=title>{promises}</PublicPage> }
}

#[component]
pub(super) fn Promises(
    installation: Arc<Installation>,
    /// Whether the reader may know the names of inner machines.
    inner: bool,
) -> impl IntoView {
    let texts = use_texts();
    let promises = [
        Key::TRUST_PROMISE_ACCOUNT,
        Key::TRUST_PROMISE_TRACKING,
        Key::TRUST_PROMISE_SEALED,
        Key::TRUST_PROMISE_DELETE,
        Key::TRUST_PROMISE_CONTENT,
        Key::TRUSTS_PROMISE_LESS,
    ];
    let places = [
        ("asks", Key::ASK_TITLE),
        ("flows", Key::FLOW_TITLE),
        ("connections", Key::NET_TITLE),
        ("stored", Key::STORED_TITLE),
    ];
    view! {
        <h1>{texts.get(Key::TRUSTS_TITLE)}</h1>
        <p class="lead">{texts.get(Key::TRUSTS_LEAD)}</p>
        <ul class="ticks">
            {promises.map(|promise| view! { <li>{texts.get(promise)}</li> }).collect_view()}
        </ul>
        <ul class="row">
            {places
                .map(|(id, title)| {
                    view! { <li><a href=format!("#{id}") rel="external">{texts.get(title)}</a></li> }
                })
                .collect_view()}
        </ul>
        <Asks/>
        <Rule/>
        <section class="card">
            <h2>{texts.get(Key::ASK_JUDGE_TITLE)}</h2>
            <p>{texts.get(Key::ASK_JUDGE_TEXT)}</p>
            <p class="actions">
                <ButtonLink href=paths::TRUST_JUDGE label=texts.get(Key::ASK_JUDGE_LINK)/>
                <ButtonLink href=paths::PUBLIC_DOCUMENTS label=texts.get(Key::DOCUMENTS_LINK)/>
            </p>
        </section>
        <Flows installation=Arc::clone(&installation)/>
        <Connections installation=installation inner=inner/>
        <Stored/>
    }
}
