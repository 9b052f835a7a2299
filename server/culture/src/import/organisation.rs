//! Attributes of people from a CSV file: department, level, location, manager, rate, and columns the admin offers.
//!
//! All or nothing: a file with one problem gives no result, but a list of its problems with line and column. Pay isn't kept per
//! person: the rate column must say the same for everybody of a level and becomes a rate of that level.

mod chain;
mod judge;
mod mapping;
mod problem;

use std::io::Read;

use model::culture::Pseudonym;

use super::ImportError;
use super::source::Source;

pub use mapping::{Mapping, Role};
pub use problem::{Fault, MAX_PROBLEMS, Problem, Problems};

/// Most rows of a file.
pub const MAX_ROWS: u64 = 300_000;
/// Most columns that become attributes.
pub const MAX_ATTRIBUTES: usize = 20;
/// Most distinct values of an attribute: more of them make no groups of ten.
pub const MAX_VALUES: usize = 1_000;
/// Most distinct levels.
pub const MAX_LEVELS: usize = 20;
/// Most letters of a value.
pub const MAX_LETTERS: usize = 100;
/// Highest rate per hour, in whole units of the currency (Viva Insights takes 0 to 1,000).
pub const MAX_RATE: i64 = 10_000;

/// An attribute and its distinct values, sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// What it stands for.
    pub role: Role,
    /// The column's name in the file.
    pub name: String,
    /// Distinct values, sorted.
    pub values: Vec<String>,
}

/// A person of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: Pseudonym,
    /// The manager, in the file or only in the directory.
    pub manager: Option<Pseudonym>,
    /// Places in [`Attribute::values`], one per attribute; `None` where blank.
    pub values: Vec<Option<u16>>,
}

/// What a good file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisation {
    /// Attributes in the order of the mapping.
    pub attributes: Vec<Attribute>,
    /// People by rising pseudonym.
    pub people: Vec<Member>,
    /// Rate per level in minor units of the currency per hour, by the level's place in its attribute's values.
    pub rates: Vec<(u16, u32)>,
    /// Columns of the file that weren't mapped.
    pub ignored: Vec<String>,
    /// Rows whose person the directory doesn't know. They're left out.
    pub unknown_people: u64,
    /// The lines of the first twenty of those.
    pub unknown_lines: Vec<u64>,
}

/// The result of judging a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is wrong with it.
    Good(Organisation),
    /// Something is; nothing of it may be taken.
    Bad(Problems),
}

/// The columns of a file and what they probably mean, for the mapping screen.
///
/// # Errors
///
/// Where the first line can't be read, see [`ImportError`].
pub fn propose<R: Read>(file: R) -> Result<(Vec<String>, Mapping), ImportError> {
    let source = Source::open(file)?;
    let mapping = Mapping::propose(&source.headers);
    Ok((source.headers, mapping))
}

/// Judges a whole file. A dry run is dropping the result.
///
/// `resolve` turns what names a person in the file (address, sign-in name or object id) into their pseudonym; `None` when
/// the directory doesn't know them.
///
/// # Errors
///
/// Where the file as a whole can't be read, see [`ImportError`].
pub fn read<R: Read>(
    file: R,
    mapping: &Mapping,
    resolve: &dyn Fn(&str) -> Option<Pseudonym>,
) -> Result<Verdict, ImportError> {
    let mut source = Source::open(file)?;
    let mut judge = judge::Judge::new(mapping, &source.headers, resolve)?;
    let mut rows = 0;
    while let Some((line, row)) = source.next()? {
        rows += 1;
        if rows > MAX_ROWS {
            return Err(ImportError::TooManyRows);
        }
        judge.row(line, row);
    }
    Ok(judge.verdict())
}

#[cfg(test)]
mod tests;
