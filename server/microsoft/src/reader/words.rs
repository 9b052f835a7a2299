//! Whole words in any letter case, found without copying the text.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Words and phrases to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms(Vec<Vec<String>>);

impl Terms {
    /// Terms from a tenant's list. Of each, the words count; a term without a word finds nothing and is left out.
    #[must_use]
    pub fn new<T: AsRef<str>>(terms: &[T]) -> Self {
        let split = |term: &T| {
            words(term.as_ref())
                .map(|word| fold(word).collect())
                .collect::<Vec<String>>()
        };
        Self(
            terms
                .iter()
                .map(split)
                .filter(|term| !term.is_empty())
                .collect(),
        )
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a text holds one of the terms: its words as whole words, in any letter case, one after the other.
    #[must_use]
    pub fn occur_in(&self, text: &str) -> bool {
        let mut from = words(text);
        loop {
            if self.0.iter().any(|term| begins_with(from.clone(), term)) {
                return true;
            }
            if from.next().is_none() {
                return false;
            }
        }
    }
}

fn begins_with<'a>(mut words: impl Iterator<Item = &'a str>, term: &[String]) -> bool {
    term.iter().all(|wanted| {
        words
            .next()
            .is_some_and(|word| fold(word).eq(wanted.chars()))
    })
}

/// The runs of letters, digits and their accents.
fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    let apart = |letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter);
    text.split(apart).filter(|word| !word.is_empty())
}

/// Letters without case: to capitals and back, so that one spelling is left of ß and SS, too.
fn fold(word: &str) -> impl Iterator<Item = char> {
    word.nfkc()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_hold() {
        let terms = Terms::new(&["legal", "acquisition"]);
        assert!(terms.occur_in("Verify this is LEGAL"));
        assert!(!terms.occur_in("Is this illegal"));
        assert!(!terms.occur_in("Acquisitions are finalized"));
        assert!(terms.occur_in("Is this a legal acquisition"));
    }

    #[test]
    fn words_are_whole_in_every_script_and_form() {
        let terms = Terms::new(&["\u{dc}bernahme", "stra\u{df}e", "Project  X", "  ", "-"]);
        for text in [
            "U\u{308}BERNAHME!",
            "re:\u{fc}bernahme",
            "STRASSE",
            "the project-x plan",
            "(PROJECT X)",
        ] {
            assert!(terms.occur_in(text), "{text}");
        }
        for text in [
            "\u{fc}bernahmen",
            "project",
            "project y",
            "x project",
            "",
            "strassen",
        ] {
            assert!(!terms.occur_in(text), "{text}");
        }
        assert!(Terms::new(&["", "§"]).is_empty());
    }
}
