//! What Entra says when it refuses, reduced to what may be kept: codes and ids, no text.

use std::fmt;

use model::Guid;
use model::trouble::Trouble;

use crate::credential::CredentialProblem;
use crate::trouble::{self, Retry, Who};

macro_rules! oauth_errors {
    ($($(#[$doc:meta])* $variant:ident = $value:literal, $who:ident, $key:literal;)+) => {
        /// The OAuth `error` value: the one thing the program branches on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum OAuthError {
            $($(#[$doc])* $variant,)+
            /// A value not listed here.
            Other,
        }

        impl OAuthError {
            /// Reads the value.
            #[must_use]
            pub fn parse(text: &str) -> Self {
                match text { $($value => Self::$variant,)+ _ => Self::Other }
            }

            /// The value as it is written on the wire; `other` for an unknown one.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $value,)+ Self::Other => "other" }
            }

            /// Help when no number is known.
            const fn fallback(self) -> (Who, &'static str) {
                match self { $(Self::$variant => (Who::$who, $key),)+ Self::Other => (Who::App, "start_again") }
            }
        }
    };
}

oauth_errors! {
    /// The request is malformed.
    InvalidRequest = "invalid_request", Operator, "request_malformed";
    /// Our credential is wrong.
    InvalidClient = "invalid_client", Operator, "credential_refused";
    /// The code or refresh token is no longer good: the person has to come again.
    InvalidGrant = "invalid_grant", User, "connection_ended";
    /// The registration or its consent does not allow this.
    UnauthorizedClient = "unauthorized_client", TenantAdmin, "app_unknown";
    /// The grant type is not allowed.
    UnsupportedGrantType = "unsupported_grant_type", Operator, "request_malformed";
    /// The scope is wrong.
    InvalidScope = "invalid_scope", Operator, "scope_wrong";
    /// The person or a policy said no.
    AccessDenied = "access_denied", User, "declined";
    /// The response type is switched off.
    UnsupportedResponseType = "unsupported_response_type", Operator, "response_type_off";
    /// The response type is not ticked in the registration.
    UnsupportedResponse = "unsupported_response", Operator, "response_type_off";
    /// A fault of theirs.
    ServerError = "server_error", App, "directory_busy";
    /// Busy.
    TemporarilyUnavailable = "temporarily_unavailable", App, "directory_busy";
    /// The API is wrong or missing in the tenant.
    InvalidResource = "invalid_resource", TenantAdmin, "api_missing";
    /// Nobody is signed in (answer to `prompt=none`).
    LoginRequired = "login_required", App, "not_signed_in";
    /// The person has to act.
    InteractionRequired = "interaction_required", User, "multifactor";
    /// Somebody has to consent.
    ConsentRequired = "consent_required", TenantAdmin, "consent_missing";
    /// A single-sign-on session has to be chosen.
    AccountSelectionRequired = "account_selection_required", App, "not_signed_in";
    /// Older wording for a consent that was not given.
    PermissionDenied = "permission_denied", User, "declined";
}

/// A refusal by Entra.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("Entra refused: {} (AADSTS{})", .error.as_str(), .number.unwrap_or(0))]
pub struct Refusal {
    /// The OAuth error.
    pub error: OAuthError,
    /// The AADSTS number, where one was told.
    pub number: Option<u32>,
    /// Entra's trace id, for its support.
    pub trace_id: Option<Guid>,
    /// Entra's correlation id, for its support.
    pub correlation_id: Option<Guid>,
    /// A Conditional Access challenge to pass on to `/authorize`; opaque.
    pub claims: Option<String>,
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Refusal");
        shown
            .field("error", &self.error)
            .field("number", &self.number);
        shown
            .field("trace_id", &self.trace_id)
            .field("correlation_id", &self.correlation_id);
        shown.field("claims", &self.claims.is_some()).finish()
    }
}

impl Refusal {
    /// A refusal that came through the browser: `error` and `error_description` of a form or query.
    ///
    /// Of the description only the AADSTS number and Entra's ids are kept, as a number and GUIDs; anybody can have written
    /// them and the rest.
    #[must_use]
    pub fn from_browser(error: &str, description: Option<&str>) -> Self {
        Self {
            error: OAuthError::parse(error),
            number: description.and_then(number_in),
            trace_id: description.and_then(|text| guid_behind(text, "Trace ID:")),
            correlation_id: description.and_then(|text| guid_behind(text, "Correlation ID:")),
            claims: None,
        }
    }

    /// Who can put it right.
    #[must_use]
    pub fn who(&self) -> Who {
        self.known()
            .map_or(self.error.fallback().0, |trouble| trouble.who)
    }

    /// Our short key of the explanation.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.known()
            .map_or(self.error.fallback().1, |trouble| trouble.key)
    }

    /// Whether trying again helps.
    #[must_use]
    pub fn retry(&self) -> Retry {
        let transient = matches!(
            self.error,
            OAuthError::ServerError | OAuthError::TemporarilyUnavailable
        );
        let unknown = if transient { Retry::BackOff } else { Retry::No };
        self.known().map_or(unknown, |trouble| trouble.retry)
    }

    /// What it means.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        trouble::named(self.key())
    }

    /// By which Microsoft's support finds it: the correlation id, else the trace id.
    #[must_use]
    pub fn id(&self) -> Option<Guid> {
        self.correlation_id.or(self.trace_id)
    }

    /// Whether it concerns our credential, so that another one may be accepted.
    #[must_use]
    pub fn about_credential(&self) -> bool {
        match self.trouble() {
            Trouble::FederatedIssuer
            | Trouble::FederatedAudience
            | Trouble::FederatedSubject
            | Trouble::FederatedSubjectCase
            | Trouble::FederatedUserToken
            | Trouble::CertificateRefused
            | Trouble::SecretRefused
            | Trouble::CredentialMissing
            | Trouble::AssertionTime => true,
            // No credential helps a registration that takes none, or an application that is off or unknown.
            Trouble::PublicClient | Trouble::AppDisabled | Trouble::AppUnknown => false,
            _ => self.error == OAuthError::InvalidClient,
        }
    }

    fn known(&self) -> Option<&'static trouble::StsTrouble> {
        self.number.and_then(trouble::sts)
    }
}

/// The number after the first `AADSTS`.
pub(crate) fn number_in(description: &str) -> Option<u32> {
    let (_, rest) = description.split_once("AADSTS")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest.get(..digits)?.parse().ok()
}

/// The GUID behind a label of a description.
fn guid_behind(description: &str, label: &str) -> Option<Guid> {
    let (_, rest) = description.split_once(label)?;
    rest.trim_start().get(..36)?.parse().ok()
}

/// Why no token was issued.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenProblem {
    /// Entra said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Entra asks to slow down.
    #[error("Entra asks to slow down")]
    Throttled {
        /// Seconds to wait, where told.
        retry_after_s: Option<u64>,
    },
    /// No answer, or a fault of theirs.
    #[error("Entra does not answer")]
    Unreachable,
    /// Entra answered something that is no token.
    #[error("Entra answered something unexpected")]
    Unexpected,
    /// None of our credentials could be prepared.
    #[error(transparent)]
    Credential(#[from] CredentialProblem),
    /// No registration is configured for this.
    #[error("no registration is configured")]
    NoRegistration,
}

impl TokenProblem {
    /// Whether the connection of the person is broken: delete its refresh token and let them connect again.
    ///
    /// Everything else leaves it intact: a wrong credential of ours or a silent network says nothing about the person.
    #[must_use]
    pub fn ends_connection(&self) -> bool {
        let Self::Refused(refusal) = self else {
            return false;
        };
        matches!(
            refusal.error,
            OAuthError::InvalidGrant
                | OAuthError::InteractionRequired
                | OAuthError::ConsentRequired
                | OAuthError::LoginRequired
        )
    }

    /// The claims that the next interactive sign-in has to ask for: a challenge of Conditional Access.
    #[must_use]
    pub fn challenge(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => refusal.claims.as_deref(),
            _ => None,
        }
    }

    /// Whether it concerns our credential: it is refused, or could not be prepared.
    #[must_use]
    pub fn about_credential(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.about_credential(),
            Self::Credential(_) => true,
            _ => false,
        }
    }

    /// Who can put it right.
    #[must_use]
    pub fn who(&self) -> Who {
        match self {
            Self::Refused(refusal) => refusal.who(),
            Self::Throttled { .. } | Self::Unreachable | Self::Unexpected => Who::App,
            Self::Credential(_) | Self::NoRegistration => Who::Operator,
        }
    }

    /// Our short key of the explanation.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.key(),
            Self::Throttled { .. } => "throttled",
            Self::Unreachable | Self::Unexpected => "unavailable",
            Self::Credential(problem) => problem.trouble().as_str(),
            Self::NoRegistration => "registration_missing",
        }
    }

    /// What it means.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        trouble::named(self.key())
    }

    /// Entra's correlation id, where it told one.
    #[must_use]
    pub fn correlation_id(&self) -> Option<Guid> {
        match self {
            Self::Refused(refusal) => refusal.id(),
            _ => None,
        }
    }
}
