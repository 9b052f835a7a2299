//! `POST /signout`: ends the session here, then leads on to Entra's sign-out.

use app::language::Language;
use app::texts::{self, Key};
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{
    ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, REFERRER_POLICY, SET_COOKIE,
};
use http::{HeaderMap, HeaderValue};
use trust::Caller;

use crate::cookies;
use crate::middleware::security_headers::PLAIN_PAGE_CSP;
use crate::plain_page::PlainPage;
use crate::site::Site;

/// Ends the session and its streams.
///
/// The answer is a page that moves on by itself, not a redirect: `form-action 'self'` forbids a form to end on another
/// site, also through redirects.
pub async fn sign_out(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Response {
    let Some(session) = caller.session() else {
        return with_cleared(Redirect::to("/").into_response());
    };
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .unwrap_or_default()
    };
    let texts = texts::of(Language::wanted(text(COOKIE), text(ACCEPT_LANGUAGE)));
    match site.trust().end_session(session).await {
        Ok(onward) => {
            let page = PlainPage::new(
                texts.language().tag(),
                texts.get(Key::SIGNED_OUT_TITLE),
                texts.get(Key::SIGNED_OUT_TEXT),
            )
            .onward(&onward, texts.get(Key::SIGNED_OUT_CONTINUE));
            let headers = [
                (CONTENT_TYPE, "text/html; charset=utf-8"),
                (CONTENT_SECURITY_POLICY, PLAIN_PAGE_CSP),
                (REFERRER_POLICY, "no-referrer"),
            ];
            with_cleared((headers, page.html()).into_response())
        }
        Err(error) => crate::error::Refusal::from(error).into_response(),
    }
}

/// `GET /signout`: a link must not sign anybody out.
pub async fn landed() -> Response {
    Redirect::to("/").into_response()
}

fn with_cleared(mut response: Response) -> Response {
    if let Some(cookie) = cookies::SESSION.clear() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
