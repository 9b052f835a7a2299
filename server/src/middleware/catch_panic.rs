//! A panic in one request ends that request and nothing else.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use app::texts::Key;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;
use http::StatusCode;
use model::ErrorCode;

use super::plain_answer::Failed;

/// Answers a request that panicked.
pub async fn enforce(request: Request, next: Next) -> Response {
    let failed = Failed::of(&request);
    // The request is gone with its panic; what it shared is behind locks that tell of it, or in the database.
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            note(&*panic);
            let words = (Key::PROBLEM_INTERNAL_TITLE, Key::PROBLEM_INTERNAL);
            failed.answer(
                StatusCode::INTERNAL_SERVER_ERROR,
                ErrorCode::Internal,
                words,
            )
        }
    }
}

/// What the panic said goes to the log, never to the browser.
fn note(panic: &(dyn Any + Send)) {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic.message = said, "a request panicked");
    metrics::counter!("anteroom_panics_total").increment(1);
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::middleware::request_id;

    async fn broken() -> &'static str {
        panic!("of a secret")
    }

    #[tokio::test]
    async fn a_panic_is_a_page_that_tells_nothing_of_it() {
        let router = Router::new()
            .route("/", get(broken))
            .layer(from_fn(enforce))
            .layer(from_fn(request_id::assign));
        let request = Request::get("/")
            .header("accept", "text/html")
            .body(Body::empty())
            .unwrap();
        let answer = router.oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let id = answer.headers()[request_id::HEADER].clone();
        let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        let html = std::str::from_utf8(&body).unwrap();
        assert!(
            html.starts_with("<!DOCTYPE html>") && !html.contains("secret"),
            "{html}"
        );
        assert!(
            html.contains(id.to_str().unwrap()),
            "the number in the log: {html}"
        );
    }
}
