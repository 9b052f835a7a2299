//! What is wrong with a file, where.

/// Most problems that are listed; further ones are counted.
pub const MAX_PROBLEMS: usize = 100;

/// A kind of problem. Values of the file aren't repeated: they may be names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not as many fields as the first line.
    #[error("this row has a different number of fields than the first line")]
    Ragged,
    /// Bytes that are no UTF-8.
    #[error("this row isn't UTF-8 text")]
    NotUtf8,
    /// No person.
    #[error("no person is named")]
    NoPerson,
    /// The person has an earlier row.
    #[error("this person is already on line {0}")]
    Duplicate(u64),
    /// The manager is neither in the file nor in the directory.
    #[error("the directory doesn't know this manager")]
    UnknownManager,
    /// Following managers from this person leads back to them.
    #[error("following the managers from here leads back here, after {0} steps")]
    Cycle(usize),
    /// The rate is no number.
    #[error("the rate is no plain number")]
    RateNotANumber,
    /// The rate is out of range.
    #[error("the rate isn't between 0 and 10,000 per hour")]
    RateOutOfRange,
    /// A rate in a row without level.
    #[error("there is a rate but no level it would hold for")]
    RateWithoutLevel,
    /// Another rate than an earlier row of the same level.
    #[error("this level has another rate on line {0}")]
    RateDiffers(u64),
    /// A value too long.
    #[error("a value is longer than 100 letters")]
    TooLong,
    /// A control character in a value.
    #[error("a value holds a control character")]
    ControlCharacter,
    /// Too many distinct values to make groups of.
    #[error("this column has more than {0} different values")]
    TooManyValues(usize),
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, 1 being the first.
    pub line: u64,
    /// The column, 1 being the first; `None` where the row as a whole is meant.
    pub column: Option<usize>,
    /// What is wrong.
    pub fault: Fault,
}

/// All problems of a file by rising line and column, as far as they're listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first ones.
    pub listed: Vec<Problem>,
    /// How many more there are.
    pub more: u64,
}

impl Problems {
    pub(super) fn of(mut all: Vec<Problem>) -> Self {
        all.sort_by_key(|problem| (problem.line, problem.column));
        let more = all.len().saturating_sub(MAX_PROBLEMS) as u64;
        all.truncate(MAX_PROBLEMS);
        Self { listed: all, more }
    }
}
