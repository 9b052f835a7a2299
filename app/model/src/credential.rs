//! How this installation proves to Microsoft that it is the registered application, as administrators see it.
//!
//! Never holds a secret, an assertion, a path or an address of the host: an administrator of one organisation among
//! several learns how well the proof works, not where it lies.

use serde::{Deserialize, Serialize};

use crate::trouble::Trouble;
use crate::{Guid, Timestamp};

/// Days before its end at which a certificate is to be replaced.
pub const EXPIRY_NOTICE_DAYS: i64 = 30;
/// Days before its end at which replacing it is urgent.
pub const EXPIRY_URGENT_DAYS: i64 = 7;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Kind of a credential, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// A federated assertion from a file that the platform renews.
    FederatedFile,
    /// A managed identity of the machine or platform.
    ManagedIdentity,
    /// A federated assertion from an address.
    FederatedUrl,
    /// A certificate with its private key.
    Certificate,
    /// A shared secret.
    SecretFile,
}

impl CredentialKind {
    /// All of them, best first.
    pub const ALL: [Self; 5] = [
        Self::FederatedFile,
        Self::ManagedIdentity,
        Self::FederatedUrl,
        Self::Certificate,
        Self::SecretFile,
    ];

    /// The word that settings and database use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FederatedFile => "federated-file",
            Self::ManagedIdentity => "managed-identity",
            Self::FederatedUrl => "federated-url",
            Self::Certificate => "certificate",
            Self::SecretFile => "secret-file",
        }
    }

    /// Whether it is renewed by itself, so that its own end is nothing to warn of.
    #[must_use]
    pub const fn rotates(self) -> bool {
        matches!(
            self,
            Self::FederatedFile | Self::ManagedIdentity | Self::FederatedUrl
        )
    }
}

/// How well a credential works for one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialState {
    /// Not used yet.
    Unused,
    /// Microsoft accepted it last.
    Works,
    /// Microsoft does not know it yet; that takes minutes after it was set up, and Anteroom keeps trying.
    Settling,
    /// Microsoft refused it last.
    Refused,
    /// It cannot be prepared: file, key or source of assertions.
    Unusable,
}

/// How near the end of a credential is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiry {
    /// Far away, unknown, or renewed by itself.
    Fine,
    /// Within [`EXPIRY_NOTICE_DAYS`].
    Soon,
    /// Within [`EXPIRY_URGENT_DAYS`].
    Urgent,
    /// Over.
    Over,
}

impl Expiry {
    /// How near the end of a credential of this kind is.
    #[must_use]
    pub const fn of(kind: CredentialKind, expires: Option<Timestamp>, now: Timestamp) -> Self {
        let Some(expires) = expires else {
            return Self::Fine;
        };
        let left = expires.0.saturating_sub(now.0);
        if left <= 0 {
            Self::Over
        } else if kind.rotates() || left > EXPIRY_NOTICE_DAYS * DAY_MS {
            Self::Fine
        } else if left > EXPIRY_URGENT_DAYS * DAY_MS {
            Self::Soon
        } else {
            Self::Urgent
        }
    }
}

/// The last error of a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialError {
    /// When.
    pub at: Timestamp,
    /// What it means.
    pub trouble: Trouble,
    /// The AADSTS number, where Microsoft gave one.
    pub number: Option<u32>,
    /// Microsoft's correlation id, where it gave one.
    pub correlation: Option<Guid>,
}

/// One credential, as one organisation sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialView {
    /// Kind.
    pub kind: CredentialKind,
    /// How well it works here.
    pub state: CredentialState,
    /// When it was made: the certificate's first day, when an assertion was issued, when a secret's file was written.
    pub made: Option<Timestamp>,
    /// When it ends, where that is known.
    pub expires: Option<Timestamp>,
    /// When Microsoft last accepted it for this organisation.
    pub last_ok: Option<Timestamp>,
    /// What went wrong last for this organisation.
    pub last_error: Option<CredentialError>,
}

/// All credentials in the order they are tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialsView {
    /// In the order they are tried.
    pub credentials: Vec<CredentialView>,
    /// When this was looked at, by the server's clock.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_warned_of_in_time_and_what_rotates_only_when_it_is_over() {
        let now = Timestamp(1_800_000_000_000);
        let of = |kind, days: i64| Expiry::of(kind, Some(Timestamp(now.0 + days * DAY_MS)), now);
        let certificate = CredentialKind::Certificate;
        assert_eq!(of(certificate, 31), Expiry::Fine);
        assert_eq!(of(certificate, 30), Expiry::Soon);
        assert_eq!(of(certificate, 8), Expiry::Soon);
        assert_eq!(of(certificate, 7), Expiry::Urgent);
        assert_eq!(of(certificate, 0), Expiry::Over);
        assert_eq!(of(CredentialKind::FederatedFile, 0), Expiry::Over);
        let hour = Some(Timestamp(now.0 + 3_600_000));
        assert_eq!(
            Expiry::of(CredentialKind::FederatedFile, hour, now),
            Expiry::Fine
        );
        assert_eq!(Expiry::of(certificate, None, now), Expiry::Fine);
    }
}
