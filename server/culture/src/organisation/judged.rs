//! Between a file's parser and the page.

use std::collections::BTreeMap;

use model::culture::organisation::{AttributeReport, ColumnRole, DryRun, RowFault, RowProblem};

use super::{Organisation, taken};
use crate::export::LEAST_PEOPLE;
use crate::import::organisation::{Fault, Mapping, Problem, Role};

/// Most names of small groups that are told.
const NAMES: usize = 10;

const fn role(column: ColumnRole) -> Option<Role> {
    Some(match column {
        ColumnRole::Ignored => return None,
        ColumnRole::Person => Role::Person,
        ColumnRole::Manager => Role::Manager,
        ColumnRole::Department => Role::Department,
        ColumnRole::Level => Role::Level,
        ColumnRole::Location => Role::Location,
        ColumnRole::Rate => Role::Rate,
        ColumnRole::Other => Role::Other,
    })
}

pub(super) const fn column(role: Role) -> ColumnRole {
    match role {
        Role::Person => ColumnRole::Person,
        Role::Manager => ColumnRole::Manager,
        Role::Department => ColumnRole::Department,
        Role::Level => ColumnRole::Level,
        Role::Location => ColumnRole::Location,
        Role::Rate => ColumnRole::Rate,
        Role::Other => ColumnRole::Other,
    }
}

/// The mapping of a first line; a missing role means nothing.
pub(super) fn mapping(headers: &[String], roles: &[ColumnRole]) -> Mapping {
    let columns = headers.iter().zip(roles);
    Mapping {
        columns: columns
            .filter_map(|(name, column)| Some((name.clone(), role(*column)?)))
            .collect(),
    }
}

/// What the columns probably mean.
pub(super) fn proposed(headers: &[String], mapping: &Mapping) -> Vec<ColumnRole> {
    let mut left = mapping.columns.clone();
    headers
        .iter()
        .map(|header| {
            // Of two columns of one name the first is meant.
            match left.iter().position(|(name, _)| name == header) {
                Some(place) => column(left.swap_remove(place).1),
                None => ColumnRole::Ignored,
            }
        })
        .collect()
}

pub(super) fn problem(problem: &Problem) -> RowProblem {
    let many = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    RowProblem {
        line: problem.line,
        column: problem.column.map(many),
        fault: match problem.fault {
            Fault::Ragged => RowFault::Ragged,
            Fault::NotUtf8 => RowFault::NotText,
            Fault::NoPerson => RowFault::NoPerson,
            Fault::Duplicate(line) => RowFault::Duplicate(line),
            Fault::UnknownManager => RowFault::UnknownManager,
            Fault::Cycle(steps) => RowFault::Cycle(many(steps)),
            Fault::RateNotANumber => RowFault::RateNotANumber,
            Fault::RateOutOfRange => RowFault::RateOutOfRange,
            Fault::RateWithoutLevel => RowFault::RateWithoutLevel,
            Fault::RateDiffers(line) => RowFault::RateDiffers(line),
            Fault::TooLong => RowFault::TooLong,
            Fault::ControlCharacter => RowFault::ControlCharacter,
            Fault::TooManyValues(most) => RowFault::TooManyValues(many(most)),
        },
    }
}

/// What a good file would change.
pub(super) fn dry_run(organisation: &Organisation, directory: u32) -> DryRun {
    let few = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let known = few(organisation.people.len());
    let attributes = organisation.attributes.iter().enumerate();
    let rates = taken::told(organisation).count();
    DryRun {
        known,
        unknown: organisation.unknown_people,
        unknown_lines: organisation.unknown_lines.clone(),
        missing: directory.saturating_sub(known),
        attributes: attributes
            .map(|(slot, attribute)| {
                let mut sizes: BTreeMap<u16, usize> = BTreeMap::new();
                for person in &organisation.people {
                    if let Some(value) = person.values.get(slot).copied().flatten() {
                        *sizes.entry(value).or_default() += 1;
                    }
                }
                let small = |value: &u16| sizes.get(value).copied().unwrap_or(0) < LEAST_PEOPLE;
                let small: Vec<&String> = (0..)
                    .zip(&attribute.values)
                    .filter(|(value, _)| small(value))
                    .map(|(_, name)| name)
                    .collect();
                AttributeReport {
                    role: column(attribute.role),
                    name: attribute.name.clone(),
                    groups: few(attribute.values.len()),
                    small: few(small.len()),
                    small_names: small.into_iter().take(NAMES).cloned().collect(),
                }
            })
            .collect(),
        rates: few(rates),
        rates_of_few: few(organisation.rates.len() - rates),
        ignored: organisation.ignored.clone(),
    }
}
