//! Cards as they were written before, for the next look at the same board.
//!
//! Most cards of a board are what they were a moment ago, and drawing them was most of the work of a page. A card's
//! HTML is used again as long as all it is drawn from is equal. Only the ids of commands are left open in it: they
//! are drawn anew for each page.
//!
//! What is kept are names and answers in clear. A look at any board and a job of each minute let what is old go, so that
//! nothing stays for longer than four minutes after it was last drawn.

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
    let now = Instant::now();
    let shelf = shelf.get_or_insert_with(|| Shelf::new(now));
    shelf.turn(now);
    let cards: Vec<Pieces> = shown
        .iter()
        .map(|shown| shelf.card(desk, shown, now))
        .collect();
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

/// Lets old cards go, also when nobody looks at a board any more, and returns how many: the job of each minute.
pub fn sweep(now: Instant) -> usize {
    let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    shelf.as_mut().map_or(0, |shelf| shelf.turn(now))
}

impl Shelf {
    fn new(began: Instant) -> Self {
        Self {
            young: HashMap::new(),
            old: HashMap::new(),
            began,
        }
    }

    /// Lets the old generation go when the young one has had its time; returns how many cards went.
    fn turn(&mut self, now: Instant) -> usize {
        if now.saturating_duration_since(self.began) < LASTS {
            return 0;
        }
        self.begin(now)
    }

    fn begin(&mut self, now: Instant) -> usize {
        self.began = now;
        let young = std::mem::take(&mut self.young);
        std::mem::replace(&mut self.old, young).len()
    }

    fn card(&mut self, desk: Desk, shown: &Shown, now: Instant) -> Pieces {
        if self.young.len() >= MOST {
            self.begin(now);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_that_nobody_asks_for_go_without_another_look() {
        let began = Instant::now();
        let mut shelf = Shelf::new(began);
        let shown = Shown::sample(crate::pages::tests::samples::board().cards.remove(0));
        let key = Key {
            room: RoomId::default(),
            ticket: shown.card.ticket,
            language: "en",
            needs_teams: false,
            reader: [false; 3],
        };
        shelf.young.insert(key, (shown, Arc::new([])));
        assert_eq!(shelf.turn(began), 0);
        assert_eq!(shelf.turn(began + LASTS), 0);
        assert_eq!(shelf.old.len(), 1, "still there for the next look");
        assert_eq!(shelf.turn(began + LASTS), 0, "once in a while only");
        assert_eq!(shelf.turn(began + LASTS * 2), 1);
        assert!(shelf.young.is_empty() && shelf.old.is_empty());
    }
}
