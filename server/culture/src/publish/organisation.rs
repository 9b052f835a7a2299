//! Who belongs where: the names of groups with their numbers, which never change, and each person's place.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::culture::Pseudonym;
use store::PersonAttributesRow;

use super::IMPORTED;
use crate::dashboard::{AxisNames, Names, ValueName};

/// Keys and names of axes in their order: first-level groups, then attributes.
pub(super) type Axes = [(&'static str, &'static str)];

/// The axes of people of the directory.
pub(super) const AXES: [(&str, &str); 4] = [
    ("department", "Department"),
    ("officeLocation", "Location"),
    ("country", "Country"),
    (LEVEL, "Level"),
];
/// The attribute by which rates are told.
const LEVEL: &str = "level";
/// Most first-level groups; people of others have none. The numbers of targets outside of groups follow.
pub(super) const GROUPS: u32 = 256;
/// Most steps up a reporting line; a loop ends it sooner.
const LEVELS: usize = 25;

/// One person as the week knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The number of the value of each axis.
    pub(super) values: Vec<Option<u16>>,
    /// Level of the hierarchy.
    pub(super) level: Option<String>,
    pub(super) manager: Option<Pseudonym>,
    pub(super) hours: Option<String>,
}

/// Places of people by the ranges that hold; attributes of a file come before those of the directory. People of an import
/// are nobody of the directory.
pub(super) fn places(
    mut rows: Vec<PersonAttributesRow>,
    names: &mut Names,
) -> BTreeMap<Pseudonym, Place> {
    rows.retain(|row| !IMPORTED.contains(&row.origin.as_str()));
    places_along(rows, &AXES, names)
}

/// Places of people along some axes.
pub(super) fn places_along(
    rows: Vec<PersonAttributesRow>,
    axes: &Axes,
    names: &mut Names,
) -> BTreeMap<Pseudonym, Place> {
    let mut by_person: BTreeMap<Pseudonym, Vec<PersonAttributesRow>> = BTreeMap::new();
    for row in rows {
        by_person.entry(row.person).or_default().push(row);
    }
    let mut places = BTreeMap::new();
    for (person, mut rows) in by_person {
        rows.sort_by_key(|row| (row.origin != "file", row.origin.clone()));
        let attributes: Vec<HashMap<String, String>> = rows
            .iter()
            .map(|row| serde_json::from_str(&row.attributes).unwrap_or_default())
            .collect();
        let value = |key: &str| attributes.iter().find_map(|all| all.get(key));
        let place = Place {
            values: (0..)
                .zip(axes)
                .map(|(axis, (key, _))| number(names, (axes, axis), value(key)?))
                .collect(),
            level: value(LEVEL).cloned(),
            manager: rows.iter().find_map(|row| row.manager),
            hours: rows.iter().find_map(|row| row.hours.clone()),
        };
        places.insert(person, place);
    }
    places
}

/// The number of a value, a new one where the value is new. An axis that nobody has a value of isn't named.
fn number(names: &mut Names, (axes, axis): (&Axes, usize), value: &str) -> Option<u16> {
    while names.axes.len() <= axis {
        let (_, name) = axes.get(names.axes.len())?;
        names.axes.push(AxisNames {
            name: (*name).to_owned(),
            values: vec![],
        });
    }
    let axis = names.axes.get_mut(axis)?;
    if let Some(known) = axis.values.iter().find(|known| known.name == value) {
        return Some(known.value);
    }
    let next = u16::try_from(axis.values.len()).ok()?;
    if u32::from(next) >= GROUPS {
        return None;
    }
    axis.values.push(ValueName {
        value: next,
        name: value.to_owned(),
        group: None,
    });
    Some(next)
}

/// Manager, manager's manager and so on.
pub(super) fn line(places: &BTreeMap<Pseudonym, Place>, person: Pseudonym) -> Vec<Pseudonym> {
    let (mut line, mut met, mut at) = (Vec::new(), HashSet::from([person]), person);
    while let Some(manager) = places.get(&at).and_then(|place| place.manager) {
        if !met.insert(manager) || line.len() >= LEVELS {
            break;
        }
        line.push(manager);
        at = manager;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn someone(number: u8) -> Pseudonym {
        Pseudonym([number; 16])
    }

    fn row(number: u8, origin: &str, attributes: &str, manager: u8) -> PersonAttributesRow {
        PersonAttributesRow {
            person: someone(number),
            origin: origin.to_owned(),
            from_week: 0,
            to_week: None,
            attributes: attributes.to_owned(),
            manager: Some(someone(manager)),
            groupings: "[]".to_owned(),
            hours: None,
        }
    }

    #[test]
    fn numbers_of_values_stay_and_a_file_comes_first() {
        let mut names = Names::default();
        let sales = r#"{"department":"Sales","country":"DE"}"#;
        let first = places(vec![row(1, "entra", sales, 2)], &mut names);
        assert_eq!(first[&someone(1)].values, [Some(0), None, Some(0), None]);
        assert_eq!(names.axes.len(), 3, "nobody has a level");
        let rows = vec![
            row(1, "entra", sales, 2),
            row(1, "file", r#"{"department":"Care","level":"L2"}"#, 3),
        ];
        let again = places(rows, &mut names);
        let place = &again[&someone(1)];
        assert_eq!(place.values, [Some(1), None, Some(0), Some(0)]);
        assert_eq!(place.level.as_deref(), Some("L2"));
        assert_eq!(again[&someone(1)].manager, Some(someone(3)));
        assert_eq!(names.axes[0].values.len(), 2);
    }

    #[test]
    fn a_loop_of_managers_ends() {
        let rows = vec![
            row(1, "entra", "{}", 2),
            row(2, "entra", "{}", 3),
            row(3, "entra", "{}", 1),
        ];
        let places = places(rows, &mut Names::default());
        assert_eq!(line(&places, someone(1)), [someone(2), someone(3)]);
    }
}
