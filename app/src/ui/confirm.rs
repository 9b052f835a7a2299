//! A second step before something that cannot be taken back, without script.

use leptos::prelude::*;

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
