//! One line per group, period and metric, after disclosure control.

use std::io::Write;

use super::{ExportError, harmless, writer};
use crate::import::Day;

/// What is published of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GroupValue {
    /// A number in the metric's unit, already rounded for publication.
    Exactly(f64),
    /// Less than the bound that may be said.
    Below(f64),
    /// More than the bound that may be said.
    Above(f64),
    /// Hidden to protect people; first and complementary suppression look the same.
    Hidden,
    /// No data.
    Nothing,
}

/// A published cell. The mean over people of each person's mean over weeks.
#[derive(Clone, Copy, Debug)]
pub struct GroupLine<'a> {
    /// The attribute; empty for the whole company.
    pub attribute: &'a str,
    /// The group's name; empty for the whole company.
    pub group: &'a str,
    /// First day of the period.
    pub from: Day,
    /// How many weeks of the period the value is over; where nothing is told, how many the period has.
    pub weeks: u16,
    /// `measured`, `viva_legacy` or `viva_current`.
    pub origin: &'a str,
    /// The metric's number, as `M1`.
    pub metric: &'a str,
    /// Which class of a distribution, or which target of the matrix, from 0; 0 for all other metrics.
    pub class: u16,
    /// The unit of the value: `h`, `share`, `count`, `min`, `currency`.
    pub unit: &'a str,
    /// People; `None` where even that is hidden.
    pub people: Option<u32>,
    /// What may be said.
    pub value: GroupValue,
    /// How weeks were drawn together: `people`, the mean over people of each person's mean over weeks; `weeks`, the mean of
    /// weekly means; empty where nothing is said.
    pub basis: &'a str,
}

/// Writes `attribute,group,period_start,weeks,origin,policy,metric,class,unit,people_n,state,value,basis`; returns how many
/// lines.
///
/// `weeks` is how many weeks the value is over: of a period in which some weeks are hidden or have no data, those that
/// have a value.
///
/// `state` is `exact`, `below`, `above`, `hidden` or `no_data`; the value of `below` and `above` is the bound, that of
/// `hidden` and `no_data` is empty.
///
/// # Errors
///
/// See [`ExportError`].
pub fn write_groups<'a, W: Write>(
    out: W,
    policy: &str,
    lines: impl Iterator<Item = GroupLine<'a>>,
) -> Result<u64, ExportError> {
    let mut out = writer(out);
    out.write_record([
        "attribute",
        "group",
        "period_start",
        "weeks",
        "origin",
        "policy",
        "metric",
        "class",
        "unit",
        "people_n",
        "state",
        "value",
        "basis",
    ])?;
    let mut count = 0;
    for line in lines {
        let (state, value) = match line.value {
            GroupValue::Exactly(value) if value.is_finite() => ("exact", value.to_string()),
            GroupValue::Below(bound) => ("below", bound.to_string()),
            GroupValue::Above(bound) => ("above", bound.to_string()),
            GroupValue::Hidden => ("hidden", String::new()),
            GroupValue::Exactly(_) | GroupValue::Nothing => ("no_data", String::new()),
        };
        // A hidden cell doesn't tell its size either.
        let people = line.people.filter(|_| line.value != GroupValue::Hidden);
        out.write_record([
            harmless(line.attribute),
            harmless(line.group),
            line.from.to_string(),
            line.weeks.to_string(),
            line.origin.to_owned(),
            policy.to_owned(),
            line.metric.to_owned(),
            line.class.to_string(),
            line.unit.to_owned(),
            people.map(|people| people.to_string()).unwrap_or_default(),
            state.to_owned(),
            value,
            line.basis.to_owned(),
        ])?;
        count += 1;
    }
    out.flush()?;
    Ok(count)
}
