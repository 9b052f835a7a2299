//! What stands around the cards.

use leptos::prelude::*;
use model::live::NOSCRIPT_REFRESH_S;
use model::queue::state::State;
use model::queue::view::BoardView;

use super::Desk;
use super::actions::place;
use super::card::{Shown, badge};
use crate::error::Failure;
use crate::live::Connection;
use crate::paths;
use crate::texts::Key;
use crate::ui::button::{link, send};
use crate::ui::icon::icon;
use crate::ui::post::form;
use crate::ui::problem::form_problem;
use crate::ui::tag::{Tag, class, tag};
use crate::ui::{LinkTarget, Symbol, Tone, Weight};

/// What does not change while a board is open.
pub(super) struct Frame {
    name: String,
    entrance: String,
    may_edit: bool,
    connected: bool,
    /// Why a form without script, or a link to a meeting, led back here.
    brought: Option<Failure>,
}

impl Frame {
    /// The frame of a board.
    pub(super) fn of(view: &BoardView, brought: Option<Failure>) -> Self {
        Self {
            name: view.name.clone(),
            entrance: paths::entrance(&view.tenant, &view.slug),
            may_edit: view.may_edit,
            connected: view.connected,
            brought,
        }
    }

    /// The board as it is now. Once the session or the permission to work here is over, nothing of a visitor is shown any
    /// more.
    pub(super) fn draw(&self, desk: Desk, shown: &[Shown]) -> Tag {
        if desk.live.connection.get() == Connection::Ended {
            return self.over(desk);
        }
        let (bar, banner) = self.bar(desk, shown);
        let problem = self
            .brought
            .as_ref()
            .map(|failure| form_problem(desk.texts, failure));
        class("div", "island")
            .add(self.head(desk))
            .add(bar)
            .add(banner)
            .add(problem)
            .add((desk.needs_teams && !self.connected).then(|| connect(desk)))
            .add(shown.is_empty().then(|| empty(desk)))
            .add(cards(desk, shown))
    }

    /// In place of the board when it has ended: why, and the way back.
    fn over(&self, desk: Desk) -> Tag {
        let banner = class("p", "note not-live")
            .with("data-tone", "bad")
            .add(icon(Symbol::Unplugged))
            .add(tag("span").text(desk.texts.get(Key::BOARD_ENDED)));
        let again = link(
            paths::sign_in(&paths::board(desk.room), None),
            desk.texts.get(Key::ACTION_SIGN_IN),
            Weight::Primary,
            LinkTarget::Handler,
        );
        let title = tag("h1")
            .with("id", super::focus::OVER)
            .with("tabindex", "-1")
            .text(&self.name);
        class("div", "island")
            .add(class("div", "page-head").add(title))
            .add(banner)
            .add(class("p", "actions").add(again))
    }

    fn head(&self, desk: Desk) -> Tag {
        let edit = self.may_edit.then(|| {
            link(
                paths::room_edit(desk.room),
                desk.texts.get(Key::ROOMS_EDIT),
                Weight::Quiet,
                LinkTarget::Page,
            )
        });
        let next = form(desk.next).extend(place(desk)).add(send(
            desk.texts.get(Key::BOARD_TAKE_NEXT),
            Weight::Primary,
            desk.next.is_pending(),
        ));
        class("div", "page-head")
            .add(tag("h1").text(&self.name))
            .add(class("div", "actions").add(edit).add(next))
    }

    /// What is seen from across the room: open or closed, how many wait, whether the board follows. While it does not, a
    /// banner says so, so that nobody trusts a frozen board.
    fn bar(&self, desk: Desk, shown: &[Shown]) -> (Tag, Option<Tag>) {
        let (texts, live) = (desk.texts, desk.live);
        let (tone, state) = if live.open.get() {
            (Tone::Good, Key::ROOM_OPEN)
        } else {
            (Tone::Neutral, Key::ROOM_CLOSED)
        };
        let waiting = shown
            .iter()
            .filter(|shown| shown.card.state == State::Waiting)
            .count() as u64;
        let waiting = match waiting {
            0 => texts.get(Key::ROOMS_NOBODY).to_owned(),
            n => texts.count(n, Key::ROOMS_WAITING_ONE, Key::ROOMS_WAITING),
        };
        let connecting = || {
            let every = NOSCRIPT_REFRESH_S.to_string();
            texts.with(Key::BOARD_CONNECTING, &[("n", &every)])
        };
        let (symbol, text, lost) = match live.connection.get() {
            Connection::Live => (Symbol::Tick, texts.get(Key::BOARD_LIVE).to_owned(), false),
            Connection::Connecting => (Symbol::Again, connecting(), false),
            Connection::Lost | Connection::Ended => {
                let text = texts.get(Key::BOARD_NOT_LIVE).to_owned();
                (Symbol::Unplugged, text, true)
            }
        };
        let mark = |mark: Tag| mark.add(icon(symbol)).add(tag("span").text(text));
        let (follows, banner) = if lost {
            let banner = class("p", "note not-live").with("data-tone", "bad");
            (None, Some(mark(banner)))
        } else {
            (Some(mark(class("p", "connection"))), None)
        };
        let public = tag("a")
            .with("href", self.entrance.clone())
            .with("rel", "external")
            .text(texts.get(Key::BOARD_PUBLIC_LINK));
        let bar = class("div", "board-bar")
            .add(badge(tone, texts.get(state)))
            .add(class("span", "board-count").text(waiting))
            .add(follows)
            .add(public);
        (bar, banner)
    }
}

fn cards(desk: Desk, shown: &[Shown]) -> Tag {
    let list = class("ol", "board")
        .with("aria-label", desk.texts.get(Key::BOARD_LIST))
        .maybe("hidden", shown.is_empty().then_some(""));
    filled(list, desk, shown)
}

/// On the server, with cards that may have been written before.
#[cfg(feature = "ssr")]
fn filled(list: Tag, desk: Desk, shown: &[Shown]) -> Tag {
    list.written(super::kept::cards(desk, shown))
}

#[cfg(not(feature = "ssr"))]
fn filled(list: Tag, desk: Desk, shown: &[Shown]) -> Tag {
    list.extend(shown.iter().map(|shown| super::card::card(desk, shown)))
}

fn connect(desk: Desk) -> Tag {
    class("div", "note")
        .keyed("connect")
        .with("data-tone", "accent")
        .add(class("p", "note-title").text(desk.texts.get(Key::BOARD_CONNECT_TITLE)))
        .add(tag("p").text(desk.texts.get(Key::BOARD_CONNECT)))
        .add(class("p", "actions").add(super::connect_teams(desk)))
}

fn empty(desk: Desk) -> Tag {
    class("div", "empty")
        .add(class("p", "empty-title").text(desk.texts.get(Key::BOARD_EMPTY_TITLE)))
        .add(tag("p").text(desk.texts.get(Key::BOARD_EMPTY)))
}
