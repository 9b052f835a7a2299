//! What Graph says when it refuses, reduced to what may be kept.

use model::Guid;
use model::trouble::Trouble;
use serde::Deserialize;

use crate::http::Answer;
use crate::trouble::{self, Who};

/// Longest code that is kept, in characters.
const CODE_LIMIT: usize = 64;

/// Why a call to Graph brought nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphProblem {
    /// Graph said no.
    #[error("Graph refused with {status} {code}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// `error.code`: letters, digits, `_`, `.` and `-` only.
        code: String,
        /// `request-id`, for Microsoft's support.
        request_id: Option<Guid>,
    },
    /// Graph asks to slow down.
    #[error("Graph asks to slow down")]
    Throttled {
        /// Seconds to wait, where told.
        retry_after_s: Option<u64>,
        /// `request-id`, for Microsoft's support.
        request_id: Option<Guid>,
    },
    /// A fault of theirs, again and again.
    #[error("Graph has a fault")]
    Fault {
        /// Seconds to wait, where told.
        retry_after_s: Option<u64>,
        /// `request-id`, for Microsoft's support.
        request_id: Option<Guid>,
    },
    /// No answer.
    #[error("Graph does not answer")]
    Unreachable,
    /// The answer is not of the documented form.
    #[error("Graph answered something unexpected")]
    Unexpected {
        /// `request-id`, for Microsoft's support.
        request_id: Option<Guid>,
    },
    /// A next link leads to another host; no token was sent there.
    #[error("a next link leads to another host")]
    ForeignLink,
}

#[derive(Deserialize)]
struct Body {
    error: Inner,
}

#[derive(Deserialize)]
struct Inner {
    #[serde(default)]
    code: String,
}

impl GraphProblem {
    /// The problem in an answer that is no success.
    pub(crate) fn in_answer(answer: &Answer) -> Self {
        let (retry_after_s, request_id) = (answer.retry_after_s, answer.request_id);
        match answer.status {
            429 => Self::Throttled {
                retry_after_s,
                request_id,
            },
            status if answer.is_transient() && status >= 500 => Self::Fault {
                retry_after_s,
                request_id,
            },
            status => Self::Refused {
                status,
                code: code(&answer.body),
                request_id,
            },
        }
    }

    /// Whether a newer token may help (the stale-token rule).
    pub(crate) fn wants_new_token(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if matches!(
            code.as_str(),
            "InvalidAuthenticationToken" | "Authorization_IdentityNotFound" | "Authorization_RequestDenied"
        ))
    }

    /// `request-id` of the answer, where there was one.
    #[must_use]
    pub const fn request_id(&self) -> Option<Guid> {
        match self {
            Self::Refused { request_id, .. }
            | Self::Throttled { request_id, .. }
            | Self::Fault { request_id, .. }
            | Self::Unexpected { request_id } => *request_id,
            Self::Unreachable | Self::ForeignLink => None,
        }
    }

    /// Seconds to wait before another attempt, where told.
    #[must_use]
    pub const fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Throttled { retry_after_s, .. } | Self::Fault { retry_after_s, .. } => {
                *retry_after_s
            }
            _ => None,
        }
    }

    /// Whether the same call may succeed in a moment.
    pub(crate) const fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Throttled { .. } | Self::Fault { .. } | Self::Unreachable
        )
    }

    /// Whether Graph asks for fewer calls: a complaint, or a fault that says when to come back.
    pub(crate) const fn asks_to_slow_down(&self) -> bool {
        matches!(
            self,
            Self::Throttled { .. }
                | Self::Fault {
                    retry_after_s: Some(_),
                    ..
                }
        )
    }

    /// Who can put it right.
    #[must_use]
    pub fn who(&self) -> Who {
        self.known().map_or(Who::App, |trouble| trouble.who)
    }

    /// Our short key of the explanation.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Throttled { .. } => "throttled",
            Self::Fault { .. } | Self::Unreachable => "unavailable",
            Self::Unexpected { .. } | Self::ForeignLink => "answer_refused",
            Self::Refused { .. } => self.known().map_or("graph_refused", |trouble| trouble.key),
        }
    }

    /// What it means.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        trouble::named(self.key())
    }

    fn known(&self) -> Option<&'static trouble::GraphTrouble> {
        match self {
            Self::Refused { status, code, .. } => trouble::graph(*status, code),
            _ => None,
        }
    }
}

/// The code of an error body; of the rest, which may hold addresses and names, nothing is read.
fn code(body: &[u8]) -> String {
    let code = serde_json::from_slice::<Body>(body)
        .map(|body| body.error.code)
        .unwrap_or_default();
    let kept = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-');
    code.chars().filter(kept).take(CODE_LIMIT).collect()
}
