//! The one table of settings: name, default, and what it means.

/// One setting, known under three spellings.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Name in the TOML file: `signin_client_id`.
    pub name: &'static str,
    /// Placeholder of the value in `--help`.
    pub value: &'static str,
    /// Default, where there is one.
    pub default: Option<&'static str>,
    /// One sentence for `--help`.
    pub help: &'static str,
}

impl Key {
    /// Name of the environment variable: `ANTEROOM_SIGNIN_CLIENT_ID`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("ANTEROOM_{}", self.name.to_ascii_uppercase())
    }

    /// Name of the flag without its hyphens in front: `signin-client-id`.
    #[must_use]
    pub fn flag(&self) -> String {
        self.name.replace('_', "-")
    }
}

const fn key(
    name: &'static str,
    value: &'static str,
    default: Option<&'static str>,
    help: &'static str,
) -> Key {
    Key {
        name,
        value,
        default,
        help,
    }
}

/// All settings, in the order of the README.
pub const KEYS: &[Key] = &[
    key(
        "url",
        "URL",
        Some("http://localhost:3000"),
        "Public base URL; https unless localhost",
    ),
    key(
        "listen",
        "ADDRESS",
        None,
        "Address to listen on; without it site-addr of Leptos.toml",
    ),
    key(
        "metrics_listen",
        "ADDRESS",
        None,
        "Address of /metrics; off without it",
    ),
    key(
        "trusted_proxies",
        "NETWORKS",
        None,
        "Networks whose forwarded headers are believed, comma-separated",
    ),
    key(
        "database_url",
        "URL",
        Some("sqlite:data/anteroom.db"),
        "sqlite:PATH or postgres://...",
    ),
    key(
        "key_file",
        "PATH",
        Some("keys/anteroom.key"),
        "Master key, mode 0600, kept apart from the data",
    ),
    key(
        "registration",
        "MODE",
        Some("invite"),
        "Who may register an organisation: closed, invite or open",
    ),
    key(
        "authority",
        "URL",
        Some("https://login.microsoftonline.com"),
        "Base URL of Entra",
    ),
    key(
        "graph_url",
        "URL",
        Some("https://graph.microsoft.com"),
        "Base URL of Microsoft Graph",
    ),
    key(
        "signin_client_id",
        "GUID",
        None,
        "Client id of the app registration for sign-in",
    ),
    key(
        "signin_flow",
        "FLOW",
        Some("id_token"),
        "id_token, or code (needs a sign-in credential)",
    ),
    key(
        "signin_credential",
        "CREDENTIAL",
        None,
        "Credential of the sign-in registration, for the code flow",
    ),
    key(
        "data_client_id",
        "GUID",
        None,
        "Client id of the app registration for Graph data and meetings",
    ),
    key(
        "directory_client_id",
        "GUID",
        None,
        "Overrides data_client_id for the directory",
    ),
    key(
        "calendar_client_id",
        "GUID",
        None,
        "Overrides data_client_id for calendars",
    ),
    key(
        "mail_client_id",
        "GUID",
        None,
        "Overrides data_client_id for mail",
    ),
    key(
        "teams_client_id",
        "GUID",
        None,
        "Overrides data_client_id for Teams",
    ),
    key(
        "copilot_client_id",
        "GUID",
        None,
        "Overrides data_client_id for Copilot",
    ),
    key(
        "meetings_client_id",
        "GUID",
        None,
        "Overrides data_client_id for consultations in Teams",
    ),
    key(
        "credential",
        "CREDENTIALS",
        None,
        "Credentials of the data registrations, tried in order, comma-separated",
    ),
    key(
        "allow_secret",
        "BOOL",
        Some("false"),
        "Whether secret-file credentials are accepted",
    ),
    key(
        "smtp_url",
        "URL",
        None,
        "Mail server, smtp:// or smtps://; without it mails are written to data/outbox/",
    ),
    key(
        "mail_from",
        "ADDRESS",
        None,
        "Sender of mails; needed with smtp_url",
    ),
];

/// The setting with this TOML name.
#[must_use]
pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}
