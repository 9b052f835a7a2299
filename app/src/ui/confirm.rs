//! A second step before something that cannot be taken back, without script.

use leptos::prelude::*;

use crate::ui::tag::{Tag, class, tag};

/// A button that opens, in place, what is about to happen and the button that does it.
///
/// Made of `<details>`, so that it works before and without WebAssembly, by keyboard and by touch.
#[component]
pub fn Confirm<C: IntoView + 'static>(
    /// The text of the first button.
    #[prop(into)]
    label: String,
    /// What will happen.
    #[prop(into)]
    warning: String,
    /// The form with the second button.
    children: TypedChildren<C>,
) -> impl IntoView {
    crate::ui::part::part(view! {
        <details class="confirm">
            <summary class="button" data-weight="secondary">{label}</summary>
            <div class="confirm-body">
                <p>{warning}</p>
                {children.into_inner()()}
            </div>
        </details>
    })
}

/// The same as part of something that is drawn anew.
pub(crate) fn confirm(
    label: &'static str,
    warning: &'static str,
    inside: impl IntoIterator<Item = Tag>,
) -> Tag {
    class("details", "confirm")
        .add(
            class("summary", "button")
                .with("data-weight", "secondary")
                .text(label),
        )
        .add(
            class("div", "confirm-body")
                .add(tag("p").text(warning))
                .extend(inside),
        )
}
