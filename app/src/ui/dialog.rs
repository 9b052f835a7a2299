//! A dialog over the page, opened and closed by the browser itself.

use leptos::prelude::*;

use crate::texts::{Key, use_texts};
use crate::ui::button::Weight;

/// A dialog. It uses `popover`: Escape and a press outside close it, focus returns to its button, no script needed.
#[component]
pub fn Dialog(
    /// Id of the element; [`DialogButton`] names it.
    #[prop(into)]
    id: String,
    /// Heading.
    #[prop(into)]
    title: String,
    /// Content.
    children: Children,
) -> impl IntoView {
    let texts = use_texts();
    let heading = format!("{id}-title");
    let (own_id, own_heading) = (id.clone(), heading.clone());
    view! {
        <div class="dialog" id=own_id popover="auto" role="dialog" aria-labelledby=own_heading>
            <div class="dialog-head">
                <h2 id=heading>{title}</h2>
                <button
                    type="button"
                    class="button"
                    data-weight="quiet"
                    popovertarget=id
                    popovertargetaction="hide"
                >
                    {texts.get(Key::ACTION_CLOSE)}
                </button>
            </div>
            {children()}
        </div>
    }
}

/// The button that opens a [`Dialog`].
#[component]
pub fn DialogButton(
    /// Id of the dialog.
    #[prop(into)]
    dialog: String,
    /// Its text.
    #[prop(into)]
    label: String,
    /// How much it asks for attention.
    #[prop(optional)]
    weight: Weight,
) -> impl IntoView {
    view! {
        <button type="button" class="button" data-weight=weight.as_str() popovertarget=dialog aria-haspopup="dialog">
            {label}
        </button>
    }
}
