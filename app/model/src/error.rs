//! The one error a browser sees: a short list of codes a page can act on, never an inner cause.

use serde::{Deserialize, Serialize};

/// What went wrong, as far as a client can act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Nobody is signed in, or the session has ended: sign in.
    NotSignedIn,
    /// The person is known but may not do this.
    Forbidden,
    /// No such thing here, or none that this person may know of.
    NotFound,
    /// Fields of a form are wrong; see [`AppError::fields`].
    Invalid,
    /// The thing has changed since the page was drawn; the page shows the present state.
    Stale,
    /// Somebody else has taken the visitor; [`AppError::detail`] holds their name for colleagues.
    AlreadyTaken,
    /// The present state does not allow this.
    NotPossible,
    /// The consultant already has as many active consultations as the room allows.
    BusyElsewhere,
    /// The room is closed or suspended.
    RoomClosed,
    /// The room has reached its limit of waiting visitors.
    RoomFull,
    /// The consultant has not connected Teams yet, or the connection was revoked: connect.
    NotConnected,
    /// Too many attempts: wait a moment.
    TooMany,
    /// A service Anteroom needs does not answer: try again.
    Unavailable,
    /// A fault of ours; the correlation id leads to the log.
    Internal,
}

impl ErrorCode {
    /// The HTTP status that goes with the code.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::NotSignedIn => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Invalid => 422,
            Self::Stale
            | Self::AlreadyTaken
            | Self::NotPossible
            | Self::BusyElsewhere
            | Self::RoomClosed
            | Self::RoomFull
            | Self::NotConnected => 409,
            Self::TooMany => 429,
            Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }
}

/// What is wrong with one field of a form; the page turns it into a sentence in the reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldProblem {
    /// A required field is empty.
    Missing,
    /// Longer than this many characters.
    TooLong(u32),
    /// Not of the form the field needs (a date, a phone number, an https address, an address part).
    Malformed,
    /// Already used by another room.
    Taken,
    /// Not one of the offered choices.
    NotAChoice,
    /// More entries than this.
    TooMany(u32),
    /// Outside of this inclusive range.
    OutOfRange(i64, i64),
    /// The box has to be ticked to go on.
    MustAgree,
}

/// One wrong field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Name of the field as in the form: `name`, `answers[3]`, `questions[0].label`.
    pub field: String,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

impl FieldError {
    /// A wrong field.
    #[must_use]
    pub fn new(field: impl Into<String>, problem: FieldProblem) -> Self {
        Self {
            field: field.into(),
            problem,
        }
    }
}

/// The error a page or a caller of a server function receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code:?}")]
pub struct AppError {
    /// What happened.
    pub code: ErrorCode,
    /// A safe particular to show: a colleague's name for [`ErrorCode::AlreadyTaken`]. Never an inner cause.
    pub detail: Option<String>,
    /// Wrong fields, for [`ErrorCode::Invalid`].
    pub fields: Vec<FieldError>,
    /// Leads from the page to the log line; set for [`ErrorCode::Internal`] and [`ErrorCode::Unavailable`].
    pub correlation: Option<String>,
}

impl AppError {
    /// An error with a code alone.
    #[must_use]
    pub const fn new(code: ErrorCode) -> Self {
        Self {
            code,
            detail: None,
            fields: Vec::new(),
            correlation: None,
        }
    }

    /// Wrong fields of a form.
    #[must_use]
    pub const fn invalid(fields: Vec<FieldError>) -> Self {
        Self {
            code: ErrorCode::Invalid,
            detail: None,
            fields,
            correlation: None,
        }
    }

    /// The same error with a safe particular to show.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

impl From<ErrorCode> for AppError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}
