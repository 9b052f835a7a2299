//! The answer over the limit: wait, then try again with what was typed.

use app::texts::Key;
use axum::body::{Body, to_bytes};
use axum::extract::{Form, FromRequest, Request};
use axum::response::Response;
use http::{Method, StatusCode};
use model::ErrorCode;

use crate::middleware::plain_answer::{self, Reader};
use crate::middleware::same_origin::is_answer_of_entra;
use crate::plain_page::PlainPage;

/// Most bytes of a form that is shown again: what the form itself may have. Nothing below this layer limits a body.
const FORM_MOST: usize = 256 * 1024;

/// 429: a page with the typed form as a button for browsers, an error value for scripts.
pub(super) async fn answer(request: Request) -> Response {
    let (status, reader) = (StatusCode::TOO_MANY_REQUESTS, Reader::of(request.headers()));
    if reader.is_person() {
        plain_answer::shown(status, &page(reader, request).await)
    } else {
        plain_answer::value(status, ErrorCode::TooMany)
    }
}

async fn page(reader: Reader, request: Request) -> PlainPage {
    let action = request.uri().path().to_owned();
    if is_answer_of_entra(request.method(), &action) {
        // Its answer holds for this moment and would stand in the page: the way on is a new one.
        let (texts, page) = (
            reader.texts(),
            reader.page(Key::TOO_MANY_TITLE, Key::PROBLEM_TOO_MANY),
        );
        return page.link(
            &app::paths::sign_in(app::paths::ROOMS, None),
            texts.get(Key::SIGNIN_AGAIN),
        );
    }
    let page = reader.page(Key::TOO_MANY_TITLE, Key::TOO_MANY_TEXT);
    if *request.method() != Method::POST {
        return page;
    }
    // A body that is too long, or no form, has nothing that could be sent again.
    match typed(request).await {
        Some(typed) => page.form(&action, &typed, reader.texts().get(Key::TOO_MANY_AGAIN)),
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
