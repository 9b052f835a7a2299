//! A second step before something that cannot be taken back.

use leptos::prelude::*;

use crate::texts::{Key, use_texts};
use crate::ui::tag::{Tag, class, tag};

/// A button, what is about to happen, and the button that does it.
///
/// Made of `<details>`, so that it works without script, by keyboard and by touch. Where scripts run, the page's own one turns
/// it into a button that opens a modal dialog (`shell::assets`): nothing of the page moves, Escape closes, and the
/// focus returns to the button.
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
    let texts = use_texts();
    crate::ui::part::part(view! {
        <details class="confirm" data-dialog="">
            <summary class="button" data-weight="secondary">{label}</summary>
            <div class="confirm-body">
                <p>{warning}</p>
                <div class="actions">
                    {children.into_inner()()}
                    <button type="button" class="button" data-weight="quiet" data-close="" hidden=true>
                        {texts.get(Key::ACTION_CANCEL)}
                    </button>
                </div>
            </div>
        </details>
    })
}

/// The same as part of something that is drawn anew; it opens in place, with and without script.
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
