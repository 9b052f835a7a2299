//! Rate limits: strict where a guess could pay, loose for everybody else.
//!
//! A clinic or campus sits behind one address, so addresses alone get generous limits; the strict one for entering a
//! queue counts browsers. A browser without our cookie counts by its address, so that dropping the cookie gains
//! nothing.

mod again;
mod key;
mod limits;

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::Method;

pub use key::ClientKey;
pub use limits::{Limits, Quota};

/// What a request counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Sign-in, consent and connection.
    Identity,
    /// Entering a queue.
    Join,
    /// Judging a pasted list.
    Judge,
    /// Any other page, function or stream.
    Other,
    /// Static files, health.
    Free,
}

fn class(method: &Method, path: &str) -> Class {
    let below = |base: &str| {
        path.strip_prefix(base)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    match path {
        "/signin/problem" => Class::Other,
        _ if below("/signin") || below("/consent") || below("/connect") || below("/register") => {
            Class::Identity
        }
        _ if path.starts_with("/admin/setup/consent/") => Class::Identity,
        app::paths::PERMISSIONS_ONCE_BEGIN => Class::Identity,
        // The page's form and the function behind it redeem the same code.
        app::paths::PERMISSIONS_ONCE | "/api/permissions/read_once" if *method == Method::POST => {
            Class::Identity
        }
        app::paths::TRUST_JUDGE if *method == Method::POST => Class::Judge,
        "/api/visitor/join" if *method == Method::POST => Class::Join,
        "/healthz" | "/readyz" => Class::Free,
        _ if below("/pkg") || below("/texts") => Class::Free,
        _ => Class::Other,
    }
}

/// Lets a request pass or answers 429.
pub async fn enforce(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let class = class(request.method(), request.uri().path());
    let passes = match class {
        Class::Free => true,
        Class::Identity => limits
            .identity
            .passes(&ClientKey::person_or_address(&request)),
        Class::Join => {
            // Both are counted: a browser by its cookie, and the address it comes from.
            let browser = limits
                .join_browser
                .passes(&ClientKey::browser_or_address(&request));
            let address = limits.join_address.passes(&ClientKey::address(&request));
            browser && address
        }
        Class::Judge => limits.judge.passes(&ClientKey::person_or_address(&request)),
        Class::Other => limits.other.passes(&ClientKey::person_or_address(&request)),
    };
    if passes {
        return next.run(request).await;
    }
    metrics::counter!("anteroom_rate_limited_total", "class" => format!("{class:?}")).increment(1);
    again::answer(request).await
}

/// How often forgotten keys are dropped from memory.
pub const SWEEP: Duration = Duration::from_secs(300);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_that_a_guess_could_open_are_strict() {
        for (method, path, wanted) in [
            ("GET", "/signin", Class::Identity),
            ("POST", "/signin/callback", Class::Identity),
            ("GET", "/signin/problem", Class::Other),
            ("GET", "/consent/callback", Class::Identity),
            ("GET", "/signinx", Class::Other),
            ("POST", "/api/visitor/join", Class::Join),
            ("GET", "/w/contoso/desk", Class::Other),
            ("GET", "/admin/permissions/once/begin", Class::Identity),
            ("POST", "/admin/permissions/once", Class::Identity),
            ("GET", "/admin/permissions/once", Class::Other),
            ("POST", "/api/permissions/read_once", Class::Identity),
            ("POST", "/api/permissions/judge", Class::Other),
            ("POST", "/trust/judge", Class::Judge),
            ("GET", "/trust/judge", Class::Other),
            ("GET", "/pkg/anteroom.1.css", Class::Free),
            ("GET", "/healthz", Class::Free),
        ] {
            assert_eq!(
                class(&method.parse().unwrap(), path),
                wanted,
                "{method} {path}"
            );
        }
    }
}
