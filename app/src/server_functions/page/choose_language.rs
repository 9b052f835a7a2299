//! Chooses the language of all pages.

use leptos::prelude::*;

use crate::error::Failure;

/// Keeps the chosen language in a cookie for a year and goes back to the page. An unknown language changes nothing.
///
/// # Errors
/// None of its own.
#[server(endpoint = "page/choose_language")]
pub async fn choose_language(
    /// The tag of the language.
    language: String,
) -> Result<(), Failure> {
    use crate::language::Language;
    use http::{HeaderValue, header::SET_COOKIE};
    use leptos_axum::ResponseOptions;

    if let (Some(language), Some(response)) = (
        Language::of_tag(&language),
        use_context::<ResponseOptions>(),
    ) {
        let cookie = format!(
            "lang={}; Path=/; Max-Age=31536000; SameSite=Lax",
            language.tag()
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.append_header(SET_COOKIE, cookie);
        }
    }
    Ok(())
}
