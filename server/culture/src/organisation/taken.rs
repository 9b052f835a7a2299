//! What is stored of a good file.

use std::collections::{BTreeMap, HashSet};

use model::culture::Pseudonym;
use store::{CostRateRow, PersonAttributesRow};

use super::{FILE, Organisation};
use crate::CultureError;
use crate::import::organisation::{Attribute, Role};

/// The name of an attribute among those of a person: as the directory calls it where it has the same.
fn key(attribute: &Attribute) -> String {
    match attribute.role {
        Role::Department => "department".to_owned(),
        Role::Location => "officeLocation".to_owned(),
        Role::Level => "level".to_owned(),
        _ => attribute.name.clone(),
    }
}

/// One range for each person, without those who opted out.
pub(super) fn rows(
    organisation: &Organisation,
    out: &HashSet<Pseudonym>,
) -> Result<Vec<PersonAttributesRow>, CultureError> {
    let keys: Vec<String> = organisation.attributes.iter().map(key).collect();
    let people = organisation.people.iter();
    people
        .filter(|member| !out.contains(&member.person))
        .map(|member| {
            let mut attributes: BTreeMap<&str, &str> = BTreeMap::new();
            for ((key, attribute), value) in keys
                .iter()
                .zip(&organisation.attributes)
                .zip(&member.values)
            {
                let name = value.and_then(|value| attribute.values.get(usize::from(value)));
                if let Some(name) = name {
                    attributes.insert(key, name);
                }
            }
            Ok(PersonAttributesRow {
                person: member.person,
                origin: FILE.to_owned(),
                from_week: 0,
                to_week: None,
                attributes: serde_json::to_string(&attributes)
                    .map_err(|_| CultureError::Malformed("attributes"))?,
                manager: member.manager.filter(|manager| !out.contains(manager)),
                groupings: "[]".to_owned(),
                hours: None,
            })
        })
        .collect()
}

/// Fewest people of a level whose rate is kept: of one it is their pay, and of two each would learn the other's.
const LEAST: usize = 3;

/// The rates that are kept: place of the level, minor units per hour.
pub(super) fn told(organisation: &Organisation) -> impl Iterator<Item = (u16, u32)> {
    let mut levels = organisation.attributes.iter();
    let slot = levels
        .position(|attribute| attribute.role == Role::Level)
        .unwrap_or(usize::MAX);
    let people = move |place: u16| {
        let of_level = organisation
            .people
            .iter()
            .filter(move |member| member.values.get(slot) == Some(&Some(place)));
        of_level.count()
    };
    let rates = organisation.rates.iter().copied();
    rates.filter(move |(place, _)| people(*place) >= LEAST)
}

/// A rate for each level that has one and is no single person's.
pub(super) fn rates(organisation: &Organisation, currency: &str) -> Vec<CostRateRow> {
    let level = organisation
        .attributes
        .iter()
        .find(|attribute| attribute.role == Role::Level);
    let name = |place: u16| level?.values.get(usize::from(place)).cloned();
    told(organisation)
        .filter_map(|(place, minor)| {
            Some(CostRateRow {
                level: name(place)?,
                currency: currency.to_owned(),
                cents_per_hour: i64::from(minor),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::organisation::Member;

    #[test]
    fn the_rate_of_one_person_or_two_is_not_kept() {
        let member = |number: u8, level: u16| Member {
            person: Pseudonym([number; 16]),
            manager: None,
            values: vec![Some(level)],
        };
        let people = [0, 1, 1, 2, 2, 2, 2].into_iter().zip(0..);
        let organisation = Organisation {
            attributes: vec![Attribute {
                role: Role::Level,
                name: "Level".to_owned(),
                values: ["Board", "Lead", "Staff"].map(str::to_owned).to_vec(),
            }],
            people: people
                .map(|(level, number)| member(number, level))
                .collect(),
            rates: vec![(0, 50_000), (1, 20_000), (2, 8_000)],
            ..Organisation::default()
        };
        let kept = rates(&organisation, "EUR");
        let kept: Vec<_> = kept
            .iter()
            .map(|row| (row.level.as_str(), row.cents_per_hour))
            .collect();
        assert_eq!(kept, [("Staff", 8_000)]);
    }
}
