//! A certificate with its RSA private key, from a PEM file.

use std::path::Path;

use model::Timestamp;
use ring::signature::RsaKeyPair;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;

use super::{CredentialProblem, read_text};
use crate::secret::thumbprint;

/// A usable certificate: its key fits and is long enough.
pub(super) struct Certificate {
    pub(super) key: RsaKeyPair,
    /// base64url of the SHA-256 of the DER form.
    pub(super) thumbprint: String,
    pub(super) begins: Timestamp,
    pub(super) expires: Timestamp,
}

impl Certificate {
    pub(super) async fn read(path: &Path) -> Result<Self, CredentialProblem> {
        Self::from_pem(read_text(path).await?.as_bytes())
    }

    pub(super) fn from_pem(pem: &[u8]) -> Result<Self, CredentialProblem> {
        let key = match PrivateKeyDer::from_pem_slice(pem).map_err(|_| no_key(pem))? {
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(CredentialProblem::Key),
        }
        .map_err(|_| no_key(pem))?;
        let der =
            CertificateDer::from_pem_slice(pem).map_err(|_| CredentialProblem::Certificate)?;
        let (_, certificate) =
            X509Certificate::from_der(&der).map_err(|_| CredentialProblem::Certificate)?;
        if !fits(&certificate, &key) {
            return Err(CredentialProblem::Certificate);
        }
        let validity = certificate.validity();
        Ok(Self {
            thumbprint: thumbprint(&der),
            begins: Timestamp(validity.not_before.timestamp().saturating_mul(1_000)),
            expires: Timestamp(validity.not_after.timestamp().saturating_mul(1_000)),
            key,
        })
    }
}

/// Why no private key was found: none is there, or it is encrypted.
fn no_key(pem: &[u8]) -> CredentialProblem {
    let has = |mark: &str| pem.windows(mark.len()).any(|part| part == mark.as_bytes());
    if has("BEGIN ENCRYPTED PRIVATE KEY") || has("Proc-Type: 4,ENCRYPTED") {
        CredentialProblem::KeyEncrypted
    } else if has("PRIVATE KEY-----") {
        CredentialProblem::Key
    } else {
        CredentialProblem::KeyMissing
    }
}

fn fits(certificate: &X509Certificate<'_>, key: &RsaKeyPair) -> bool {
    let ours = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(key.public());
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(theirs)) => without_zeros(theirs.modulus) == without_zeros(&ours.n),
        _ => false,
    }
}

/// DER writes a zero before a number whose first bit is set.
fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}
