//! What a publication computes with, away from the database.

use std::collections::BTreeMap;

use model::culture::cell::{MetricNumber, Slice};
use model::culture::metric;
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};

use super::close::WeekFigures;
use super::desk::Desk;
use super::figures::Figures;
use super::organisation::GROUPS;
use crate::CultureError;
use crate::disclosure::{
    Close, Cohort, CohortWeek, EVENTS, Measure, PersonRow, PersonWeek, Randomness, Target,
};

/// Everything a publication needs away from the database.
pub(super) struct Task {
    cohort: Cohort,
    measures: Vec<Measure>,
    policies: [[u8; 32]; 2],
    randomness: Randomness,
    key: hmac::Key,
}

impl Task {
    pub(super) fn new(
        desk: &Desk,
        cohort: Cohort,
        policies: [[u8; 32]; 2],
    ) -> Result<Self, CultureError> {
        let mut bytes = [0_u8; 16];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| CultureError::Malformed("randomness"))?;
        let number = u128::from_be_bytes(bytes);
        let words = [
            u64::try_from(number >> 64).unwrap_or_default(),
            u64::try_from(number & u128::from(u64::MAX)).unwrap_or_default(),
        ];
        Ok(Self {
            measures: measures(&cohort),
            cohort,
            policies,
            randomness: Randomness(words),
            key: desk.key.clone(),
        })
    }

    pub(super) fn close(&self) -> Close<'_> {
        Close {
            cohort: &self.cohort,
            measures: &self.measures,
            policies: self.policies,
            randomness: self.randomness,
            key: &self.key,
        }
    }

    pub(super) fn columns<'f>(&self, figures: &'f WeekFigures) -> CohortWeek<'f> {
        let people = self.cohort.people.iter();
        people
            .map(|person| {
                figures.get(person).map(|[strict, permissive]| PersonWeek {
                    strict: row(strict),
                    permissive: row(permissive),
                })
            })
            .collect()
    }
}

fn row(figures: &Figures) -> PersonRow<'_> {
    PersonRow {
        columns: &figures.columns,
        matrix: &figures.matrix,
    }
}

/// All metrics of the catalogue, the matrix over the first-level groups of the cohort, and how many events counted.
fn measures(cohort: &Cohort) -> Vec<Measure> {
    let events = Measure::of(EVENTS, &metric::EVENTS, vec![]);
    (0_u16..)
        .zip(metric::all())
        .map(|(number, one)| {
            let matrix = matches!(one.formula, model::culture::Formula::Matrix { .. });
            let targets = if matrix { targets(cohort) } else { vec![] };
            Measure::of(MetricNumber(number), one, targets)
        })
        .chain([events])
        .collect()
}

/// The classes of the matrix: planned groups, all other groups together, people outside of groups.
pub(super) fn targets(cohort: &Cohort) -> Vec<Target> {
    let mut own: BTreeMap<u16, Target> = BTreeMap::new();
    for set in &cohort.sets {
        if let Slice::Value { axis, value } = set.slice
            && axis.0 == 0
            && u32::from(value) < GROUPS
        {
            let target = Target {
                slice: Some(set.slice),
                from: vec![u32::from(value)],
            };
            own.insert(value, target);
        }
    }
    let others = (0..GROUPS)
        .filter(|group| u16::try_from(*group).is_ok_and(|value| !own.contains_key(&value)))
        .collect();
    let mut targets: Vec<Target> = own.into_values().collect();
    for from in [others, vec![GROUPS], vec![GROUPS + 1]] {
        targets.push(Target { slice: None, from });
    }
    targets
}
