//! No request holds its place for ever, except the live streams, which are meant to.

use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};

/// Time until the head of an answer has to be there.
const MOST: Duration = Duration::from_secs(30);

/// Ends requests that take too long. A checked consent may wait for Entra's setup window, within this limit.
pub async fn enforce(request: Request, next: Next) -> Response {
    if request.method() == Method::GET && request.uri().path().starts_with("/live/") {
        return next.run(request).await;
    }
    match tokio::time::timeout(MOST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!("a request took longer than its time limit");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                [("retry-after", "5")],
                "This took too long. Please try again.\n",
            )
                .into_response()
        }
    }
}
