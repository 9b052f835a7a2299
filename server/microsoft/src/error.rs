//! What can go wrong in a call that needs both Entra and Graph.

use model::Guid;
use model::trouble::Trouble;

use crate::graph::GraphProblem;
use crate::refusal::TokenProblem;
use crate::trouble::{self, Who};

/// Why Microsoft's side could not be asked or did not answer usefully.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MicrosoftError {
    /// No token.
    #[error(transparent)]
    Token(#[from] TokenProblem),
    /// No usable answer of Graph.
    #[error(transparent)]
    Graph(#[from] GraphProblem),
}

impl MicrosoftError {
    /// Who can put it right.
    #[must_use]
    pub fn who(&self) -> Who {
        match self {
            Self::Token(problem) => problem.who(),
            Self::Graph(problem) => problem.who(),
        }
    }

    /// Our short key of the explanation.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Token(problem) => problem.key(),
            Self::Graph(problem) => problem.key(),
        }
    }

    /// What it means.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        trouble::named(self.key())
    }

    /// Correlation id or request id of the answer, where there was one.
    #[must_use]
    pub fn correlation_id(&self) -> Option<Guid> {
        match self {
            Self::Token(problem) => problem.correlation_id(),
            Self::Graph(problem) => problem.request_id(),
        }
    }

    /// What Microsoft called it, for the administrator: `AADSTS700016`, `Authorization_RequestDenied`, else our key.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Token(TokenProblem::Refused(refusal)) => match refusal.number {
                Some(number) => format!("AADSTS{number}"),
                None => refusal.error.as_str().to_owned(),
            },
            Self::Graph(GraphProblem::Refused { code, .. }) => code.clone(),
            Self::Token(_) | Self::Graph(_) => self.key().to_owned(),
        }
    }
}
