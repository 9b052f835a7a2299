//! What an organisation lets be read of its calendars beyond times, answers and counts.

use std::fmt;

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

/// Most times that are to be free of meetings.
pub const QUIET_MOST: usize = 20;

/// A part of a weekday that is to be free of meetings, by everybody's own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QuietTime {
    /// Monday is 0.
    pub day: u8,
    /// Begin in minutes after midnight.
    pub from_min: u16,
    /// End in minutes after midnight, at most 1,440.
    pub to_min: u16,
}

impl fmt::Display for QuietTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            day,
            from_min,
            to_min,
        } = self;
        let clock = |minute: &u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        write!(f, "{} {}-{}", day + 1, clock(from_min), clock(to_min))
    }
}

/// Times as typed, one on a line: the number of the weekday, Monday being 1, and from and to, as `3 13:00-17:00`.
///
/// # Errors
/// [`FieldProblem::Malformed`] for a line of another form, [`FieldProblem::TooMany`] beyond [`QUIET_MOST`].
pub fn quiet_times(typed: &str) -> Result<Vec<QuietTime>, FieldProblem> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut times = lines
        .map(|line| quiet_time(line).ok_or(FieldProblem::Malformed))
        .collect::<Result<Vec<_>, _>>()?;
    times.sort_unstable();
    times.dedup();
    if times.len() > QUIET_MOST {
        return Err(FieldProblem::TooMany(most(QUIET_MOST)));
    }
    Ok(times)
}

fn quiet_time(line: &str) -> Option<QuietTime> {
    let (day, span) = line.split_once(char::is_whitespace)?;
    let (from, to) = span.split_once(['-', '–'])?;
    let day: u8 = day.parse().ok()?;
    let minute = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        let all = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && all <= 24 * 60).then_some(all)
    };
    let (from_min, to_min) = (minute(from)?, minute(to)?);
    ((1..=7).contains(&day) && from_min < to_min).then(|| QuietTime {
        day: day - 1,
        from_min,
        to_min,
    })
}

/// Fewest people of whom figures are shown, unless an organisation wants more.
pub const LEAST: u16 = 10;
/// Most that an organisation may want.
pub const LEAST_MOST: u16 = 200;

/// The choice of an organisation; by default the least that works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// Whether a meeting's text is looked at, to keep one bit: whether it has an agenda.
    pub agenda: bool,
    /// Whether `Calendars.Read` is asked for although no text is looked at, because Microsoft refuses the smaller
    /// permission for calendar views here.
    pub refused: bool,
    /// Meetings whose title holds one of these words or phrases, on anybody's copy, are left out for everybody. One that
    /// begins with `@` is a domain: meetings with somebody from there, or from a domain below it, are left out.
    pub terms: Vec<String>,
    /// Private events.
    pub sensitive: SensitiveEvents,
    /// Fewest people of whom figures are shown, [`LEAST`] to [`LEAST_MOST`].
    pub least: u16,
    /// Times that are to be free of meetings, rising.
    pub quiet: Vec<QuietTime>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            agenda: false,
            refused: false,
            terms: vec![],
            sensitive: SensitiveEvents::default(),
            least: LEAST,
            quiet: vec![],
        }
    }
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

    /// The words and phrases that are looked for in titles.
    pub fn words(&self) -> impl Iterator<Item = &String> {
        self.terms.iter().filter(|term| !term.starts_with('@'))
    }

    /// The domains whose people's meetings are left out.
    pub fn domains(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter_map(|term| term.strip_prefix('@'))
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
    fn a_term_with_an_at_sign_is_a_domain() {
        let reading = Reading {
            terms: terms("legal\n@partner.example\na@b").unwrap(),
            ..Reading::default()
        };
        assert_eq!(reading.words().collect::<Vec<_>>(), ["legal", "a@b"]);
        assert_eq!(reading.domains().collect::<Vec<_>>(), ["partner.example"]);
    }

    #[test]
    fn times_free_of_meetings_are_lines() {
        let time = |day, from_min, to_min| QuietTime {
            day,
            from_min,
            to_min,
        };
        assert_eq!(
            quiet_times(" 5 09:00–12:00\r\n\n3 13:00 - 17:30\n1 0:00-24:00\n5 9:00-12:00").unwrap(),
            [time(0, 0, 1_440), time(2, 780, 1_050), time(4, 540, 720)]
        );
        let said = time(2, 780, 1_050).to_string();
        assert_eq!(said, "3 13:00-17:30");
        assert_eq!(quiet_times(&said).unwrap(), [time(2, 780, 1_050)]);
        for wrong in [
            "0 9:00-10:00",
            "8 9:00-10:00",
            "1 10:00-10:00",
            "1 9-10",
            "1 24:01-24:02",
            "1 9:60-10:00",
            "Mon 9:00-10:00",
            "1",
        ] {
            assert_eq!(quiet_times(wrong), Err(FieldProblem::Malformed), "{wrong}");
        }
        let many: String = (0..21).map(|n| format!("1 0:{n:02}-1:00\n")).collect();
        assert_eq!(quiet_times(&many), Err(FieldProblem::TooMany(20)));
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
        assert_eq!(least.least, 10);
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
