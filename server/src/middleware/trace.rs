//! One log line and two figures per request.
//!
//! The line holds the route's pattern, never the path or the query: those can hold names of rooms, one-time codes and
//! ids of visits.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

/// Writes them.
pub async fn record(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let elapsed = started.elapsed();
    // Milliseconds of one request fit by far.
    let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    metrics::counter!("anteroom_http_requests_total", "route" => route.clone(), "status" => status.to_string()).increment(1);
    metrics::histogram!("anteroom_http_request_seconds", "route" => route.clone())
        .record(elapsed.as_secs_f64());
    match route.as_str() {
        "/healthz" | "/readyz" | "/pkg/{*path}" => {}
        _ => {
            tracing::info!(http.method = %method, http.route = route, http.status = status, duration_ms, "request answered");
        }
    }
    response
}
