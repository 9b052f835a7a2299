//! Errors of this crate.

use model::{AppError, ErrorCode};

/// Why meeting culture could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CultureError {
    /// The database failed.
    #[error("database: {0}")]
    Store(#[from] store::StoreError),
    /// Keys, audit or access failed.
    #[error(transparent)]
    Trust(#[from] trust::TrustError),
    /// A key is missing or a sealed value does not open.
    #[error("keys: {0}")]
    Key(#[from] trust::KeyError),
    /// There is no such thing for who asks.
    #[error("not found")]
    NotFound,
    /// The present state does not allow this: a connector that was never switched on, a week that is not over.
    #[error("not possible now")]
    NotPossible,
    /// What is stored cannot be read; a fault of ours, or of a newer version.
    #[error("stored value is malformed: {0}")]
    Malformed(&'static str),
}

impl From<CultureError> for AppError {
    fn from(error: CultureError) -> Self {
        if let CultureError::Store(_) | CultureError::Key(_) | CultureError::Malformed(_) = &error {
            // The page is told a number only; this line is what the number leads to.
            tracing::error!(error = %error, "what was asked of meeting culture could not be done");
        }
        let code = match error {
            CultureError::Trust(error) => return error.into(),
            CultureError::Store(_) => ErrorCode::Unavailable,

            CultureError::NotPossible => ErrorCode::NotPossible,
            CultureError::NotFound => ErrorCode::NotFound,
            CultureError::Key(_) | CultureError::Malformed(_) => ErrorCode::Internal,
        };
        Self::new(code)
    }
}
