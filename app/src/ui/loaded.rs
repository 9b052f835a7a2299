//! A part of a page that waits for its data.

use leptos::prelude::*;

use crate::error::Failure;
use crate::texts::{Key, use_texts};
use crate::ui::problem::Problem;

/// Draws `view` with what a resource loads, or the reason why it could not.
///
/// One per route (nested suspense does not hydrate reliably in Leptos 0.8). When the resource loads again, the old
/// content stays until the new one is there.
pub fn loaded<T, V>(
    resource: Resource<Result<T, Failure>>,
    view: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let texts = use_texts();
    let waiting = move || view! { <p class="loading">{texts.get(Key::PAGE_LOADING)}</p> };
    view! {
        <Transition fallback=waiting>
            {move || {
                resource.get().map(|result| match result {
                    Ok(value) => view(value).into_any(),
                    Err(failure) => view! { <Problem error=failure.0/> }.into_any(),
                })
            }}
        </Transition>
    }
    .into_any()
}
