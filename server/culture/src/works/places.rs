//! Where people of an import belong, week by week: ranges of weeks with equal attributes.

use std::collections::{BTreeMap, HashMap};

use model::culture::Pseudonym;
use store::PersonAttributesRow;

use crate::CultureError;
use crate::import::viva::Choice;
use crate::publish::IMPORTED_AXES;

/// The attributes of an import, each combination of values kept once.
pub(super) struct Places {
    /// Keys of the chosen columns, in their order.
    keys: Vec<&'static str>,
    kinds: Vec<Vec<Option<String>>>,
    known: HashMap<Vec<Option<String>>, usize>,
    /// The combination of each person and week.
    of: BTreeMap<(Pseudonym, i32), usize>,
}

impl Places {
    pub(super) fn new(choice: &Choice) -> Self {
        Self {
            keys: choice.attributes.iter().map(|name| key(name)).collect(),
            kinds: Vec::new(),
            known: HashMap::new(),
            of: BTreeMap::new(),
        }
    }

    /// Notes a row's values, in the order of the chosen columns.
    pub(super) fn note(&mut self, of: (Pseudonym, i32), values: Vec<Option<String>>) {
        if self.keys.is_empty() {
            return;
        }
        let kind = match self.known.get(&values) {
            Some(kind) => *kind,
            None => {
                self.kinds.push(values.clone());
                self.known.insert(values, self.kinds.len() - 1);
                self.kinds.len() - 1
            }
        };
        self.of.insert(of, kind);
    }

    /// The ranges to store. Each ends with its last week, so that it goes with the figures it belongs to.
    pub(super) fn ranges(
        &self,
        origin: &'static str,
    ) -> Result<Vec<PersonAttributesRow>, CultureError> {
        let texts: Vec<String> = self
            .kinds
            .iter()
            .map(|values| self.text(values))
            .collect::<Result<_, _>>()?;
        let mut ranges: Vec<(Pseudonym, usize, i32, i32)> = Vec::new();
        for ((person, week), kind) in &self.of {
            match ranges.last_mut() {
                Some((who, what, _, last)) if (*who, *what) == (*person, *kind) => *last = *week,
                _ => ranges.push((*person, *kind, *week, *week)),
            }
        }
        Ok(ranges
            .into_iter()
            .map(|(person, kind, first, last)| PersonAttributesRow {
                person,
                origin: origin.to_owned(),
                from_week: first,
                to_week: Some(last),
                attributes: texts.get(kind).cloned().unwrap_or_default(),
                manager: None,
                groupings: "[]".to_owned(),
                hours: None,
            })
            .collect())
    }

    fn text(&self, values: &[Option<String>]) -> Result<String, CultureError> {
        let named: BTreeMap<&str, &str> = self
            .keys
            .iter()
            .zip(values)
            .filter_map(|(key, value)| Some((*key, value.as_deref()?)))
            .collect();
        serde_json::to_string(&named).map_err(|_| CultureError::Malformed("attributes"))
    }
}

/// The key of a column: its letters and digits in lower case, where it is one that may be chosen.
fn key(header: &str) -> &'static str {
    let plain: String = header
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let mut axes = IMPORTED_AXES.iter();
    axes.find(|(key, _)| *key == plain)
        .map_or("", |(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weeks_are_one_range_and_a_move_begins_another() {
        let mut places = Places::new(&Choice {
            attributes: vec!["Organization".to_owned(), "Level_Designation".to_owned()],
            generation: None,
        });
        let (one, other) = (Pseudonym([1; 16]), Pseudonym([2; 16]));
        let care = || vec![Some("Care".to_owned()), None];
        for week in [10, 11, 13] {
            places.note((one, week), care());
        }
        places.note((one, 14), vec![Some("Law".to_owned()), None]);
        places.note((other, 9), care());
        let told: Vec<_> = places
            .ranges("viva_current")
            .unwrap()
            .into_iter()
            .map(|row| (row.person, row.from_week, row.to_week, row.attributes))
            .collect();
        let text = |name: &str| format!(r#"{{"organization":"{name}"}}"#);
        assert_eq!(
            told,
            [
                (one, 10, Some(13), text("Care")),
                (one, 14, Some(14), text("Law")),
                (other, 9, Some(9), text("Care")),
            ]
        );
    }

    #[test]
    fn without_chosen_columns_nothing_is_kept() {
        let mut places = Places::new(&Choice::default());
        places.note((Pseudonym([1; 16]), 10), vec![]);
        assert_eq!(places.ranges("viva_legacy").unwrap(), []);
    }
}
