//! Why a sign-in did not succeed, for its page and for the log.

use std::fmt;

use microsoft::{OAuthError, Refusal, SigninError};
use model::Guid;
use model::trust::SigninProblemCode as Code;
use store::StoreError;

use crate::error::TrustError;
use crate::keys::KeyError;

/// A sign-in that did not succeed. Holds no token, no name, no text of others; delete the transaction cookie.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("sign-in did not succeed: {}", .code.as_str())]
pub struct SigninProblem {
    /// What happened.
    pub code: Code,
    /// Key of a further explanation where Microsoft gave a reason.
    pub help: Option<&'static str>,
    /// Microsoft's number (AADSTS), for the log.
    pub number: Option<u32>,
    /// By which Microsoft's support finds it, where Microsoft told such an id: stands on the page and in the log.
    pub microsoft: Option<Guid>,
    /// Id of the request: stands on the page and in the log.
    pub correlation: String,
    /// What the person was about to do: the way back leads there.
    pub errand: Errand,
}

/// Why somebody goes to Microsoft and comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// To sign in, in any of its ways.
    SignIn,
    /// To connect Teams.
    Connect,
    /// To read the lists of grants once, as themselves.
    Lists,
}

impl fmt::Debug for SigninProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigninProblem")
            .field("code", &self.code)
            .field("help", &self.help)
            .field("number", &self.number)
            .field("microsoft", &self.microsoft)
            .field("correlation", &self.correlation)
            .field("errand", &self.errand)
            .finish()
    }
}

/// A problem before the id of the request is known to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) help: Option<&'static str>,
    pub(crate) number: Option<u32>,
    /// Microsoft's own id.
    pub(crate) microsoft: Option<Guid>,
    /// What was under way, once that is known.
    pub(crate) errand: Option<Errand>,
}

impl Fault {
    /// With what was under way, unless it is known already.
    pub(crate) fn during(self, errand: Errand) -> Self {
        Self {
            errand: self.errand.or(Some(errand)),
            ..self
        }
    }

    pub(crate) fn with_correlation(self, correlation: &str) -> SigninProblem {
        let Self {
            code,
            help,
            number,
            microsoft,
            errand,
        } = self;
        tracing::info!(
            code = code.as_str(),
            help,
            number,
            microsoft.id = microsoft.map(tracing::field::display),
            request.id = correlation,
            "a sign-in did not succeed"
        );
        SigninProblem {
            code,
            help,
            number,
            microsoft,
            correlation: correlation.to_owned(),
            errand: errand.unwrap_or(Errand::SignIn),
        }
    }
}

impl From<Code> for Fault {
    fn from(code: Code) -> Self {
        Self {
            code,
            help: None,
            number: None,
            microsoft: None,
            errand: None,
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %error, "a sign-in could not use the database");
        Code::Unavailable.into()
    }
}

impl From<KeyError> for Fault {
    fn from(error: KeyError) -> Self {
        tracing::error!(error = %error, "a sign-in could not use a key");
        Code::Unavailable.into()
    }
}

impl From<TrustError> for Fault {
    fn from(error: TrustError) -> Self {
        match error {
            TrustError::Store(error) => error.into(),
            TrustError::Key(error) => error.into(),
            other => {
                tracing::error!(error = %other, "a sign-in could not be finished");
                Code::Unavailable.into()
            }
        }
    }
}

/// What Microsoft's page answered through the browser.
pub(crate) fn refused(refusal: &Refusal) -> Fault {
    let code = match refusal.error {
        OAuthError::AccessDenied | OAuthError::PermissionDenied => Code::Declined,
        OAuthError::ServerError | OAuthError::TemporarilyUnavailable => Code::Busy,
        _ => Code::Refused,
    };
    Fault {
        code,
        help: Some(refusal.key()),
        number: refusal.number,
        microsoft: refusal.id(),
        errand: None,
    }
}

impl From<SigninError> for Fault {
    fn from(error: SigninError) -> Self {
        if let SigninError::Refused(refusal) = &error {
            return refused(refusal);
        }
        let help = error.help();
        let code = match error {
            SigninError::ConsumerTenant => Code::PersonalAccount,
            SigninError::OtherTenant => Code::WrongAccount,
            SigninError::KeysUnavailable => Code::Busy,
            SigninError::Code(_) => Code::Refused,
            _ => Code::TokenRefused,
        };
        tracing::info!(error = %error, "a sign-in answer was refused");
        Self {
            code,
            help: Some(help.code),
            number: help.number,
            microsoft: help.id,
            errand: None,
        }
    }
}
