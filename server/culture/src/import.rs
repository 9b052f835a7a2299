//! Figures and attributes from files: parsers that read, judge and report, and store nothing.
//!
//! Both kinds of file are CSV in UTF-8 (with or without byte order mark), separated by comma, semicolon or tabulator, whichever
//! the first line holds most of. Identities leave a file only through a function that makes pseudonyms of them.

mod date;
mod decimal;
pub mod organisation;
mod source;
pub mod viva;

pub use date::Day;

/// Why a file can't be read at all. Its rows are judged in the reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No first line, or an empty one.
    #[error("the file is empty")]
    Empty,
    /// UTF-16, or bytes that are no UTF-8 in the first line.
    #[error("the file isn't UTF-8 text; save it as CSV UTF-8")]
    NotUtf8,
    /// More columns than [`MAX_COLUMNS`].
    #[error("the file has more than 500 columns")]
    TooManyColumns,
    /// A row longer than [`MAX_RECORD`].
    #[error("a row is longer than 1 MiB; is a quotation mark missing?")]
    RowTooLong,
    /// More rows than the kind of file may have.
    #[error("the file has too many rows")]
    TooManyRows,
    /// Two columns whose names are the same after normalising.
    #[error("two columns have the same name")]
    SameColumnTwice,
    /// A column without which no row means anything.
    #[error("the column {0} is missing")]
    MissingColumn(&'static str),
    /// A Viva file whose columns don't tell which generation of metrics it holds.
    #[error("the columns don't tell which generation of Viva Insights the file is from")]
    UnknownGeneration,
    /// The source broke off.
    #[error("the file couldn't be read to its end")]
    Unreadable,
}

/// Most columns of a file.
pub const MAX_COLUMNS: usize = 500;

/// Most bytes of a row.
pub const MAX_RECORD: u64 = 1 << 20;
