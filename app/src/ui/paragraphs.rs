//! Free text of an organisation, as paragraphs.

use leptos::prelude::*;

use crate::ui::tag::{Tag, class, tag};

/// Text typed by people: an empty line starts a paragraph, other line ends stay. Never read as HTML.
#[component]
pub fn Paragraphs(
    /// The text; nothing is drawn for an empty one.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    paragraphs(&text)
}

/// The same as part of something that is drawn anew.
pub(crate) fn paragraphs(text: &str) -> Option<Tag> {
    let text = text.replace("\r\n", "\n");
    let mut parts = text
        .split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| tag("p").text(part))
        .peekable();
    parts.peek()?;
    Some(class("div", "prose").extend(parts))
}
