//! Keyed pseudonyms: what is known of a thing after its name is gone.

use std::fmt;

use model::ObjectId;
use model::culture::fact::Pseudonym;
use ring::hmac;

/// The kind of a thing. Equal inputs of two kinds have unrelated pseudonyms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Person,
    Occurrence,
    Series,
    Domain,
    Copy,
}

impl Label {
    /// The label and the zero byte that ends it.
    const fn prefix(self) -> &'static [u8] {
        match self {
            Self::Person => b"person/v1\0",
            Self::Occurrence => b"occ/v1\0",
            Self::Series => b"series/v1\0",
            Self::Domain => b"domain/v1\0",
            Self::Copy => b"copy/v1\0",
        }
    }
}

/// Makes the pseudonyms of one tenant: HMAC-SHA-256 under the tenant's key over label, zero byte and input, cut to the
/// first 128 bits.
#[derive(Clone)]
pub struct Pseudonyms(hmac::Key);

impl Pseudonyms {
    /// Pseudonyms under a tenant's key, which must be an HMAC-SHA-256 key used for nothing else.
    #[must_use]
    pub const fn new(key: hmac::Key) -> Self {
        Self(key)
    }

    /// The pseudonym of a person of the directory.
    #[must_use]
    pub fn person(&self, id: ObjectId) -> Pseudonym {
        self.of(Label::Person, &[id.to_string().as_bytes()])
    }

    /// The pseudonym of an address: of the person behind it until the directory names another, see
    /// [`super::AddressBook`]. Case, Unicode form, `+tag` and the spelling of the domain don't matter.
    #[must_use]
    pub fn address(&self, address: &str) -> Pseudonym {
        let canonical = super::address::Canonical::of(address);
        self.of(Label::Person, &[canonical.text().as_bytes()])
    }

    /// The pseudonym of a domain, its spelling normalised.
    #[must_use]
    pub fn domain(&self, domain: &str) -> Pseudonym {
        let normal = super::address::normal_domain(domain);
        self.of(Label::Domain, &[normal.as_bytes()])
    }

    pub(crate) fn of(&self, label: Label, parts: &[&[u8]]) -> Pseudonym {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(label.prefix());
        for part in parts {
            context.update(part);
        }
        let tag = context.sign();
        let mut first = [0; 16];
        for (to, from) in first.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        Pseudonym(first)
    }
}

impl fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pseudonyms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(byte: u8) -> Pseudonyms {
        Pseudonyms::new(hmac::Key::new(hmac::HMAC_SHA256, &[byte; 32]))
    }

    #[test]
    fn a_pseudonym_is_the_first_half_of_the_hmac_of_label_and_input() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]);
        let whole = hmac::sign(&key, b"domain/v1\0acme.example");
        assert_eq!(tenant(7).domain("Acme.Example.").0, whole.as_ref()[..16]);
    }

    #[test]
    fn kinds_and_tenants_are_unrelated() {
        let labels = [
            Label::Person,
            Label::Occurrence,
            Label::Series,
            Label::Domain,
            Label::Copy,
        ];
        let mut seen: Vec<Pseudonym> = labels
            .into_iter()
            .flat_map(|label| [tenant(1).of(label, &[b"x"]), tenant(2).of(label, &[b"x"])])
            .collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 10);
        assert_eq!(format!("{:?}", tenant(1)), "Pseudonyms");
    }
}
