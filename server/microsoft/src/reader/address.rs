//! One spelling for each address and each domain.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// Mark of a guest's name in the tenant it visits: `bob_partner.example#EXT#@contoso.example`.
const GUEST: &str = "#ext#";

/// An address in its one spelling: trimmed, Unicode-normalised, lower case, without `+tag`, its domain in IDNA's
/// ASCII form. An address without `@` (an Exchange distinguished name) is only trimmed, normalised and lower-cased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Canonical {
    text: String,
    /// Where the domain begins.
    domain: Option<usize>,
}

impl Canonical {
    pub(crate) fn of(address: &str) -> Self {
        let address = address.trim();
        let Some((local, domain)) = address.rsplit_once('@') else {
            return Self {
                text: folded(address),
                domain: None,
            };
        };
        let mut text = folded(local);
        if let Some(tag) = text.find('+').filter(|place| *place > 0) {
            text.truncate(tag);
        }
        text.push('@');
        let begin = text.len();
        text.push_str(&normal_domain(domain));
        Self {
            domain: (begin < text.len()).then_some(begin),
            text,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The domain the person belongs to; for a guest's name in another tenant the one they come from.
    pub(crate) fn home(&self) -> Option<&str> {
        let (local, domain) = self.text.split_at_checked(self.domain?)?;
        let local = local.strip_suffix('@').unwrap_or(local);
        let visiting = local
            .strip_suffix(GUEST)
            .and_then(|name| name.rsplit_once('_'))
            .map(|(_, home)| home);
        Some(visiting.filter(|home| !home.is_empty()).unwrap_or(domain))
    }
}

/// A domain in its one spelling: lower case, IDNA ASCII form, no dot at the end.
pub(crate) fn normal_domain(domain: &str) -> Cow<'_, str> {
    let domain = domain.trim().trim_end_matches('.');
    let plain = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-')
    };
    // What begins with xn-- is checked by IDNA too: it may be another spelling of the same label.
    if domain.bytes().all(plain) && !domain.contains("xn--") {
        return Cow::Borrowed(domain);
    }
    match idna::domain_to_ascii(domain) {
        Ok(ascii) => Cow::Owned(ascii.trim_end_matches('.').to_owned()),
        Err(_) => Cow::Owned(folded(domain)),
    }
}

/// Unicode's compatibility composition, lower case.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    lower.nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_an_address_are_one() {
        for address in [
            "bob@acme.com",
            "Bob@Acme.COM",
            " bob@acme.com. ",
            "BOB+news@acme.com",
            "bob+a+b@ACME.com",
            "\u{ff42}ob@acme.com",
            "bob@\u{ff41}cme.com",
        ] {
            assert_eq!(Canonical::of(address).text(), "bob@acme.com", "{address}");
        }
    }

    #[test]
    fn unicode_and_ascii_forms_of_a_domain_are_one() {
        for domain in [
            "bücher.example",
            "BÜCHER.example",
            "bu\u{308}cher.example",
            "xn--bcher-kva.example",
            "XN--BCHER-KVA.EXAMPLE.",
        ] {
            assert_eq!(normal_domain(domain), "xn--bcher-kva.example", "{domain}");
        }
        let composed = Canonical::of("j\u{f6}rg@b\u{fc}cher.example");
        assert_eq!(composed, Canonical::of("JO\u{308}RG@bu\u{308}cher.example"));
    }

    #[test]
    fn odd_addresses_keep_to_themselves() {
        assert_eq!(Canonical::of("+tag@acme.com").text(), "+tag@acme.com");
        assert_eq!(Canonical::of("/o=Acme/cn=Bob").text(), "/o=acme/cn=bob");
        assert_eq!(Canonical::of("/o=Acme/cn=Bob").home(), None);
        assert_eq!(Canonical::of("bob@").home(), None);
        assert_eq!(Canonical::of("").text(), "");
        assert_eq!(Canonical::of("\"a@b\"@acme.com").home(), Some("acme.com"));
        assert_eq!(normal_domain("a b"), "a b");
    }

    #[test]
    fn a_guest_belongs_where_they_come_from() {
        assert_eq!(
            Canonical::of("Bob_Partner.example#EXT#@contoso.example").home(),
            Some("partner.example")
        );
        assert_eq!(
            Canonical::of("#EXT#@contoso.example").home(),
            Some("contoso.example")
        );
    }

    proptest::proptest! {
        #[test]
        fn the_one_spelling_of_a_spelling_is_itself(address in "\\PC{0,12}@?\\PC{0,16}") {
            let once = Canonical::of(&address);
            let twice = Canonical::of(once.text());
            // A tag can hide another one and a folded letter an @; what is compared is the ordinary case.
            if !once.text().contains('+') && once.text().matches('@').count() <= 1 && once.text().is_ascii() {
                proptest::prop_assert_eq!(once.text(), twice.text());
            }
        }
    }
}
