//! A panic in one request ends that request and nothing else.

use std::any::Any;

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::CONTENT_TYPE;

/// Answers a panicked request. What the panic said goes to the log, never to the browser.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the layer hands the panic over as a box"
)]
pub fn answer(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic.message = said, "a request panicked");
    metrics::counter!("anteroom_panics_total").increment(1);
    let mut response = Response::new(Body::from("Something went wrong here. Please try again.\n"));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(
        CONTENT_TYPE,
        http::HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}
