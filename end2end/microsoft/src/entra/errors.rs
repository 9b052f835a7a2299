//! Errors as the sign-in service words them: `error`, an AADSTS number, trace and correlation ids.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::html::{escape, page};
use crate::state::{State, iso};

/// One refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntraError {
    /// Number after `AADSTS`.
    pub(crate) code: u32,
    /// OAuth `error`.
    pub(crate) error: &'static str,
    /// The sentence, without number and ids.
    pub(crate) text: String,
}

impl EntraError {
    pub(crate) fn new(code: u32, error: &'static str, text: impl Into<String>) -> Self {
        Self {
            code,
            error,
            text: text.into(),
        }
    }

    /// A tenant nobody has heard of.
    pub(crate) fn tenant_not_found(tenant: &str) -> Self {
        Self::new(
            90002,
            "invalid_request",
            format!("Tenant '{tenant}' not found. Check the tenant id and the cloud."),
        )
    }

    /// A client id that the tenant does not know.
    pub(crate) fn unknown_application(client_id: &str) -> Self {
        Self::new(
            700_016,
            "unauthorized_client",
            format!("Application with identifier '{client_id}' was not found in the directory."),
        )
    }

    /// A request without a parameter it needs.
    pub(crate) fn missing(parameter: &str) -> Self {
        let text = format!("The request body must contain the following parameter: '{parameter}'.");
        Self::new(900_144, "invalid_request", text)
    }

    /// `AADSTS50058: ... Trace ID: ...`, new ids each time.
    pub(crate) fn describe(&self, state: &State) -> Description {
        let (trace, correlation) = (
            uuid::Uuid::new_v4().to_string(),
            uuid::Uuid::new_v4().to_string(),
        );
        let time = iso(state.now_ms()).replace('T', " ");
        let text = format!(
            "AADSTS{}: {} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}",
            self.code, self.text
        );
        Description {
            text,
            trace,
            correlation,
            time,
        }
    }

    /// The answer of the token endpoint.
    pub(crate) fn body(&self, state: &State, correlation: Option<&str>) -> Response {
        let described = self.describe(state);
        let correlation = correlation
            .filter(|id| !id.is_empty())
            .unwrap_or(&described.correlation);
        let body: Value = json!({
            "error": self.error,
            "error_description": described.text.replace(&described.correlation, correlation),
            "error_codes": [self.code],
            "timestamp": described.time,
            "trace_id": described.trace,
            "correlation_id": correlation,
            "error_uri": self.uri(state),
        });
        (
            self.status(),
            [(CACHE_CONTROL, "no-store, no-cache")],
            Json(body),
        )
            .into_response()
    }

    /// The page for people, where the application cannot be told.
    pub(crate) fn page(&self, state: &State) -> Response {
        let described = self.describe(state);
        let body = format!(
            "<p role=\"alert\">{}</p><p>The application was not told about this: its address or its name is not trusted.</p>",
            escape(&described.text)
        );
        page(StatusCode::BAD_REQUEST, "We cannot sign you in", &body)
    }

    /// Where a person can read about the number.
    pub(crate) fn uri(&self, state: &State) -> String {
        format!("{}/error?code={}", state.base_url(), self.code)
    }

    fn status(&self) -> StatusCode {
        match self.error {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            "temporarily_unavailable" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// One wording of an error with its ids.
pub(crate) struct Description {
    pub(crate) text: String,
    trace: String,
    correlation: String,
    time: String,
}
