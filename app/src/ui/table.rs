//! Tables with a caption and headed columns.

use leptos::prelude::*;

/// A table. Children are its rows (`<tr>`).
#[component]
pub fn Table(
    /// What the table holds; read out, and shown above it.
    #[prop(into)]
    caption: String,
    /// Headings of the columns.
    columns: Vec<String>,
    /// Rows.
    children: Children,
) -> impl IntoView {
    let columns = columns
        .into_iter()
        .map(|column| view! { <th scope="col">{column}</th> });
    let label = caption.clone();
    view! {
        <div class="table-frame" role="region" aria-label=label tabindex="0">
            <table class="table">
                <caption>{caption}</caption>
                <thead>
                    <tr>{columns.collect_view()}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
