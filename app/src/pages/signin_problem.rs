//! Why a sign-in did not work, who can fix it, and the id that leads to the log.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::{LazyRoute, lazy_route};

use crate::paths;
use crate::texts::{Key, use_texts};
use crate::ui::{ButtonLink, LinkTarget, PublicPage, Weight};

/// `/signin/problem?code=...&id=...`
#[derive(Debug)]
pub struct SigninProblemRoute;

#[lazy_route]
impl LazyRoute for SigninProblemRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let _ = this;
        view! { <SigninProblem/> }.into_any()
    }
}

/// What happened and who can fix it, by the code in the address. An unknown code gets the general words.
fn words(code: &str) -> (Key, Key) {
    match code {
        "cancelled" => (Key::SIGNIN_CANCELLED, Key::SIGNIN_FIX_YOU),
        "expired" => (Key::SIGNIN_EXPIRED, Key::SIGNIN_FIX_YOU),
        "personal_account" => (Key::SIGNIN_PERSONAL_ACCOUNT, Key::SIGNIN_FIX_YOU),
        "unknown_tenant" => (Key::SIGNIN_UNKNOWN_TENANT, Key::SIGNIN_FIX_ADMINISTRATOR),
        "pending" => (Key::SIGNIN_PENDING, Key::SIGNIN_FIX_ADMINISTRATOR),
        "invitation" => (Key::SIGNIN_INVITATION, Key::SIGNIN_FIX_INVITER),
        "not_assigned" => (Key::SIGNIN_NOT_ASSIGNED, Key::SIGNIN_FIX_ADMINISTRATOR),
        "consent" => (Key::SIGNIN_CONSENT, Key::SIGNIN_FIX_ADMINISTRATOR),
        "unreachable" => (Key::SIGNIN_UNREACHABLE, Key::SIGNIN_FIX_WAIT),
        "configuration" => (Key::SIGNIN_CONFIGURATION, Key::SIGNIN_FIX_OPERATOR),
        _ => (Key::SIGNIN_OTHER, Key::SIGNIN_FIX_WAIT),
    }
}

#[component]
fn SigninProblem() -> impl IntoView {
    let texts = use_texts();
    let query = use_query_map();
    let code = query.with_untracked(|query| query.get("code").unwrap_or_default());
    let id = query.with_untracked(|query| query.get("id").unwrap_or_default());
    // Only ever echoed as text; anything that is not an id of ours is left out all the same.
    let plain = |text: &str| text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let id = (!id.is_empty() && plain(&id)).then_some(id);
    let (happened, fix) = words(&code);
    view! {
        <PublicPage title=texts.get(Key::SIGNIN_TITLE)>
            <h1>{texts.get(Key::SIGNIN_TITLE)}</h1>
            <p class="lead">{texts.get(happened)}</p>
            <p>{texts.get(fix)}</p>
            {id.map(|id| view! { <p class="small">{texts.with(Key::PROBLEM_CORRELATION, &[("id", &id)])}</p> })}
            <p class="actions">
                <ButtonLink
                    href=paths::sign_in(paths::ROOMS, None)
                    label=texts.get(Key::SIGNIN_AGAIN)
                    weight=Weight::Primary
                    target=LinkTarget::Handler
                />
                <ButtonLink href=paths::LANDING label=texts.get(Key::ACTION_HOME)/>
            </p>
        </PublicPage>
    }
}
