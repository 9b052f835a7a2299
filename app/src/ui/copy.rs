//! A value to carry elsewhere.

use leptos::prelude::*;

/// A value in code letters that one press marks whole, so that it can be copied.
#[component]
pub fn Copy(
    /// What is copied.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <code class="copy">{value}</code> }
}
