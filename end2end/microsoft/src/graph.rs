//! Microsoft Graph: directory, applications and grants, online meetings, batches; with permissions, paging and error bodies.

mod batch;
mod calendar;
mod caller;
mod directory;
pub mod errors;
mod filter;
mod meetings;
mod paging;
pub mod permissions;
mod query;
mod request;
mod route;
mod service_principals;
mod time;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Extract};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;

use crate::state::{Assumption, FaultKind, State};
use calendar::preferred_size as window_size;
use caller::Caller;
use errors::{GraphError, RequestIds};
use request::{Answer, Content, GraphRequest};
pub(crate) use time::parse as parse_time;

/// Largest request body Graph takes, in bytes.
const BODY_MAX: usize = 4 * 1024 * 1024;
const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/// Every route below `/graph`.
pub fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/graph/{*rest}", any(handle))
        .with_state(state)
}

async fn handle(Extract(state): Extract<Arc<State>>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, BODY_MAX).await else {
        let error = GraphError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            "The request body is too large.",
        );
        return refusal(&state, &parts.headers, &error);
    };
    let path = parts.uri.path().strip_prefix("/graph/").unwrap_or_default();
    let (version, path) = path.split_once('/').unwrap_or((path, ""));
    let request = GraphRequest {
        method: parts.method,
        path: path.to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    };
    let answered = if version == "v1.0" {
        Caller::of(&state, &request.headers)
            .and_then(|caller| route::answer(&state, &caller, &request))
    } else {
        Err(GraphError::malformed("Invalid version: v1.0 is expected."))
    };
    match answered {
        Ok(answer) => {
            if answer.delay_ms > 0 {
                tokio::time::sleep(Duration::from_millis(answer.delay_ms)).await;
            }
            written(&request.headers, answer)
        }
        Err(error) => refusal(&state, &request.headers, &error),
    }
}

/// A refusal in Graph's form, with `request-id` and `Retry-After`; `headers` are those of the request.
pub fn refusal(state: &State, headers: &HeaderMap, error: &GraphError) -> Response {
    let ids = ids(headers);
    let body = error.body(&ids, &time::iso_bare(state.now_ms()));
    let mut response = json(error.status, body.to_string());
    if let Some(seconds) = error.retry_after_s {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(location) = &error.location {
        insert(response.headers_mut(), header::LOCATION, location);
    }
    if error.status == StatusCode::UNAUTHORIZED {
        let challenge = format!(
            "Bearer realm=\"\", authorization_uri=\"{}/common/oauth2/authorize\"",
            state.base_url()
        );
        insert(response.headers_mut(), header::WWW_AUTHENTICATE, &challenge);
    }
    with_ids(response, &ids)
}

// Inside of a batch a cut connection is a gateway's time-out.
fn fault_error(state: &State, fault: &FaultKind) -> GraphError {
    match fault {
        FaultKind::Throttle { retry_after_s } => GraphError::throttled(
            retry_after_s.filter(|_| state.assumes(Assumption::RetryAfterSent)),
        ),
        FaultKind::Gone => GraphError::gone(),
        FaultKind::Status { status, code } => GraphError::injected(*status, code),
        FaultKind::Latency { .. } | FaultKind::Drop | FaultKind::Broken { .. } => {
            GraphError::injected(504, "GatewayTimeout")
        }
    }
}

fn written(headers: &HeaderMap, answer: Answer) -> Response {
    let ids = ids(headers);
    let mut response = match answer.body {
        Some(Content::Json(body)) => json(answer.status, body.to_string()),
        Some(Content::Text(body)) => json(answer.status, body),
        None => answer.status.into_response(),
    };
    if !answer.applied.is_empty() {
        insert(
            response.headers_mut(),
            HeaderName::from_static("preference-applied"),
            &answer.applied.join(", "),
        );
    }
    with_ids(response, &ids)
}

fn json(status: StatusCode, body: String) -> Response {
    let content = [
        (header::CONTENT_TYPE, JSON),
        (HeaderName::from_static("odata-version"), "4.0"),
    ];
    (status, content, body).into_response()
}

fn with_ids(mut response: Response, ids: &RequestIds) -> Response {
    let headers = response.headers_mut();
    insert(
        headers,
        HeaderName::from_static("request-id"),
        &ids.request_id,
    );
    insert(
        headers,
        HeaderName::from_static("client-request-id"),
        &ids.client_request_id,
    );
    insert(headers, header::CACHE_CONTROL, "no-cache");
    response
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn ids(headers: &HeaderMap) -> RequestIds {
    let request_id = uuid::Uuid::new_v4().to_string();
    let sent = headers
        .get("client-request-id")
        .and_then(|value| value.to_str().ok());
    RequestIds {
        client_request_id: sent.map_or_else(|| request_id.clone(), str::to_owned),
        request_id,
    }
}
