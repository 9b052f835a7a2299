//! Whose weeks are left out before anything is summed, where a policy says so ([`Hygiene`]).
//!
//! Each rule looks at what the ones before it leave: people with few hours, weeks in which everybody has few (holidays),
//! weeks in which one person has few. All comparisons are of whole numbers; only the means of weeks, which are over
//! different numbers of people, are rounded down to a millionth of a minute. A standard deviation is that of a sample.

use std::collections::{BTreeMap, BTreeSet};

use model::culture::{Hygiene, Pseudonym};

/// Meeting time of one person in one week, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attended {
    /// Who.
    pub person: Pseudonym,
    /// Which week.
    pub week: i32,
    /// How long.
    pub minutes: i64,
}

/// Parts of a minute in which means of weeks are told.
const FINE: i128 = 1_000_000;

/// For each row whether it stays.
#[must_use]
pub fn stays(rows: &[Attended], rules: Hygiene) -> Vec<bool> {
    let mut stays = vec![true; rows.len()];
    if let Some(least) = rules.least_min {
        let own = by_person(rows, &stays);
        for (stay, row) in stays.iter_mut().zip(rows) {
            let Some(sample) = own.get(&row.person) else {
                continue;
            };
            *stay &= sample.sum >= i128::from(least) * sample.count;
        }
    }
    if let Some(tenths) = rules.holiday_tenths {
        let low = holidays(rows, &stays, tenths);
        for (stay, row) in stays.iter_mut().zip(rows) {
            *stay &= !low.contains(&row.week);
        }
    }
    if let Some(tenths) = rules.inactive_tenths {
        let own = by_person(rows, &stays);
        for (stay, row) in stays.iter_mut().zip(rows) {
            let far = own.get(&row.person).is_some_and(|sample| {
                let side = sample.below(i128::from(row.minutes), tenths);
                sample.spread() > 0 && side != std::cmp::Ordering::Less
            });
            *stay &= !far;
        }
    }
    stays
}

/// Numbers whose mean and deviation are asked for.
#[derive(Clone, Copy, Debug, Default)]
struct Sample {
    count: i128,
    sum: i128,
    squares: i128,
}

impl Sample {
    const fn add(&mut self, value: i128) {
        self.count += 1;
        self.sum += value;
        self.squares += value * value;
    }

    /// Count squared times the variance of the whole population.
    const fn spread(&self) -> i128 {
        self.count * self.squares - self.sum * self.sum
    }

    /// How far a value lies below the mean, against so many tenths of a standard deviation; less for one above the mean.
    fn below(&self, value: i128, tenths: u32) -> std::cmp::Ordering {
        let gap = self.sum - self.count * value;
        if gap <= 0 || self.count < 2 {
            return std::cmp::Ordering::Less;
        }
        // (gap / n)² against (tenths / 10)² * spread / (n * (n - 1)), without fractions.
        let tenths = i128::from(tenths);
        let ours = 100 * gap * gap * (self.count - 1);
        ours.cmp(&(tenths * tenths * self.count * self.spread()))
    }
}

fn by_person(rows: &[Attended], stays: &[bool]) -> BTreeMap<Pseudonym, Sample> {
    let mut samples: BTreeMap<Pseudonym, Sample> = BTreeMap::new();
    for (row, _) in rows.iter().zip(stays).filter(|(_, stay)| **stay) {
        let own = samples.entry(row.person).or_default();
        own.add(i128::from(row.minutes));
    }
    samples
}

/// Weeks whose mean lies further below that of all weeks than the rule allows.
fn holidays(rows: &[Attended], stays: &[bool], tenths: u32) -> BTreeSet<i32> {
    let mut weeks: BTreeMap<i32, (i128, i128)> = BTreeMap::new();
    for (row, _) in rows.iter().zip(stays).filter(|(_, stay)| **stay) {
        let week = weeks.entry(row.week).or_default();
        week.0 += i128::from(row.minutes);
        week.1 += 1;
    }
    let means: BTreeMap<i32, i128> = weeks
        .into_iter()
        .map(|(week, (sum, people))| (week, sum * FINE / people))
        .collect();
    let mut sample = Sample::default();
    means.values().for_each(|mean| sample.add(*mean));
    let low = means
        .into_iter()
        .filter(|(_, mean)| sample.below(*mean, tenths) == std::cmp::Ordering::Greater);
    low.map(|(week, _)| week).collect()
}
