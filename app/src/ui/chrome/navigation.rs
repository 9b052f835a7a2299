//! Where a signed-in person can go, and who they are.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_url;
use model::Role;
use model::trust::{MeView, TenantStatus};

use crate::contexts::me::use_me;
use crate::paths;
use crate::server_functions::session::sign_out_everywhere::SignOutEverywhere;
use crate::texts::{Key, use_texts};

/// The main navigation: only places whose page would not refuse this person. The server decides again on each page.
#[component]
pub(super) fn Navigation() -> impl IntoView {
    let texts = use_texts();
    let me = use_me().ready();
    view! {
        <nav class="nav" aria-label=texts.get(Key::NAV_LABEL)>
            {Suspend::new(async move {
                me.await.ok().flatten().map(|me| {
                    let places = places(&me).into_iter().map(|(href, key)| view! { <Place href=href key=key/> });
                    view! { <ul>{places.collect_view()}</ul> }
                })
            })}
        </nav>
    }
}

fn places(me: &MeView) -> Vec<(&'static str, Key)> {
    if me.status == TenantStatus::Pending {
        return vec![];
    }
    let holds = |roles: &[Role]| me.roles.iter().any(|role| roles.contains(role));
    let mut places = vec![(paths::ROOMS, Key::NAV_ROOMS)];
    if holds(&[Role::Leader]) {
        places.push((paths::CULTURE, Key::CULTURE_NAV));
    }
    if holds(&[Role::Administrator]) {
        places.push((paths::PEOPLE, Key::NAV_PEOPLE));
    }
    if holds(&[Role::Administrator, Role::Reviewer]) {
        places.push((paths::PERMISSIONS, Key::REVIEW_NAV));
        places.push((paths::AUDIT, Key::NAV_AUDIT));
        places.push((paths::PRIVACY, Key::PRIVACY_NAV));
    }
    if holds(&[Role::Administrator]) {
        places.push((paths::CONNECTORS, Key::CULTURE_NAV_CONNECTORS));
        places.push((paths::SETUP, Key::NAV_SETUP));
    }
    places
}

#[component]
fn Place(href: &'static str, key: Key) -> impl IntoView {
    let texts = use_texts();
    let url = use_url();
    let current = move || {
        url.with(|url| {
            let path = url.path();
            let below = |place: &str| {
                path.strip_prefix(place)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            // The settings of a room belong to the rooms.
            (below(href) || (href == paths::ROOMS && below(paths::ADMIN_ROOMS))).then_some("page")
        })
    };
    view! {
        <li>
            <a href=href aria-current=current>
                {texts.get(key)}
            </a>
        </li>
    }
}

/// The person's name with sign-out behind it, or the way to sign in.
#[component]
pub(super) fn AccountMenu() -> impl IntoView {
    let texts = use_texts();
    let me = use_me().ready();
    view! {
        <div class="account">
            {Suspend::new(async move {
                me.await.ok().map(|me| match me {
                    Some(me) => view! { <Account me=me/> }.into_any(),
                    None => {
                        let href = paths::sign_in(paths::ROOMS, None);
                        view! { <a class="button" rel="external" href=href>{texts.get(Key::ACTION_SIGN_IN)}</a> }
                            .into_any()
                    }
                })
            })}
        </div>
    }
}

#[component]
fn Account(me: MeView) -> impl IntoView {
    let texts = use_texts();
    view! {
        <details class="menu">
            <summary>
                <span class="menu-name">{me.name.clone()}</span>
            </summary>
            <div class="menu-body">
                <p class="menu-who">{me.name}</p>
                <p class="small">{me.tenant_name}</p>
                <p><a href=paths::ME>{texts.get(Key::CULTURE_NAV_ME)}</a></p>
                <form method="post" action=paths::SIGN_OUT>
                    <button type="submit" class="button" data-weight="secondary">
                        {texts.get(Key::ACTION_SIGN_OUT)}
                    </button>
                </form>
                <form method="post" action=SignOutEverywhere::PATH>
                    <button type="submit" class="button" data-weight="quiet">
                        {texts.get(Key::ACTION_SIGN_OUT_EVERYWHERE)}
                    </button>
                </form>
            </div>
        </details>
    }
}
