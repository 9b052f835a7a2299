//! Why a round ended before its end.

use model::culture::connector::ConnectorProblem;

use super::source::SourceError;
use crate::CultureError;

/// What ended a round.
#[derive(Debug)]
pub(super) enum Stop {
    /// Something concerns the whole connector.
    Connector(ConnectorProblem),
    /// Slow down, for so many seconds where told.
    Throttled(Option<u64>),
    /// A fault of ours.
    Ours(CultureError),
}

impl Stop {
    /// The code that an administrator sees.
    pub(super) const fn problem(&self) -> ConnectorProblem {
        match self {
            Self::Connector(problem) => *problem,
            Self::Throttled(_) => ConnectorProblem::Throttled,
            Self::Ours(_) => ConnectorProblem::Internal,
        }
    }
}

impl From<SourceError> for Stop {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::Connector(problem) | SourceError::Failed(problem) => {
                Self::Connector(problem)
            }
            SourceError::Throttled(seconds) => Self::Throttled(seconds),
            // The directory as a whole has no mailbox and no stored link: such an answer makes no sense.
            SourceError::NoMailbox | SourceError::Resource | SourceError::LinkExpired => {
                Self::Connector(ConnectorProblem::UnexpectedAnswer)
            }
            SourceError::Denied => Self::Connector(ConnectorProblem::ConsentMissing),
        }
    }
}

impl From<CultureError> for Stop {
    fn from(error: CultureError) -> Self {
        Self::Ours(error)
    }
}

impl From<store::StoreError> for Stop {
    fn from(error: store::StoreError) -> Self {
        Self::Ours(error.into())
    }
}
