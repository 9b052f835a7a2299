//! The link of an invitation just made.

use leptos::prelude::*;

use crate::texts::{Key, use_texts};
use crate::ui::Copy;

/// The link, shown once: from the answer, or kept by the server for a page without script.
#[component]
pub(super) fn FreshLink(
    /// The link, once there is one.
    #[prop(into)]
    link: Signal<Option<String>>,
) -> impl IntoView {
    let texts = use_texts();
    move || {
        link.get().map(|link| {
            view! {
                <div class="note" data-tone="good" role="status">
                    <p class="note-title">{texts.get(Key::PEOPLE_LINK_TITLE)}</p>
                    <p>{texts.get(Key::PEOPLE_LINK)}</p>
                    <p><Copy value=link/></p>
                </div>
            }
        })
    }
}
