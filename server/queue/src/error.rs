//! What can go wrong in the queue, free of HTTP; the page sees an [`AppError`].

use model::queue::can::Reason;
use model::{AppError, ErrorCode, FieldError};
use store::StoreError;
use trust::{KeyError, TrustError};

/// Why something was not done. Nothing was changed when one of these is returned, except for a saved draft.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// The room, ticket or link does not exist, or is nobody's business here.
    #[error("not found")]
    NotFound,
    /// The present state does not allow it.
    #[error("not possible: {0}")]
    NotPossible(Reason),
    /// A colleague was faster. The name is for colleagues only.
    #[error("already taken by a colleague")]
    AlreadyTaken {
        /// Display name of the colleague; empty when unknown.
        by: String,
    },
    /// The thing has changed since the page was drawn.
    #[error("changed since the page was drawn")]
    Stale,
    /// A colleague has saved it since the page was drawn. The name is for colleagues only.
    #[error("saved by a colleague since the page was drawn")]
    SavedBy(String),
    /// The room is closed.
    #[error("the room is closed")]
    RoomClosed,
    /// The room has reached its limit of waiting visitors.
    #[error("the room is full")]
    RoomFull,
    /// Too many entered from the same address just now.
    #[error("too many from one address")]
    TooMany,
    /// Fields of a form are wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The database.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// Keys, audit or connections.
    #[error("trust: {0}")]
    Trust(#[from] TrustError),
    /// A key is missing or a sealed value does not open.
    #[error("keys: {0}")]
    Key(#[from] KeyError),
    /// What is stored cannot be read; a fault of ours or a newer version's writing.
    #[error("stored value is malformed: {0}")]
    Malformed(&'static str),
}

impl From<Reason> for QueueError {
    fn from(reason: Reason) -> Self {
        Self::NotPossible(reason)
    }
}

impl From<QueueError> for AppError {
    fn from(error: QueueError) -> Self {
        if let QueueError::Store(_) | QueueError::Key(_) | QueueError::Malformed(_) = &error {
            // The page is told a number only; this line is what the number leads to.
            tracing::error!(error = %error, "the queue could not do what was asked");
        }
        let code = match error {
            QueueError::NotFound => ErrorCode::NotFound,
            QueueError::NotPossible(reason) => reason.code(),
            QueueError::AlreadyTaken { by } if by.is_empty() => ErrorCode::AlreadyTaken,
            QueueError::AlreadyTaken { by } => {
                return Self::new(ErrorCode::AlreadyTaken).with_detail(by);
            }
            QueueError::Stale => ErrorCode::Stale,
            QueueError::SavedBy(name) => return Self::new(ErrorCode::Stale).with_detail(name),
            QueueError::RoomClosed => ErrorCode::RoomClosed,
            QueueError::RoomFull => ErrorCode::RoomFull,
            QueueError::TooMany => ErrorCode::TooMany,
            QueueError::Invalid(fields) => return Self::invalid(fields),
            QueueError::Store(inner) if inner.is_transient() => ErrorCode::Unavailable,
            QueueError::Trust(inner) => return inner.into(),
            QueueError::Store(_) | QueueError::Key(_) | QueueError::Malformed(_) => {
                ErrorCode::Internal
            }
        };
        Self::new(code)
    }
}
