//! A Viva Insights person query (CSV, one row per person and week) to base quantities of person-weeks.
//!
//! The weeks keep their first day; nothing is re-binned, repaired or guessed. Imported figures are a data set of their own:
//! never averaged with measured ones. Column names: Viva Insights metric reference and metric definitions (legacy).

mod columns;
mod row;

use std::collections::HashSet;
use std::io::Read;

use model::culture::{Pseudonym, Quantity};

use super::source::{Row, Source};
use super::{Day, ImportError};
use columns::Layout;

/// The generation of metric definitions a file follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Workplace Analytics, told by total focus hours or open 2-hour blocks.
    Legacy,
    /// Viva Insights today, told by available-to-focus or uninterrupted hours.
    Current,
}

impl Generation {
    /// The mark of the data set: `viva_legacy` or `viva_current`.
    #[must_use]
    pub const fn origin(self) -> &'static str {
        match self {
            Self::Legacy => "viva_legacy",
            Self::Current => "viva_current",
        }
    }
}

/// What the admin chose after the dry run.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Columns, as the file writes them, that become attributes of people; of those that [`Report::candidates`] names.
    pub attributes: Vec<String>,
    /// Taken where the columns don't tell the generation, or tell both.
    pub generation: Option<Generation>,
}

/// One row of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonWeek {
    /// The person.
    pub person: Pseudonym,
    /// The first day of the week, as the file says.
    pub week: Day,
    /// Sent a mail or a chat in the week; people who didn't leave n. `None` where the file doesn't say.
    pub active: Option<bool>,
    /// The columns that have a value, in rising order. What's blank isn't here.
    pub values: Vec<(Quantity, i64)>,
    /// Values of the chosen attributes in the order of [`Choice::attributes`]; `None` where blank.
    pub attributes: Vec<Option<String>>,
}

/// Why a row isn't taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Rejection {
    /// Not as many fields as the first line.
    #[error("a different number of fields than the first line has")]
    Ragged,
    /// Bytes that are no UTF-8.
    #[error("not UTF-8 text")]
    NotUtf8,
    /// No person.
    #[error("no person")]
    NoPerson,
    /// The date can't be read.
    #[error("no date that can be read")]
    BadDate,
    /// The same person and week as an earlier row.
    #[error("this person and week have come before")]
    Duplicate,
    /// A mapped value that is no number.
    #[error("a value that is no number")]
    NotANumber,
    /// A mapped value below 0.
    #[error("a value below 0")]
    Negative,
    /// More hours than a week has.
    #[error("more than 168 hours in a week")]
    TooManyHours,
    /// An activity flag that is neither yes nor no.
    #[error("an activity flag that is neither yes nor no")]
    BadFlag,
}

/// What doesn't fit together inside a row that's taken all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Warning {
    /// M22 over M1.
    #[error("more after-hours meeting time than meeting time")]
    AfterHoursOverMeetings,
    /// Working meeting time over M1.
    #[error("more working-hours meeting time than meeting time")]
    WorkingOverMeetings,
    /// M12a or M12b over M1.
    #[error("more conflicting time than meeting time")]
    ConflictOverMeetings,
    /// M44 over M1.
    #[error("more low-quality meeting time than meeting time")]
    LowQualityOverMeetings,
    /// M14 over M1.
    #[error("more recurring meeting time than meeting time")]
    RecurringOverMeetings,
    /// M11 over M1.
    #[error("more large and long meeting time than meeting time")]
    LargeLongOverMeetings,
    /// Lead classes over M1.
    #[error("the classes of notice add up to more than the meeting time")]
    LeadOverMeetings,
    /// M37 over hours with the manager.
    #[error("more time alone with the manager than with the manager")]
    AloneOverTogether,
    /// 2-hour blocks over focus time.
    #[error("more open 2-hour blocks than the focus time holds")]
    BlocksOverFocus,
    /// A week that begins on neither Sunday nor Monday.
    #[error("the week begins on neither Sunday nor Monday")]
    OddWeek,
}

/// Rows of one kind of trouble.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines<T> {
    /// The trouble.
    pub what: T,
    /// Rows.
    pub rows: u64,
    /// Where the first of them stand, at most 20.
    pub first: Vec<Spot>,
}

/// A place in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The line, 1 being the first.
    pub line: u64,
    /// The column, 1 being the first; `None` where the whole row is meant.
    pub column: Option<usize>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Generation of the definitions.
    pub generation: Generation,
    /// Rows below the first line.
    pub rows: u64,
    /// Rows taken.
    pub taken: u64,
    /// Distinct people of the rows taken.
    pub people: u64,
    /// First and last week of the rows taken.
    pub span: Option<(Day, Day)>,
    /// Distinct weeks of the rows taken.
    pub weeks: u64,
    /// Columns that feed quantities, with their names in the file.
    pub mapped: Vec<(String, Vec<Quantity>)>,
    /// Known columns that no metric here is made of.
    pub unused: Vec<String>,
    /// Columns that may be chosen as attributes.
    pub candidates: Vec<String>,
    /// Columns nothing is known of. Their values are never kept.
    pub ignored: Vec<String>,
    /// Rows not taken, by reason.
    pub rejected: Vec<Lines<Rejection>>,
    /// Rows that were taken though something doesn't fit.
    pub warnings: Vec<Lines<Warning>>,
}

/// Most rows of a file.
pub const MAX_ROWS: u64 = 20_000_000;

const FIRST_LINES: usize = 20;

impl Report {
    fn of(layout: &Layout) -> Self {
        Self {
            generation: layout.generation,
            rows: 0,
            taken: 0,
            people: 0,
            span: None,
            weeks: 0,
            mapped: layout.mapped(),
            unused: layout.unused.clone(),
            candidates: layout.candidates.clone(),
            ignored: layout.ignored.clone(),
            rejected: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

fn note<T: Copy + Ord>(into: &mut Vec<Lines<T>>, what: T, spot: Spot) {
    let place = match into.binary_search_by_key(&what, |lines| lines.what) {
        Ok(place) => place,
        Err(place) => {
            let lines = Lines {
                what,
                rows: 0,
                first: Vec::new(),
            };
            into.insert(place, lines);
            place
        }
    };
    let lines = &mut into[place];
    lines.rows += 1;
    if lines.first.len() < FIRST_LINES {
        lines.first.push(spot);
    }
}

/// Reads a file to its end, hands each good row to `sink` and reports. A dry run is a sink that does nothing.
///
/// `pseudonym` turns a person id of the file into the pseudonym of an imported person (label `import/v1`).
///
/// # Errors
///
/// Where the file as a whole can't be read, see [`ImportError`]; rows handed on before must be dropped then.
pub fn read<R: Read>(
    file: R,
    choice: &Choice,
    pseudonym: &dyn Fn(&str) -> Pseudonym,
    sink: &mut dyn FnMut(PersonWeek),
) -> Result<Report, ImportError> {
    let mut source = Source::open(file)?;
    let layout = Layout::of(&source.headers, choice)?;
    let mut report = Report::of(&layout);
    let mut seen = HashSet::new();
    let (mut people, mut weeks) = (HashSet::new(), HashSet::new());
    while let Some((line, row)) = source.next()? {
        report.rows += 1;
        if report.rows > MAX_ROWS {
            return Err(ImportError::TooManyRows);
        }
        let taken = match row {
            Row::Fields(fields) => layout.row(&fields, pseudonym),
            Row::Ragged => Err((Rejection::Ragged, None)),
            Row::NotUtf8 => Err((Rejection::NotUtf8, None)),
        };
        let taken = taken.and_then(|week| {
            let new = seen.insert((week.person, week.week));
            new.then_some(week).ok_or((Rejection::Duplicate, None))
        });
        let spot = |column: Option<usize>| Spot { line, column };
        let week = match taken {
            Ok(week) => week,
            Err((why, place)) => {
                note(
                    &mut report.rejected,
                    why,
                    spot(place.map(|place| place + 1)),
                );
                continue;
            }
        };
        row::warnings(&week, |warning| {
            note(&mut report.warnings, warning, spot(None));
        });
        people.insert(week.person);
        weeks.insert(week.week);
        report.taken += 1;
        let (first, last) = report.span.unwrap_or((week.week, week.week));
        report.span = Some((first.min(week.week), last.max(week.week)));
        sink(week);
    }
    report.people = people.len() as u64;
    report.weeks = weeks.len() as u64;
    Ok(report)
}

#[cfg(test)]
mod tests;
