//! The readable part of a tenant's or room's address.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};

/// A name in an address: 2 to 40 characters of `a-z`, `0-9` and single hyphens inside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

/// The text has another length or other characters than [`Slug`] allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("2 to 40 characters: a-z, 0-9 and hyphens inside")]
pub struct NotASlug;

impl Slug {
    /// The text of the slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest slug to a free name: letters folded to lower case, anything else becomes one hyphen.
    ///
    /// `None` when fewer than two usable characters remain (a name in a script without Latin letters, say).
    #[must_use]
    pub fn near(name: &str) -> Option<Self> {
        let mut text = String::new();
        for character in name.chars() {
            let folded: &str = match character.to_ascii_lowercase() {
                'ä' | 'Ä' => "ae",
                'ö' | 'Ö' => "oe",
                'ü' | 'Ü' => "ue",
                'ß' => "ss",
                'é' | 'è' | 'ê' | 'É' => "e",
                'á' | 'à' | 'â' => "a",
                'a'..='z' | '0'..='9' => {
                    text.push(character.to_ascii_lowercase());
                    ""
                }
                _ => {
                    if !text.is_empty() && !text.ends_with('-') {
                        text.push('-');
                    }
                    ""
                }
            };
            text.push_str(folded);
            if text.len() >= 40 {
                break;
            }
        }
        text.truncate(40);
        text.trim_matches('-').parse().ok()
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Slug {
    type Err = NotASlug;
    fn from_str(text: &str) -> Result<Self, NotASlug> {
        let inside = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let edges = !text.starts_with('-') && !text.ends_with('-') && !text.contains("--");
        if (2..=40).contains(&text.len()) && edges && text.bytes().all(inside) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotASlug)
        }
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_addresses() {
        for (name, slug) in [
            ("Sprechstunde Kardiologie", "sprechstunde-kardiologie"),
            ("Über  uns!", "ueber-uns"),
            ("  A&E 24/7 ", "a-e-24-7"),
        ] {
            assert_eq!(Slug::near(name).unwrap().as_str(), slug);
        }
        assert_eq!(Slug::near("診察"), None);
    }

    proptest! {
        #[test]
        fn a_suggestion_is_always_valid(name in "\\PC{0,80}") {
            if let Some(slug) = Slug::near(&name) {
                prop_assert_eq!(slug.as_str().parse::<Slug>(), Ok(slug.clone()));
            }
        }
    }
}
