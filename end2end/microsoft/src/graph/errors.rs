//! Graph's error bodies: `error.code`, `error.message` and `innerError` with the ids that support asks for.

use std::borrow::Cow;

use axum::http::StatusCode;
use serde_json::{Value, json};

/// A refusal as Graph words it; the ids of the request are added when the answer is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphError {
    /// HTTP status.
    pub status: StatusCode,
    /// Machine-readable `error.code`.
    pub code: Cow<'static, str>,
    /// Text for people; clients must not branch on it.
    pub message: String,
    /// Seconds of the `Retry-After` header, when there is one.
    pub retry_after_s: Option<u64>,
    /// Where to begin again (`Location`), when it is told.
    pub location: Option<String>,
}

/// The ids that appear both as headers and in `innerError`.
#[derive(Clone, Debug)]
pub struct RequestIds {
    /// Made by Graph for each request.
    pub request_id: String,
    /// Sent by the caller, or the same as `request_id`.
    pub client_request_id: String,
}

impl GraphError {
    /// A refusal with the given status, code and text.
    pub fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            retry_after_s: None,
            location: None,
        }
    }

    /// 401: the token is missing, expired, malformed or meant for somebody else.
    pub fn invalid_token(message: &str) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "InvalidAuthenticationToken",
            message,
        )
    }

    /// 401: the calling app has no service principal in the tenant of the token.
    pub fn identity_not_found() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "Authorization_IdentityNotFound",
            "The calling application has no identity in this tenant.",
        )
    }

    /// 403: the app is known, the permission isn't in the token.
    pub fn denied() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.",
        )
    }

    /// 403 from the meeting service: no scope in the token fits.
    pub fn meeting_forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "Forbidden",
            "The token carries no permission for online meetings.",
        )
    }

    /// 404: the object isn't there, or the caller has no way to know that it is.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "Request_ResourceNotFound",
            format!(
                "Resource '{what}' does not exist or one of its queried reference-property objects are not present."
            ),
        )
    }

    /// 404 of services other than the directory (meetings, mailboxes).
    pub fn item_not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", message)
    }

    /// 400 of the directory: a query option or body that it doesn't understand.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    /// 400: the query is well formed, but this collection doesn't support it.
    pub fn unsupported_query(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message)
    }

    /// 400 of the OData layer or of other services.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    /// 405: the path exists, the verb doesn't.
    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "Request_BadRequest",
            "The HTTP method isn't supported for this resource.",
        )
    }

    /// 429 with or without a waiting time.
    pub fn throttled(retry_after_s: Option<u64>) -> Self {
        Self {
            retry_after_s,
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "TooManyRequests",
                "Too many requests. Please try again later.",
            )
        }
    }

    /// 410: the place in a collection is gone, begin again.
    pub fn gone() -> Self {
        Self::new(
            StatusCode::GONE,
            "resyncRequired",
            "The state of this collection is no longer known. Begin again.",
        )
    }

    /// An injected status; an impossible one counts as 500.
    pub fn injected(status: u16, code: &str) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(
            status,
            code.to_owned(),
            "The service could not answer this request.",
        )
    }

    /// The JSON body; `date` is ISO 8601 without zone, as Graph writes it.
    pub fn body(&self, ids: &RequestIds, date: &str) -> Value {
        json!({
            "error": {
                "code": self.code,
                "message": self.message,
                "innerError": {
                    "date": date,
                    "request-id": ids.request_id,
                    "client-request-id": ids.client_request_id,
                }
            }
        })
    }
}
