//! Who sends the request, from its cookies.

use app::texts::Key;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderValue, Method, StatusCode};
use model::ErrorCode;
use trust::{CallerParts, VisitorCookie};

use super::client_address::ClientAddress;
use super::plain_answer::Reader;
use super::request_id::RequestId;
use crate::cookies;
use crate::site::Site;

/// Puts the [`trust::Caller`] into the request.
///
/// At a room's entrance a browser without a visitor's cookie gets one here, with the page: if it came with the answer
/// to the form, a double click on a first visit would be two browsers.
pub async fn find(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    if needs_nobody(request.uri().path()) {
        return next.run(request).await;
    }
    let headers = request.headers();
    let known = cookies::VISITOR.read(headers);
    let fresh = (known.is_none() && is_entrance(&request)).then(VisitorCookie::issue);
    let correlation = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.0.clone())
        .unwrap_or_default();
    let parts = CallerParts {
        session_cookie: cookies::SESSION.read(headers),
        visitor_cookie: known.or(fresh.as_ref().map(|(value, _)| value.as_str())),
        correlation: &correlation,
        address: request
            .extensions()
            .get::<ClientAddress>()
            .map(|address| address.0),
    };
    let Ok(caller) = site.trust().caller(parts).await else {
        // The cause was logged where it was found. Without an answer nobody is taken for somebody.
        let words = (Key::PROBLEM_UNAVAILABLE_TITLE, Key::PROBLEM_UNAVAILABLE);
        return Reader::of(request.headers()).answer(
            StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::Unavailable,
            words,
        );
    };
    if let Some(session) = caller.session()
        && site.trust().touch(session).await.is_err()
    {
        // The mark is only late; the next request writes it.
        tracing::warn!("the last-seen mark of a session could not be written");
    }
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    let cookie: Option<HeaderValue> = fresh.and_then(|(value, _)| cookies::VISITOR.set(&value));
    if let Some(cookie) = cookie.filter(|_| response.status().is_success()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Files and health are the same for everybody; they must answer while the database does not.
fn needs_nobody(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz")
        || path.starts_with("/pkg/")
        || path.starts_with("/texts/")
}

/// `/w/{tenant}/{room}`.
fn is_entrance(request: &Request) -> bool {
    let mut parts = request.uri().path().split('/').skip(1);
    let begins = *request.method() == Method::GET && parts.next() == Some("w");
    begins
        && parts
            .by_ref()
            .take(2)
            .filter(|part| !part.is_empty())
            .count()
            == 2
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[test]
    fn only_a_rooms_entrance_gives_cookies() {
        let at = |method: &str, path: &str| {
            is_entrance(
                &Request::builder()
                    .method(method)
                    .uri(path)
                    .body(Body::empty())
                    .unwrap(),
            )
        };
        assert!(at("GET", "/w/contoso/desk?x=1"));
        for (method, path) in [
            ("POST", "/w/contoso/desk"),
            ("GET", "/w/contoso"),
            ("GET", "/w/contoso/"),
            ("GET", "/w/contoso/desk/ticket"),
            ("GET", "/rooms"),
        ] {
            assert!(!at(method, path), "{method} {path}");
        }
    }
}
