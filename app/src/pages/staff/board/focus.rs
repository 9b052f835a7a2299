//! Keeps the keyboard where it was when cards move or vanish.
//!
//! A card that moves in the list is taken out of the document and put back by the browser, which drops its focus; a
//! card that vanishes takes the focus with it. In both cases the reader would start again at the top of the page.

use leptos::prelude::*;

use crate::live::board::LiveBoard;

/// Starts to keep the focus inside of the list of cards.
#[cfg(not(feature = "hydrate"))]
pub(super) const fn keep(_: LiveBoard) {}

/// Starts to keep the focus inside of the list of cards.
#[cfg(feature = "hydrate")]
pub(super) fn keep(live: LiveBoard) {
    use wasm_bindgen::JsCast;
    use web_sys::HtmlElement;

    let last = StoredValue::new_local(None::<(HtmlElement, usize)>);
    let listener = window_event_listener(leptos::ev::focusin, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        last.set_value(target.and_then(|element| {
            let card = element.closest(".board-card").ok().flatten()?;
            Some((element, position(&card)))
        }));
    });
    on_cleanup(move || listener.remove());
    Effect::new(move || {
        live.cards.track();
        request_animation_frame(move || {
            let lost = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
            let Some((element, at)) = last.get_value().filter(|_| lost) else {
                return;
            };
            if element.is_connected() {
                element.focus().ok();
            } else if let Ok(headings) = document().query_selector_all(".board-card h2")
                && let Some(near) = headings.item(u32::try_from(at).unwrap_or_default().min(headings.length().saturating_sub(1)))
                && let Ok(near) = near.dyn_into::<HtmlElement>()
            {
                near.focus().ok();
            }
        });
    });
}

#[cfg(feature = "hydrate")]
fn position(card: &web_sys::Element) -> usize {
    let mut at = 0;
    let mut sibling = card.previous_element_sibling();
    while let Some(element) = sibling {
        at += 1;
        sibling = element.previous_element_sibling();
    }
    at
}
