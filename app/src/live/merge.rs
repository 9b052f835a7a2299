//! What a push changes on a board. Pure.

use model::live::{BoardPush, GoneCard};
use model::queue::order;
use model::queue::view::CardView;

/// What a board knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Revision of the room.
    pub revision: i64,
    /// Whether visitors may enter.
    pub open: bool,
    /// Cards, in order of service.
    pub cards: Vec<CardView>,
}

/// Applies a push and returns the cards that left. A change at or below the known revision is an echo and changes
/// nothing; a snapshot always wins, since it is sent where the events between were lost.
pub fn apply(known: &mut Known, push: BoardPush) -> Vec<GoneCard> {
    match push {
        BoardPush::Snapshot {
            revision,
            open,
            cards,
            ..
        } => {
            *known = Known {
                revision,
                open,
                cards,
            };
            Vec::new()
        }
        BoardPush::Change { revision, .. } if revision <= known.revision => Vec::new(),
        BoardPush::Change {
            revision,
            now,
            open,
            cards,
            gone,
        } => {
            known.revision = revision;
            known.open = open;
            known
                .cards
                .retain(|card| !gone.iter().any(|gone| gone.ticket == card.ticket));
            for card in cards {
                match known.cards.iter_mut().find(|old| old.ticket == card.ticket) {
                    Some(old) => *old = card,
                    None => known.cards.push(card),
                }
            }
            order::sort(&mut known.cards, now);
            gone
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::queue::state::{MeetingState, Presence, State};
    use model::{Guid, TicketId, Timestamp};

    fn card(number: u32) -> CardView {
        CardView {
            ticket: TicketId(Guid::from_u128(u128::from(number))),
            number,
            version: 1,
            state: State::Waiting,
            state_since: Timestamp(0),
            presence: Presence::Present,
            presence_since: Timestamp(0),
            arrived: Timestamp(i64::from(number)),
            visitor: None,
            answers: vec![],
            claim: None,
            meeting: MeetingState::None,
            problem: None,
            returned: false,
            priority: false,
            last_caller: None,
            visitor_joined: false,
            staff_joined: false,
        }
    }

    fn change(revision: i64, cards: Vec<CardView>, gone: Vec<u32>) -> BoardPush {
        let gone = gone.into_iter().map(|number| GoneCard {
            ticket: card(number).ticket,
            number,
            state: State::Left,
        });
        BoardPush::Change {
            revision,
            now: Timestamp(0),
            open: true,
            cards,
            gone: gone.collect(),
        }
    }

    fn numbers(known: &Known) -> Vec<u32> {
        known.cards.iter().map(|card| card.number).collect()
    }

    #[test]
    fn arrivals_are_placed_by_arrival_and_the_gone_are_told() {
        let mut known = Known {
            revision: 1,
            open: true,
            cards: vec![card(1), card(3)],
        };
        let gone = apply(&mut known, change(2, vec![card(2)], vec![1]));
        assert_eq!(numbers(&known), [2, 3]);
        assert_eq!(gone.iter().map(|gone| gone.number).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn an_echo_changes_nothing_and_a_snapshot_always_wins() {
        let mut known = Known {
            revision: 5,
            open: true,
            cards: vec![card(1)],
        };
        assert!(apply(&mut known, change(5, vec![], vec![1])).is_empty());
        assert_eq!(numbers(&known), [1]);
        let snapshot = BoardPush::Snapshot {
            revision: 4,
            now: Timestamp(0),
            open: false,
            cards: vec![card(9)],
        };
        apply(&mut known, snapshot);
        assert_eq!(
            (known.revision, known.open, numbers(&known)),
            (4, false, vec![9])
        );
    }

    #[test]
    fn a_changed_card_replaces_the_old_one() {
        let mut known = Known {
            revision: 1,
            open: true,
            cards: vec![card(1), card(2)],
        };
        let mut called = card(1);
        called.state = State::Called;
        apply(&mut known, change(2, vec![called], vec![]));
        assert_eq!(
            known
                .cards
                .iter()
                .find(|card| card.number == 1)
                .map(|card| card.state),
            Some(State::Called)
        );
        assert_eq!(known.cards.len(), 2);
    }
}
