//! A value to carry elsewhere, with a button that copies it.

use leptos::prelude::*;

use crate::contexts::announcer::use_announcer;
use crate::texts::{Key, use_texts};
use crate::ui::badge::Tone;

/// A value in code letters. The button appears with script; without, the value can be marked by hand.
#[component]
pub fn Copy(
    /// What is copied.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    let texts = use_texts();
    let announcer = use_announcer();
    let scripted = RwSignal::new(false);
    Effect::new(move || scripted.set(true));
    let copied = value.clone();
    let copy = StoredValue::new(copied);
    let button = move || {
        scripted.get().then(|| {
            view! {
                <button
                    type="button"
                    class="button"
                    data-weight="quiet"
                    on:click=move |_| {
                        to_clipboard(&copy.get_value());
                        announcer.note(Tone::Good, texts.get(Key::ACTION_COPIED));
                    }
                >
                    {texts.get(Key::ACTION_COPY)}
                </button>
            }
        })
    };
    view! { <span class="copy"><code>{value}</code> {button}</span> }
}

#[cfg(feature = "hydrate")]
fn to_clipboard(text: &str) {
    // The answer is not awaited: it only fails where the browser forbids it, and the value stays there to be marked.
    let _ = window().navigator().clipboard().write_text(text);
}

#[cfg(not(feature = "hydrate"))]
const fn to_clipboard(_: &str) {}
