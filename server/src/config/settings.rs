//! The settings as values.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use model::Guid;
use secrecy::{ExposeSecret as _, SecretString};

use super::base_url::BaseUrl;
use super::credential::{CredentialSetting, ExpectedAssertion};
use super::network::Network;

/// Everything `anteroom serve` needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Public base URL.
    pub url: BaseUrl,
    /// Where to listen and whom to believe.
    pub addresses: Addresses,
    /// Database and master key.
    pub storage: StorageSettings,
    /// Who may register an organisation.
    pub registration: Registration,
    /// Base URL of Entra, without a slash at the end.
    pub authority: String,
    /// Base URL of Graph, without a slash at the end.
    pub graph_url: String,
    /// Sign-in.
    pub signin: SigninSettings,
    /// Registrations for Graph data and meetings.
    pub data: DataClients,
    /// Credentials of the data registrations, tried in this order.
    pub credentials: Vec<CredentialSetting>,
    /// What federated assertions should say; none: only their time is looked at before they are sent.
    pub expected_assertion: Option<ExpectedAssertion>,
    /// Mail.
    pub mail: MailSettings,
}

/// Addresses to listen on.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// The pages; `None` means the `site-addr` of Leptos.toml.
    pub listen: Option<SocketAddr>,
    /// `/metrics`; `None` switches it off.
    pub metrics: Option<SocketAddr>,
    /// Networks whose forwarded headers are believed.
    pub trusted_proxies: Vec<Network>,
}

/// Database and master key: all that commands without network need.
#[derive(Clone, Debug)]
pub struct StorageSettings {
    /// `sqlite:PATH` or `postgres://...`, which may hold a password.
    pub database_url: SecretString,
    /// The master key's file.
    pub key_file: PathBuf,
}

impl StorageSettings {
    /// Where files beside the database go: the folder of an SQLite database, else `data`.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        folder(self.database_url.expose_secret())
    }
}

/// As [`StorageSettings::folder`], for an address.
pub(super) fn folder(database_url: &str) -> PathBuf {
    database_url
        .strip_prefix("sqlite:")
        .and_then(|path| Path::new(path).parent())
        .map_or_else(|| PathBuf::from("data"), Path::to_path_buf)
}

/// Who may register an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Nobody.
    Closed,
    /// Bearers of a one-time link.
    Invite,
    /// Any administrator.
    Open,
}

/// How people sign in.
#[derive(Clone, Debug)]
pub struct SigninSettings {
    /// Client id of the sign-in registration.
    pub client_id: Guid,
    /// Flow.
    pub flow: SigninFlow,
    /// Credential, always present for [`SigninFlow::Code`].
    pub credential: Option<CredentialSetting>,
}

/// Which OpenID Connect flow signs people in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigninFlow {
    /// id_token by form_post: no credential, no token at rest.
    IdToken,
    /// Code with PKCE.
    Code,
}

/// Client ids of the data registrations: a default and overrides per source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DataClients {
    /// For every source without its own.
    pub default: Option<Guid>,
    /// Directory.
    pub directory: Option<Guid>,
    /// Calendars.
    pub calendar: Option<Guid>,
    /// Mail.
    pub mail: Option<Guid>,
    /// Teams.
    pub teams: Option<Guid>,
    /// Copilot.
    pub copilot: Option<Guid>,
    /// Consultations in Teams.
    pub meetings: Option<Guid>,
}

/// How mails leave.
#[derive(Clone, Debug)]
pub enum MailSettings {
    /// Written as `.eml` files into this folder.
    Outbox(PathBuf),
    /// Sent through a mail server.
    Smtp {
        /// `smtp://` or `smtps://`, which may hold a password.
        url: SecretString,
        /// Sender.
        from: String,
    },
}
