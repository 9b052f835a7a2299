//! Plain pages that work without scripts and read well aloud.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY};
use axum::response::{IntoResponse as _, Response};

/// A page with this status, title and body; the title is also its only `h1`.
pub(crate) fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>{STYLE}</style></head>\
         <body><header>Simulated Microsoft 365</header><main><h1>{title}</h1>{body}</main></body></html>",
        title = escape(title)
    );
    raw(status, html)
}

/// A complete document, not to be stored anywhere.
pub(crate) fn raw(status: StatusCode, html: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store, no-cache"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, html).into_response()
}

/// Text that means nothing but itself in HTML, attributes included.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A hidden form field.
pub(crate) fn hidden(name: &str, value: &str) -> String {
    format!(
        "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
        escape(name),
        escape(value)
    )
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f3f3f6;color:#1b1b1f}\
header{padding:.75rem 1rem;background:#24292f;color:#fff}main{max-width:34rem;margin:2rem auto;padding:1.5rem;background:#fff;border:1px solid #c9c9d2}\
h1{margin-top:0;font-size:1.5rem}h2{font-size:1.1rem}button{font:inherit;padding:.5rem 1rem;margin:.25rem 0;border:1px solid #5b5b66;background:#fff;color:inherit}\
.account{display:block;width:100%;text-align:start}.account span{display:block;color:#4a4a55}input[type=text]{font:inherit;padding:.5rem;width:100%;box-sizing:border-box}\
[role=alert]{border-inline-start:4px solid #b3261e;padding-inline-start:.75rem}iframe{display:none}";
