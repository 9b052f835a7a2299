//! The settings of a room, and who works there.

mod form;
mod questions;
mod staff;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::paths;
use crate::server_functions::rooms::edit::{Edit, RoomPage};
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{ButtonLink, PageHead, StaffPage, Weight, load};
use form::RoomForm;
use staff::Staff;

/// `/admin/rooms/new`
#[component]
pub fn NewRoomPage() -> impl IntoView {
    view! { <StaffPage>{loaded(load(|| Edit { room: None }), |page| view! { <NewRoom page=page/> })}</StaffPage> }
}

/// `/admin/rooms/{room}`
#[component]
pub fn EditRoomPage() -> impl IntoView {
    let params = use_params_map();
    // What is no id names no room: the nil id is nobody's.
    let room = move || {
        params.with(|params| {
            params
                .get("room")
                .and_then(|room| room.parse().ok())
                .unwrap_or_default()
        })
    };
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let page = load(move || Edit { room: Some(room()) });
    view! { <StaffPage>{loaded(page, move |page| view! { <EditRoom page=page saved=saved.clone()/> })}</StaffPage> }
}

#[component]
pub(crate) fn NewRoom(page: RoomPage) -> impl IntoView {
    let texts = use_texts();
    view! {
        <PageHead title=texts.get(Key::ROOMS_CREATE)/>
        <p class="lead">{texts.get(Key::ROOMEDIT_NEW_LEAD)}</p>
        <RoomForm page=page/>
    }
    .into_any()
}

#[component]
pub(crate) fn EditRoom(page: RoomPage, saved: Option<String>) -> impl IntoView {
    let texts = use_texts();
    let board = page.room.map(paths::board).unwrap_or_default();
    let entrance = paths::entrance(&page.tenant, &page.slug);
    let actions = view! {
        <ButtonLink href=entrance label=texts.get(Key::BOARD_PUBLIC_LINK) weight=Weight::Quiet/>
        <ButtonLink href=board label=texts.get(Key::ROOMS_BOARD)/>
    }
    .into_any();
    let saved = saved.map(|how| {
        if how == "made" {
            Key::ROOMEDIT_MADE
        } else {
            Key::ROOMEDIT_SAVED
        }
    });
    view! {
        <PageHead title=page.stored_name.clone() actions=actions/>
        {saved.map(|key| view! { <div class="note" data-tone="good" role="status"><p>{texts.get(key)}</p></div> })}
        <RoomForm page=page.clone()/>
        <Staff page=page/>
    }
    .into_any()
}
