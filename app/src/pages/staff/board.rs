//! The board of a room: who waits, for how long, and what one can do about it.

mod actions;
mod announce;
mod answers;
mod card;
mod focus;
mod meeting;
mod renewal;

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_meta::Title;
#[cfg(feature = "ssr")]
use leptos_router::hooks::{use_params_map, use_query_map};
use model::live::NOSCRIPT_REFRESH_S;
use model::queue::can::Staff;
use model::queue::state::State;
use model::queue::view::{BoardView, CardView};
use model::{ErrorCode, RoomId};

use crate::command::fresh_command;
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
use crate::ui::button::send;
use crate::ui::part::part;
use crate::ui::post::Refused;
use crate::ui::toast::StatusRegion;
use crate::ui::{
    ButtonLink, Empty, FormProblem, Icon, LinkTarget, Post, PostForm, Symbol, Tone, Weight,
};
#[cfg(feature = "ssr")]
use crate::ui::{StaffPage, data::loaded, load};
use card::card;

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
            <Board view=view refused=Refused::of_page() link=failed_link()/>
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
    view: BoardView,
    /// What a form without script brought back.
    refused: Option<Refused>,
    /// Why the link to a meeting led back here.
    link: Option<ErrorCode>,
) -> impl IntoView {
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
    };
    let brought = answers::show(desk).or_else(|| link.map(Failure::from));
    Effect::new(move || desk.local.set(true));
    announce::announce(desk, view.name.clone());
    focus::keep(live);
    renewal::renew_when_due(desk);
    let entrance = paths::entrance(&view.tenant, &view.slug);
    let edit = view.may_edit.then(|| {
        let href = paths::room_edit(view.room);
        view! { <ButtonLink href=href label=texts.get(Key::ROOMS_EDIT) weight=Weight::Quiet/> }
    });
    view! {
        <div class="page-head">
            <h1>{view.name}</h1>
            <div class="actions">{edit} {move || take_next(desk)}</div>
        </div>
        <RefreshWithoutScript here=paths::board(view.room)/>
        {move || bar(desk, &entrance)}
        <FormProblem failure=brought/>
        {(view.needs_teams && !view.connected).then(|| view! { <ConnectTeams room=view.room/> })}
        {cards(desk)}
        <StatusRegion/>
    }
}

/// The one button for the whole board. It is drawn anew when a press begins and ends, with a new id: the same id twice
/// is the same press.
fn take_next(desk: Desk) -> impl IntoView + use<> {
    let fields = view! {
        <input type="hidden" name="room" value=desk.room.to_string()/>
        <input type="hidden" name="command" value=fresh_command().to_string()/>
        {send(desk.texts.get(Key::BOARD_TAKE_NEXT), Weight::Primary, desk.next.is_pending())}
    };
    part(view! { <PostForm post=desk.next>{fields}</PostForm> })
}

fn cards(desk: Desk) -> impl IntoView + use<> {
    // One's own visitor comes first, all others in order of service.
    let order = Memo::new(move |_| {
        desk.live.cards.with(|cards| {
            let (mine, others): (Vec<_>, Vec<_>) =
                cards.iter().partition(|card| desk.has_taken(card));
            mine.into_iter()
                .chain(others)
                .map(|card| card.ticket)
                .collect::<Vec<_>>()
        })
    });
    let empty = move || {
        let texts = desk.texts;
        order.with(Vec::is_empty).then(|| {
            view! { <Empty title=texts.get(Key::BOARD_EMPTY_TITLE) text=texts.get(Key::BOARD_EMPTY)/> }
        })
    };
    view! {
        {empty}
        <ol class="board" aria-label=desk.texts.get(Key::BOARD_LIST) hidden=move || order.with(Vec::is_empty)>
            <For each=move || order.get() key=|ticket| *ticket children=move |ticket| card(desk, ticket)/>
        </ol>
    }
}

/// What is seen from across the room: open or closed, how many wait, whether the board follows. While it does not, a
/// banner says so, so that nobody trusts a frozen board.
fn bar(desk: Desk, entrance: &str) -> impl IntoView + use<> {
    let (texts, live) = (desk.texts, desk.live);
    let (tone, state) = if live.open.get() {
        (Tone::Good, Key::ROOM_OPEN)
    } else {
        (Tone::Neutral, Key::ROOM_CLOSED)
    };
    let waiting = live.cards.with(|cards| {
        cards
            .iter()
            .filter(|card| card.state == State::Waiting)
            .count() as u64
    });
    let waiting = match waiting {
        0 => texts.get(Key::ROOMS_NOBODY).to_owned(),
        n => texts.count(n, Key::ROOMS_WAITING_ONE, Key::ROOMS_WAITING),
    };
    let (symbol, text, lost) = match live.connection.get() {
        Connection::Live => (Symbol::Tick, texts.get(Key::BOARD_LIVE).to_owned(), false),
        Connection::Connecting => {
            let text = texts.with(
                Key::BOARD_CONNECTING,
                &[("n", &NOSCRIPT_REFRESH_S.to_string())],
            );
            (Symbol::Again, text, false)
        }
        Connection::Lost => (
            Symbol::Unplugged,
            texts.get(Key::BOARD_NOT_LIVE).to_owned(),
            true,
        ),
        Connection::Ended => (
            Symbol::Unplugged,
            texts.get(Key::BOARD_ENDED).to_owned(),
            true,
        ),
    };
    let mark = |class: &'static str, tone: Option<&'static str>| {
        view! {
            <p class=class data-tone=tone>
                <Icon symbol=symbol/>
                <span>{text}</span>
            </p>
        }
    };
    let (follows, banner) = if lost {
        (None, Some(mark("note not-live", Some("bad"))))
    } else {
        (Some(mark("connection", None)), None)
    };
    view! {
        <div class="board-bar">
            <span class="badge" data-tone=tone.as_str()>{texts.get(state)}</span>
            <span class="board-count">{waiting}</span>
            {follows}
            <a href=entrance.to_owned() rel="external">{texts.get(Key::BOARD_PUBLIC_LINK)}</a>
        </div>
        {banner}
    }
}

/// The link to a meeting led back here, with the reason in the address.
#[cfg(feature = "ssr")]
fn failed_link() -> Option<ErrorCode> {
    let code = use_query_map().with_untracked(|query| query.get("meeting"))?;
    serde_json::from_value(serde_json::Value::String(code)).ok()
}

#[component]
fn ConnectTeams(room: RoomId) -> impl IntoView {
    let texts = use_texts();
    view! {
        <div class="note" data-tone="accent">
            <p class="note-title">{texts.get(Key::BOARD_CONNECT_TITLE)}</p>
            <p>{texts.get(Key::BOARD_CONNECT)}</p>
            <p class="actions">
                <ButtonLink
                    href=paths::connect(&paths::board(room))
                    label=texts.get(Key::BOARD_CONNECT_ACTION)
                    target=LinkTarget::Handler
                />
            </p>
        </div>
    }
}

/// Without script the board loads itself again.
#[component]
fn RefreshWithoutScript(here: String) -> impl IntoView {
    let refresh =
        format!("<meta http-equiv=\"refresh\" content=\"{NOSCRIPT_REFRESH_S};url={here}\">");
    view! { <noscript inner_html=refresh></noscript> }
}
