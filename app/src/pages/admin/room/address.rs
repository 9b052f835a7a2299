//! Name and address of a room. While the address was not typed by hand it follows the name.

use leptos::prelude::*;
use model::{FieldProblem, Slug};

use crate::server_functions::rooms::edit::RoomPage;
use crate::texts::{Key, use_texts};
use crate::ui::TextField;

#[component]
pub(super) fn NameAndAddress(
    page: RoomPage,
    name_problem: Signal<Option<FieldProblem>>,
    slug_problem: Signal<Option<FieldProblem>>,
) -> impl IntoView {
    let texts = use_texts();
    let slug = RwSignal::new(page.fields.slug.clone());
    let follows = RwSignal::new(page.room.is_none() && page.fields.slug.is_empty());
    let base = format!("{}/w/{}/", page.base_url, page.tenant);
    let name_typed = move |event: leptos::ev::Event| {
        if follows.get_untracked() {
            let made = Slug::near(&event_target_value(&event)).map(|slug| slug.to_string()).unwrap_or_default();
            write_slug(&made);
            slug.set(made);
        }
    };
    let slug_typed = move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        follows.set(typed.is_empty());
        slug.set(typed.trim().to_lowercase());
    };
    view! {
        <TextField
            name="form[name]"
            label=texts.get(Key::ROOMEDIT_NAME)
            value=page.fields.name
            most=80
            problem=name_problem
            on:input=name_typed
        />
        <TextField
            name="form[slug]"
            label=texts.get(Key::ROOMEDIT_SLUG)
            help=texts.get(Key::ROOMEDIT_SLUG_HELP)
            value=page.fields.slug
            most=40
            problem=slug_problem
            on:input=slug_typed
        />
        <p class="small address">
            {texts.get(Key::ROOMEDIT_ADDRESS)} " "
            <code>{base} {move || slug.with(|slug| if slug.is_empty() { "…".to_owned() } else { slug.clone() })}</code>
        </p>
    }
}

#[cfg(feature = "hydrate")]
fn write_slug(slug: &str) {
    use wasm_bindgen::JsCast;
    let field = document().get_element_by_id("form-slug");
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        field.set_value(slug);
    }
}

#[cfg(not(feature = "hydrate"))]
const fn write_slug(_: &str) {}
