//! Pages that belong together, as a row of links.

use leptos::prelude::*;

/// A row of links to sibling pages, the present one marked. Links and not script: each tab has an address.
#[component]
pub fn Tabs(
    /// What the row is about, for assistive technology.
    #[prop(into)]
    label: String,
    /// Address and text of each tab.
    tabs: Vec<(String, String)>,
    /// Address of the present one.
    #[prop(into)]
    present: String,
) -> impl IntoView {
    let tabs = tabs.into_iter().map(|(href, text)| {
        let current = (href == present).then_some("page");
        view! { <li><a href=href aria-current=current>{text}</a></li> }
    });
    view! { <nav class="tabs" aria-label=label><ul>{tabs.collect_view()}</ul></nav> }
}
