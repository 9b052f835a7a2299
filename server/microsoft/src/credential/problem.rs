//! Why a credential could not be prepared.

use model::trouble::Trouble;

/// Why a credential could not be prepared. Shows no content of files or answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialProblem {
    /// No credential is configured.
    #[error("no credential is configured")]
    NoneConfigured,
    /// The file does not exist.
    #[error("the credential file does not exist")]
    FileMissing,
    /// The file may not be read, or is no text.
    #[error("the credential file cannot be read")]
    FileUnreadable,
    /// The file holds nothing.
    #[error("the credential file is empty")]
    FileEmpty,
    /// The file is longer than a credential can be.
    #[error("the credential file is too long")]
    FileTooLong,
    /// The file holds no private key.
    #[error("the certificate file holds no private key")]
    KeyMissing,
    /// The private key is protected by a password.
    #[error("the private key of the certificate file is protected by a password")]
    KeyEncrypted,
    /// The file holds no usable RSA key of 2048 bits or more.
    #[error("the certificate file holds no usable RSA key of 2048 bits or more")]
    Key,
    /// The file holds no certificate, or one of another key.
    #[error("the certificate file holds no certificate of its key")]
    Certificate,
    /// The certificate has expired.
    #[error("the certificate has expired")]
    CertificateExpired,
    /// The certificate is not valid yet.
    #[error("the certificate is not valid yet")]
    CertificateNotYet,
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
    #[error("what was found is no federated assertion")]
    NotAnAssertion,
    /// The assertion has expired: its file is no longer renewed, or a clock is wrong.
    #[error("the federated assertion has expired")]
    AssertionExpired,
    /// The assertion is not valid yet.
    #[error("the federated assertion is not valid yet")]
    AssertionNotYet,
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

impl CredentialProblem {
    /// What it means.
    #[must_use]
    pub fn trouble(self) -> Trouble {
        match self {
            Self::NoneConfigured => Trouble::CredentialNone,
            Self::FileMissing => Trouble::CredentialFileMissing,
            Self::FileUnreadable => Trouble::CredentialFileUnreadable,
            Self::FileEmpty => Trouble::CredentialFileEmpty,
            Self::FileTooLong => Trouble::CredentialFileLong,
            Self::KeyMissing => Trouble::CertificateKeyMissing,
            Self::KeyEncrypted => Trouble::CertificateKeyEncrypted,
            Self::Key => Trouble::CertificateKey,
            Self::Certificate => Trouble::CertificateMissing,
            Self::CertificateExpired => Trouble::CertificateExpired,
            Self::CertificateNotYet => Trouble::CertificateNotYet,
            Self::SourceSilent => Trouble::SourceSilent,
            Self::SourceRefused { .. } => Trouble::SourceRefused,
            Self::NotAnAssertion => Trouble::NotAnAssertion,
            Self::AssertionExpired => Trouble::AssertionExpired,
            Self::AssertionNotYet => Trouble::AssertionNotYet,
            Self::AssertionDiffers { claim: "iss", .. } => Trouble::AssertionIssuer,
            Self::AssertionDiffers { claim: "sub", .. } => Trouble::AssertionSubject,
            Self::AssertionDiffers { .. } => Trouble::AssertionAudience,
            Self::Signing => Trouble::SigningFailed,
        }
    }
}
