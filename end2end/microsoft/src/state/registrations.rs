//! The two application registrations of the operator: URLs, credentials, what they ask for.

use url::Url;

use super::{State, lock};
use crate::keys::{KeyProblem, der};
use crate::operator;
use crate::options::Options;
use crate::permissions::PermissionKind::{self, Application, Delegated};

const CALLBACKS: [&str; 3] = ["/signin/callback", "/connect/callback", "/consent/callback"];

/// What the Data registration asks for unless a test changes it.
const DATA_ASKS: &[(&str, PermissionKind)] = &[
    ("User.Read.All", Application),
    ("GroupMember.ReadBasic.All", Application),
    ("MailboxSettings.Read", Application),
    ("Calendars.ReadBasic.All", Application),
    ("Application.Read.All", Application),
    ("openid", Delegated),
    ("profile", Delegated),
    ("offline_access", Delegated),
    ("OnlineMeetings.ReadWrite", Delegated),
];

/// One application registration.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Client id.
    pub client_id: String,
    /// Display name.
    pub name: String,
    /// Redirect URIs; empty accepts the callback paths on a local host.
    pub redirect_uris: Vec<String>,
    /// Further places to return to after sign-out; empty accepts any page of a local host.
    pub post_logout_uris: Vec<String>,
    /// Front-channel sign-out URL.
    pub frontchannel_logout_uri: Option<String>,
    /// `oauth2AllowIdTokenImplicitFlow`.
    pub id_tokens: bool,
    /// Client secrets with their expiry in epoch milliseconds.
    pub secrets: Vec<(String, i64)>,
    /// Certificates as DER.
    pub certificates: Vec<Vec<u8>>,
    /// Federated identity credentials.
    pub federated: Vec<FederatedCredential>,
    /// `requiredResourceAccess`, all on Microsoft Graph: name and kind.
    pub asks: Vec<(String, PermissionKind)>,
}

/// Trust in somebody else's tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FederatedCredential {
    /// `iss`, exact.
    pub issuer: String,
    /// `sub`, exact.
    pub subject: String,
    /// `aud`, exact.
    pub audience: String,
    /// Exchanges that still fail while the credential propagates.
    pub failures_left: u32,
}

pub(super) fn initial(options: &Options, base: &str) -> Vec<Registration> {
    let make = |client_id: &str, name: &str, secret: &str| Registration {
        client_id: client_id.to_owned(),
        name: name.to_owned(),
        redirect_uris: options.redirect_uris.clone(),
        post_logout_uris: options.post_logout_uris.clone(),
        frontchannel_logout_uri: None,
        id_tokens: false,
        secrets: vec![(secret.to_owned(), i64::MAX)],
        certificates: Vec::new(),
        federated: Vec::new(),
        asks: vec![
            ("openid".to_owned(), Delegated),
            ("profile".to_owned(), Delegated),
        ],
    };
    let mut signin = make(
        operator::SIGNIN_CLIENT_ID,
        "Anteroom Sign-in",
        operator::SIGNIN_SECRET,
    );
    signin.id_tokens = true;
    signin
        .frontchannel_logout_uri
        .clone_from(&options.frontchannel_logout_uri);
    let mut data = make(
        operator::DATA_CLIENT_ID,
        "Anteroom Data",
        operator::DATA_SECRET,
    );
    data.asks = DATA_ASKS
        .iter()
        .map(|&(name, kind)| (name.to_owned(), kind))
        .collect();
    data.federated = vec![
        trusted(&federated_issuer(base), operator::FEDERATED_SUBJECT),
        trusted(
            &format!("{base}/{}/v2.0", operator::TENANT),
            operator::MANAGED_IDENTITY_OBJECT_ID,
        ),
    ];
    vec![signin, data]
}

fn trusted(issuer: &str, subject: &str) -> FederatedCredential {
    FederatedCredential {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        audience: operator::EXCHANGE_AUDIENCE.to_owned(),
        failures_left: 0,
    }
}

/// Issuer of the assertions that `/_control/federated-assertion` makes.
pub(crate) fn federated_issuer(base: &str) -> String {
    format!("{base}/_control/oidc")
}

impl Registration {
    /// Whether this is a registered redirect URI. The port of a local host is ignored, the path's letter case is not.
    pub fn accepts_redirect(&self, uri: &str) -> bool {
        if self.redirect_uris.is_empty() {
            return is_local_callback(uri);
        }
        self.redirect_uris
            .iter()
            .any(|registered| same_but_local_port(registered, uri))
    }

    /// Whether sign-out may return to this address.
    pub fn accepts_post_logout(&self, uri: &str) -> bool {
        if self.redirect_uris.is_empty() && self.post_logout_uris.is_empty() {
            return is_local_callback(uri);
        }
        let mut registered = self.redirect_uris.iter().chain(&self.post_logout_uris);
        registered.any(|registered| same_but_local_port(registered, uri))
    }

    /// Names of the permissions of one kind that it asks for.
    pub fn asked(&self, kind: PermissionKind) -> Vec<&str> {
        self.asks
            .iter()
            .filter(|(_, asked)| *asked == kind)
            .map(|(name, _)| name.as_str())
            .collect()
    }
}

/// What an application without listed redirect URIs is taken to have registered.
fn is_local_callback(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|url| {
        is_local(&url) && CALLBACKS.contains(&url.path()) && url.fragment().is_none()
    })
}

fn is_local(url: &Url) -> bool {
    matches!(
        (url.scheme(), url.host_str()),
        ("http" | "https", Some("localhost")) | ("http", Some("127.0.0.1"))
    )
}

fn same_but_local_port(registered: &str, offered: &str) -> bool {
    if registered == offered {
        return true;
    }
    let (Ok(mut registered), Ok(mut offered)) = (Url::parse(registered), Url::parse(offered))
    else {
        return false;
    };
    if !is_local(&registered) {
        return false;
    }
    registered.set_port(None).is_ok() && offered.set_port(None).is_ok() && registered == offered
}

impl State {
    /// A registration by client id.
    pub fn registration(&self, client_id: &str) -> Option<Registration> {
        lock(&self.registrations)
            .iter()
            .find(|registration| registration.client_id.eq_ignore_ascii_case(client_id))
            .cloned()
    }

    /// Every registration.
    pub fn registrations(&self) -> Vec<Registration> {
        lock(&self.registrations).clone()
    }

    /// Changes a registration. `None` when there is none with this client id.
    pub fn with_registration<R>(
        &self,
        client_id: &str,
        change: impl FnOnce(&mut Registration) -> R,
    ) -> Option<R> {
        lock(&self.registrations)
            .iter_mut()
            .find(|registration| registration.client_id.eq_ignore_ascii_case(client_id))
            .map(change)
    }

    /// Adds another registration (a test with one application per data source).
    pub fn add_registration(&self, registration: Registration) {
        lock(&self.registrations).push(registration);
    }

    /// Uploads a certificate (PEM) to a registration. `Ok(false)`: unknown client id.
    pub fn register_certificate(&self, client_id: &str, pem: &str) -> Result<bool, KeyProblem> {
        let certificate = der(pem)?;
        x509_parser::parse_x509_certificate(&certificate).map_err(|_| KeyProblem)?;
        Ok(self
            .with_registration(client_id, |registration| {
                registration.certificates.push(certificate);
            })
            .is_some())
    }

    /// Adds a federated credential to a registration. False: unknown client id.
    pub fn register_federated(&self, client_id: &str, mut credential: FederatedCredential) -> bool {
        if self.assumes(super::Assumption::FederatedLate) {
            credential.failures_left = credential.failures_left.max(2);
        }
        self.with_registration(client_id, |registration| {
            registration.federated.push(credential);
        })
        .is_some()
    }

    /// Replaces what a registration asks for. False: unknown client id.
    pub fn set_asks(&self, client_id: &str, application: &[&str], delegated: &[&str]) -> bool {
        let named = |names: &[&str], kind| {
            names
                .iter()
                .map(move |name| ((*name).to_owned(), kind))
                .collect::<Vec<_>>()
        };
        let asks = [named(application, Application), named(delegated, Delegated)].concat();
        self.with_registration(client_id, |registration| registration.asks = asks)
            .is_some()
    }
}
