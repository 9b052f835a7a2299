//! Figures as CSV files: person-weeks, groups, meetings.
//!
//! Writers that hold no file and no database, and what takes the lines out of the database ([`crate::Culture`]). Headings are stable: columns may be added at the end, never renamed.
//! Lines end with CRLF, fields are quoted where needed (RFC 4180); a text that a spreadsheet would take for a formula gets an
//! apostrophe before it. An empty field is no data, which isn't zero.
//!
//! Units are in the headings: `_min` are minutes (those of shared time to four decimals), `_minor` minor units of the
//! currency; counts have none. Pseudonyms are the caller's, keyed per export.

mod coarsen;
mod groups;
mod meetings;
mod number;
mod person_weeks;
mod whole;

pub use coarsen::{Coarse, LEAST_PEOPLE, Place, coarsen};
pub use groups::{GroupLine, GroupValue, write_groups};
pub use meetings::{MeetingLine, Meetings};
pub use person_weeks::{PersonWeekLine, PersonWeeks, heading};
pub use whole::{WholeError, WholeSink, told_cells, told_entry};

use std::io::Write;

/// Why an export stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// The output took no more.
    #[error("the export couldn't be written")]
    Unwritable,
    /// A line has another number of attributes than the export, or names a value it doesn't have.
    #[error("the attributes of a line don't fit the export")]
    Misfit,
}

impl From<csv::Error> for ExportError {
    fn from(_: csv::Error) -> Self {
        Self::Unwritable
    }
}

impl From<std::io::Error> for ExportError {
    fn from(_: std::io::Error) -> Self {
        Self::Unwritable
    }
}

fn writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out)
}

/// A text of people's making, harmless in a spreadsheet.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// A column's name of an attribute: `attribute_` and the name in lower case, all but letters and digits `_`.
fn attribute_heading(name: &str) -> String {
    let letter = |letter: char| {
        if letter.is_alphanumeric() {
            letter
        } else {
            '_'
        }
    };
    let lower = name.chars().flat_map(char::to_lowercase);
    format!("attribute_{}", lower.map(letter).collect::<String>())
}

/// The texts of an attribute's places in a line.
fn attribute_fields(names: &[Coarse], places: &[Place]) -> Result<Vec<String>, ExportError> {
    if names.len() != places.len() {
        return Err(ExportError::Misfit);
    }
    let text = |(attribute, place): (&Coarse, &Place)| match place {
        Place::Value(number) => {
            let text = attribute.values.get(usize::from(*number));
            text.map(|text| harmless(text)).ok_or(ExportError::Misfit)
        }
        Place::Missing => Ok(String::new()),
        Place::Hidden => Ok("*".to_owned()),
    };
    names.iter().zip(places).map(text).collect()
}

#[cfg(test)]
mod tests;
