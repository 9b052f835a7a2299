//! The order in which visitors are served (queue.md 3.4, first form).
//!
//! Whoever has waited longest than the room's limit comes first, then confirmed returns (the priority line), then
//! arrival. Total, stable, and a function of stored values and the clock alone, so that board, waiting page and
//! "take next" can never disagree.

use super::state::{Presence, State};
use super::view::CardView;
use crate::{TicketId, Timestamp};

/// Minutes of waiting after which nobody may be overtaken by the priority line any more.
pub const MAX_WAIT_MIN: i64 = 75;

/// What decides about the place of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Identity, the last word where all else is equal.
    pub ticket: TicketId,
    /// Where it stands.
    pub state: State,
    /// Arrival; a return keeps it.
    pub arrived: Timestamp,
    /// In the priority line (T6, T10).
    pub priority: bool,
    /// Whether the visitor's browser is there.
    pub presence: Presence,
}

impl From<&CardView> for Standing {
    fn from(card: &CardView) -> Self {
        Self {
            ticket: card.ticket,
            state: card.state,
            arrived: card.arrived,
            priority: card.priority,
            presence: card.presence,
        }
    }
}

/// Why a ticket stands before later arrivals or behind earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    /// Has waited for [`MAX_WAIT_MIN`] or longer: nobody overtakes.
    OverMax,
    /// Confirmed a return after a call.
    Priority,
    /// Everybody else, by arrival.
    Arrival,
}

/// The line a ticket stands in.
#[must_use]
pub const fn line(standing: &Standing, now: Timestamp) -> Line {
    if now.seconds_since(standing.arrived) >= MAX_WAIT_MIN * 60 {
        Line::OverMax
    } else if standing.priority {
        Line::Priority
    } else {
        Line::Arrival
    }
}

/// Sort key: smaller is served earlier. Waiting tickets come first, then unreached ones, then those being served.
#[must_use]
pub const fn key(standing: &Standing, now: Timestamp) -> (u8, Line, Timestamp, TicketId) {
    let group = match standing.state {
        State::Waiting => 0,
        State::CantReach => 1,
        _ => 2,
    };
    (
        group,
        line(standing, now),
        standing.arrived,
        standing.ticket,
    )
}

/// Puts cards in the order of service.
pub fn sort(cards: &mut [CardView], now: Timestamp) {
    cards.sort_by_key(|card| key(&card.into(), now));
}

/// The ticket that "take next" takes: the first waiting one whose visitor is not gone; away ones are called.
#[must_use]
pub fn next(standings: &[Standing], now: Timestamp) -> Option<TicketId> {
    standings
        .iter()
        .filter(|s| s.state == State::Waiting && s.presence != Presence::Gone)
        .min_by_key(|s| key(s, now))
        .map(|s| s.ticket)
}

/// Number of waiting tickets before this one, away and gone ones included; `None` when it does not wait.
#[must_use]
pub fn ahead(standings: &[Standing], ticket: TicketId, now: Timestamp) -> Option<u32> {
    let own = standings
        .iter()
        .find(|s| s.ticket == ticket && s.state == State::Waiting)?;
    let own = key(own, now);
    let before = standings
        .iter()
        .filter(|s| s.state == State::Waiting && key(s, now) < own)
        .count();
    u32::try_from(before).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::Guid;

    fn standing() -> impl Strategy<Value = Standing> {
        (
            0..6_u128,
            select(State::ALL),
            0..8_i64,
            any::<bool>(),
            select(Presence::ALL),
        )
            .prop_map(|(id, state, arrived, priority, presence)| Standing {
                ticket: TicketId(Guid::from_u128(id)),
                state,
                arrived: Timestamp(0).plus_minutes(arrived * 15),
                priority,
                presence,
            })
    }

    const NOW: Timestamp = Timestamp(120 * 60_000);

    fn waiting(id: u128, arrived_min: i64, priority: bool) -> Standing {
        Standing {
            ticket: TicketId(Guid::from_u128(id)),
            state: State::Waiting,
            arrived: Timestamp(0).plus_minutes(arrived_min),
            priority,
            presence: Presence::Present,
        }
    }

    #[test]
    fn a_confirmed_return_goes_first_but_never_before_the_longest_waits() {
        let queue = [
            waiting(1, 40, false),
            waiting(2, 60, false),
            waiting(3, 100, true),
        ];
        assert_eq!(ahead(&queue, queue[0].ticket, NOW), Some(0));
        assert_eq!(ahead(&queue, queue[2].ticket, NOW), Some(1));
        assert_eq!(ahead(&queue, queue[1].ticket, NOW), Some(2));
    }

    #[test]
    fn next_skips_the_gone_and_keeps_their_place() {
        let mut queue = [waiting(1, 100, false), waiting(2, 110, false)];
        queue[0].presence = Presence::Gone;
        assert_eq!(next(&queue, NOW), Some(queue[1].ticket));
        assert_eq!(ahead(&queue, queue[1].ticket, NOW), Some(1));
        queue[0].presence = Presence::Away;
        assert_eq!(next(&queue, NOW), Some(queue[0].ticket));
        assert_eq!(next(&[], NOW), None);
    }

    proptest! {
        /// Whatever order the rows arrive in, the order of service is the same, and nobody shares a place.
        #[test]
        fn total_and_stable(queue in prop::collection::vec(standing(), 0..12), turn in 0..12_usize) {
            let mut queue = queue;
            queue.sort_by_key(|s| s.ticket);
            queue.dedup_by_key(|s| s.ticket);
            let mut turned = queue.clone();
            turned.rotate_left(turn.min(queue.len()));
            let mut one = queue.clone();
            one.sort_by_key(|s| key(s, NOW));
            turned.sort_by_key(|s| key(s, NOW));
            prop_assert_eq!(&one, &turned);
            let places: Vec<u32> =
                one.iter().filter_map(|s| ahead(&queue, s.ticket, NOW)).collect();
            prop_assert_eq!(places.clone(), (0..places.len() as u32).collect::<Vec<_>>());
        }

        /// Without returns it is first come, first served.
        #[test]
        fn plain_arrival_order(queue in prop::collection::vec(standing(), 2..12)) {
            let mut queue = queue;
            for one in &mut queue { one.priority = false; one.state = State::Waiting; }
            queue.sort_by_key(|s| key(s, NOW));
            prop_assert!(queue.windows(2).all(|pair| pair[0].arrived <= pair[1].arrived));
        }

        /// Nobody over the longest wait is overtaken by a later arrival.
        #[test]
        fn nobody_over_max_is_overtaken(queue in prop::collection::vec(standing(), 2..12)) {
            for a in &queue {
                for b in &queue {
                    let over = line(a, NOW) == Line::OverMax;
                    if over && a.state == b.state && a.arrived < b.arrived {
                        prop_assert!(key(a, NOW) < key(b, NOW));
                    }
                }
            }
        }
    }
}
