//! The one multi-line field.

use leptos::prelude::*;
use model::FieldProblem;

use crate::ui::field::{Field, described_by, id_of};

/// A field of several lines.
///
/// Leptos 0.8 writes the children of `<textarea>` unescaped, which would let a visitor's text end the element and add
/// its own; `prop:value` alone is empty without script. So the text is set as inner HTML with `&` and `<` replaced.
#[component]
pub fn TextArea(
    /// Name in the form.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What stands in it.
    #[prop(optional, into)]
    value: String,
    /// A sentence of help; may be empty.
    #[prop(optional, into)]
    help: String,
    /// A word beside the label; may be empty.
    #[prop(optional, into)]
    mark: String,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u32,
    /// Whether the browser should insist on an entry.
    #[prop(optional)]
    required: bool,
    /// Most characters, as the server checks them.
    #[prop(optional)]
    most: Option<usize>,
    /// What is wrong.
    #[prop(optional, into)]
    problem: Signal<Option<FieldProblem>>,
) -> impl IntoView {
    let described = {
        let (name, help) = (name.clone(), help.clone());
        move || described_by(&name, &help, problem.get())
    };
    view! {
        <Field name=name.clone() label=label help=help mark=mark problem=problem>
            <textarea
                class="input"
                id=id_of(&name)
                name=name
                rows=rows
                required=required
                maxlength=most
                autocomplete="off"
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=described
                inner_html=as_content(&value)
            ></textarea>
        </Field>
    }
}

/// Text as the content of a `<textarea>`. A leading line end is doubled, since HTML drops the first.
fn as_content(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    if escaped.starts_with('\n') {
        format!("\n{escaped}")
    } else {
        escaped
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        let owner = Owner::new();
        let html = owner.with(|| {
            let value = "</textarea><script>alert(1)</script>&lt;";
            view! { <TextArea name="note" label="Note" value=value/> }.to_html()
        });
        assert!(
            html.contains("&lt;/textarea>&lt;script>alert(1)&lt;/script>&amp;lt;</textarea>"),
            "{html}"
        );
    }

    #[test]
    fn a_leading_line_end_survives() {
        assert_eq!(as_content("\na"), "\n\na");
        assert_eq!(as_content("a\nb"), "a\nb");
    }
}
