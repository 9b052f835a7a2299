//! No page at this address.

use leptos::prelude::*;
use model::{AppError, ErrorCode};

use crate::texts::{Key, use_texts};
use crate::ui::{Problem, PublicPage};

/// The page for addresses that lead nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    let texts = use_texts();
    view! {
        <PublicPage title=texts.get(Key::PROBLEM_NOT_FOUND_TITLE)>
            <Problem error=AppError::new(ErrorCode::NotFound)/>
        </PublicPage>
    }
}
