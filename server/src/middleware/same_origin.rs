//! The same-origin rule: another site may link to us and nothing more.
//!
//! - `Sec-Fetch-Site: same-origin` passes.
//! - From another site, or from none (typed address, bookmark), navigations by GET or HEAD pass, except into a frame.
//! - Without the header (old browsers, tools) GET and HEAD pass; anything else needs our own `Origin`.
//! - A GET of a server function counts as a write: what it does is not visible from here (leptos#4809).
//! - The rest is 403. Exceptions are listed below, each with its reason.
//!
//! `SameSite` cookies alone are not enough: sibling hosts are the same site, and `Lax` lets navigations through.

use app::texts::Key;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, Method, StatusCode, header};
use model::ErrorCode;

use super::plain_answer::Reader;
use crate::config::BaseUrl;

/// Routes that another site has to reach, and why that is safe.
const EXCEPTIONS: [(Method, &str); 5] = [
    // Entra posts the answer of a sign-in from its own site; the transaction cookie and state prove it.
    (Method::POST, "/signin/callback"),
    (Method::POST, "/connect/callback"),
    // Entra loads it in a frame without our cookie; it ends sessions by their `sid` and shows nothing.
    (Method::GET, "/signout/frontchannel"),
    // Read by load balancers and monitors; no cookie, no effect.
    (Method::GET, "/healthz"),
    (Method::GET, "/readyz"),
];

/// Whether Entra posts its answer here: what such a form holds is a token or a code, and is shown to nobody.
pub(super) fn is_answer_of_entra(method: &Method, path: &str) -> bool {
    *method == Method::POST
        && EXCEPTIONS
            .iter()
            .any(|(known, at)| known == method && *at == path)
}

/// Refuses what the rule refuses.
pub async fn enforce(State(base): State<BaseUrl>, request: Request, next: Next) -> Response {
    if allowed(
        request.method(),
        request.uri().path(),
        request.headers(),
        &base,
    ) {
        return next.run(request).await;
    }
    metrics::counter!("anteroom_cross_origin_refused_total").increment(1);
    let words = (Key::PLAIN_OTHER_SITE_TITLE, Key::PLAIN_OTHER_SITE);
    Reader::of(request.headers()).answer(StatusCode::FORBIDDEN, ErrorCode::Forbidden, words)
}

fn allowed(method: &Method, path: &str, headers: &HeaderMap, base: &BaseUrl) -> bool {
    if EXCEPTIONS
        .iter()
        .any(|(allowed, place)| allowed == method && *place == path)
    {
        return true;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let reads = matches!(*method, Method::GET | Method::HEAD) && !path.starts_with("/api/");
    match text("sec-fetch-site") {
        Some("same-origin") => true,
        Some(_) => {
            let navigation = text("sec-fetch-mode") == Some("navigate");
            reads && navigation && text("sec-fetch-dest") == Some("document")
        }
        None => reads || text(header::ORIGIN.as_str()) == Some(base.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: &str, path: &str, headers: &[(&'static str, &str)]) -> bool {
        let base = "https://anteroom.example.org".parse().unwrap();
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        allowed(&method.parse().unwrap(), path, &headers, &base)
    }

    const NAVIGATION: [(&str, &str); 2] = [
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];

    #[test]
    fn our_own_pages_pass() {
        for method in ["GET", "POST", "DELETE"] {
            assert!(check(
                method,
                "/api/queue/join",
                &[("sec-fetch-site", "same-origin")]
            ));
        }
    }

    #[test]
    fn other_sites_may_link_only() {
        for site in ["cross-site", "same-site", "none"] {
            let mut headers = vec![("sec-fetch-site", site)];
            assert!(
                !check("GET", "/rooms", &headers),
                "{site}: an image or a fetch"
            );
            headers.extend(NAVIGATION);
            assert!(check("GET", "/rooms", &headers), "{site}: a link");
            assert!(!check("POST", "/signout", &headers), "{site}: a form");
            assert!(
                !check("GET", "/api/queue/board", &headers),
                "{site}: a server function"
            );
        }
        let framed = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "iframe"),
        ];
        assert!(!check("GET", "/rooms", &framed));
    }

    #[test]
    fn without_the_header_the_origin_decides() {
        assert!(check("GET", "/rooms", &[]));
        assert!(!check("POST", "/signout", &[]));
        assert!(!check("GET", "/api/queue/board", &[]));
        assert!(check(
            "POST",
            "/signout",
            &[("origin", "https://anteroom.example.org")]
        ));
        for origin in [
            "null",
            "https://anteroom.example.org.evil.example",
            "http://anteroom.example.org",
            "",
        ] {
            assert!(
                !check("POST", "/signout", &[("origin", origin)]),
                "{origin}"
            );
        }
    }

    #[test]
    fn exceptions_hold_for_their_method_and_path_alone() {
        let cross = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        assert!(check("POST", "/signin/callback", &cross));
        assert!(check("POST", "/connect/callback", &cross));
        assert!(!check("POST", "/signin/callback/", &cross));
        assert!(!check("POST", "/consent/callback", &cross));
        let frame = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "iframe"),
        ];
        assert!(check("GET", "/signout/frontchannel", &frame));
        assert!(!check("GET", "/signout", &frame));
    }
}
