//! Short notes at the edge of the page, and the page's one live region.

use leptos::prelude::*;

use crate::contexts::announcer::use_announcer;
use crate::texts::{Key, use_texts};

/// The live region; once per document, in the page before anything is said.
#[component]
pub fn StatusRegion() -> impl IntoView {
    let announcer = use_announcer();
    let texts = use_texts();
    view! {
        <div class="status-region" role="status" aria-atomic="true">
            <p class="visually-hidden">{move || announcer.said.get()}</p>
            {move || {
                announcer.note.get().map(|note| {
                    view! {
                        <div class="toast" data-tone=note.tone.as_str()>
                            <p>{note.text}</p>
                            <button
                                type="button"
                                class="button"
                                data-weight="quiet"
                                on:click=move |_| announcer.note.set(None)
                            >
                                {texts.get(Key::ACTION_CLOSE)}
                            </button>
                        </div>
                    }
                })
            }}
        </div>
    }
}
