//! The foot of each page: what is stored, and the language.

use leptos::prelude::*;

use crate::language::Language;
use crate::paths;
use crate::texts::{Key, use_texts};

/// The foot. The language is chosen by a plain form, since the whole document changes.
#[component]
pub(super) fn Foot() -> impl IntoView {
    let texts = use_texts();
    let choices = Language::ALL.into_iter().map(|language| {
        let present = language == texts.language();
        view! {
            <button
                type="submit"
                class="button"
                data-weight="quiet"
                name="language"
                value=language.tag()
                lang=language.tag()
                aria-pressed=if present { "true" } else { "false" }
            >
                {language.own_name()}
            </button>
        }
    });
    view! {
        <footer class="foot">
            <a href=paths::TRUST>{texts.get(Key::FOOT_TRUST)}</a>
            <form method="post" action="/api/page/choose_language" class="foot-language">
                <span class="visually-hidden">{texts.get(Key::FOOT_LANGUAGE)}</span>
                {choices.collect_view()}
            </form>
        </footer>
    }
}
