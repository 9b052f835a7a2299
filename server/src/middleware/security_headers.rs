//! Headers that every answer carries.
//!
//! Pages set their own Content-Security-Policy with a nonce; whatever comes without one gets a policy that allows
//! nothing. The same holds for caching: what says nothing may not be stored.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, LAST_MODIFIED, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

/// Policy of answers that are no page.
pub const STRICT_CSP: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Policy of the few plain pages without script that hold a form to our own site.
pub const PLAIN_PAGE_CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Policy of the one route that Entra loads in a frame; its answer is empty.
pub const FRAMED_CSP: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *";

const PERMISSIONS: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), \
                           gyroscope=(), microphone=(), payment=(), usb=()";

/// How the public address is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// https: browsers are told to insist on it.
    Https,
    /// http on this machine.
    PlainLocal,
}

/// Adds what is missing.
pub async fn add(State(transport): State<Transport>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if transport == Transport::Https {
        set_missing(headers, STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    set_missing(headers, CONTENT_SECURITY_POLICY, STRICT_CSP);
    set_missing(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set_missing(
        headers,
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set_missing(
        headers,
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set_missing(headers, REFERRER_POLICY, "same-origin");
    set_missing(
        headers,
        HeaderName::from_static("permissions-policy"),
        PERMISSIONS,
    );
    // Files of public/ carry the time of their last change; pages never do.
    let caching = if headers.contains_key(LAST_MODIFIED) {
        "public, max-age=3600"
    } else {
        "no-store"
    };
    set_missing(headers, CACHE_CONTROL, caching);
    if !may_be_framed(headers) {
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    response
}

/// Only the front-channel sign-out says so in its own policy.
fn may_be_framed(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_SECURITY_POLICY)
        .is_some_and(|policy| policy == FRAMED_CSP)
}

fn set_missing(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}
