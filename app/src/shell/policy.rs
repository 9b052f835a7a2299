//! The content security policy of a page (stack reference, HTTP hardening).

use http::HeaderValue;
use http::header::CONTENT_SECURITY_POLICY;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// Sends the policy of the page being drawn, with the nonce that its scripts carry.
///
/// Set here and not by a layer, because the nonce is made with the page. Answers without a page get a stricter,
/// static policy from the server.
pub(super) fn set() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
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
