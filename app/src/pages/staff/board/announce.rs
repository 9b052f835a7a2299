//! What the board says aloud, and what stands in the tab.

use leptos::prelude::*;
use model::queue::state::State;
use model::queue::view::CardView;
use model::{TicketId, Timestamp};

use super::Desk;
use crate::contexts::announcer::use_announcer;
use crate::live::Connection;
use crate::texts::{Key, Texts};

/// Seconds between two announcements of arrivals: they are batched ("3 new").
const ARRIVALS_EVERY_S: i64 = 30;

/// What the board knew when it last spoke.
struct Heard {
    /// Tickets, and whether somebody has taken them.
    cards: Vec<(TicketId, bool)>,
    /// Whether the board followed.
    connection: Connection,
    /// Arrivals nobody was told of yet.
    arrived: u64,
    /// When arrivals were last told.
    told: Timestamp,
}

/// Reads out arrivals, claims, leavers and a lost connection. Removal is said in a sentence because screen readers
/// miss it otherwise. Keeps the number of waiting visitors in the tab's title: that works without any permission of the
/// browser.
pub(super) fn announce(desk: Desk, name: String) {
    let (texts, live, announcer) = (desk.texts, desk.live, use_announcer());
    Effect::new(move |before: Option<Heard>| {
        let (now, connection) = (live.clock.now(), live.connection.get());
        let none_any_more = connection == Connection::Ended;
        document().set_title(&live.cards.with(|cards| {
            let cards = if none_any_more { &[] } else { cards.as_slice() };
            title(texts, &name, cards)
        }));
        let cards = live.cards.with(|cards| {
            cards
                .iter()
                .map(|card| (card.ticket, card.claim.is_some()))
                .collect()
        });
        let Some(mut heard) = before else {
            return Heard {
                cards,
                connection,
                arrived: 0,
                told: now.plus_seconds(-ARRIVALS_EVERY_S),
            };
        };
        if none_any_more {
            heard.arrived = 0;
        }
        heard.arrived += cards
            .iter()
            .filter(|(ticket, _)| !heard.cards.iter().any(|(old, _)| old == ticket))
            .count() as u64;
        if let Some(sentence) = live
            .cards
            .with(|cards| claimed(texts, &heard.cards, cards, desk))
        {
            announcer.say(sentence);
        }
        if let Some(key) = turned(heard.connection, connection) {
            announcer.say(texts.get(key));
        }
        if heard.arrived > 0 && now.seconds_since(heard.told) >= ARRIVALS_EVERY_S {
            announcer.say(texts.count(heard.arrived, Key::SAY_ARRIVED_ONE, Key::SAY_ARRIVED));
            (heard.arrived, heard.told) = (0, now);
        }
        Heard {
            cards,
            connection,
            ..heard
        }
    });
    Effect::new(move || {
        if let Some(last) = live.gone.with(|gone| gone.last().cloned()) {
            let key = if last.state == State::Done {
                Key::SAY_DONE
            } else {
                Key::SAY_LEFT
            };
            announcer.say(texts.with(key, &[("n", &last.number.to_string())]));
        }
    });
}

/// What is said of a change of the connection.
fn turned(before: Connection, now: Connection) -> Option<Key> {
    match (before, now) {
        (before, Connection::Lost) if before != now => Some(Key::BOARD_NOT_LIVE),
        (before, Connection::Ended) if before != now => Some(Key::BOARD_ENDED),
        (Connection::Lost, Connection::Live) => Some(Key::SAY_LIVE_AGAIN),
        _ => None,
    }
}

/// A colleague's claim that was not there before.
fn claimed(
    texts: Texts,
    before: &[(TicketId, bool)],
    now: &[CardView],
    desk: Desk,
) -> Option<String> {
    now.iter().find_map(|card| {
        let claim = card
            .claim
            .as_ref()
            .filter(|claim| claim.by != desk.staff.me)?;
        before.contains(&(card.ticket, false)).then(|| {
            texts.with(
                Key::SAY_CLAIMED,
                &[("n", &card.number.to_string()), ("name", &claim.name)],
            )
        })
    })
}

/// The title, with the number of unclaimed visitors.
fn title(texts: Texts, name: &str, cards: &[CardView]) -> String {
    let product = texts.get(Key::PRODUCT_NAME);
    match cards
        .iter()
        .filter(|card| card.state == State::Waiting)
        .count()
    {
        0 => format!("{name} · {product}"),
        waiting => format!("({waiting}) {name} · {product}"),
    }
}
