//! How this installation proves to Entra that it is the registered application (microsoft.md section 4).
//!
//! Order of preference: federated, certificate, secret. A credential is prepared anew for every token request: files of
//! federated assertions rotate, and an assertion made by us is used once.

mod assertion;
mod certificate;
mod federated;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use model::{Guid, Timestamp};
use secrecy::SecretString;

use crate::http::Http;

pub use federated::{ExpectedAssertion, FederatedUrl};

/// Largest file of a credential, in bytes.
const FILE_LIMIT: u64 = 64 * 1024;
/// Where a virtual machine asks for a token of its managed identity.
const METADATA_SERVICE: &str = "http://169.254.169.254";

/// Where a credential comes from.
#[derive(Clone, Debug)]
pub enum CredentialSource {
    /// A file with a federated assertion, read again for every request.
    FederatedFile(PathBuf),
    /// A user-assigned managed identity of the machine.
    ManagedIdentity {
        /// Client id of the identity.
        client_id: Guid,
        /// Base of the metadata service; `http://169.254.169.254` on Azure.
        service: String,
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
                service: METADATA_SERVICE.to_owned(),
            }),
            "certificate" => Ok(Self::Certificate(rest.into())),
            "secret-file" => Ok(Self::SecretFile(rest.into())),
            _ => Err(UnknownCredentialSource),
        }
    }
}

impl CredentialSource {
    /// Whether it is a shared secret, which an installation has to allow explicitly.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(self, Self::SecretFile(_))
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
}

/// Why a credential could not be prepared. Shows no content of files or answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialProblem {
    /// No credential is configured.
    #[error("no credential is configured")]
    NoneConfigured,
    /// The file does not exist, may not be read, is empty or too long.
    #[error("the credential file cannot be read")]
    File,
    /// The file holds no usable RSA key of 2048 bits or more.
    #[error("the certificate file holds no usable RSA key")]
    Key,
    /// The file holds no certificate, or one of another key.
    #[error("the certificate file holds no certificate of its key")]
    Certificate,
    /// The certificate is not valid now.
    #[error("the certificate is not valid now")]
    CertificateDate,
    /// The source of assertions does not answer.
    #[error("the source of federated assertions does not answer")]
    SourceSilent,
    /// The source of assertions refused.
    #[error("the source of federated assertions refused with status {status}")]
    SourceRefused {
        /// HTTP status.
        status: u16,
    },
    /// What came is no assertion.
    #[error("the source of federated assertions answered something else")]
    NotAnAssertion,
    /// The assertion has expired: its file is no longer renewed, or a clock is wrong.
    #[error("the federated assertion has expired")]
    AssertionExpired,
    /// The assertion says something else than the federated credential expects.
    #[error("`{claim}` of the federated assertion differs from what is expected at character {at}{}", case(*.case_only))]
    AssertionDiffers {
        /// `iss`, `sub` or `aud`.
        claim: &'static str,
        /// First differing character, counted from 1.
        at: usize,
        /// The only difference is letter case.
        case_only: bool,
    },
    /// The system has no randomness.
    #[error("the assertion could not be signed")]
    Signing,
}

const fn case(case_only: bool) -> &'static str {
    if case_only { " (letter case only)" } else { "" }
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
    pub(crate) client_id: Guid,
    pub(crate) token_url: &'a str,
    pub(crate) now: Timestamp,
}

impl CredentialSource {
    pub(crate) async fn prove(
        &self,
        request: ProofRequest<'_>,
    ) -> Result<Proof, CredentialProblem> {
        let assertion = match self {
            Self::SecretFile(path) => {
                return Ok(Proof::Secret(SecretString::from(read_text(path).await?)));
            }
            Self::Certificate(path) => {
                let certificate = certificate::Certificate::read(path).await?;
                let made = assertion::sign(
                    &certificate,
                    request.client_id,
                    request.token_url,
                    request.now,
                )?;
                return Ok(Proof::Assertion(SecretString::from(made)));
            }
            Self::FederatedFile(path) => read_text(path).await?,
            Self::ManagedIdentity { client_id, service } => {
                federated::managed_identity(request.http, service, *client_id).await?
            }
            Self::FederatedUrl(source) => source.fetch(request.http).await?,
        };
        federated::check(&assertion, request.expected, request.now)?;
        Ok(Proof::Assertion(SecretString::from(assertion)))
    }
}

async fn read_text(path: &Path) -> Result<String, CredentialProblem> {
    let length = tokio::fs::metadata(path)
        .await
        .map_err(|_| CredentialProblem::File)?
        .len();
    if length > FILE_LIMIT {
        return Err(CredentialProblem::File);
    }
    let text = tokio::fs::read_to_string(path)
        .await
        .map_err(|_| CredentialProblem::File)?;
    match text.trim() {
        "" => Err(CredentialProblem::File),
        trimmed => Ok(trimmed.to_owned()),
    }
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
            matches!(identity, Ok(CredentialSource::ManagedIdentity { service, .. }) if service == METADATA_SERVICE)
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
