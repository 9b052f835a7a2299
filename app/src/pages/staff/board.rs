//! The board of a room: who waits, for how long, and what one can do about it.

mod actions;
mod announce;
mod answers;
mod card;
mod focus;
mod frame;
#[cfg(feature = "ssr")]
mod kept;
mod meeting;
mod renewal;

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_meta::Title;
#[cfg(feature = "ssr")]
use leptos_router::hooks::{use_params_map, use_query_map};
use model::live::NOSCRIPT_REFRESH_S;
use model::queue::can::Staff;
use model::queue::view::{BoardView, CardView};
use model::{ErrorCode, RoomId};

use crate::contexts::announcer::provide_announcer;
use crate::error::Failure;
use crate::live::Connection;
use crate::live::board::{LiveBoard, use_live_board};
use crate::paths;
use crate::server_functions::board::act::Act;
use crate::server_functions::board::paste_link::PasteLink;
#[cfg(feature = "ssr")]
use crate::server_functions::board::show::Show as ShowBoard;
use crate::server_functions::board::take_next::TakeNext;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::post::{Refused, send_by_script};
use crate::ui::tag::Tag;
use crate::ui::toast::StatusRegion;
use crate::ui::{LinkTarget, Packed, Post, Weight, button};
#[cfg(feature = "ssr")]
use crate::ui::{StaffPage, data::loaded, load};
use card::Shown;
#[cfg(all(test, feature = "ssr"))]
pub(crate) use kept::forget as forget_cards;
#[cfg(feature = "ssr")]
pub use kept::sweep as sweep_cards;

/// `/rooms/{room}`
#[cfg(feature = "ssr")]
#[component]
pub fn BoardPage() -> impl IntoView {
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
    let data = load(move || ShowBoard { room: room() });
    let texts = use_texts();
    let board = move |view: BoardView| {
        let title = format!("{} · {}", view.name, texts.get(Key::PRODUCT_NAME));
        view! {
            <Title text=title/>
            <Board view=Packed(view) refused=Refused::of_page() link=failed_link()/>
        }
    };
    view! { <StaffPage>{loaded(data, board)}</StaffPage> }
}

/// What every part of the board needs.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    texts: Texts,
    room: RoomId,
    staff: Staff,
    light_minutes: (u16, u16),
    needs_teams: bool,
    live: LiveBoard,
    /// Whether instants are written in the reader's own form: once the browser has taken over.
    local: RwSignal<bool>,
    act: Post,
    paste: Post,
    next: Post,
    /// The id of a command as it stands in a form.
    command: fn() -> String,
}

impl Desk {
    /// Whether the person of this board has taken this visitor.
    fn has_taken(self, card: &CardView) -> bool {
        card.claim
            .as_ref()
            .is_some_and(|claim| claim.by == self.staff.me)
    }
}

/// The board, followed by the browser.
#[island(lazy)]
pub fn Board(
    /// The board as the server drew it.
    view: Packed<BoardView>,
    /// What a form without script brought back.
    refused: Option<Refused>,
    /// Why the link to a meeting led back here.
    link: Option<ErrorCode>,
) -> impl IntoView {
    let Packed(view) = view;
    let texts = use_texts();
    provide_announcer();
    if let Some(refused) = refused {
        provide_context(refused);
    }
    let live = use_live_board(&view);
    let desk = Desk {
        texts,
        room: view.room,
        staff: Staff {
            me: view.me,
            coordinator: view.may_edit,
        },
        light_minutes: view.light_minutes,
        needs_teams: view.needs_teams,
        live,
        act: Post::to::<Act>(),
        local: RwSignal::new(false),
        paste: Post::to::<PasteLink>(),
        next: Post::to::<TakeNext>(),
        command: actions::command,
    };
    let brought = answers::show(desk).or_else(|| link.map(Failure::from));
    Effect::new(move || desk.local.set(true));
    send_by_script([desk.act, desk.paste, desk.next]);
    // First of all: who speaks or looks after that finds no visitor any more.
    forget_at_the_end(live);
    announce::announce(desk, view.name.clone());
    focus::keep(live);
    renewal::renew_when_due(desk);
    let frame = frame::Frame::of(&view, brought);
    let shown = Memo::new(move |_| cards(desk));
    view! {
        <RefreshWithoutScript here=paths::board(view.room)/>
        {move || shown.with(|shown| frame.draw(desk, shown))}
        <StatusRegion/>
    }
}

/// Once the session or the permission to work here is over, the page knows nothing of a visitor any more.
fn forget_at_the_end(live: LiveBoard) {
    Effect::new(move || {
        if live.connection.get() == Connection::Ended {
            live.cards.set(Vec::new());
            live.gone.set(Vec::new());
            forget_what_was_sent();
        }
    });
}

#[cfg(not(feature = "hydrate"))]
const fn forget_what_was_sent() {}

/// What the server sent the islands stands in attributes of the document.
#[cfg(feature = "hydrate")]
fn forget_what_was_sent() {
    while let Ok(Some(island)) = document().query_selector("[data-props]") {
        if island.remove_attribute("data-props").is_err() {
            return;
        }
    }
}

/// The cards as they are shown now. As long as they are equal nothing is drawn. One's own visitor comes first, all
/// others in order of service.
fn cards(desk: Desk) -> Vec<Shown> {
    desk.live.cards.with(|cards| {
        let cases = actions::active_cases(cards, desk);
        let (mine, others): (Vec<_>, Vec<_>) = cards.iter().partition(|card| desk.has_taken(card));
        mine.into_iter()
            .chain(others)
            .map(|card| Shown::of(card.clone(), cases, desk))
            .collect()
    })
}

/// The way to connect Teams.
fn connect_teams(desk: Desk) -> Tag {
    button::link(
        paths::connect(&paths::board(desk.room)),
        desk.texts.get(Key::BOARD_CONNECT_ACTION),
        Weight::Secondary,
        LinkTarget::Handler,
    )
}

/// The link to a meeting led back here, with the reason in the address.
#[cfg(feature = "ssr")]
fn failed_link() -> Option<ErrorCode> {
    let code = use_query_map().with_untracked(|query| query.get("meeting"))?;
    serde_json::from_value(serde_json::Value::String(code)).ok()
}

/// Without script the board loads itself again.
#[component]
fn RefreshWithoutScript(here: String) -> impl IntoView {
    let refresh =
        format!("<meta http-equiv=\"refresh\" content=\"{NOSCRIPT_REFRESH_S};url={here}\">");
    view! { <noscript inner_html=refresh></noscript> }
}
