//! The traffic light of a card, as shape and words beside its colour.

use leptos::prelude::*;
use model::Timestamp;
use model::queue::light::{Light, Shape, light, minutes_waited};
use model::queue::state::Presence;

use crate::contexts::clock::use_clock;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::time::span;

/// How long the visitor has waited. Moves once a minute; not a live region, because timers must not chatter.
#[component]
pub(super) fn WaitLight(
    /// When the visitor arrived.
    #[prop(into)]
    arrived: Signal<Timestamp>,
    /// Whether their browser is there.
    #[prop(into)]
    presence: Signal<Presence>,
    /// The room's thresholds in minutes.
    thresholds: (u16, u16),
) -> impl IntoView {
    let texts = use_texts();
    let clock = use_clock();
    let step = Memo::new(move |_| light(arrived.get(), clock.now(), thresholds, presence.get()));
    let minutes = Memo::new(move |_| minutes_waited(arrived.get(), clock.now()));
    view! {
        <p class="light" data-light=move || step.get().as_str()>
            <svg class="light-shape" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
                <path d=move || outline(step.get().shape())></path>
            </svg>
            <span class="light-minutes">{move || span(texts, minutes.get())}</span>
            <span class="visually-hidden">{move || word(texts, step.get())}</span>
        </p>
    }
}

const fn outline(shape: Shape) -> &'static str {
    match shape {
        Shape::Circle => "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z",
        Shape::Triangle => "M10 2.5 18 17H2Z",
        Shape::Diamond => "M10 1.5 18.5 10 10 18.5 1.5 10Z",
        Shape::Crossed => "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM5 5l10 10",
    }
}

fn word(texts: Texts, light: Light) -> &'static str {
    texts.get(match light {
        Light::Gone => Key::LIGHT_GONE,
        Light::Fresh => Key::LIGHT_FRESH,
        Light::Waiting => Key::LIGHT_WAITING,
        Light::Long => Key::LIGHT_LONG,
    })
}
