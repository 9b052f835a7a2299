//! From the errors of the feature crates to HTTP: the one place.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use model::{AppError, ErrorCode};

/// A refused request: status and a safe body. The cause is in the log, never here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub AppError);

macro_rules! refused_by {
    ($($error:ty),*) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                Self(error.into())
            }
        }
    )*};
}

refused_by!(
    culture::CultureError,
    AppError,
    ErrorCode,
    trust::Denied,
    trust::TrustError,
    queue::QueueError
);

impl From<store::StoreError> for Refusal {
    fn from(_: store::StoreError) -> Self {
        Self(AppError::new(ErrorCode::Unavailable))
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(_: serde_json::Error) -> Self {
        Self(AppError::new(ErrorCode::Internal))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self.0)).into_response()
    }
}
