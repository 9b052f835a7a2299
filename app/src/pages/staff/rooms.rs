//! The rooms a person works in or runs.

use leptos::prelude::*;
use model::queue::view::{RoomLine, RoomsView};

use crate::contexts::clock::provide_clock;
use crate::paths;
use crate::server_functions::board::rooms::Rooms as Ask;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{Badge, ButtonLink, Empty, PageHead, Since, StaffPage, Tone, Weight, load};

/// `/rooms` and `/admin/rooms`
#[component]
pub fn RoomsPage() -> impl IntoView {
    view! { <StaffPage>{loaded(load(|| Ask {}), |view| view! { <Rooms view=view/> })}</StaffPage> }
}

#[component]
pub(crate) fn Rooms(view: RoomsView) -> impl IntoView {
    let texts = use_texts();
    provide_clock(view.now);
    let create = view.may_create.then(|| {
        view! { <ButtonLink href=paths::room_new() label=texts.get(Key::ROOMS_CREATE)/> }.into_any()
    });
    if view.rooms.is_empty() {
        let way_on = if view.may_create {
            Key::ROOMS_EMPTY_CREATE
        } else {
            Key::ROOMS_EMPTY_ASK
        };
        return view! {
            <PageHead title=texts.get(Key::ROOMS_TITLE) actions=create.into_any()/>
            <Empty title=texts.get(Key::ROOMS_EMPTY_TITLE) text=texts.get(way_on)/>
        }
        .into_any();
    }
    let rows = view
        .rooms
        .into_iter()
        .map(|room| view! { <Row room=room/> });
    view! {
        <PageHead title=texts.get(Key::ROOMS_TITLE) actions=create.into_any()/>
        <ul class="room-list">{rows.collect_view()}</ul>
        <p class="small">{texts.get(Key::ROOMS_MISSING)}</p>
    }
    .into_any()
}

#[component]
fn Row(room: RoomLine) -> impl IntoView {
    let texts = use_texts();
    let (tone, state) = if room.open {
        (Tone::Good, Key::ROOM_OPEN)
    } else {
        (Tone::Neutral, Key::ROOM_CLOSED)
    };
    let waiting = match room.waiting {
        0 => texts.get(Key::ROOMS_NOBODY).to_owned(),
        n => texts.count(u64::from(n), Key::ROOMS_WAITING_ONE, Key::ROOMS_WAITING),
    };
    let name = if room.may_work {
        view! { <a href=paths::board(room.room)>{room.name}</a> }.into_any()
    } else {
        view! { <span>{room.name}</span> }.into_any()
    };
    view! {
        <li class="room-line">
            <div class="room-line-name">
                <h2>{name}</h2>
                <Badge tone=tone>{texts.get(state)}</Badge>
            </div>
            <p class="room-line-count">
                <span class="figure">{waiting}</span>
                {room.longest_since.map(|since| view! {
                    <span class="small">{texts.get(Key::ROOMS_LONGEST)} " " <Since at=since/></span>
                })}
            </p>
            <div class="actions">
                {room.may_work.then(|| view! {
                    <ButtonLink href=paths::board(room.room) label=texts.get(Key::ROOMS_BOARD)/>
                })}
                {room.may_edit.then(|| view! {
                    <ButtonLink href=paths::room_edit(room.room) label=texts.get(Key::ROOMS_EDIT) weight=Weight::Quiet/>
                })}
            </div>
        </li>
    }
}
