//! The organisation's own page: its rooms, and the way in for its staff.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::trust::TenantPageView;

use crate::paths;
use crate::server_functions::visitor::tenant_page::TenantPage;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{Badge, Empty, PageHead, PublicPage, Tone, load};

/// `/w/{tenant}`
#[component]
pub fn TenantsPage() -> impl IntoView {
    let texts = use_texts();
    let params = use_params_map();
    let tenant = move || params.with(|params| params.get("tenant").unwrap_or_default());
    let page = load(move || TenantPage { tenant: tenant() });
    view! {
        <PublicPage title=texts.get(Key::TENANT_TITLE)>
            {loaded(page, |page| view! { <Rooms page=page/> })}
        </PublicPage>
    }
}

#[component]
fn Rooms(page: TenantPageView) -> impl IntoView {
    let texts = use_texts();
    let sign_in = paths::sign_in(paths::ROOMS, Some(&page.tenant));
    let tenant = page.tenant.clone();
    let empty = page.rooms.is_empty();
    let rooms = page.rooms.into_iter().map(move |room| {
        let (tone, state) = if room.open {
            (Tone::Good, Key::ROOM_OPEN)
        } else {
            (Tone::Neutral, Key::ROOM_CLOSED)
        };
        view! {
            <li>
                <a class="row-link" href=paths::entrance(&tenant, &room.slug)>
                    <span class="row-title">{room.name}</span>
                    <Badge tone=tone>{texts.get(state)}</Badge>
                </a>
            </li>
        }
    });
    view! {
        <PageHead title=page.name/>
        <h2>{texts.get(Key::TENANT_ROOMS)}</h2>
        {if empty {
            view! { <Empty title=texts.get(Key::TENANT_EMPTY_TITLE) text=texts.get(Key::TENANT_EMPTY)/> }.into_any()
        } else {
            view! { <ul class="rows">{rooms.collect_view()}</ul> }.into_any()
        }}
        <p class="small">
            {texts.get(Key::TENANT_STAFF)} " " <a href=sign_in rel="external">{texts.get(Key::ACTION_SIGN_IN)}</a>
        </p>
    }
}
