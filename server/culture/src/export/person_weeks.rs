//! One line per person and week.

use std::io::Write;

use model::culture::quantity::Measure;
use model::culture::{Pseudonym, Quantity};

use super::number::written;
use super::{Coarse, ExportError, Place, attribute_fields, attribute_heading, writer};
use crate::import::Day;

/// A person's week.
#[derive(Clone, Copy)]
pub struct PersonWeekLine<'a> {
    /// The person, under the export's own key.
    pub person: Pseudonym,
    /// First day of the week.
    pub week: Day,
    /// `measured`, `viva_legacy` or `viva_current`.
    pub origin: &'a str,
    /// Attributes of the person, coarsened.
    pub attributes: &'a [Place],
    /// All columns by [`Quantity::index`]; `None` where there is no data.
    pub values: &'a dyn Fn(Quantity) -> Option<i64>,
}

/// The heading of a column: its key, with the unit in it.
#[must_use]
pub fn heading(quantity: Quantity) -> String {
    let key = quantity.name();
    match quantity.measure() {
        Measure::Allocated => key.replacen("allocated_", "allocated_min_", 1),
        Measure::Cost => format!("{key}_minor"),
        Measure::Minutes | Measure::Parts | Measure::Count => key,
    }
}

/// Writes `person,week_start,origin,policy`, the attributes, and all base quantities in their order, line by line.
pub struct PersonWeeks<'a, W: Write> {
    out: csv::Writer<W>,
    policy: &'a str,
    attributes: &'a [Coarse],
    lines: u64,
}

impl<'a, W: Write> PersonWeeks<'a, W> {
    /// Begins with the headings.
    ///
    /// # Errors
    ///
    /// See [`ExportError`].
    pub fn begin(out: W, policy: &'a str, attributes: &'a [Coarse]) -> Result<Self, ExportError> {
        let mut out = writer(out);
        let first = ["person", "week_start", "origin", "policy"].map(str::to_owned);
        let named = attributes.iter().map(|one| attribute_heading(&one.name));
        let columns = Quantity::all().map(heading);
        out.write_record(first.into_iter().chain(named).chain(columns))?;
        Ok(Self {
            out,
            policy,
            attributes,
            lines: 0,
        })
    }

    /// Writes a line.
    ///
    /// # Errors
    ///
    /// See [`ExportError`]; what was written before stays.
    pub fn line(&mut self, line: &PersonWeekLine<'_>) -> Result<(), ExportError> {
        let out = &mut self.out;
        out.write_field(line.person.to_string())?;
        out.write_field(line.week.to_string())?;
        out.write_field(line.origin)?;
        out.write_field(self.policy)?;
        for text in attribute_fields(self.attributes, line.attributes)? {
            out.write_field(text)?;
        }
        let value = |quantity| (line.values)(quantity).map(|value| written(quantity, value));
        out.write_record(Quantity::all().map(|quantity| value(quantity).unwrap_or_default()))?;
        self.lines += 1;
        Ok(())
    }

    /// Ends the file; returns how many lines it has below the headings.
    ///
    /// # Errors
    ///
    /// See [`ExportError`].
    pub fn end(mut self) -> Result<u64, ExportError> {
        self.out.flush()?;
        Ok(self.lines)
    }
}
