//! What an installation decides about Microsoft: addresses, registrations, credentials.

use std::collections::BTreeMap;

use model::Guid;

use crate::credential::{CredentialSource, ExpectedAssertion};
use crate::pause::Pause;

/// How the sign-in answer brings the id_token (microsoft.md 1.3, 1.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SigninFlow {
    /// `response_type=id_token`: no credential, no token at rest.
    #[default]
    IdToken,
    /// `response_type=code` with PKCE; needs a credential of the Sign-in registration.
    Code,
}

/// A kind of data or action that may have a registration of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// People and groups.
    Directory,
    /// Calendars.
    Calendar,
    /// Mail metadata.
    Mail,
    /// Teams and channels.
    Teams,
    /// Copilot use.
    Copilot,
    /// Online meetings of the queue.
    Meetings,
}

/// Client ids of the Data registrations. Empty: the features that need Graph are off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registrations {
    /// Client id for every source without one of its own.
    pub default: Option<Guid>,
    /// Client ids of single sources.
    pub overrides: BTreeMap<Source, Guid>,
}

impl Registrations {
    /// Client id for a source; none when the operator configured none.
    #[must_use]
    pub fn client(&self, source: Source) -> Option<Guid> {
        self.overrides.get(&source).copied().or(self.default)
    }

    /// Every configured client id once, the default first.
    #[must_use]
    pub fn clients(&self) -> Vec<Guid> {
        let mut clients = Vec::new();
        for client in self.default.iter().chain(self.overrides.values()) {
            if !clients.contains(client) {
                clients.push(*client);
            }
        }
        clients
    }
}

/// Everything [`crate::Microsoft`] is built from. Begin with [`Settings::new`] and change fields.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Base of Entra, `https://login.microsoftonline.com`. Plain http only on a loopback address.
    pub authority: String,
    /// Base of Graph without version, `https://graph.microsoft.com`. Plain http only on a loopback address.
    pub graph_url: String,
    /// Client id of the Sign-in registration.
    pub signin_client_id: Guid,
    /// Sign-in by id_token or by code.
    pub signin_flow: SigninFlow,
    /// Credential of the Sign-in registration; needed for [`SigninFlow::Code`] alone.
    pub signin_credential: Option<CredentialSource>,
    /// Data registrations.
    pub data: Registrations,
    /// Credentials of the Data registrations, tried in this order.
    pub credentials: Vec<CredentialSource>,
    /// What a federated assertion should say; none: only its expiry is checked before it is sent.
    pub expected_assertion: Option<ExpectedAssertion>,
    /// Certificates in PEM to trust besides the system's, for a proxy or a simulated tenant.
    pub extra_root_pem: Option<String>,
    /// Longest wait for one answer, milliseconds; 20,000 by default.
    pub timeout_ms: u64,
    /// How to wait between attempts.
    pub pause: Pause,
}

impl Settings {
    /// Settings with id_token sign-in, no Data registration, no credential and a timeout of 20 s.
    #[must_use]
    pub fn new(authority: &str, graph_url: &str, signin_client_id: Guid) -> Self {
        Self {
            authority: authority.to_owned(),
            graph_url: graph_url.to_owned(),
            signin_client_id,
            signin_flow: SigninFlow::IdToken,
            signin_credential: None,
            data: Registrations::default(),
            credentials: Vec::new(),
            expected_assertion: None,
            extra_root_pem: None,
            timeout_ms: 20_000,
            pause: Pause::default(),
        }
    }
}

/// Why the settings cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// `ANTEROOM_AUTHORITY` is no URL without query and fragment.
    #[error("the authority is not a base URL")]
    Authority,
    /// `ANTEROOM_GRAPH_URL` is no URL without query and fragment.
    #[error("the Graph address is not a base URL")]
    Graph,
    /// One of the two is plain http although it is not a loopback address.
    #[error("the address of a Microsoft service must be https unless it is on this machine")]
    PlainHttp,
    /// The extra root certificates are not PEM.
    #[error("the extra root certificates are not PEM")]
    RootCertificate,
    /// Sign-in by code is chosen without a credential.
    #[error("sign-in by code needs a credential of the Sign-in registration")]
    CodeWithoutCredential,
    /// The TLS library could not be set up, usually because the system has no root certificates.
    #[error(
        "the HTTP client could not be set up: are root certificates (ca-certificates) installed?"
    )]
    Client,
}
