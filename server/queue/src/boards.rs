//! Boards as they were read last, for the next look at the same revision.
//!
//! Every change of a card is one transaction with an event of its room, which counts the room's revision up
//! ([`crate::write`]). As long as the revision is the same the cards are, so neither rows nor sealed answers have to be
//! read and opened again. The revision itself is read from the database each time: other processes write, too.
//!
//! What is kept are names and answers in clear. A job forgets them each minute, so that none stays for longer than two minutes
//! after the last look at its board.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use model::queue::view::CardView;
use model::{RoomId, TenantId};

use crate::queue::Queue;

/// A board that nobody looked at for this time is forgotten at the next look at another one, or by the job.
const LASTS: Duration = Duration::from_secs(60);
/// Most boards at once.
const MOST: usize = 200;

type Key = (TenantId, RoomId);

/// The cards of some boards.
#[derive(Default)]
pub(crate) struct Boards(Mutex<HashMap<Key, Board>>);

struct Board {
    /// Not newer than the cards.
    revision: i64,
    cards: Arc<Vec<CardView>>,
    asked: Instant,
}

impl Boards {
    /// The cards of a room at this revision, in no particular order; `None` when they have to be read.
    pub(crate) fn at(&self, key: Key, revision: i64) -> Option<Arc<Vec<CardView>>> {
        let mut boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        boards.retain(|known, board| known == &key || board.asked.elapsed() < LASTS);
        let board = boards.get_mut(&key)?;
        if board.revision != revision || board.asked.elapsed() >= LASTS {
            boards.remove(&key);
            return None;
        }
        board.asked = Instant::now();
        Some(Arc::clone(&board.cards))
    }

    /// Keeps what was read after the revision was.
    pub(crate) fn keep(&self, key: Key, revision: i64, cards: Arc<Vec<CardView>>) {
        let mut boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if boards.len() >= MOST && !boards.contains_key(&key) {
            return;
        }
        let asked = Instant::now();
        let board = Board {
            revision,
            cards,
            asked,
        };
        boards.insert(key, board);
    }

    /// Forgets what nobody has looked at for a while, and returns how many boards that were.
    fn sweep(&self, now: Instant) -> usize {
        let mut boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = boards.len();
        boards.retain(|_, board| now.saturating_duration_since(board.asked) < LASTS);
        before - boards.len()
    }
}

impl Queue {
    /// Forgets the boards that nobody has looked at for a while, and returns how many that were: the job of each minute.
    #[must_use]
    pub fn sweep_boards(&self, now: Instant) -> usize {
        self.0.boards.sweep(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Guid;

    #[test]
    fn cards_are_kept_for_one_revision_and_one_room() {
        let boards = Boards::default();
        let of = |room| (TenantId(Guid::from_u128(1)), RoomId(Guid::from_u128(room)));
        assert!(boards.at(of(1), 7).is_none());
        boards.keep(of(1), 7, Arc::default());
        assert!(boards.at(of(1), 7).is_some());
        assert!(boards.at(of(2), 7).is_none());
        assert!(boards.at(of(1), 8).is_none());
        assert!(boards.at(of(1), 7).is_none(), "an old reading is gone");
    }

    #[test]
    fn what_nobody_looks_at_any_more_is_forgotten_without_another_look() {
        let boards = Boards::default();
        let key = (TenantId(Guid::from_u128(1)), RoomId(Guid::from_u128(1)));
        let looked = Instant::now();
        boards.keep(key, 7, Arc::default());
        assert_eq!(boards.sweep(looked), 0);
        assert!(boards.at(key, 7).is_some());
        assert_eq!(boards.sweep(Instant::now() + LASTS), 1);
        assert!(boards.at(key, 7).is_none());
    }
}
