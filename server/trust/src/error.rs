//! Errors of this crate.

use model::{AppError, ErrorCode, FieldError};

use crate::keys::KeyError;

/// Why an access value was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nobody is signed in, the session has ended, or the organisation is not registered.
    #[error("not signed in")]
    NotSignedIn,
    /// The person is known and may not do this.
    #[error("forbidden")]
    Forbidden,
    /// The thing does not exist in this tenant, or is nobody's business here.
    #[error("not found")]
    NotFound,
    /// The answer could not be looked up; nothing is granted on doubt.
    #[error("cannot be checked now")]
    Unavailable,
}

impl From<Denied> for ErrorCode {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotSignedIn => Self::NotSignedIn,
            Denied::Forbidden => Self::Forbidden,
            Denied::NotFound => Self::NotFound,
            Denied::Unavailable => Self::Unavailable,
        }
    }
}

impl From<Denied> for AppError {
    fn from(denied: Denied) -> Self {
        Self::new(denied.into())
    }
}

impl From<store::StoreError> for Denied {
    fn from(error: store::StoreError) -> Self {
        tracing::error!(error = %error, "an access check could not read the database");
        Self::Unavailable
    }
}

/// What can go wrong beyond a plain refusal.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The database failed.
    #[error("database: {0}")]
    Store(#[from] store::StoreError),
    /// A key is missing or a sealed value does not open.
    #[error("keys: {0}")]
    Key(#[from] KeyError),
    /// The caller may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Fields of a form are wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The present state does not allow this.
    #[error("not possible now")]
    NotPossible,
    /// Microsoft does not answer.
    #[error("Microsoft is unreachable")]
    Unreachable,
    /// What is stored cannot be read; a fault of ours.
    #[error("stored value is malformed: {0}")]
    Malformed(&'static str),
}

impl From<TrustError> for AppError {
    fn from(error: TrustError) -> Self {
        if let TrustError::Store(_) | TrustError::Key(_) | TrustError::Malformed(_) = &error {
            // The page is told a number only; this line is what the number leads to.
            tracing::error!(error = %error, "what was asked of an organisation could not be done");
        }
        let code = match error {
            TrustError::Denied(denied) => denied.into(),
            TrustError::Invalid(fields) => return Self::invalid(fields),
            TrustError::NotPossible => ErrorCode::NotPossible,
            TrustError::Store(_) | TrustError::Unreachable => ErrorCode::Unavailable,
            TrustError::Key(_) | TrustError::Malformed(_) => ErrorCode::Internal,
        };
        Self::new(code)
    }
}
