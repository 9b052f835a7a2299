//! The board of a room: who waits, for how long, and what one can do about it.

mod actions;
mod announce;
mod answers;
mod card;
mod focus;
mod light;
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
use model::queue::view::BoardView;
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
use crate::texts::{Key, use_texts};
use crate::ui::post::Refused;
use crate::ui::toast::StatusRegion;
use crate::ui::{
    Badge, ButtonLink, Empty, FormProblem, Icon, LinkTarget, Post, PostForm, Submit, Symbol, Tone, Weight,
};
#[cfg(feature = "ssr")]
use crate::ui::{StaffPage, data::loaded, load};
use card::Card;

/// `/rooms/{room}`
#[cfg(feature = "ssr")]
#[component]
pub fn BoardPage() -> impl IntoView {
    let params = use_params_map();
    // What is no id names no room: the nil id is nobody's.
    let room = move || params.with(|params| params.get("room").and_then(|room| room.parse().ok()).unwrap_or_default());
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
    room: RoomId,
    staff: Staff,
    light_minutes: (u16, u16),
    needs_teams: bool,
    live: LiveBoard,
    act: Post,
    paste: Post,
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
        room: view.room,
        staff: Staff { me: view.me, coordinator: view.may_edit },
        light_minutes: view.light_minutes,
        needs_teams: view.needs_teams,
        live,
        act: Post::to::<Act>(),
        paste: Post::to::<PasteLink>(),
    };
    let next = Post::to::<TakeNext>();
    let brought = answers::show(desk, next).or_else(|| link.map(Failure::from));
    announce::announce(desk);
    focus::keep(live);
    renewal::renew_when_due(desk);
    let entrance = paths::entrance(&view.tenant, &view.slug);
    let head = head_actions(&view, next);
    announce::count_in_title(live, view.name.clone());
    view! {
        <div class="page-head">
            <h1>{view.name.clone()}</h1>
            <div class="actions">{head}</div>
        </div>
        <RefreshWithoutScript here=paths::board(view.room)/>
        <div class="board-bar">
            <OpenBadge live=live/>
            <Count live=live/>
            <LiveMark live=live/>
            <a href=entrance rel="external">{texts.get(Key::BOARD_PUBLIC_LINK)}</a>
        </div>
        <NotLive live=live/>
        <FormProblem failure=brought/>
        {(view.needs_teams && !view.connected).then(|| view! { <ConnectTeams room=view.room/> })}
        <Cards desk=desk/>
        <StatusRegion/>
    }
}

fn head_actions(view: &BoardView, next: Post) -> impl IntoView + use<> {
    let texts = use_texts();
    // A new id for each press: the same id twice is the same press.
    let command = Memo::new(move |_| {
        let _ = next.answers();
        fresh_command()
    });
    let room = view.room.to_string();
    crate::ui::part::part(view! {
        {view.may_edit.then(|| view! {
            <ButtonLink href=paths::room_edit(view.room) label=texts.get(Key::ROOMS_EDIT) weight=Weight::Quiet/>
        })}
        <PostForm post=next>
            <input type="hidden" name="room" value=room/>
            <input type="hidden" name="command" value=move || command.get().to_string()/>
            <Submit label=texts.get(Key::BOARD_TAKE_NEXT) weight=Weight::Primary pending=next.pending()/>
        </PostForm>
    })
}

#[component]
fn Cards(desk: Desk) -> impl IntoView {
    let texts = use_texts();
    let order = Memo::new(move |_| {
        // One's own visitor comes first, all others in order of service.
        let mine = |card: &&model::queue::view::CardView| card.claim.as_ref().is_some_and(|claim| claim.by == desk.staff.me);
        desk.live.cards.with(|cards| {
            let others = cards.iter().filter(|card| !mine(card));
            cards.iter().filter(mine).chain(others).map(|card| card.ticket).collect::<Vec<_>>()
        })
    });
    crate::ui::part::part(view! {
        <Show
            when=move || order.with(|order| !order.is_empty())
            fallback=move || view! { <Empty title=texts.get(Key::BOARD_EMPTY_TITLE) text=texts.get(Key::BOARD_EMPTY)/> }
        >
            <ol class="board" aria-label=texts.get(Key::BOARD_LIST)>
                <For each=move || order.get() key=|ticket| *ticket let:ticket>
                    <Card desk=desk ticket=ticket/>
                </For>
            </ol>
        </Show>
    })
}

#[component]
fn OpenBadge(live: LiveBoard) -> impl IntoView {
    let texts = use_texts();
    move || {
        let (tone, key) =
            if live.open.get() { (Tone::Good, Key::ROOM_OPEN) } else { (Tone::Neutral, Key::ROOM_CLOSED) };
        view! { <Badge tone=tone>{texts.get(key)}</Badge> }
    }
}

/// How many wait, and how many are being met: the one figure to see from across the room.
#[component]
fn Count(live: LiveBoard) -> impl IntoView {
    let texts = use_texts();
    let count = Memo::new(move |_| {
        live.cards.with(|cards| cards.iter().filter(|card| card.state == State::Waiting).count() as u64)
    });
    move || match count.get() {
        0 => view! { <span class="board-count">{texts.get(Key::ROOMS_NOBODY).to_owned()}</span> },
        n => view! { <span class="board-count">{texts.count(n, Key::ROOMS_WAITING_ONE, Key::ROOMS_WAITING)}</span> },
    }
}

/// A small word while the board follows.
#[component]
fn LiveMark(live: LiveBoard) -> impl IntoView {
    let texts = use_texts();
    move || {
        let (symbol, text) = match live.connection.get() {
            Connection::Live => (Symbol::Tick, texts.get(Key::BOARD_LIVE).to_owned()),
            Connection::Connecting => {
                (Symbol::Again, texts.with(Key::BOARD_CONNECTING, &[("n", &NOSCRIPT_REFRESH_S.to_string())]))
            }
            Connection::Lost | Connection::Ended => return None,
        };
        Some(view! {
            <p class="connection">
                <Icon symbol=symbol/>
                <span>{text}</span>
            </p>
        })
    }
}

/// A banner while the board does not follow, so that nobody trusts a frozen one.
#[component]
fn NotLive(live: LiveBoard) -> impl IntoView {
    let texts = use_texts();
    move || {
        let key = match live.connection.get() {
            Connection::Lost => Key::BOARD_NOT_LIVE,
            Connection::Ended => Key::BOARD_ENDED,
            Connection::Live | Connection::Connecting => return None,
        };
        Some(view! {
            <p class="note not-live" data-tone="bad">
                <Icon symbol=Symbol::Unplugged/>
                <span>{texts.get(key)}</span>
            </p>
        })
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
    let refresh = format!("<meta http-equiv=\"refresh\" content=\"{NOSCRIPT_REFRESH_S};url={here}\">");
    view! { <noscript inner_html=refresh></noscript> }
}
