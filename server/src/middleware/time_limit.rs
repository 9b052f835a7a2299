//! No request holds its place for ever, except the live streams, which are meant to.

use std::time::Duration;

use app::texts::Key;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{Method, StatusCode};
use model::ErrorCode;

use super::plain_answer::Failed;

/// Time until the head of an answer has to be there.
const MOST: Duration = Duration::from_secs(30);

/// Ends requests that take too long. A checked consent may wait for Entra's setup window, within this limit.
pub async fn enforce(request: Request, next: Next) -> Response {
    if request.method() == Method::GET && request.uri().path().starts_with("/live/") {
        return next.run(request).await;
    }
    let failed = Failed::of(&request);
    match tokio::time::timeout(MOST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!("a request took longer than its time limit");
            let words = (Key::PLAIN_SLOW_TITLE, Key::PLAIN_SLOW);
            failed.answer(
                StatusCode::SERVICE_UNAVAILABLE,
                ErrorCode::Unavailable,
                words,
            )
        }
    }
}
