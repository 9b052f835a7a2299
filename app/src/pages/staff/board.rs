//! The board of a room: who waits, for how long, and what one can do about it.

mod actions;
mod announce;
mod card;
mod focus;
mod light;
mod meeting;

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use model::live::NOSCRIPT_REFRESH_S;
use model::queue::can::Staff;
use model::queue::view::BoardView;
use model::{ErrorCode, RoomId};

use crate::command::fresh_command;
use crate::error::Failure;
use crate::live::Connection;
use crate::live::board::{LiveBoard, use_live_board};
use crate::paths;
use crate::server_functions::board::act::Act;
use crate::server_functions::board::paste_link::PasteLink;
use crate::server_functions::board::show::show;
use crate::server_functions::board::take_next::TakeNext;
use crate::texts::{Key, use_texts};
use crate::ui::{Badge, ButtonLink, Empty, FormProblem, Icon, LinkTarget, PageHead, StaffPage, Submit, Symbol, Tone, Weight, loaded};
use card::Card;

/// `/rooms/{room}`
pub struct BoardRoute {
    view: Resource<Result<BoardView, Failure>>,
}

#[lazy_route]
impl LazyRoute for BoardRoute {
    fn data() -> Self {
        let params = use_params_map();
        let room = move || params.with(|params| params.get("room").and_then(|room| room.parse::<RoomId>().ok()));
        Self {
            view: Resource::new_blocking(room, |room| async move {
                match room {
                    Some(room) => show(room).await,
                    None => Err(ErrorCode::NotFound.into()),
                }
            }),
        }
    }

    fn view(this: Self) -> AnyView {
        view! { <StaffPage>{loaded(this.view, |view| view! { <Board view=view/> })}</StaffPage> }.into_any()
    }
}

/// What every part of the board needs.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    room: RoomId,
    staff: Staff,
    light_minutes: (u16, u16),
    needs_teams: bool,
    live: LiveBoard,
    act: ServerAction<Act>,
    paste: ServerAction<PasteLink>,
}

#[component]
fn Board(view: BoardView) -> impl IntoView {
    let texts = use_texts();
    let live = use_live_board(&view);
    let desk = Desk {
        room: view.room,
        staff: Staff { me: view.me, coordinator: view.may_edit },
        light_minutes: view.light_minutes,
        needs_teams: view.needs_teams,
        live,
        act: ServerAction::new(),
        paste: ServerAction::new(),
    };
    let next = ServerAction::<TakeNext>::new();
    let failure = show_answers(desk, next);
    announce::announce(live);
    focus::keep(live);
    let entrance = paths::entrance(&view.tenant, &view.slug);
    let head = head_actions(&view, next);
    view! {
        <PageHead title=view.name.clone() actions=head/>
        <announce::TitleCount live=live name=view.name.clone()/>
        <RefreshWithoutScript here=paths::board(view.room)/>
        <div class="board-bar">
            <OpenBadge live=live/>
            <a href=entrance rel="external">{texts.get(Key::BOARD_PUBLIC_LINK)}</a>
            <LiveMark live=live/>
        </div>
        <FormProblem failure=failure/>
        {(view.needs_teams && !view.connected).then(|| view! { <ConnectTeams room=view.room/> })}
        <Cards desk=desk/>
    }
}

/// Shows what the commands return without waiting for the stream, and their failures above the cards.
fn show_answers(desk: Desk, next: ServerAction<TakeNext>) -> Signal<Option<Failure>> {
    let (acted, pasted, took) = (desk.act.value(), desk.paste.value(), next.value());
    let latest = RwSignal::new(None::<Failure>);
    Effect::new(move || {
        if let Some(answer) = acted.get() {
            accept(desk.live, latest, answer.map(Some));
        }
    });
    Effect::new(move || {
        if let Some(answer) = pasted.get() {
            accept(desk.live, latest, answer.map(Some));
        }
    });
    Effect::new(move || {
        if let Some(answer) = took.get() {
            accept(desk.live, latest, answer);
        }
    });
    // Without script the failure comes back with the page, before any effect runs.
    Signal::derive(move || {
        latest.get().or_else(|| {
            let first = acted.get().and_then(Result::err);
            first.or_else(|| pasted.get().and_then(Result::err)).or_else(|| took.get().and_then(Result::err))
        })
    })
}

fn accept(
    live: LiveBoard,
    latest: RwSignal<Option<Failure>>,
    answer: Result<Option<model::queue::view::CardView>, Failure>,
) {
    match answer {
        Ok(card) => {
            latest.set(None);
            if let Some(card) = card {
                live.show(card);
            }
        }
        Err(failure) => latest.set(Some(failure)),
    }
}

fn head_actions(view: &BoardView, next: ServerAction<TakeNext>) -> AnyView {
    let texts = use_texts();
    // A new id for each press: the same id twice is the same press.
    let command = Memo::new(move |_| {
        next.version().track();
        fresh_command()
    });
    let room = view.room.to_string();
    view! {
        {view.may_edit.then(|| view! {
            <ButtonLink href=paths::room_edit(view.room) label=texts.get(Key::ROOMS_EDIT) weight=Weight::Quiet/>
        })}
        <ActionForm action=next>
            <input type="hidden" name="room" value=room/>
            <input type="hidden" name="command" value=move || command.get().to_string()/>
            <Submit label=texts.get(Key::BOARD_TAKE_NEXT) weight=Weight::Primary pending=next.pending()/>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Cards(desk: Desk) -> impl IntoView {
    let texts = use_texts();
    let order = Memo::new(move |_| {
        desk.live.cards.with(|cards| cards.iter().map(|card| card.ticket).collect::<Vec<_>>())
    });
    view! {
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
    }
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

/// Whether the board follows: a small word while it does, a banner while it does not, so that nobody trusts a frozen
/// board.
#[component]
fn LiveMark(live: LiveBoard) -> impl IntoView {
    let texts = use_texts();
    move || {
        let (symbol, key, lost) = match live.connection.get() {
            Connection::Live => (Symbol::Tick, Key::BOARD_LIVE, false),
            Connection::Connecting => (Symbol::Again, Key::BOARD_CONNECTING, false),
            Connection::Lost => (Symbol::Unplugged, Key::BOARD_NOT_LIVE, true),
            Connection::Ended => (Symbol::Unplugged, Key::BOARD_ENDED, true),
        };
        view! {
            <p class="connection" data-lost=lost.then_some("true")>
                <Icon symbol=symbol/>
                <span>{texts.get(key)}</span>
            </p>
        }
    }
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
