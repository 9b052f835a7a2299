//! Keeps the keyboard where it was when cards move, change their buttons, or vanish.
//!
//! A card that moves in the list is taken out of the document and put back by the browser, which drops its focus; a
//! button that is no longer offered and a card that vanishes take the focus with them. In all cases the reader would
//! start again at the top of the page. A board that has ended takes all of it away; its heading has the focus then.

#[cfg(feature = "hydrate")]
use leptos::prelude::*;

#[cfg(feature = "hydrate")]
use crate::live::Connection;
use crate::live::board::LiveBoard;

/// The id of the heading of a board that has ended.
pub(super) const OVER: &str = "board-over";

/// Starts to keep the focus inside of the list of cards.
#[cfg(not(feature = "hydrate"))]
pub(super) const fn keep(_: LiveBoard) {}

/// Starts to keep the focus inside of the list of cards.
#[cfg(feature = "hydrate")]
pub(super) fn keep(live: LiveBoard) {
    use wasm_bindgen::JsCast;
    use web_sys::HtmlElement;

    let last = StoredValue::new_local(None::<Place>);
    let listener = window_event_listener(leptos::ev::focusin, move |event| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlElement>().ok());
        last.set_value(target.and_then(Place::of));
    });
    on_cleanup(move || listener.remove());
    Effect::new(move || {
        live.cards.track();
        let over = live.connection.with(|now| *now == Connection::Ended);
        // Two frames: the cards are drawn in a task of their own.
        request_animation_frame(move || {
            request_animation_frame(move || {
                let lost = document()
                    .active_element()
                    .is_none_or(|active| active.tag_name() == "BODY");
                if !lost {
                    return;
                }
                if over {
                    let heading = document().get_element_by_id(OVER);
                    if let Some(heading) =
                        heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok())
                    {
                        heading.focus().ok();
                    }
                } else if let Some(place) = last.try_get_value().flatten() {
                    place.focus();
                }
            });
        });
    });
}

/// Where the focus was.
#[cfg(feature = "hydrate")]
#[derive(Clone)]
struct Place {
    /// The element itself.
    element: web_sys::HtmlElement,
    /// The id of the heading of its card.
    heading: String,
    /// The position of its card.
    at: u32,
}

#[cfg(feature = "hydrate")]
impl Place {
    fn of(element: web_sys::HtmlElement) -> Option<Self> {
        let card = element.closest(".board-card").ok().flatten()?;
        let heading = card.query_selector("h2").ok().flatten()?.id();
        let mut at = 0;
        let mut sibling = card.previous_element_sibling();
        while let Some(other) = sibling {
            at += 1;
            sibling = other.previous_element_sibling();
        }
        Some(Self {
            element,
            heading,
            at,
        })
    }

    /// Back to the element, else to the heading of its card, else to the card that stands there now.
    fn focus(&self) {
        use wasm_bindgen::JsCast;

        if self.element.is_connected() {
            self.element.focus().ok();
            return;
        }
        let nearest = || {
            let headings = document().query_selector_all(".board-card h2").ok()?;
            headings
                .item(self.at.min(headings.length().saturating_sub(1)))?
                .dyn_into::<web_sys::Element>()
                .ok()
        };
        let heading = document().get_element_by_id(&self.heading).or_else(nearest);
        if let Some(heading) =
            heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok())
        {
            heading.focus().ok();
        }
    }
}
