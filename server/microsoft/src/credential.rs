//! How this installation proves to Entra that it is the registered application (microsoft.md section 4).
//!
//! Order of preference: federated, certificate, secret. A credential is prepared anew for every token request: files of
//! federated assertions rotate, and an assertion made by us is used once.

mod assertion;
mod certificate;
mod federated;
mod identity;
mod ledger;
mod problem;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use model::credential::CredentialKind;
use model::{Guid, Timestamp};
use secrecy::SecretString;

use crate::http::Http;

pub use federated::{ExpectedAssertion, FederatedUrl};
pub use identity::IdentityService;
pub(crate) use ledger::Ledger;
pub use ledger::{CredentialReport, CredentialSlot, CredentialUse, SETTLING_MS};
pub use problem::CredentialProblem;

/// Largest file of a credential, in bytes.
const FILE_LIMIT: u64 = 64 * 1024;

/// Where a credential comes from.
#[derive(Clone, Debug)]
pub enum CredentialSource {
    /// A file with a federated assertion, read again for every request.
    FederatedFile(PathBuf),
    /// A user-assigned managed identity of the machine or platform.
    ManagedIdentity {
        /// Client id of the identity.
        client_id: Guid,
        /// Who hands out its tokens.
        service: IdentityService,
    },
    /// A federated assertion from any HTTP address.
    FederatedUrl(FederatedUrl),
    /// A PEM file with certificate and RSA private key.
    Certificate(PathBuf),
    /// A file with a client secret.
    SecretFile(PathBuf),
}

/// The text names no kind of credential, or a path or client id is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not one of federated-file:PATH, managed-identity:CLIENT_ID, certificate:PATH, secret-file:PATH"
)]
pub struct UnknownCredentialSource;

impl FromStr for CredentialSource {
    type Err = UnknownCredentialSource;

    /// Reads one entry of `ANTEROOM_CREDENTIAL`; `federated-url` is built from its own settings instead.
    fn from_str(text: &str) -> Result<Self, UnknownCredentialSource> {
        let (kind, rest) = text.trim().split_once(':').ok_or(UnknownCredentialSource)?;
        if rest.is_empty() {
            return Err(UnknownCredentialSource);
        }
        match kind {
            "federated-file" => Ok(Self::FederatedFile(rest.into())),
            "managed-identity" => Ok(Self::ManagedIdentity {
                client_id: rest.parse().map_err(|_| UnknownCredentialSource)?,
                service: IdentityService::default(),
            }),
            "certificate" => Ok(Self::Certificate(rest.into())),
            "secret-file" => Ok(Self::SecretFile(rest.into())),
            _ => Err(UnknownCredentialSource),
        }
    }
}

impl CredentialSource {
    /// Kind.
    #[must_use]
    pub const fn kind(&self) -> CredentialKind {
        match self {
            Self::FederatedFile(_) => CredentialKind::FederatedFile,
            Self::ManagedIdentity { .. } => CredentialKind::ManagedIdentity,
            Self::FederatedUrl(_) => CredentialKind::FederatedUrl,
            Self::Certificate(_) => CredentialKind::Certificate,
            Self::SecretFile(_) => CredentialKind::SecretFile,
        }
    }

    /// Whether it is a shared secret, which an installation has to allow explicitly.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(self, Self::SecretFile(_))
    }

    /// The file it lies in, where it lies in one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::FederatedFile(path) | Self::Certificate(path) | Self::SecretFile(path) => {
                Some(path)
            }
            Self::ManagedIdentity { .. } | Self::FederatedUrl(_) => None,
        }
    }

    /// When the certificate of this source expires; none for other kinds.
    ///
    /// # Errors
    /// [`CredentialProblem`] when the file cannot be used.
    pub async fn certificate_expires(&self) -> Result<Option<Timestamp>, CredentialProblem> {
        match self {
            Self::Certificate(path) => certificate::Certificate::read(path)
                .await
                .map(|read| Some(read.expires)),
            _ => Ok(None),
        }
    }

    /// Looks at what lies in a file, without asking anybody; none where the credential comes from an address.
    pub(crate) async fn look(
        &self,
        expected: Option<&ExpectedAssertion>,
        now: Timestamp,
    ) -> Option<Result<Material, CredentialProblem>> {
        Some(match self {
            Self::ManagedIdentity { .. } | Self::FederatedUrl(_) => return None,
            Self::FederatedFile(path) => match read_text(path).await {
                Ok(text) => federated::check(&text, expected, now)
                    .map(|()| federated::material(&text).unwrap_or_default()),
                Err(problem) => Err(problem),
            },
            Self::Certificate(path) => {
                let read = certificate::Certificate::read(path).await;
                read.map(|read| Material {
                    made: Some(read.begins),
                    expires: Some(read.expires),
                })
            }
            Self::SecretFile(path) => match read_text(path).await {
                Ok(_) => Ok(Material {
                    made: written(path).await,
                    expires: None,
                }),
                Err(problem) => Err(problem),
            },
        })
    }
}

/// When a credential was made and when it ends, as far as it says so itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Material {
    /// When it was made.
    pub made: Option<Timestamp>,
    /// When it ends.
    pub expires: Option<Timestamp>,
}

/// What is sent to the token endpoint.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// `client_secret`.
    Secret(SecretString),
    /// `client_assertion`.
    Assertion(SecretString),
}

/// What a credential is prepared for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProofRequest<'a> {
    pub(crate) http: &'a Http,
    pub(crate) expected: Option<&'a ExpectedAssertion>,
    /// What an assertion that we ask for ourselves is made for.
    pub(crate) audience: &'a str,
    pub(crate) client_id: Guid,
    pub(crate) token_url: &'a str,
    pub(crate) now: Timestamp,
}

/// A credential prepared for one request.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) proof: Proof,
    pub(crate) material: Material,
}

impl CredentialSource {
    pub(crate) async fn prove(
        &self,
        request: ProofRequest<'_>,
    ) -> Result<Prepared, CredentialProblem> {
        let assertion = match self {
            Self::SecretFile(path) => {
                let secret = SecretString::from(read_text(path).await?);
                return Ok(Prepared {
                    proof: Proof::Secret(secret),
                    material: Material::default(),
                });
            }
            Self::Certificate(path) => {
                let certificate = certificate::Certificate::read(path).await?;
                let made = assertion::sign(
                    &certificate,
                    request.client_id,
                    request.token_url,
                    request.now,
                )?;
                return Ok(Prepared {
                    proof: Proof::Assertion(SecretString::from(made)),
                    material: Material::default(),
                });
            }
            Self::FederatedFile(path) => read_text(path).await?,
            Self::ManagedIdentity { client_id, service } => {
                let identity = (*client_id, request.audience);
                service.token(request.http, identity).await?
            }
            Self::FederatedUrl(source) => source.fetch(request.http).await?,
        };
        federated::check(&assertion, request.expected, request.now)?;
        Ok(Prepared {
            material: federated::material(&assertion).unwrap_or_default(),
            proof: Proof::Assertion(SecretString::from(assertion)),
        })
    }
}

async fn read_text(path: &Path) -> Result<String, CredentialProblem> {
    let unread = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => CredentialProblem::FileMissing,
        _ => CredentialProblem::FileUnreadable,
    };
    let length = tokio::fs::metadata(path).await.map_err(unread)?.len();
    if length > FILE_LIMIT {
        return Err(CredentialProblem::FileTooLong);
    }
    let text = tokio::fs::read_to_string(path).await.map_err(unread)?;
    match text.trim() {
        "" => Err(CredentialProblem::FileEmpty),
        trimmed => Ok(trimmed.to_owned()),
    }
}

async fn written(path: &Path) -> Option<Timestamp> {
    let modified = tokio::fs::metadata(path).await.ok()?.modified().ok()?;
    let since = modified.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok().map(Timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_read_and_others_are_refused() {
        let read = |text: &str| text.parse::<CredentialSource>();
        assert!(matches!(
            read("federated-file:/var/run/token"),
            Ok(CredentialSource::FederatedFile(_))
        ));
        assert!(
            matches!(read(" certificate:C:/keys/data.pem"), Ok(CredentialSource::Certificate(path)) if path == Path::new("C:/keys/data.pem"))
        );
        assert!(read("secret-file:x").is_ok_and(|source| source.is_secret()));
        let identity = read("managed-identity:1de00000-0000-4000-a000-000000000001");
        assert!(
            matches!(identity, Ok(CredentialSource::ManagedIdentity { service, .. }) if matches!(service, IdentityService::Machine(_)))
        );
        for wrong in [
            "",
            "certificate",
            "certificate:",
            "managed-identity:me",
            "secret:abc",
            "federated-url:https://x",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
