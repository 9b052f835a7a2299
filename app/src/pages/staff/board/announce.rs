//! What the board says aloud, and what stands in the tab.

use leptos::prelude::*;
use model::TicketId;
use model::queue::state::State;
use model::queue::view::CardView;

use super::Desk;
use crate::contexts::announcer::use_announcer;
use crate::live::Connection;
use crate::live::board::LiveBoard;
use crate::texts::{Key, Texts, use_texts};

/// Seconds between two announcements of arrivals: they are batched ("3 new").
const ARRIVALS_EVERY_S: i64 = 30;

/// Reads out arrivals, claims, leavers and a lost connection. Removal is said in a sentence because screen readers
/// miss it otherwise.
pub(super) fn announce(desk: Desk) {
    let texts = use_texts();
    let announcer = use_announcer();
    let live = desk.live;
    let arrived = announce_arrivals(live);
    Effect::new(move |before: Option<Vec<(TicketId, bool)>>| {
        let (now, sentence) = live.cards.with(|cards| {
            let now: Vec<_> = cards.iter().map(|card| (card.ticket, card.claim.is_some())).collect();
            let sentence = before.as_ref().and_then(|before| claimed(texts, before, cards, desk));
            (now, sentence)
        });
        if let Some(before) = before {
            let new = now.iter().filter(|(ticket, _)| !before.iter().any(|(old, _)| old == ticket)).count();
            arrived.update_value(|arrived| *arrived += new as u64);
        }
        if let Some(sentence) = sentence {
            announcer.say(sentence);
        }
        now
    });
    Effect::new(move || {
        if let Some(last) = live.gone.with(|gone| gone.last().cloned()) {
            let key = if last.state == State::Done { Key::SAY_DONE } else { Key::SAY_LEFT };
            announcer.say(texts.with(key, &[("n", &last.number.to_string())]));
        }
    });
    Effect::new(move |before: Option<Connection>| {
        let now = live.connection.get();
        match (before, now) {
            (Some(before), Connection::Lost) if before != now => announcer.say(texts.get(Key::BOARD_NOT_LIVE)),
            (Some(before), Connection::Ended) if before != now => announcer.say(texts.get(Key::BOARD_ENDED)),
            (Some(Connection::Lost), Connection::Live) => announcer.say(texts.get(Key::SAY_LIVE_AGAIN)),
            _ => {}
        }
        now
    });
}

/// Says how many have arrived, at most every half a minute; returns where arrivals are counted.
fn announce_arrivals(live: LiveBoard) -> StoredValue<u64> {
    let texts = use_texts();
    let announcer = use_announcer();
    let arrived = StoredValue::new(0_u64);
    let spoken = StoredValue::new(live.clock.now_untracked().plus_seconds(-ARRIVALS_EVERY_S));
    Effect::new(move || {
        let now = live.clock.now();
        let count = arrived.get_value();
        if count > 0 && now.seconds_since(spoken.get_value()) >= ARRIVALS_EVERY_S {
            spoken.set_value(now);
            arrived.set_value(0);
            announcer.say(texts.count(count, Key::SAY_ARRIVED_ONE, Key::SAY_ARRIVED));
        }
    });
    arrived
}

/// A colleague's claim that was not there before.
fn claimed(texts: Texts, before: &[(TicketId, bool)], now: &[CardView], desk: Desk) -> Option<String> {
    now.iter().find_map(|card| {
        let claim = card.claim.as_ref().filter(|claim| claim.by != desk.staff.me)?;
        before.contains(&(card.ticket, false)).then(|| {
            texts.with(Key::SAY_CLAIMED, &[("n", &card.number.to_string()), ("name", &claim.name)])
        })
    })
}

/// The number of unclaimed visitors in the tab's title: works without any permission of the browser.
pub(super) fn count_in_title(live: LiveBoard, name: String) {
    let texts = use_texts();
    let waiting = Memo::new(move |_| {
        live.cards.with(|cards| cards.iter().filter(|card| card.state == State::Waiting).count())
    });
    Effect::new(move || {
        let product = texts.get(Key::PRODUCT_NAME);
        let title = match waiting.get() {
            0 => format!("{name} · {product}"),
            waiting => format!("({waiting}) {name} · {product}"),
        };
        document().set_title(&title);
    });
}
