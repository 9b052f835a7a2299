//! Cards as they were written before, for the next look at the same board.
//!
//! Most cards of a board are what they were a moment ago, and drawing them was most of the work of a page. A card's
//! HTML is used again as long as all it is drawn from is equal. Only the ids of commands are left open in it: they
//! are drawn anew for each page. While boards are looked at, nothing is kept for longer than two minutes.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use model::queue::can::Facts;
use model::queue::transition::Actor;
use model::{RoomId, TicketId};

use super::Desk;
use super::card::{Shown, card};
use crate::command::fresh_command;

/// Most cards of a generation; there are two.
const MOST: usize = 4_000;
/// How long a generation is the young one.
const LASTS: Duration = Duration::from_secs(60);

/// Stands in kept cards where an id of a command will stand; never leaves this process.
static OPEN: LazyLock<String> = LazyLock::new(|| fresh_command().to_string());
static SHELF: Mutex<Option<Shelf>> = Mutex::new(None);

/// What a card is found by.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    room: RoomId,
    ticket: TicketId,
    language: &'static str,
    needs_teams: bool,
    /// Claimer, last caller, coordinator: all that the rules (`model::queue::can`) know of a reader.
    reader: [bool; 3],
}

impl Key {
    fn of(desk: Desk, shown: &Shown) -> Self {
        let reader = match desk.staff.towards(&Facts::from(&shown.card)) {
            Actor::Staff(standing) => {
                [standing.claimer, standing.last_caller, standing.coordinator]
            }
            Actor::Visitor | Actor::System => [false; 3],
        };
        Self {
            room: desk.room,
            ticket: shown.card.ticket,
            language: desk.texts.language().tag(),
            needs_teams: desk.needs_teams,
            reader,
        }
    }
}

/// HTML in pieces: an id of a command stands between each two.
type Pieces = Arc<[Box<str>]>;

/// Cards with what they were drawn from. What is asked for moves to the young generation; the old one goes as a whole.
struct Shelf {
    young: HashMap<Key, (Shown, Pieces)>,
    old: HashMap<Key, (Shown, Pieces)>,
    began: Instant,
}

/// The HTML of cards.
pub(super) fn cards(desk: Desk, shown: &[Shown]) -> String {
    let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    let shelf = shelf.get_or_insert_with(|| Shelf {
        young: HashMap::new(),
        old: HashMap::new(),
        began: Instant::now(),
    });
    let cards: Vec<Pieces> = shown.iter().map(|shown| shelf.card(desk, shown)).collect();
    let long = cards
        .iter()
        .flat_map(|pieces| pieces.iter().map(|piece| piece.len() + OPEN.len()));
    let mut html = String::with_capacity(long.sum());
    for pieces in cards {
        for (at, piece) in pieces.iter().enumerate() {
            if at > 0 {
                html.push_str(&(desk.command)());
            }
            html.push_str(piece);
        }
    }
    html
}

impl Shelf {
    fn card(&mut self, desk: Desk, shown: &Shown) -> Pieces {
        if self.began.elapsed() >= LASTS || self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
            self.began = Instant::now();
        }
        let key = Key::of(desk, shown);
        if let Some((of, pieces)) = self.young.get(&key)
            && of == shown
        {
            return Arc::clone(pieces);
        }
        let known = self.old.remove(&key).filter(|(of, _)| of == shown);
        let kept = known.unwrap_or_else(|| (shown.clone(), pieces(desk, shown)));
        let pieces = Arc::clone(&kept.1);
        self.young.insert(key, kept);
        pieces
    }
}

fn pieces(desk: Desk, shown: &Shown) -> Pieces {
    let desk = Desk {
        command: || OPEN.clone(),
        ..desk
    };
    let html = card(desk, shown).html();
    html.split(OPEN.as_str()).map(Box::from).collect()
}

/// Forgets all cards.
#[cfg(test)]
pub(crate) fn forget() {
    *SHELF.lock().unwrap_or_else(PoisonError::into_inner) = None;
}
