//! Every visible sentence, by key and language.
//!
//! The server holds all tables; the browser loads the one of its page before it hydrates, so that no sentence is part
//! of the WebAssembly file. `build.rs` makes the keys and stops the build where the languages differ.

use leptos::prelude::*;
use model::{FieldProblem, Role};

use crate::language::Language;

/// Names one sentence in all languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(u16);

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

#[cfg(feature = "ssr")]
mod tables {
    use std::collections::HashMap;
    use std::sync::LazyLock;

    include!(concat!(env!("OUT_DIR"), "/tables.rs"));

    pub(super) const fn of(language: super::Language) -> &'static [&'static str] {
        match language {
            super::Language::English => &EN,
            super::Language::German => &DE,
        }
    }

    static PLACES: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
        NAMES
            .iter()
            .enumerate()
            .map(|(place, name)| (*name, place))
            .collect()
    });

    /// Where the sentence of this name stands.
    pub(super) fn place(name: &str) -> Option<usize> {
        PLACES.get(name).copied()
    }

    pub(super) const fn hash(language: super::Language) -> &'static str {
        match language {
            super::Language::English => EN_HASH,
            super::Language::German => DE_HASH,
        }
    }
}

/// The texts of one language. Copied freely; get it with [`use_texts`].
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    language: Language,
    table: &'static [&'static str],
}

impl Texts {
    /// The language of these texts.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }

    /// The sentence of a key; empty only where a table is shorter than the keys, which the build excludes.
    #[must_use]
    pub fn get(self, key: Key) -> &'static str {
        self.table
            .get(usize::from(key.0))
            .copied()
            .unwrap_or_default()
    }

    /// The sentence of a name that is put together at run time, such as the meaning of a permission of the catalogue:
    /// `named("meaning", "mail_read_app")`. Tests see to it that every such name has its sentence.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn named(self, area: &str, name: &str) -> Option<&'static str> {
        let place = tables::place(&format!("{area}_{name}"))?;
        self.table.get(place).copied()
    }

    /// The sentence with its `{placeholders}` replaced.
    #[must_use]
    pub fn with(self, key: Key, values: &[(&str, &str)]) -> String {
        let mut text = String::new();
        let mut rest = self.get(key);
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                break;
            };
            if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
                text.push_str(value);
            }
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    /// The sentence for a number: the first key for exactly one, the second otherwise (English and German agree in
    /// this). Both may hold `{n}`.
    #[must_use]
    pub fn count(self, n: u64, one: Key, other: Key) -> String {
        self.with(if n == 1 { one } else { other }, &[("n", &n.to_string())])
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn problem(self, problem: FieldProblem) -> String {
        match problem {
            FieldProblem::Missing => self.get(Key::FIELD_MISSING).to_owned(),
            FieldProblem::TooLong(most) => {
                self.with(Key::FIELD_TOO_LONG, &[("n", &most.to_string())])
            }
            FieldProblem::Malformed => self.get(Key::FIELD_MALFORMED).to_owned(),
            FieldProblem::Taken => self.get(Key::FIELD_TAKEN).to_owned(),
            FieldProblem::NotAChoice => self.get(Key::FIELD_NOT_A_CHOICE).to_owned(),
            FieldProblem::TooMany(most) => {
                self.with(Key::FIELD_TOO_MANY, &[("n", &most.to_string())])
            }
            FieldProblem::OutOfRange(least, most) => self.with(
                Key::FIELD_OUT_OF_RANGE,
                &[("least", &least.to_string()), ("most", &most.to_string())],
            ),
            FieldProblem::MustAgree => self.get(Key::FIELD_MUST_AGREE).to_owned(),
        }
    }

    /// The name of a role.
    #[must_use]
    pub fn role(self, role: Role) -> &'static str {
        self.get(match role {
            Role::Administrator => Key::ROLE_ADMINISTRATOR,
            Role::Reviewer => Key::ROLE_REVIEWER,
            Role::Coordinator => Key::ROLE_COORDINATOR,
            Role::Consultant => Key::ROLE_CONSULTANT,
            Role::Leader => Key::ROLE_LEADER,
            Role::Reporter => Key::ROLE_REPORTER,
        })
    }
}

/// The texts of the page being drawn.
#[must_use]
pub fn use_texts() -> Texts {
    use_context::<Texts>().unwrap_or_else(detect)
}

/// Puts the texts of this request or page into the context, and returns them.
pub fn provide_texts() -> Texts {
    let texts = use_texts();
    provide_context(texts);
    texts
}

#[cfg(feature = "ssr")]
fn detect() -> Texts {
    let header = |parts: &http::request::Parts, name| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    of(
        use_context::<http::request::Parts>().map_or(Language::default(), |parts| {
            Language::wanted(
                &header(&parts, http::header::COOKIE),
                &header(&parts, http::header::ACCEPT_LANGUAGE),
            )
        }),
    )
}

/// The texts of a language, for pages and mails made on the server.
#[cfg(feature = "ssr")]
#[must_use]
pub const fn of(language: Language) -> Texts {
    Texts {
        language,
        table: tables::of(language),
    }
}

/// The address under which the browser loads a language's table; changes with the table.
#[cfg(feature = "ssr")]
#[must_use]
pub fn asset_path(language: Language) -> String {
    format!("/texts/{}.{}.json", language.tag(), tables::hash(language))
}

/// The body behind [`asset_path`]: a JSON array of sentences in the order of their keys, without those of pages that
/// only the server draws (`locales/culture`).
#[cfg(feature = "ssr")]
#[must_use]
pub fn json(language: Language) -> String {
    let table = tables::of(language);
    serde_json::to_string(table.get(..tables::SENT).unwrap_or(table)).unwrap_or_default()
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use std::sync::OnceLock;

    use super::{Language, Texts};

    pub(super) static LOADED: OnceLock<Texts> = OnceLock::new();

    /// Loads the table named by the page's `<link id="texts">`; `None` when it cannot be had.
    #[cfg(feature = "hydrate")]
    pub(super) async fn load() -> Option<()> {
        let document = leptos::prelude::document();
        let language = document.document_element()?.get_attribute("lang")?;
        let address = document.get_element_by_id("texts")?.get_attribute("href")?;
        let answer = gloo_net::http::Request::get(&address).send().await.ok()?;
        let table: Vec<String> = answer.json().await.ok()?;
        let table: Vec<&'static str> = table.into_iter().map(|text| &*text.leak()).collect();
        let language = Language::of_tag(&language)?;
        LOADED
            .set(Texts {
                language,
                table: table.leak(),
            })
            .ok()
    }

    pub(super) fn empty() -> Texts {
        Texts {
            language: Language::default(),
            table: &[],
        }
    }
}

#[cfg(not(feature = "ssr"))]
fn detect() -> Texts {
    browser::LOADED
        .get()
        .copied()
        .unwrap_or_else(browser::empty)
}

/// Loads the table of the page's language; whether it is there. Without it the page stays as the server sent it, which
/// works by itself.
#[cfg(feature = "hydrate")]
pub async fn load() -> bool {
    browser::load().await.is_some()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_replaced_and_unknown_ones_vanish() {
        let texts = of(Language::English);
        assert!(
            texts
                .with(Key::FIELD_TOO_LONG, &[("n", "80")])
                .contains("80")
        );
        assert!(!texts.with(Key::FIELD_TOO_LONG, &[]).contains('{'));
    }

    #[test]
    fn each_language_has_its_own_address_and_a_table_that_parses() {
        assert_ne!(asset_path(Language::English), asset_path(Language::German));
        for language in Language::ALL {
            let table: Vec<String> = serde_json::from_str(&json(language)).unwrap();
            assert_eq!(table.len(), tables::SENT);
            assert!(tables::SENT < tables::of(language).len());
        }
    }
}
