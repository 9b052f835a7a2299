//! The three kinds of cookies. All are `__Host-`: secure, for every path of exactly this host, never set by a sibling host.

use std::borrow::Cow;

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// A signed-in person's session. `Lax`: the page after the sign-in is reached by a navigation from Entra's site, which
/// a `Strict` cookie would miss.
pub const SESSION: Cookie = Cookie {
    name: Cow::Borrowed("__Host-session"),
    same_site: "Lax",
    seconds: 24 * 60 * 60,
};
/// A visitor's browser, for as long as a room may keep answers.
pub const VISITOR: Cookie = Cookie {
    name: Cow::Borrowed("__Host-visitor"),
    same_site: "Lax",
    seconds: 30 * 24 * 60 * 60,
};
/// Characters of the `state` in the name of a transaction's cookie.
const TAG: usize = 12;

/// The cookie of the sign-in under way that has this `state`; `None` for what can't be one of ours.
///
/// Each has its own, so that two tabs may sign in at once (boards renew by themselves). `SameSite=None`: the answer is a
/// POST from Entra's site, which carries no other kind.
#[must_use]
pub fn transaction(state: &str) -> Option<Cookie> {
    let tag = state.get(..TAG)?;
    let ours = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    tag.bytes().all(ours).then(|| Cookie {
        name: Cow::Owned(format!("__Host-authtx-{tag}")),
        same_site: "None",
        seconds: 10 * 60,
    })
}

/// A cookie's name and attributes.
#[derive(Clone, Debug)]
pub struct Cookie {
    name: Cow<'static, str>,
    same_site: &'static str,
    seconds: u32,
}

impl Cookie {
    /// The cookie's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value the browser sent; `None` when there is none.
    #[must_use]
    pub fn read<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let lines = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok());
        let mut pairs = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        pairs
            .find(|(name, _)| **name == self.name)
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty())
    }

    /// The `Set-Cookie` line for a value; `None` when the value holds characters a header cannot carry.
    #[must_use]
    pub fn set(&self, value: &str) -> Option<HeaderValue> {
        self.line(value, self.seconds)
    }

    /// The `Set-Cookie` line that removes it.
    #[must_use]
    pub fn clear(&self) -> Option<HeaderValue> {
        self.line("", 0)
    }

    fn line(&self, value: &str, seconds: u32) -> Option<HeaderValue> {
        let Self {
            name, same_site, ..
        } = self;
        let line = format!(
            "{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite={same_site}"
        );
        // It holds a secret: kept out of debug output.
        HeaderValue::from_str(&line).ok().map(|mut line| {
            line.set_sensitive(true);
            line
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_reads_back_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "lang=de; __Host-session=abc; x".parse().unwrap());
        headers.append(COOKIE, "__Host-visitor=".parse().unwrap());
        assert_eq!(SESSION.read(&headers), Some("abc"));
        assert_eq!(VISITOR.read(&headers), None, "an empty value is no cookie");
        assert_eq!(transaction("abcdefghijkl").unwrap().read(&headers), None);
    }

    #[test]
    fn attributes_are_those_of_the_sign_in_rules() {
        let text = |line: Option<HeaderValue>| line.unwrap().to_str().unwrap().to_owned();
        let entra = transaction("abc_def-hijklmnop").unwrap();
        assert_eq!(
            text(SESSION.set("v")),
            "__Host-session=v; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            text(entra.set("v")),
            "__Host-authtx-abc_def-hijk=v; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=None"
        );
        assert!(text(entra.clear()).starts_with("__Host-authtx-abc_def-hijk=; Path=/; Max-Age=0"));
        assert_eq!(VISITOR.set("a\r\nb"), None);
    }

    #[test]
    fn sign_ins_of_two_tabs_have_two_cookies_and_no_answer_names_a_third() {
        let name = |state: &str| transaction(state).map(|cookie| cookie.name().to_owned());
        assert_ne!(name("aaaaaaaaaaaab"), name("aaaaaaaaaaabb"));
        for made_up in [
            "",
            "short",
            "abc;def=hijklmn",
            "ä".repeat(9).as_str(),
            "abcdefghijk\r\n",
        ] {
            assert_eq!(name(made_up), None, "{made_up:?}");
        }
    }
}
