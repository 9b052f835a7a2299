//! The keys of one tenant.

use std::fmt;
use std::sync::Arc;

use model::TenantId;
use ring::hmac;
use secrecy::{ExposeSecret, SecretBox};

use super::{KeyError, cipher};
use crate::secret;

/// Random keys of one tenant: sealing, pseudonyms, audit. Cheap to clone; shows nothing in `Debug`.
#[derive(Clone)]
pub struct TenantKeys {
    tenant: TenantId,
    secrets: Arc<Secrets>,
}

struct Secrets {
    sealing: SecretBox<[u8; 32]>,
    pseudonyms: SecretBox<[u8; 32]>,
    audit: SecretBox<[u8; 32]>,
}

fn boxed(bytes: [u8; 32]) -> SecretBox<[u8; 32]> {
    SecretBox::new(Box::new(bytes))
}

impl TenantKeys {
    /// Fresh keys for a tenant.
    pub(crate) fn generate(tenant: TenantId) -> Self {
        let secrets = Secrets {
            sealing: boxed(secret::bytes()),
            pseudonyms: boxed(secret::bytes()),
            audit: boxed(secret::bytes()),
        };
        Self {
            tenant,
            secrets: Arc::new(secrets),
        }
    }

    pub(super) fn to_plain(&self) -> Vec<u8> {
        let secrets = &self.secrets;
        [&secrets.sealing, &secrets.pseudonyms, &secrets.audit]
            .iter()
            .flat_map(|key| key.expose_secret().iter().copied())
            .collect()
    }

    pub(super) fn from_plain(tenant: TenantId, plain: &[u8]) -> Result<Self, KeyError> {
        let (parts, rest) = plain.as_chunks::<32>();
        let ([sealing, pseudonyms, audit], []) = (parts, rest) else {
            return Err(KeyError::DoesNotOpen);
        };
        let secrets = Secrets {
            sealing: boxed(*sealing),
            pseudonyms: boxed(*pseudonyms),
            audit: boxed(*audit),
        };
        Ok(Self {
            tenant,
            secrets: Arc::new(secrets),
        })
    }

    /// The tenant these keys belong to.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn place(&self, purpose: &str, row: &str) -> Vec<u8> {
        cipher::join(&[
            &self.tenant.0.as_u128().to_be_bytes(),
            purpose.as_bytes(),
            row.as_bytes(),
        ])
    }

    /// Seals a value for one purpose (`ticket.answers`) and row (the ticket's id) of this tenant.
    ///
    /// The result opens for the same tenant, purpose and row only: AES-256-GCM with a key per purpose, the place as
    /// associated data.
    #[must_use]
    pub fn seal(&self, purpose: &str, row: &str, plain: &[u8]) -> Vec<u8> {
        let place = self.place(purpose, row);
        cipher::seal(
            self.secrets.sealing.expose_secret(),
            purpose.as_bytes(),
            &place,
            plain,
        )
    }

    /// Opens what [`Self::seal`] made.
    ///
    /// # Errors
    /// [`KeyError::DoesNotOpen`] when the value was altered or belongs to another tenant, purpose or row.
    pub fn open(&self, purpose: &str, row: &str, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let place = self.place(purpose, row);
        cipher::open(
            self.secrets.sealing.expose_secret(),
            purpose.as_bytes(),
            &place,
            sealed,
        )
    }

    /// The key for keyed pseudonyms of one kind (`person`, `event`): equal values stay equal within the tenant only.
    #[must_use]
    pub fn pseudonym_key(&self, kind: &str) -> hmac::Key {
        hmac::Key::new(
            hmac::HMAC_SHA256,
            &cipher::derive(self.secrets.pseudonyms.expose_secret(), kind.as_bytes()),
        )
    }

    /// The key of the tenant's audit chain.
    pub(crate) fn audit_key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.secrets.audit.expose_secret())
    }
}

impl fmt::Debug for TenantKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantKeys")
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Guid;

    fn keys(number: u128) -> TenantKeys {
        TenantKeys::generate(TenantId(Guid::from_u128(number)))
    }

    #[test]
    fn a_sealed_value_opens_in_its_place_only() {
        let keys = keys(1);
        let sealed = keys.seal("ticket.answers", "row 1", b"where it hurts");
        assert_eq!(
            keys.open("ticket.answers", "row 1", &sealed).unwrap(),
            b"where it hurts"
        );
        assert!(
            keys.open("ticket.answers", "row 2", &sealed).is_err(),
            "another row"
        );
        assert!(
            keys.open("ticket.link", "row 1", &sealed).is_err(),
            "another purpose"
        );
        assert!(
            keys.open("ticket.answersr", "ow 1", &sealed).is_err(),
            "shifted boundary"
        );
    }

    #[test]
    fn a_sealed_value_does_not_move_between_tenants_even_with_the_same_key() {
        let one = keys(1);
        let other = TenantKeys {
            tenant: TenantId(Guid::from_u128(2)),
            secrets: Arc::clone(&one.secrets),
        };
        let sealed = one.seal("p", "r", b"x");
        assert!(other.open("p", "r", &sealed).is_err());
        assert!(
            keys(1).open("p", "r", &sealed).is_err(),
            "another key of the same tenant"
        );
    }

    #[test]
    fn every_altered_byte_is_noticed() {
        let keys = keys(1);
        let sealed = keys.seal("p", "r", b"abc");
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(keys.open("p", "r", &altered).is_err(), "byte {at}");
        }
        for end in 0..sealed.len() {
            assert!(keys.open("p", "r", &sealed[..end]).is_err(), "cut at {end}");
        }
        assert_ne!(sealed, keys.seal("p", "r", b"abc"), "nonces are fresh");
    }

    #[test]
    fn debug_shows_no_key() {
        let keys = keys(7);
        let shown = format!("{keys:?}");
        let plain = keys.to_plain();
        assert!(!shown.contains(&secret::hex(&plain[..8])), "{shown}");
        assert!(!shown.contains(&format!("{:?}", &plain[..4])), "{shown}");
        assert!(shown.len() < 100, "{shown}");
    }
}
