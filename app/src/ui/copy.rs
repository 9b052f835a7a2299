//! A value to carry elsewhere.

use leptos::prelude::*;

use crate::texts::{Key, use_texts};

/// A value in code letters that one press marks whole, so that it can be copied, and a button that copies it where
/// there is script.
#[component]
pub fn Copy(
    /// What is copied.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    let texts = use_texts();
    view! {
        <code class="copy">{value.clone()}</code>
        " "
        <button type="button" class="button" data-weight="quiet" data-copy=value data-done=texts.get(Key::ACTION_COPIED) hidden>
            {texts.get(Key::ACTION_COPY)}
        </button>
    }
}
