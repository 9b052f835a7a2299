//! Tables with a caption and headed columns.

use leptos::prelude::*;

/// A table. Children are its rows (`<tr>`). On a phone a row is a card: a cell says there what stands in its `data-label`.
#[component]
pub fn Table(
    /// What the table holds; read out, and shown above it.
    #[prop(into)]
    caption: String,
    /// Headings of the columns.
    columns: Vec<String>,
    /// Whether its caption is read out only, since the heading above says the same.
    #[prop(optional)]
    named_above: bool,
    /// A class beside `table`, for the widths of columns.
    #[prop(optional)]
    class: &'static str,
    /// Rows.
    children: Children,
) -> impl IntoView {
    let columns = columns
        .into_iter()
        .map(|column| view! { <th scope="col">{column}</th> });
    let label = caption.clone();
    let class = format!("table {class}");
    view! {
        <div class="table-frame" role="region" aria-label=label tabindex="0">
            <table class=class>
                <caption class=named_above.then_some("visually-hidden")>{caption}</caption>
                <thead>
                    <tr>{columns.collect_view()}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
