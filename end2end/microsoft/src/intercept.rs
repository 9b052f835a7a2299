//! Around every request: injected faults, the record of requests, ids that Microsoft's services answer with.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State as FromState};
use axum::http::header::{CONTENT_LENGTH, DATE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use serde_json::json;

use crate::state::{Assumption, Breakage, FaultKind, RequestRecord, State, iso};

/// Lets waiting faults happen and records the answer. `/_control` is never touched.
pub(crate) async fn intercept(
    FromState(state): FromState<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    let (method, path) = (
        request.method().to_string(),
        request.uri().path().to_owned(),
    );
    if path.starts_with("/_control") {
        return next.run(request).await;
    }
    let Some(_running) = state.enter(&path) else {
        let response = fault_answer(
            &state,
            &path,
            &FaultKind::Throttle {
                retry_after_s: Some(1),
            },
        );
        state.record(RequestRecord {
            method,
            path,
            status: response.status().as_u16(),
        });
        return response;
    };
    let mut response = match state.take_fault(&method, &path) {
        None => next.run(request).await,
        Some(FaultKind::Broken { breakage }) => broken(next.run(request).await, breakage).await,
        Some(FaultKind::Latency { ms }) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            next.run(request).await
        }
        Some(FaultKind::Drop) => {
            state.record(RequestRecord {
                method: method.clone(),
                path,
                status: 0,
            });
            // What was asked is done only where asking again does no harm.
            return if method == "GET" {
                cut(next.run(request).await).await
            } else {
                cut(Response::default()).await
            };
        }
        Some(kind) => fault_answer(&state, &path, &kind),
    };
    // The server's own header would tell the real time.
    if let Some(date) = state.date() {
        response.headers_mut().insert(DATE, date);
    }
    state.record(RequestRecord {
        method,
        path,
        status: response.status().as_u16(),
    });
    response
}

/// Sends half of the answer and breaks off: the client sees a transport error.
async fn cut(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default();
    let half: Result<Bytes, std::io::Error> = Ok(whole.slice(..whole.len() / 2));
    // The half is on its way before the connection breaks.
    let broken = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionAborted))
    };
    let body = futures::stream::once(async { half }).chain(futures::stream::once(broken));
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from_stream(body))
}

/// The answer with one broken entry; anything but a page passes as it is.
async fn broken(response: Response, breakage: Breakage) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default();
    parts.headers.remove(CONTENT_LENGTH);
    if breakage == Breakage::Truncated {
        return Response::from_parts(parts, Body::from(whole.slice(..whole.len() / 2)));
    }
    let Ok(mut page) = serde_json::from_slice::<serde_json::Value>(&whole) else {
        return Response::from_parts(parts, Body::from(whole));
    };
    breakage.apply(&mut page);
    Response::from_parts(parts, Body::from(page.to_string()))
}

/// The claims of a Conditional Access challenge, as the token endpoint words them.
pub const CHALLENGE: &str = r#"{"access_token":{"capolids":{"essential":true,"values":["c1b2a3d4-0000-4000-8000-00000000ca01"]}}}"#;

/// The refusal in the words of the service behind this path. `$batch` uses it for its entries too.
pub(crate) fn fault_answer(state: &State, path: &str, kind: &FaultKind) -> Response {
    let (status, code, message) = match kind {
        FaultKind::Throttle { .. } => (429, "TooManyRequests".to_owned(), "Too many requests."),
        FaultKind::Gone => (
            410,
            "resyncRequired".to_owned(),
            "Resync required. Replace any local items with the server's version.",
        ),
        FaultKind::Status { status, code } => (*status, code.clone(), "A fault was injected."),
        FaultKind::Latency { .. } | FaultKind::Drop | FaultKind::Broken { .. } => (
            500,
            "generalException".to_owned(),
            "An internal server error occurred.",
        ),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = if path.starts_with("/graph") {
        let ids = json!({ "date": iso(state.now_ms()), "request-id": fresh_id(), "client-request-id": fresh_id() });
        json!({ "error": { "code": code, "message": message, "innerError": ids } })
    } else {
        let number: u32 = code.parse().unwrap_or(90033);
        let error = if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            "temporarily_unavailable"
        } else {
            "invalid_grant"
        };
        let mut body = json!({
            "error": error, "error_description": format!("AADSTS{number}: {message}"), "error_codes": [number],
            "timestamp": iso(state.now_ms()), "trace_id": fresh_id(), "correlation_id": fresh_id(),
        });
        if matches!(number, 50_076 | 50_079) {
            // Conditional Access: what the next interactive sign-in has to ask for.
            body["suberror"] = json!("basic_action");
            body["claims"] = json!(CHALLENGE);
        }
        body
    };
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&fresh_id()) {
        headers.insert("request-id", id);
    }
    match kind {
        FaultKind::Throttle {
            retry_after_s: Some(seconds),
        } if state.assumes(Assumption::RetryAfterSent) => {
            headers.insert(RETRY_AFTER, HeaderValue::from(*seconds));
        }
        FaultKind::Gone => {
            if let Ok(location) = HeaderValue::from_str(&format!("{}{path}", state.base_url())) {
                headers.insert(LOCATION, location);
            }
        }
        _ => {}
    }
    response
}

fn fresh_id() -> String {
    uuid::Uuid::new_v4().to_string()
}
