//! Attributes made so coarse that nobody stands out by them.

use std::collections::{BTreeMap, BTreeSet};

/// Fewest people of one combination of attributes in an export of people or meetings.
pub const LEAST_PEOPLE: usize = 10;

/// An attribute of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coarse {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Vec<String>,
}

/// What an export says of one attribute of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A place in [`Coarse::values`].
    Value(u16),
    /// The person has none.
    Missing,
    /// Not said: too few people share it. Written `*`.
    Hidden,
}

/// Hides values until each combination is shared by [`LEAST_PEOPLE`] people or more, or nothing is said of anybody.
///
/// One row per distinct person, one place per attribute, the most important attribute first; the last ones are hidden first.
/// Every row must have as many places.
#[must_use]
pub fn coarsen(people: &[Vec<Place>]) -> Vec<Vec<Place>> {
    let mut rows = people.to_vec();
    let attributes = people.iter().map(Vec::len).max().unwrap_or(0);
    for attribute in (0..attributes).rev() {
        hide_small(&mut rows, attribute);
    }
    absorb(&mut rows);
    rows
}

fn classes(rows: &[Vec<Place>]) -> BTreeMap<Vec<Place>, usize> {
    let mut classes = BTreeMap::new();
    for row in rows {
        *classes.entry(row.clone()).or_default() += 1;
    }
    classes
}

/// Hides one attribute of everybody in a combination that too few share.
fn hide_small(rows: &mut [Vec<Place>], attribute: usize) {
    let classes = classes(rows);
    for row in rows {
        if classes.get(row).is_some_and(|count| *count < LEAST_PEOPLE)
            && let Some(place) = row.get_mut(attribute)
        {
            *place = Place::Hidden;
        }
    }
}

/// Combinations that are still too small have nothing said now. If those are too few together, the smallest other
/// combination joins them, until they're enough.
fn absorb(rows: &mut [Vec<Place>]) {
    loop {
        let classes = classes(rows);
        let small: BTreeSet<Vec<Place>> = classes
            .iter()
            .filter(|(_, count)| **count < LEAST_PEOPLE)
            .map(|(class, _)| class.clone())
            .collect();
        if small.is_empty() {
            return;
        }
        let silent = |class: &[Place]| class.iter().all(|place| *place == Place::Hidden);
        let others = classes
            .iter()
            .filter(|(class, _)| !small.contains(*class) && !silent(class));
        let next = others
            .min_by_key(|(_, count)| **count)
            .map(|(class, _)| class.clone());
        let only_silent = small.iter().all(|class| silent(class));
        if only_silent && next.is_none() {
            return;
        }
        for row in rows.iter_mut() {
            if small.contains(row) || (only_silent && next.as_ref() == Some(row)) {
                row.fill(Place::Hidden);
            }
        }
    }
}
