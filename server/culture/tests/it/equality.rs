//! Every column of the engine against the minute grid.

use model::culture::{Cancelled, ExcludedFromRule, Overlap, Policy, Quantity, SizeBasis};
use oracle::people::Target;
use proptest::prelude::*;

use super::bridge::tenant;
use super::build::{Case, number};
use super::columns::{
    FINER, Sheet, brought, count, events, load, organised, people, quality, shape,
};
use super::generate;

/// Compares all columns of all people; says which differ.
pub(crate) fn compare(case: &Case, policy: &Policy) -> Result<(), String> {
    let tenant = tenant(case, policy);
    let columns = case.engine(policy);
    let weeks: Vec<oracle::Week<'_>> = tenant
        .people
        .iter()
        .map(|person| oracle::Week::paint(&tenant, person))
        .collect();
    // Beyond 24 meetings at once a minute leaves a remainder, of which a meeting gets at most one unit per minute.
    let minutes: i64 = weeks
        .iter()
        .map(|week| week.count(|cell| cell.depth() > 24))
        .sum();
    let slack = minutes * 60;
    let coarse = weeks
        .iter()
        .any(|week| week.count(|cell| cell.depth() > 16) > 0);
    let mut wrong = Vec::new();
    for (place, context) in case.people.iter().enumerate() {
        if columns.measured(place) != context.measured() {
            return Err(format!("person {place} is measured or not"));
        }
        let week = weeks
            .iter()
            .find(|week| week.person.id == number(context.person));
        let Some(week) = week.filter(|_| context.measured()) else {
            continue;
        };
        let mut sheet = Sheet {
            week,
            expected: Vec::new(),
            slack,
            coarse,
        };
        load(&mut sheet, policy);
        quality(&mut sheet);
        shape(&mut sheet);
        people(&mut sheet);
        events(&mut sheet);
        organised(&mut sheet, &week.organised());
        brought(&mut sheet, &week.brought());
        if sheet.expected.len() != Quantity::COUNT {
            wrong.push(format!(
                "{} of {} columns judged",
                sheet.expected.len(),
                Quantity::COUNT
            ));
        }
        for (quantity, slack, value) in &sheet.expected {
            let found = columns.get(place, *quantity);
            let near = match (found, value) {
                (Some(found), Some(value)) => (found - value).abs() <= *slack,
                (found, value) => found == *value,
            };
            if !near {
                wrong.push(format!(
                    "person {place} {}: engine {found:?}, grid {value:?}",
                    quantity.name()
                ));
            }
        }
        wrong.extend(matrix(week, columns.matrix(place), (case.groups, slack)).err());
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n"))
    }
}

/// M42: exact in sum, one unit per meeting off in each target.
fn matrix(
    week: &oracle::Week<'_>,
    found: &[(u32, i64)],
    (groups, slack): (u32, i64),
) -> Result<(), String> {
    let targets = (0..groups).map(|group| Target::Group(u16::try_from(group).unwrap()));
    let parts = week.m42();
    for (place, target) in (0..).zip(targets.chain([Target::External, Target::Unknown])) {
        let mine = parts.iter().filter(|part| part.0 == target);
        let expected: u128 = mine.map(|(_, units, others)| units / others / FINER).sum();
        let got = found
            .iter()
            .find(|(key, _)| *key == place)
            .map_or(0, |(_, units)| *units);
        let off = (i64::try_from(expected).unwrap() - got).abs();
        if off > slack + count(week.counted.len()) {
            return Err(format!(
                "matrix of person {}: {target:?}: engine {got}, grid {expected}",
                week.person.id
            ));
        }
    }
    Ok(())
}

/// The policies the engine is held to: the three presets and every switch turned once.
pub(crate) fn policies() -> Vec<Policy> {
    let strict = Policy::strict();
    vec![
        Policy::strict(),
        Policy::non_declined(),
        Policy::legacy(),
        Policy {
            out_of_office: false,
            overlap: Overlap::Excess,
            ..strict.clone()
        },
        Policy {
            all_day: true,
            max_duration_min: 20_000,
            focus_min: 60,
            ..Policy::non_declined()
        },
        Policy {
            sensitive_counts: false,
            size_basis: SizeBasis::Attended,
            ..strict.clone()
        },
        Policy {
            min_participants: 1,
            max_participants: Some(8),
            focus_min: 45,
            ..strict.clone()
        },
        Policy {
            cancelled: Cancelled::Include,
            excluded_from_rule: ExcludedFromRule {
                conflicts: true,
                ..ExcludedFromRule::default()
            },
            ..strict.clone()
        },
        Policy {
            excluded_from_rule: ExcludedFromRule {
                working_time: true,
                conflicts: true,
                available: true,
            },
            overlap: Overlap::Whole,
            ..strict.clone()
        },
        Policy {
            cancelled: Cancelled::Include,
            out_of_office: false,
            excluded_from_rule: ExcludedFromRule {
                available: true,
                ..ExcludedFromRule::default()
            },
            ..Policy::non_declined()
        },
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_equals_the_grid(case in generate::cases(), policy in 0_usize..10) {
        let policy = &policies()[policy];
        prop_assert_eq!(compare(&case, policy), Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn crowds_and_towers_are_counted_alike(case in generate::towers(), policy in 0_usize..3) {
        let policy = &policies()[policy];
        prop_assert_eq!(compare(&case, policy), Ok(()));
    }
}
