//! The content security policy of a page (stack reference, HTTP hardening).

use std::sync::{Arc, OnceLock};

use http::HeaderValue;
use http::header::CONTENT_SECURITY_POLICY;
use http::request::Parts;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// Where the server reads the nonce of the page it has just drawn: put into the request's extensions before, filled while the
/// page is drawn.
///
/// The policy goes out as a header of the page itself, too. Now and then (about one page in some hundreds while several are
/// drawn at once) that header is lost on its way through the page's response options, and a page under the policy of
/// other answers would be blank.
#[derive(Clone, Debug, Default)]
pub struct PageNonce(Arc<OnceLock<String>>);

impl PageNonce {
    /// The policy of the page that was drawn; none when the answer is no page.
    #[must_use]
    pub fn policy(&self) -> Option<HeaderValue> {
        let nonce = self.0.get()?;
        HeaderValue::from_str(&policy(nonce, development_socket().as_deref())).ok()
    }
}

/// Sends the policy of the page being drawn, with the nonce that its scripts carry.
///
/// Set here and not by a layer, because the nonce is made with the page. Answers without a page get a stricter,
/// static policy from the server.
pub(crate) fn set() {
    let Some(nonce) = use_nonce() else {
        return;
    };
    let slot =
        use_context::<Parts>().and_then(|parts| parts.extensions.get::<PageNonce>().cloned());
    if let Some(slot) = slot {
        // Set already where the page's frame asks a second time.
        drop(slot.0.set(nonce.to_string()));
    }
    let Some(response) = use_context::<ResponseOptions>() else {
        return;
    };
    if let Ok(value) = HeaderValue::from_str(&policy(&nonce, development_socket().as_deref())) {
        response.insert_header(CONTENT_SECURITY_POLICY, value);
    }
}

fn policy(nonce: &str, socket: Option<&str>) -> String {
    let socket = socket
        .map(|address| format!(" {address}"))
        .unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'{socket}; media-src 'self'; worker-src 'self'; \
         manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The address from which `cargo leptos watch` announces changes; none outside of development.
fn development_socket() -> Option<String> {
    std::env::var_os("LEPTOS_WATCH")?;
    let port = std::env::var("LEPTOS_RELOAD_PORT").unwrap_or_else(|_| "3001".to_owned());
    Some(format!("ws://localhost:{port} ws://127.0.0.1:{port}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_page_runs_only_scripts_with_its_nonce_and_talks_to_nobody_else() {
        let policy = super::policy("abc", None);
        assert!(policy.starts_with(
            "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval';"
        ));
        assert!(
            policy.contains("connect-src 'self';") && policy.contains("frame-ancestors 'none'")
        );
        assert!(!policy.contains("unsafe-inline"));
    }
}
