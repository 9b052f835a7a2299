//! The link of an invitation just made.

use leptos::prelude::*;

use crate::texts::{Key, use_texts};
use crate::ui::Copy;

/// The link, shown once; nothing without one.
#[component]
pub(super) fn FreshLink(
    /// The link.
    link: Option<String>,
) -> impl IntoView {
    let texts = use_texts();
    link.map(|link| {
        view! {
            <div class="note" data-tone="good" role="status">
                <p class="note-title">{texts.get(Key::PEOPLE_LINK_TITLE)}</p>
                <p>{texts.get(Key::PEOPLE_LINK)}</p>
                <p><Copy value=link/></p>
            </div>
        }
    })
}
