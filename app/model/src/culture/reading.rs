//! What an organisation lets be read of its calendars beyond times, answers and counts.

use serde::{Deserialize, Serialize};

use crate::FieldProblem;
use crate::permission::CalendarAccess;

/// Most exclusion terms.
pub const TERMS_MOST: usize = 50;
/// Most characters of one exclusion term.
pub const TERM_MOST: usize = 60;

/// What becomes of events marked private, personal or confidential.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SensitiveEvents {
    /// Left out, and counted as left out.
    Drop,
    /// Kept as a busy stretch of time: it counts as load, and nowhere else.
    #[default]
    Busy,
}

impl SensitiveEvents {
    /// The word in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Busy => "busy",
        }
    }

    /// The choice with this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Drop, Self::Busy]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// The choice of an organisation; by default the least that works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// Whether a meeting's text is looked at, to keep one bit: whether it has an agenda.
    pub agenda: bool,
    /// Whether `Calendars.Read` is asked for although no text is looked at, because Microsoft refuses the smaller
    /// permission for calendar views here.
    pub refused: bool,
    /// Meetings whose title holds one of these words or phrases are left out on each calendar whose copy has it.
    pub terms: Vec<String>,
    /// Private events.
    pub sensitive: SensitiveEvents,
}

impl Reading {
    /// The permission it needs.
    #[must_use]
    pub const fn access(&self) -> CalendarAccess {
        if self.agenda || self.refused {
            CalendarAccess::Full
        } else {
            CalendarAccess::Basic
        }
    }

    /// Whether a reading under both choices makes the same facts.
    #[must_use]
    pub fn reads_like(&self, other: &Self) -> bool {
        (self.agenda, &self.terms, self.sensitive) == (other.agenda, &other.terms, other.sensitive)
    }
}

/// Terms as typed, one on a line: trimmed, blank lines left out, each once whatever its case.
///
/// # Errors
/// [`FieldProblem::TooMany`] beyond [`TERMS_MOST`], [`FieldProblem::TooLong`] beyond [`TERM_MOST`],
/// [`FieldProblem::Malformed`] for one without a letter or digit, which would find nothing.
pub fn terms(typed: &str) -> Result<Vec<String>, FieldProblem> {
    let mut terms: Vec<String> = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.chars().count() > TERM_MOST {
            return Err(FieldProblem::TooLong(most(TERM_MOST)));
        }
        if !line.chars().any(char::is_alphanumeric) {
            return Err(FieldProblem::Malformed);
        }
        let known = |term: &String| term.to_lowercase() == line.to_lowercase();
        if !terms.iter().any(known) {
            terms.push(line.to_owned());
        }
        if terms.len() > TERMS_MOST {
            return Err(FieldProblem::TooMany(most(TERMS_MOST)));
        }
    }
    Ok(terms)
}

fn most(limit: usize) -> u32 {
    u32::try_from(limit).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_lines_each_once() {
        assert_eq!(
            terms("  legal \r\n\r\nProject  X\nLEGAL\n").unwrap(),
            ["legal", "Project  X"]
        );
        assert_eq!(terms(" \n ").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn bounds_are_those_that_are_told() {
        let lines = |count: usize| (0..count).map(|n| format!("t{n}\n")).collect::<String>();
        assert_eq!(terms(&lines(TERMS_MOST)).unwrap().len(), TERMS_MOST);
        assert_eq!(
            terms(&lines(TERMS_MOST + 1)),
            Err(FieldProblem::TooMany(50))
        );
        assert!(terms(&"ü".repeat(TERM_MOST)).is_ok());
        assert_eq!(
            terms(&"ü".repeat(TERM_MOST + 1)),
            Err(FieldProblem::TooLong(60))
        );
        assert_eq!(terms("legal\n---"), Err(FieldProblem::Malformed));
    }

    #[test]
    fn the_least_is_the_default_and_a_stored_choice_without_a_field_reads_as_it() {
        let least = Reading::default();
        assert_eq!(least.access(), CalendarAccess::Basic);
        assert_eq!(serde_json::from_str::<Reading>("{}").unwrap(), least);
        let agenda = Reading {
            agenda: true,
            ..Reading::default()
        };
        assert_eq!(agenda.access(), CalendarAccess::Full);
        assert!(!agenda.reads_like(&least));
        let refused = Reading {
            refused: true,
            ..Reading::default()
        };
        assert_eq!(refused.access(), CalendarAccess::Full);
        assert!(refused.reads_like(&least));
    }
}
