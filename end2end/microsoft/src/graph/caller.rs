//! Who calls: the bearer token, checked.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::errors::GraphError;
use super::permissions::Granted;
use crate::state::{State, TokenProblem};

/// The owner of a verified access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Tenant whose data is read; nothing of another tenant is ever shown.
    pub(crate) tid: String,
    /// Client id of the application.
    pub(crate) app_id: String,
    /// The signed-in person of a delegated token.
    pub(crate) oid: Option<String>,
    /// Permissions at the time the token was issued.
    pub(crate) granted: Granted,
}

impl Caller {
    /// Reads and checks the token of a request.
    ///
    /// # Errors
    /// 401, with the code that tells a bad token from an application that the tenant doesn't know.
    pub(crate) fn of(state: &State, headers: &HeaderMap) -> Result<Self, GraphError> {
        let header = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let token = match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => "",
        };
        let token = state.bearer(token).map_err(refusal)?;
        let granted = match token.oid {
            Some(_) => Granted::Delegated(token.scopes),
            None => Granted::Application(token.roles),
        };
        Ok(Self {
            tid: token.tid,
            app_id: token.appid,
            oid: token.oid,
            granted,
        })
    }

    /// Whether the signed-in person has this object id.
    pub(crate) fn is(&self, oid: &str) -> bool {
        self.oid
            .as_deref()
            .is_some_and(|own| own.eq_ignore_ascii_case(oid))
    }
}

fn refusal(problem: TokenProblem) -> GraphError {
    match problem {
        TokenProblem::IdentityNotFound => GraphError::identity_not_found(),
        TokenProblem::Missing => GraphError::invalid_token("Access token is empty."),
        TokenProblem::Expired => {
            GraphError::invalid_token("Lifetime validation failed, the token is expired.")
        }
        TokenProblem::WrongAudience => {
            GraphError::invalid_token("Access token validation failure. Invalid audience.")
        }
        TokenProblem::BadSignature => GraphError::invalid_token("Signature is invalid."),
        TokenProblem::Malformed => GraphError::invalid_token("IDX14100: JWT is not well formed."),
    }
}
