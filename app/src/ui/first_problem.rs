//! Leads to what has to be corrected.

use leptos::prelude::*;

/// Whenever the number of wrong fields changes to some after the page was drawn, the first of them gets the focus,
/// unfolded if it was folded away, so that nobody has to search for it.
pub fn focus_first_problem(count: Signal<usize>) {
    Effect::new(move |earlier: Option<usize>| {
        let count = count.get();
        if earlier.is_some() && count > 0 {
            focus();
        }
        count
    });
}

#[cfg(feature = "hydrate")]
fn focus() {
    use wasm_bindgen::JsCast;

    request_animation_frame(|| {
        let wrong = document().query_selector("[aria-invalid=true]").ok().flatten();
        let Some(field) = wrong.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) else {
            return;
        };
        if let Ok(Some(fold)) = field.closest("details:not([open])") {
            fold.set_attribute("open", "").ok();
        }
        field.focus().ok();
    });
}

#[cfg(not(feature = "hydrate"))]
const fn focus() {}
