//! Attributes of people from a file: what the administrator's page shows of one.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What a column of the file means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnRole {
    /// Nothing: its values are never kept.
    #[default]
    Ignored,
    /// Names the person: sign-in name, address or object id.
    Person,
    /// Names the person's manager.
    Manager,
    /// Department.
    Department,
    /// Level of the hierarchy.
    Level,
    /// Location.
    Location,
    /// Rate per hour of the row's level.
    Rate,
    /// A further attribute, under the column's own name.
    Other,
}

impl ColumnRole {
    /// All of them, as a page offers them.
    pub const ALL: [Self; 8] = [
        Self::Ignored,
        Self::Person,
        Self::Manager,
        Self::Department,
        Self::Level,
        Self::Location,
        Self::Rate,
        Self::Other,
    ];

    /// As forms write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Person => "person",
            Self::Manager => "manager",
            Self::Department => "department",
            Self::Level => "level",
            Self::Location => "location",
            Self::Rate => "rate",
            Self::Other => "other",
        }
    }
}

impl FromStr for ColumnRole {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(())
    }
}

/// Why a file can't be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileTrouble {
    /// No first line, or an empty one.
    Empty,
    /// Bytes that are no UTF-8 text.
    NotText,
    /// More bytes than a file may have.
    TooLarge,
    /// More columns than a file may have, or more attributes.
    TooManyColumns,
    /// More rows than a file may have.
    TooManyRows,
    /// A row that doesn't end; a quotation mark is missing.
    RowTooLong,
    /// Two columns of one name, or two that mean the same.
    SameColumnTwice,
    /// No column names the person.
    NoPersonColumn,
    /// It broke off.
    Unreadable,
}

impl FileTrouble {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Empty,
        Self::NotText,
        Self::TooLarge,
        Self::TooManyColumns,
        Self::TooManyRows,
        Self::RowTooLong,
        Self::SameColumnTwice,
        Self::NoPersonColumn,
        Self::Unreadable,
    ];

    /// As it stands in an address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotText => "not_text",
            Self::TooLarge => "too_large",
            Self::TooManyColumns => "too_many_columns",
            Self::TooManyRows => "too_many_rows",
            Self::RowTooLong => "row_too_long",
            Self::SameColumnTwice => "same_column_twice",
            Self::NoPersonColumn => "no_person_column",
            Self::Unreadable => "unreadable",
        }
    }
}

impl FromStr for FileTrouble {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|trouble| trouble.as_str() == text)
            .ok_or(())
    }
}

/// A kind of problem of a row. Numbers are what the sentence about it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFault {
    /// Not as many fields as the first line.
    Ragged,
    /// Bytes that are no UTF-8 text.
    NotText,
    /// No person.
    NoPerson,
    /// The person stands on this earlier line.
    Duplicate(u64),
    /// The directory doesn't know the manager.
    UnknownManager,
    /// Managers lead back here after so many steps.
    Cycle(u64),
    /// The rate is no number.
    RateNotANumber,
    /// The rate is out of range.
    RateOutOfRange,
    /// A rate without a level.
    RateWithoutLevel,
    /// The level has another rate on this line.
    RateDiffers(u64),
    /// A value is too long.
    TooLong,
    /// A value holds a control character.
    ControlCharacter,
    /// The column has more different values than this.
    TooManyValues(u64),
}

/// One problem of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// The line, 1 being the first.
    pub line: u64,
    /// The column, 1 being the first; none where the whole row is meant.
    pub column: Option<u64>,
    /// What is wrong.
    pub fault: RowFault,
}

/// An attribute that a file brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeReport {
    /// What it stands for.
    pub role: ColumnRole,
    /// The column's name in the file.
    pub name: String,
    /// Different values: groups.
    pub groups: u32,
    /// Groups of fewer than 10 people: no dashboard shows a number of one.
    pub small: u32,
    /// Names of the first of them.
    pub small_names: Vec<String>,
}

/// What a good file would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRun {
    /// People whom the directory knows.
    pub known: u32,
    /// Rows whose person it doesn't know; they are left out.
    pub unknown: u64,
    /// The lines of the first of those.
    pub unknown_lines: Vec<u64>,
    /// People of the directory who aren't in the file: they keep what Entra ID says.
    pub missing: u32,
    /// Attributes.
    pub attributes: Vec<AttributeReport>,
    /// Levels with a rate.
    pub rates: u32,
    /// Levels whose rate is left out, because of so few people it would tell what one of them is paid.
    pub rates_of_few: u32,
    /// Columns that mean nothing.
    pub ignored: Vec<String>,
}

/// What became of a file in the dry run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judged {
    /// It can't be read at all.
    Unread(FileTrouble),
    /// Something is wrong with it: the first problems, and how many more there are.
    Bad(Vec<RowProblem>, u64),
    /// It may be taken.
    Good(DryRun),
}

/// A file that isn't taken yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    /// Its columns, with what each means or probably means.
    pub columns: Vec<(String, ColumnRole)>,
    /// ISO 4217 code of the rates.
    pub currency: String,
    /// The dry run; none until the columns were confirmed.
    pub judged: Option<Judged>,
}

/// The file that is in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInUse {
    /// When it was taken.
    pub since: Timestamp,
    /// People with attributes of it.
    pub people: u32,
    /// Names of its attributes.
    pub attributes: Vec<String>,
    /// Levels with a rate.
    pub rates: u32,
}

/// The page of organisation data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationView {
    /// The file that is in use; without one the attributes of Entra ID hold.
    pub in_use: Option<FileInUse>,
    /// A file between upload and use, this administrator's own.
    pub draft: Option<DraftView>,
    /// People the directory knows.
    pub directory: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for role in ColumnRole::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        for trouble in FileTrouble::ALL {
            assert_eq!(trouble.as_str().parse(), Ok(trouble));
        }
        assert_eq!("boss".parse::<ColumnRole>(), Err(()));
    }
}
