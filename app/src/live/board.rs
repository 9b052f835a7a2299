//! A board that follows its room.

use leptos::prelude::*;
use model::live::GoneCard;
use model::queue::order;
use model::queue::view::{BoardView, CardView};

use super::Connection;
use super::merge::{Known, apply};
use crate::contexts::clock::{Clock, provide_clock};

/// What an open board shows; each part its own signal, so that a beat redraws nothing.
#[derive(Clone, Copy, Debug)]
pub struct LiveBoard {
    /// Cards in order of service. Rows should be keyed by ticket and version.
    pub cards: RwSignal<Vec<CardView>>,
    /// Whether visitors may enter.
    pub open: RwSignal<bool>,
    /// The cards that left with the last push, for the announcement.
    pub gone: RwSignal<Vec<GoneCard>>,
    /// Whether the board follows.
    pub connection: RwSignal<Connection>,
    /// The server's clock.
    pub clock: Clock,
    revision: StoredValue<i64>,
}

impl LiveBoard {
    /// Shows a card as a command returned it, without waiting for the push that will bring the same. A visit that has
    /// ended leaves the board, and a board that has ended shows none.
    pub fn show(self, card: CardView) {
        if self.connection.get_untracked() == Connection::Ended {
            return;
        }
        let now = self.clock.now_untracked();
        self.cards.update(|cards| {
            if card.state.is_terminal() {
                cards.retain(|old| old.ticket != card.ticket);
                return;
            }
            match cards.iter_mut().find(|old| old.ticket == card.ticket) {
                Some(old) if old.version <= card.version => *old = card,
                Some(_) => {}
                None => cards.push(card),
            }
            order::sort(cards, now);
        });
    }

    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "called by the browser's stream only")
    )]
    fn accept(self, push: model::live::BoardPush) {
        use model::live::BoardPush::{Change, Snapshot};
        let (Snapshot { now, .. } | Change { now, .. }) = &push;
        self.clock.correct(*now);
        let mut known = Known {
            revision: self.revision.get_value(),
            open: self.open.get_untracked(),
            cards: self.cards.get_untracked(),
        };
        let gone = apply(&mut known, push);
        self.revision.set_value(known.revision);
        if self.open.get_untracked() != known.open {
            self.open.set(known.open);
        }
        if self.cards.with_untracked(|cards| *cards != known.cards) {
            self.cards.set(known.cards);
        }
        if !gone.is_empty() {
            self.gone.set(gone);
        }
    }
}

/// Starts to follow the room of a board, from the revision it was drawn from, as long as the page is open.
pub fn use_live_board(board: &BoardView) -> LiveBoard {
    let live = LiveBoard {
        cards: RwSignal::new(board.cards.clone()),
        open: RwSignal::new(board.open),
        gone: RwSignal::new(Vec::new()),
        connection: RwSignal::new(Connection::Connecting),
        clock: provide_clock(board.now),
        revision: StoredValue::new(board.revision),
    };
    #[cfg(feature = "hydrate")]
    follow(live, board.room);
    live
}

#[cfg(feature = "hydrate")]
fn follow(live: LiveBoard, room: model::RoomId) {
    use super::browser::{Source, follow};
    use std::time::Duration;

    Effect::new(move || {
        follow(Source {
            address: Box::new(move || {
                format!(
                    "{}?since={}",
                    crate::paths::live_room(room),
                    live.revision.get_value()
                )
            }),
            stale_after: Duration::from_secs(model::live::BOARD_STALE_S),
            accept: Box::new(move |data| {
                if let Ok(push) = serde_json::from_str(data) {
                    live.accept(push);
                }
            }),
            allowed: Box::new(move || Box::pin(crate::live::may_work(room))),
            connection: live.connection,
        });
    });
}
