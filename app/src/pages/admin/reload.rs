//! A page shows what its own forms have changed.

use leptos::prelude::*;

use crate::ui::{Data, Post};

/// Loads the data again after each answer to one of these forms, a refusal included: the state may be another than the
/// page shows.
pub(super) fn reload_after<T: serde::de::DeserializeOwned + 'static>(data: Data<T>, posts: impl IntoIterator<Item = Post>) {
    let posts: Vec<Post> = posts.into_iter().collect();
    Effect::new(move |before: Option<u32>| {
        let answers = posts.iter().map(|post| post.answers()).sum();
        if before.is_some_and(|before| before != answers) {
            data.reload();
            if posts.iter().all(|post| post.failure().get_untracked().is_none()) {
                empty_forms();
            }
        }
        answers
    });
}

/// What was sent is done: the forms that add something are empty again.
#[cfg(feature = "hydrate")]
fn empty_forms() {
    use wasm_bindgen::JsCast;

    let Ok(forms) = document().query_selector_all("[data-adds] form") else {
        return;
    };
    for position in 0..forms.length() {
        if let Some(form) = forms.item(position).and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
            form.reset();
        }
    }
}

#[cfg(not(feature = "hydrate"))]
const fn empty_forms() {}
