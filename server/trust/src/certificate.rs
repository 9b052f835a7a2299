//! What an operator can show: the certificate of an erasure (counts, date, hash, signature).

use std::fmt::Write as _;

use model::{TenantId, Timestamp};
use ring::digest;

use crate::keys::MasterKey;
use crate::secret;

const TITLE: &str = "Anteroom: certificate of erasure, form 1";
const PURPOSE: &str = "certificate";
const HASH: &str = "sha256: ";
const SIGNATURE: &str = "signature: ";

/// An organisation that is erased.
#[derive(Clone, Debug)]
pub struct Erased {
    /// Which.
    pub tenant: TenantId,
    /// What it was called.
    pub name: String,
    /// Its part of the address, if it had one.
    pub address: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Place and HMAC of the last row of its audit log.
    pub audit_head: Option<(i64, [u8; 32])>,
    /// Tables with how many rows of each went.
    pub rows: Vec<(&'static str, u64)>,
}

/// Why a certificate does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// It is no certificate of erasure.
    #[error("is no certificate of erasure")]
    NoCertificate,
    /// Its text is not the one that was hashed.
    #[error("was changed: its hash does not fit")]
    Changed,
    /// It was not signed with this key: with another one, or with none at all.
    #[error("is not signed with this key; its signature names the key {needed}")]
    OtherKey {
        /// Fingerprint of the key that its signature names; a hyphen where it names none.
        needed: String,
    },
}

/// A text on one line.
fn line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}

fn utc(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(|_| at.0.to_string(), |at| at.to_string())
}

fn sha256(text: &str) -> String {
    secret::hex(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}

impl Erased {
    /// The certificate. Its line `sha256` hashes all lines above it, so that anybody can check it with a tool of the
    /// system; the line `signature` is an HMAC over the same text with the master key: only whoever holds the key can
    /// check it, and could have made it.
    #[must_use]
    pub fn certificate(&self, master: &MasterKey) -> String {
        let mut text = format!(
            "{TITLE}\norganisation: {}\ntenant: {}\naddress: {}\nerased: {}\n",
            line(&self.name),
            self.tenant,
            self.address.as_deref().unwrap_or("-"),
            utc(self.at),
        );
        if let Some((sequence, mac)) = &self.audit_head {
            let _ = writeln!(text, "audit head: {sequence} {}", secret::hex(mac));
        }
        let mut total = 0;
        for (table, rows) in &self.rows {
            total += rows;
            let _ = writeln!(text, "rows {table}: {rows}");
        }
        let _ = writeln!(text, "rows in all: {total}");
        text.push_str(
            "The keys of the organisation went with it (tenant_key). Copies of the database that were made before hold its \
             data until they are deleted.\n",
        );
        let hash = sha256(&text);
        let signature = secret::hex(&master.sign(PURPOSE, text.as_bytes()));
        let fingerprint = master.fingerprint();
        let _ = writeln!(text, "{HASH}{hash}\n{SIGNATURE}{fingerprint} {signature}");
        text
    }
}

/// Checks a certificate.
///
/// # Errors
/// [`CertificateError`].
pub fn check_certificate(text: &str, master: &MasterKey) -> Result<(), CertificateError> {
    if !text.starts_with(TITLE) {
        return Err(CertificateError::NoCertificate);
    }
    let (body, tail) = text
        .rsplit_once(&format!("\n{HASH}"))
        .ok_or(CertificateError::NoCertificate)?;
    let body = format!("{body}\n");
    let (hash, signed) = tail
        .split_once('\n')
        .ok_or(CertificateError::NoCertificate)?;
    if hash.trim() != sha256(&body) {
        return Err(CertificateError::Changed);
    }
    let signature = secret::hex(&master.sign(PURPOSE, body.as_bytes()));
    let expected = format!("{SIGNATURE}{} {signature}", master.fingerprint());
    if secret::same(signed.trim().as_bytes(), expected.as_bytes()) {
        Ok(())
    } else {
        let needed = signed
            .trim()
            .strip_prefix(SIGNATURE)
            .and_then(|rest| rest.split(' ').next())
            .filter(|name| name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
        Err(CertificateError::OtherKey {
            needed: needed.unwrap_or("-").to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn erased() -> Erased {
        Erased {
            tenant: TenantId::default(),
            name: "Contoso\nrows ticket: 9".to_owned(),
            address: Some("contoso".to_owned()),
            at: Timestamp(1_795_348_800_000),
            audit_head: Some((7, [0xab; 32])),
            rows: vec![("ticket", 2), ("room", 1)],
        }
    }

    #[test]
    fn a_certificate_says_what_went_and_holds_for_its_key_alone() {
        let (master, other) = (MasterKey::generate(), MasterKey::generate());
        let text = erased().certificate(&master);
        for expected in [
            "organisation: Contoso rows ticket: 9\n",
            "erased: 2026-11-22T12:00:00Z\n",
            "audit head: 7 abab",
            "\nrows ticket: 2\n",
            "\nrows in all: 3\n",
        ] {
            assert!(text.contains(expected), "{text}");
        }
        assert_eq!(check_certificate(&text, &master), Ok(()));
        assert_eq!(
            check_certificate(&text, &other),
            Err(CertificateError::OtherKey {
                needed: master.fingerprint().to_owned()
            })
        );
    }

    #[test]
    fn anything_that_was_changed_shows() {
        let master = MasterKey::generate();
        let text = erased().certificate(&master);
        let changed = text.replace("rows ticket: 2\n", "rows ticket: 0\n");
        assert_eq!(
            check_certificate(&changed, &master),
            Err(CertificateError::Changed)
        );
        // Whoever hashes again cannot sign.
        let (body, _) = changed.rsplit_once(HASH).unwrap();
        let forged = format!(
            "{body}{HASH}{}\n{SIGNATURE}{} {}\n",
            sha256(body),
            master.fingerprint(),
            "0".repeat(64)
        );
        assert_eq!(
            check_certificate(&forged, &master),
            Err(CertificateError::OtherKey {
                needed: master.fingerprint().to_owned()
            })
        );
        for none in ["", "Anteroom", TITLE, &text[..text.len() / 2]] {
            assert_eq!(
                check_certificate(none, &master),
                Err(CertificateError::NoCertificate)
            );
        }
    }
}
