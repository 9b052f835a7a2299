//! The answer over the limit: wait, then try again with what was typed.

use app::language::Language;
use app::texts::{self, Key};
use axum::body::{Body, to_bytes};
use axum::extract::{Form, FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, RETRY_AFTER,
};
use http::{HeaderMap, HeaderName, Method, StatusCode};
use model::{AppError, ErrorCode};

use crate::middleware::security_headers::PLAIN_PAGE_CSP;
use crate::plain_page::PlainPage;

/// Most bytes of a form that is shown again: what the form itself may have. Nothing below this layer limits a body.
const FORM_MOST: usize = 256 * 1024;

/// Seconds after which another try may pass.
const WAIT_S: &str = "6";

/// 429: a page with the typed form as a button for browsers, an error value for scripts.
pub(super) async fn answer(request: Request) -> Response {
    let status = StatusCode::TOO_MANY_REQUESTS;
    if !text(request.headers(), ACCEPT).contains("text/html") {
        let error = axum::Json(AppError::new(ErrorCode::TooMany));
        return (status, [(RETRY_AFTER, WAIT_S)], error).into_response();
    }
    let page = page(request).await;
    let headers = [
        (RETRY_AFTER, WAIT_S),
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, PLAIN_PAGE_CSP),
    ];
    (status, headers, page.html()).into_response()
}

async fn page(request: Request) -> PlainPage {
    let headers = request.headers();
    let language = Language::wanted(text(headers, COOKIE), text(headers, ACCEPT_LANGUAGE));
    let texts = texts::of(language);
    let page = PlainPage::new(
        language.tag(),
        texts.get(Key::TOO_MANY_TITLE),
        texts.get(Key::TOO_MANY_TEXT),
    );
    if *request.method() != Method::POST {
        return page;
    }
    let action = request.uri().path().to_owned();
    // A body that is too long, or no form, has nothing that could be sent again.
    match typed(request).await {
        Some(typed) => page.form(&action, &typed, texts.get(Key::TOO_MANY_AGAIN)),
        None => page,
    }
}

async fn typed(request: Request) -> Option<Vec<(String, String)>> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, FORM_MOST).await.ok()?;
    let request = Request::from_parts(parts, Body::from(bytes));
    let Form(typed) = Form::from_request(request, &()).await.ok()?;
    Some(typed)
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}
