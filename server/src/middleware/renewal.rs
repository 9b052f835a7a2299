//! Roles are proved again at the next navigation once they are four hours old.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::Method;
use http::header::ACCEPT;
use trust::Caller;

use crate::site::Site;

/// Sends a navigation to a staff page through the silent sign-in when it is due.
pub async fn when_due(State(site): State<Site>, request: Request, next: Next) -> Response {
    let session = request
        .extensions()
        .get::<Caller>()
        .and_then(Caller::session);
    let due = session.is_some_and(|session| session.renew_due(site.trust().now()));
    if due && is_staff_navigation(&request) {
        let back = request
            .uri()
            .path_and_query()
            .map_or("/rooms", |path| path.as_str());
        return Redirect::to(&app::paths::renew(back)).into_response();
    }
    next.run(request).await
}

fn is_staff_navigation(request: &Request) -> bool {
    let path = request.uri().path();
    let staff = ["/rooms", "/admin", "/me", "/culture"].iter().any(|base| {
        path.strip_prefix(base)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let text = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let navigation = match text("sec-fetch-dest") {
        Some(destination) => destination == "document",
        None => text(ACCEPT.as_str()).is_some_and(|accept| accept.contains("text/html")),
    };
    *request.method() == Method::GET && staff && navigation
}
