//! The settings of a room, and who works there.

mod address;
mod form;
mod questions;
mod staff;

use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::{LazyRoute, lazy_route};
use model::RoomId;

use super::reload::reload_after;
use crate::paths;
use crate::server_functions::rooms::add_staff::AddStaff;
use crate::server_functions::rooms::edit::{Edit, RoomPage};
use crate::server_functions::rooms::invite_staff::InviteStaff;
use crate::server_functions::rooms::remove_staff::RemoveStaff;
use crate::server_functions::rooms::save::SaveRoom;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{ButtonLink, Data, PageHead, Post, StaffPage, Weight, load};
use form::RoomForm;
use staff::Staff;

/// `/admin/rooms/new`
pub struct NewRoomRoute {
    page: Data<RoomPage>,
    save: Post,
}

#[lazy_route]
impl LazyRoute for NewRoomRoute {
    fn data() -> Self {
        Self { page: load(|| Edit { room: None }), save: Post::to::<SaveRoom>() }
    }

    fn view(this: Self) -> AnyView {
        let save = this.save;
        view! { <StaffPage>{loaded(this.page, move |page| view! { <NewRoom page=page save=save/> })}</StaffPage> }.into_any()
    }
}

/// `/admin/rooms/{room}`
pub struct RoomRoute {
    page: Data<RoomPage>,
    acts: Acts,
}

/// What can be done on the page of a room.
#[derive(Clone, Copy)]
pub struct Acts {
    save: Post,
    /// Grows with each save that was accepted.
    saves: Memo<u32>,
    /// Which version the form on the page was drawn from: room, number of saves, version.
    drawn: StoredValue<Option<(RoomId, u32, i64)>>,
    add: Post,
    invite: Post,
    remove: Post,
}

impl Acts {
    pub(crate) fn new() -> Self {
        let save = Post::to::<SaveRoom>();
        let saves = Memo::new(move |before: Option<&u32>| {
            let answers = save.answers();
            if save.failure().get_untracked().is_some() { before.copied().unwrap_or_default() } else { answers }
        });
        Self {
            save,
            saves,
            drawn: StoredValue::new(None),
            add: Post::to::<AddStaff>(),
            invite: Post::to::<InviteStaff>(),
            remove: Post::to::<RemoveStaff>(),
        }
    }
}

impl Acts {
    /// The version that a save replaces: the one whose settings stand in the form, also when the page has learned of a
    /// newer one since. Somebody else's change is never overwritten unseen.
    fn version(self, room: RoomId, loaded: i64) -> i64 {
        let form = (room, self.saves.get_untracked());
        match self.drawn.get_value() {
            Some((room, saves, version)) if (room, saves) == form => version,
            _ => {
                self.drawn.set_value(Some((form.0, form.1, loaded)));
                loaded
            }
        }
    }
}

#[lazy_route]
impl LazyRoute for RoomRoute {
    fn data() -> Self {
        let params = use_params_map();
        // What is no id names no room: the nil id is nobody's.
        let room = move || params.with(|params| params.get("room").and_then(|room| room.parse().ok()).unwrap_or_default());
        Self { page: load(move || Edit { room: Some(room()) }), acts: Acts::new() }
    }

    fn view(this: Self) -> AnyView {
        let acts = this.acts;
        reload_after(this.page, [acts.add, acts.invite, acts.remove]);
        Effect::new(move |before: Option<u32>| {
            let saves = acts.saves.get();
            if before.is_some_and(|before| before != saves) {
                this.page.reload();
            }
            saves
        });
        view! { <StaffPage>{loaded(this.page, move |page| view! { <EditRoom page=page acts=acts/> })}</StaffPage> }.into_any()
    }
}

#[component]
pub(crate) fn NewRoom(page: RoomPage, save: Post) -> impl IntoView {
    let texts = use_texts();
    view! {
        <PageHead title=texts.get(Key::ROOMS_CREATE)/>
        <p class="lead">{texts.get(Key::ROOMEDIT_NEW_LEAD)}</p>
        <RoomForm page=page save=save/>
    }
}

#[component]
pub(crate) fn EditRoom(page: RoomPage, acts: Acts) -> impl IntoView {
    let texts = use_texts();
    let board = page.room.map(paths::board).unwrap_or_default();
    let entrance = paths::entrance(&page.tenant, &page.slug);
    let actions = view! {
        <ButtonLink href=board label=texts.get(Key::ROOMS_BOARD)/>
        <a class="button" data-weight=Weight::Quiet.as_str() href=entrance rel="external">{texts.get(Key::BOARD_PUBLIC_LINK)}</a>
    }
    .into_any();
    // Made of new elements after a save, and only then: rows may have moved, while what somebody is typing must not be
    // lost because a colleague was added meanwhile.
    let saves = acts.saves.get_untracked();
    let version = acts.version(page.room.unwrap_or_default(), page.version);
    let form = view! { <RoomForm page=RoomPage { version, ..page.clone() } save=acts.save/> };
    let form = if saves % 2 == 0 { Either::Left(form) } else { Either::Right(form) };
    view! {
        <PageHead title=page.stored_name.clone() actions=actions/>
        <Saved save=acts.save/>
        {form}
        <Staff page=page acts=acts/>
    }
}

/// What came of the last save, once the page shows it.
#[component]
fn Saved(save: Post) -> impl IntoView {
    let texts = use_texts();
    let query = use_query_map();
    move || {
        let refused = save.failure().get().is_some();
        let key = match query.with(|query| query.get("saved"))?.as_str() {
            "made" => Key::ROOMEDIT_MADE,
            _ => Key::ROOMEDIT_SAVED,
        };
        (!refused).then(|| view! { <div class="note" data-tone="good" role="status"><p>{texts.get(key)}</p></div> })
    }
}
