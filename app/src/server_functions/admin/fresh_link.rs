//! A link that is shown once. Without script it has to survive the redirect back to the page: it travels in a cookie
//! of one minute that only our own pages receive and no script can read.

use axum::http::request::Parts;
use http::HeaderValue;
use http::header::{COOKIE, SET_COOKIE};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

const NAME: &str = "__Host-fresh-link";

/// Keeps a link for the next page.
pub(crate) fn keep(link: &str) {
    set(&format!(
        "{NAME}={link}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60"
    ));
}

/// The link kept for this page, which forgets it.
pub(crate) fn take() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let cookies = parts
        .headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    let link = cookies
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
        .filter(|link| link.starts_with("http"))?
        .to_owned();
    set(&format!(
        "{NAME}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"
    ));
    Some(link)
}

fn set(cookie: &str) {
    if let (Some(response), Ok(cookie)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(cookie),
    ) {
        response.append_header(SET_COOKIE, cookie);
    }
}
