//! What stands where a list would be, when there is nothing to list.

use leptos::prelude::*;

/// An empty state: what is missing and what to do about it.
#[component]
pub fn Empty(
    /// What is not there.
    #[prop(into)]
    title: String,
    /// Why, or what to do.
    #[prop(into)]
    text: String,
    /// A button or link that helps.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
