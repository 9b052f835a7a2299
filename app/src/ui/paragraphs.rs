//! Free text of an organisation, as paragraphs.

use leptos::prelude::*;

/// Text typed by people: an empty line starts a paragraph, other line ends stay. Never read as HTML.
#[component]
pub fn Paragraphs(
    /// The text; nothing is drawn for an empty one.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let text = text.replace("\r\n", "\n");
    let parts = text
        .split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let parts: Vec<_> = parts
        .map(|part| view! { <p>{part.to_owned()}</p> })
        .collect();
    (!parts.is_empty()).then(|| view! { <div class="prose">{parts}</div> })
}
