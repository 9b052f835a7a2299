//! How an organisation registers, and how a person takes up an invitation.

pub mod invitation;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::paths;
use crate::server_functions::registration::door::{Door, RegistrationDoor};
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{ButtonLink, LinkTarget, PublicPage, Weight, load};

/// `/register?invitation=...`
#[component]
pub fn RegisterPage() -> impl IntoView {
    let texts = use_texts();
    let code = use_query_map().with_untracked(|query| query.get("invitation").unwrap_or_default());
    let invitation = code.clone();
    let data = load(move || RegistrationDoor {
        invitation: invitation.clone(),
    });
    view! {
        <PublicPage title=texts.get(Key::REGISTER_TITLE)>
            {loaded(data, move |door| view! { <Register door=door code=code.clone()/> })}
        </PublicPage>
    }
}

/// What stands in the way of registering; none when the door is open for this link.
const fn obstacle(door: Door, code: &str) -> Option<(Key, Key)> {
    match door {
        Door::Closed => Some((Key::REGISTER_CLOSED_TITLE, Key::REGISTER_CLOSED)),
        Door::ByInvitation if code.is_empty() => {
            Some((Key::REGISTER_NEEDED_TITLE, Key::REGISTER_NEEDED))
        }
        Door::LinkUsed => Some((Key::REGISTER_USED_TITLE, Key::REGISTER_USED)),
        Door::LinkExpired => Some((Key::REGISTER_EXPIRED_TITLE, Key::REGISTER_EXPIRED)),
        Door::LinkUnknown => Some((Key::REGISTER_UNKNOWN_TITLE, Key::REGISTER_UNKNOWN)),
        Door::ByInvitation | Door::Open => None,
    }
}

#[component]
pub(crate) fn Register(door: Door, code: String) -> impl IntoView {
    let texts = use_texts();
    let steps = [
        Key::REGISTER_STEP_SIGN_IN,
        Key::REGISTER_STEP_PROOF,
        Key::REGISTER_STEP_SETUP,
    ];
    let steps = steps.map(|step| view! { <li>{texts.get(step)}</li> });
    let asked = [
        Key::REGISTER_ASKED_ID,
        Key::REGISTER_ASKED_ROLES,
        Key::REGISTER_ASKED_NOTHING,
    ];
    let asked = asked.map(|line| view! { <li>{texts.get(line)}</li> });
    let way_on = match obstacle(door, &code) {
        Some((title, text)) => view! {
            <div class="note" data-tone="notice">
                <p class="note-title">{texts.get(title)}</p>
                <p>{texts.get(text)}</p>
            </div>
        }
        .into_any(),
        None => view! {
            <p class="actions">
                <ButtonLink
                    href=paths::register_start(&code)
                    label=texts.get(Key::REGISTER_ACTION)
                    weight=Weight::Primary
                    target=LinkTarget::Handler
                />
            </p>
        }
        .into_any(),
    };
    view! {
        <h1>{texts.get(Key::REGISTER_TITLE)}</h1>
        <p class="lead">{texts.get(Key::REGISTER_LEAD)}</p>
        {way_on}
        <h2>{texts.get(Key::REGISTER_STEPS)}</h2>
        <ol class="numbered">{steps.collect_view()}</ol>
        <h2>{texts.get(Key::REGISTER_ASKED)}</h2>
        <ul class="ticks">{asked.collect_view()}</ul>
        <p class="small">
            {texts.get(Key::REGISTER_WHO)} " " <a href=paths::TRUST>{texts.get(Key::FOOT_TRUST)}</a>
        </p>
    }
}
