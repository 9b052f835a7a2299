//! Bringing the answer to the application: query, fragment, or a form that posts itself.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::response::{IntoResponse as _, Response};
use url::form_urlencoded;

use super::super::errors::EntraError;
use super::request::{Mode, Target};
use crate::html::{escape, hidden, raw};
use crate::state::State;

/// Sends these fields, with the client's `state`.
pub(crate) fn deliver(target: &Target, mut fields: Vec<(&str, String)>) -> Response {
    if let Some(client_state) = &target.client_state {
        fields.push(("state", client_state.clone()));
    }
    let separator = match target.mode {
        Mode::FormPost => return form_post(&target.redirect_uri, &fields),
        Mode::Fragment => '#',
        Mode::Query if target.redirect_uri.contains('?') => '&',
        Mode::Query => '?',
    };
    redirect(&format!(
        "{}{separator}{}",
        target.redirect_uri,
        encode(&fields)
    ))
}

/// Sends a refusal through the same channel.
pub(crate) fn refuse(state: &State, target: &Target, error: &EntraError) -> Response {
    let fields = vec![
        ("error", error.error.to_owned()),
        ("error_description", error.describe(state).text),
        ("error_uri", error.uri(state)),
    ];
    deliver(target, fields)
}

/// A 302 that is not stored.
pub(crate) fn redirect(location: &str) -> Response {
    (
        StatusCode::FOUND,
        [(LOCATION, location), (CACHE_CONTROL, "no-store, no-cache")],
    )
        .into_response()
}

/// Fields as a query string.
pub(crate) fn encode(fields: &[(&str, String)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        query.append_pair(name, value);
    }
    query.finish()
}

/// The page that posts itself; without scripts a person presses "Continue".
fn form_post(action: &str, fields: &[(&str, String)]) -> Response {
    let fields: String = fields
        .iter()
        .map(|(name, value)| hidden(name, value))
        .collect();
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Working...</title></head><body>\
         <form method=\"post\" name=\"hiddenform\" action=\"{}\">{fields}\
         <noscript><h1>One more step</h1><p>Script is disabled. Press Continue.</p><button>Continue</button></noscript></form>\
         <script>document.forms[0].submit()</script></body></html>",
        escape(action)
    );
    raw(StatusCode::OK, html)
}
