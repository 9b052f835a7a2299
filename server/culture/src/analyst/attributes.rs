//! Attributes of the people of an export, so coarse that each combination is shared by ten.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::TenantId;
use model::culture::Pseudonym;
use store::PersonAttributesRow;

use super::{AnalystError, plain};
use crate::export::{Coarse, Place, coarsen};
use crate::publish::IMPORTED;
use crate::{Culture, CultureError};

/// Attributes by name.
type ByName = BTreeMap<String, String>;

/// The attributes of an export and everybody's places in them.
pub(super) struct Attributes {
    pub(super) names: Vec<Coarse>,
    places: HashMap<Pseudonym, Vec<Place>>,
    nothing: Vec<Place>,
}

impl Attributes {
    pub(super) fn of(&self, person: Pseudonym) -> &[Place] {
        self.places.get(&person).unwrap_or(&self.nothing)
    }
}

impl Culture {
    /// The attributes of people as they were at the end of a span of weeks.
    pub(super) async fn attributes(
        &self,
        tenant: TenantId,
        (policy, first, last): (&str, i32, i32),
        (wanted, people): (&[String], &BTreeSet<Pseudonym>),
    ) -> Result<Attributes, AnalystError> {
        if wanted.is_empty() {
            return Ok(made(&[], people, &HashMap::new()));
        }
        let mut rows = self.of(tenant).attributes_between(first, last).await?;
        // People of an import have attributes of their own.
        let theirs = IMPORTED.contains(&policy);
        rows.retain(|row| match IMPORTED.contains(&row.origin.as_str()) {
            true => row.origin == policy,
            false => !theirs,
        });
        let of_people = latest(rows)?;
        let known: BTreeSet<&String> = of_people.values().flat_map(BTreeMap::keys).collect();
        let mut keys = Vec::new();
        for name in wanted {
            let found = known.iter().find(|key| plain(key) == plain(name));
            let key = found.ok_or_else(|| AnalystError::NoAttribute {
                wanted: name.clone(),
                known: known
                    .iter()
                    .copied()
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(", "),
            })?;
            keys.push((*key).clone());
        }
        Ok(made(&keys, people, &of_people))
    }
}

/// Everybody's latest attributes; those of a file come before those of the directory.
fn latest(rows: Vec<PersonAttributesRow>) -> Result<HashMap<Pseudonym, ByName>, CultureError> {
    let mut ranges: BTreeMap<(Pseudonym, bool), PersonAttributesRow> = BTreeMap::new();
    for row in rows {
        let key = (row.person, row.origin != "file");
        let later = |known: &PersonAttributesRow| known.from_week <= row.from_week;
        if ranges.get(&key).is_none_or(later) {
            ranges.insert(key, row);
        }
    }
    let mut people: HashMap<Pseudonym, ByName> = HashMap::new();
    for ((person, _), row) in ranges {
        let own: ByName = serde_json::from_str(&row.attributes)
            .map_err(|_| CultureError::Malformed("attributes"))?;
        let all = people.entry(person).or_default();
        for (name, value) in own {
            all.entry(name).or_insert(value);
        }
    }
    Ok(people)
}

fn made(
    keys: &[String],
    people: &BTreeSet<Pseudonym>,
    of_people: &HashMap<Pseudonym, ByName>,
) -> Attributes {
    let names: Vec<Coarse> = keys
        .iter()
        .map(|key| {
            let values = people.iter().filter_map(|who| of_people.get(who)?.get(key));
            let values: BTreeSet<String> = values.cloned().collect();
            Coarse {
                name: key.clone(),
                values: values.into_iter().collect(),
            }
        })
        .collect();
    let place = |who: &Pseudonym, attribute: &Coarse| {
        let value = of_people.get(who).and_then(|all| all.get(&attribute.name));
        let place = value.and_then(|value| attribute.values.binary_search(value).ok());
        place
            .and_then(|place| u16::try_from(place).ok())
            .map_or(Place::Missing, Place::Value)
    };
    let rows: Vec<Vec<Place>> = people
        .iter()
        .map(|who| names.iter().map(|one| place(who, one)).collect())
        .collect();
    Attributes {
        nothing: vec![Place::Hidden; names.len()],
        places: people.iter().copied().zip(coarsen(&rows)).collect(),
        names,
    }
}
