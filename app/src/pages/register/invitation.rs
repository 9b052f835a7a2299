//! Where a person's invitation lands: what happens next, before anything happens.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::paths;
use crate::texts::{Key, use_texts};
use crate::ui::{ButtonLink, LinkTarget, PublicPage, Weight};

/// `/invitation?code=...`
#[component]
pub fn InvitationPage() -> impl IntoView {
    let code = use_query_map().with_untracked(|query| query.get("code").unwrap_or_default());
    let texts = use_texts();
    view! { <PublicPage title=texts.get(Key::INVITATION_TITLE)><Invitation code=code/></PublicPage> }
}

#[component]
pub(crate) fn Invitation(code: String) -> impl IntoView {
    let texts = use_texts();
    let way_on = if code.is_empty() {
        view! {
            <div class="note" data-tone="notice"><p>{texts.get(Key::SIGNIN_INVITATION_INVALID)} " " {texts.get(Key::SIGNIN_FIX_INVITER)}</p></div>
        }
        .into_any()
    } else {
        view! {
            <p class="actions">
                <ButtonLink
                    href=paths::accept_invitation(&code)
                    label=texts.get(Key::INVITATION_ACTION)
                    weight=Weight::Primary
                    target=LinkTarget::Handler
                />
            </p>
        }
        .into_any()
    };
    view! {
        <h1>{texts.get(Key::INVITATION_TITLE)}</h1>
        <p class="lead">{texts.get(Key::INVITATION_LEAD)}</p>
        {way_on}
    }
}
