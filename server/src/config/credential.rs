//! Credentials as settings name them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use model::Guid;
use secrecy::SecretString;
use serde::Deserialize;

/// Where a client credential comes from. Names a place; what may be secret in it is hidden from `Debug`.
#[derive(Clone, Debug)]
pub enum CredentialSetting {
    /// A file with a rotating federated assertion.
    FederatedFile(PathBuf),
    /// A user-assigned managed identity with this client id.
    ManagedIdentity(Guid),
    /// An assertion fetched from a URL; details in the TOML table `[credential.federated_url]`.
    FederatedUrl(FederatedUrl),
    /// A PEM file with certificate and private key.
    Certificate(PathBuf),
    /// A file with a client secret; only with `ANTEROOM_ALLOW_SECRET=true`.
    SecretFile(PathBuf),
}

/// How to fetch a federated assertion over HTTP (microsoft.md 4.3, "Generic HTTP").
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederatedUrl {
    /// Address to fetch.
    pub url: String,
    /// Headers to send; values may be secret.
    #[serde(default)]
    pub headers: BTreeMap<String, SecretString>,
    /// Form to post; a GET when empty. Values may be secret.
    #[serde(default)]
    pub form: BTreeMap<String, SecretString>,
    /// JSON pointer to the assertion in the answer; the whole answer when absent.
    #[serde(default)]
    pub pointer: Option<String>,
}

/// What federated assertions should say; compared before they are sent (`[credential.expected]`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedAssertion {
    /// `iss`.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// `aud`; the one that the cloud of `ANTEROOM_AUTHORITY` exchanges when absent.
    #[serde(default)]
    pub audience: Option<String>,
}

/// Reads one credential; the error is a sentence for the operator.
pub(super) fn parse(
    text: &str,
    url: Option<&FederatedUrl>,
    allow_secret: AllowSecret,
) -> Result<CredentialSetting, String> {
    let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
    let path = || {
        if rest.is_empty() {
            Err(format!("{kind} needs a path: {kind}:PATH"))
        } else {
            Ok(PathBuf::from(rest))
        }
    };
    match kind {
        "federated-file" => path().map(CredentialSetting::FederatedFile),
        "certificate" => path().map(CredentialSetting::Certificate),
        "managed-identity" => rest
            .parse()
            .map(CredentialSetting::ManagedIdentity)
            .map_err(|_| "managed-identity needs the client id of the identity: managed-identity:GUID".to_owned()),
        "federated-url" => url.cloned().map(CredentialSetting::FederatedUrl).ok_or_else(|| {
            "federated-url needs the TOML table [credential.federated_url] with at least url".to_owned()
        }),
        "secret-file" if allow_secret == AllowSecret::Yes => path().map(CredentialSetting::SecretFile),
        "secret-file" => Err("secret-file is refused unless ANTEROOM_ALLOW_SECRET=true; prefer a federated credential \
                              or a certificate"
            .to_owned()),
        _ => Err("unknown kind of credential; use federated-file:PATH, managed-identity:CLIENT_ID, federated-url, \
                  certificate:PATH or secret-file:PATH"
            .to_owned()),
    }
}

/// Whether client secrets are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AllowSecret {
    Yes,
    No,
}
