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

/// A rate for each level that has one.
pub(super) fn rates(organisation: &Organisation, currency: &str) -> Vec<CostRateRow> {
    let level = organisation
        .attributes
        .iter()
        .find(|attribute| attribute.role == Role::Level);
    let name = |place: u16| level?.values.get(usize::from(place)).cloned();
    organisation
        .rates
        .iter()
        .filter_map(|(place, minor)| {
            Some(CostRateRow {
                level: name(*place)?,
                currency: currency.to_owned(),
                cents_per_hour: i64::from(*minor),
            })
        })
        .collect()
}
