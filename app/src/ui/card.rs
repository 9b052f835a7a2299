//! A framed part of a page with its own heading.

use leptos::prelude::*;

/// A section in a frame.
#[component]
pub fn Card(
    /// Heading.
    #[prop(into)]
    title: String,
    /// What stands at the right of the heading: a badge, a button.
    #[prop(optional)]
    aside: Option<AnyView>,
    /// Content.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{title}</h2>
                {aside}
            </div>
            {children()}
        </section>
    }
}
