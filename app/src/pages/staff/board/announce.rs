//! What the board says aloud, and what stands in the tab.

use leptos::prelude::*;
use leptos_meta::Title;
use model::queue::state::State;
use model::queue::view::CardView;

use crate::contexts::announcer::use_announcer;
use crate::live::board::LiveBoard;
use crate::texts::{Key, Texts, use_texts};

/// Seconds between two announcements of arrivals: they are batched ("3 new").
const ARRIVALS_EVERY_S: i64 = 30;

/// Reads out arrivals, claims and leavers; removal is said in a sentence because screen readers miss it otherwise.
pub(super) fn announce(live: LiveBoard) {
    let texts = use_texts();
    let announcer = use_announcer();
    let pending = StoredValue::new(0_u32);
    let spoken = StoredValue::new(untrack(|| live.clock.now()));
    Effect::new(move |before: Option<Vec<CardView>>| {
        let cards = live.cards.get();
        let Some(before) = before else {
            return cards;
        };
        let known = |card: &&CardView| before.iter().any(|old| old.ticket == card.ticket);
        let new = cards.iter().filter(|card| !known(card)).count();
        pending.update_value(|pending| *pending += u32::try_from(new).unwrap_or_default());
        let now = untrack(|| live.clock.now());
        if pending.get_value() > 0 && now.seconds_since(spoken.get_value()) >= ARRIVALS_EVERY_S {
            spoken.set_value(now);
            announcer.say(texts.count(u64::from(pending.get_value()), Key::SAY_ARRIVED_ONE, Key::SAY_ARRIVED));
            pending.set_value(0);
        } else if let Some(sentence) = claimed(texts, &before, &cards) {
            announcer.say(sentence);
        }
        cards
    });
    Effect::new(move || {
        live.gone.with(|gone| {
            if let Some(last) = gone.last() {
                let key = if last.state == State::Done { Key::SAY_DONE } else { Key::SAY_LEFT };
                announcer.say(texts.with(key, &[("n", &last.number.to_string())]));
            }
        });
    });
}

/// Somebody's claim that was not there before.
fn claimed(texts: Texts, before: &[CardView], after: &[CardView]) -> Option<String> {
    after.iter().find_map(|card| {
        let claim = card.claim.as_ref()?;
        let old = before.iter().find(|old| old.ticket == card.ticket)?;
        (old.claim.as_ref() != Some(claim))
            .then(|| texts.with(Key::SAY_CLAIMED, &[("n", &card.number.to_string()), ("name", &claim.name)]))
    })
}

/// The number of unclaimed visitors in the tab's title: works without any permission of the browser.
#[component]
pub(super) fn TitleCount(live: LiveBoard, name: String) -> impl IntoView {
    let texts = use_texts();
    let title = move || {
        let waiting = live.cards.with(|cards| cards.iter().filter(|card| card.state == State::Waiting).count());
        let product = texts.get(Key::PRODUCT_NAME);
        if waiting == 0 { format!("{name} · {product}") } else { format!("({waiting}) {name} · {product}") }
    };
    view! { <Title text=title/> }
}
