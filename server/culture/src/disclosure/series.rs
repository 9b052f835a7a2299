//! Recurring series by cost: the one table that isn't about a planned set. A line is about whoever attends a series, so
//! that the linear auditor, which knows sets, has nothing to say about it; it keeps rules of its own:
//!
//! - a line is about at least k people who spent time in the series, and none of them has more than half of it;
//! - **nothing follows from it and published sums.** Of a planned set the hours of all series are published. Whoever
//!   knows which line is which could subtract lines from such sums and be left with the hours of the few who attend
//!   the other series. So at least k people of each line also spent time, in a week in which they attended it, in a
//!   series that isn't told. Then no combination of lines and sums is about fewer than k people: it would have to be 0
//!   for at least one of those k, in that week both for the series of the line and for the other one; for the other one
//!   its weights of the person's sets add up to 0, hence the line has weight 0. This holds for every line, and what is
//!   left is a combination of sets alone, which the auditor has judged;
//! - **each week is in one table**: tables are made of 4 weeks that don't overlap, so that none is the difference of two;
//! - numbers are coarse all the same, since other sums (by size, by length) cut across series: hours, cost and attendees
//!   are told as 1, 1.5, 2, 3, 5 or 7 of a power of ten, lengths to 5 minutes, acceptance to 5 % and cut off as shares of
//!   people are. Cost is that of the coarse hours at the mean rate to two digits, so that the two don't narrow each other;
//! - cost and acceptance keep the same least: nobody has more than half of a cost that is told, and acceptance is told only
//!   where each occurrence asked at least k people;
//! - how many series aren't told is given to the next ten.

use std::collections::{BTreeMap, BTreeSet};

use model::culture::Pseudonym;
use model::culture::quantity::{COST_UNIT, UNIT};
use ring::hmac;
use serde::{Deserialize, Serialize};

use super::DisclosureError;
use super::figures::share_bounds;
use super::sheet::Digest;
use super::threshold::MinimumGroup;

/// Most lines.
const LINES: usize = 25;
/// Bytes of a seal.
const SEAL: usize = 32;
/// What hours, cost and attendees are told as, in tenths of a power of ten.
const STEPS: [i64; 7] = [10, 15, 20, 30, 50, 70, 100];

/// Time of one person in one week of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attended {
    /// Who.
    pub person: Pseudonym,
    /// Which week.
    pub week: i32,
    /// Allocated minutes in units of 1/[`UNIT`], by the strict policy.
    pub units: i64,
    /// Their cost in 1/[`COST_UNIT`] minor units.
    pub cost: i64,
}

/// One series over the weeks of a table. All numbers are sums, as in [`crate::engine::SeriesRow`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeriesSums {
    /// Occurrences held.
    pub held: i64,
    /// Their lengths, minutes.
    pub length_min: i64,
    /// Occurrences of known size.
    pub sized: i64,
    /// Heads of those.
    pub heads: i64,
    /// Answers asked for.
    pub asked: i64,
    /// Accepted.
    pub accepted: i64,
    /// Whether it has no end date, where known.
    pub open_ended: Option<bool>,
    /// The fewest people asked for one occurrence, of those for which anybody was.
    pub least_asked: Option<i64>,
    /// Who spent how much time in it.
    pub attended: Vec<Attended>,
}

/// Accepted answers among those asked for, percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Accepted {
    /// To 5 %.
    About(u8),
    /// Less than this.
    Below(u8),
    /// More than this.
    Above(u8),
    /// Too few people were asked, or the organiser's copy isn't known.
    Unknown,
}

/// A line of the table. Who organises or attends isn't told, nor what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesLine {
    /// Mean length in minutes, to 5.
    pub length_min: u32,
    /// Mean heads, coarse; none where no size is known.
    pub attendees: Option<u32>,
    /// Occurrences held.
    pub held: u32,
    /// Hours of attendees, coarse.
    pub hours: u32,
    /// Their cost in whole units of the currency, coarse; none where one person's is more than half of it.
    pub cost: Option<u64>,
    /// Acceptance.
    pub accepted: Accepted,
    /// Whether it has no end date, where known.
    pub open_ended: Option<bool>,
}

/// A table as it was published. There is no way to one but [`SeriesTable::open`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesTable(Packed);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Packed {
    last: i32,
    policy: Digest,
    currency: String,
    lines: Vec<SeriesLine>,
    fewer_than: u32,
}

impl SeriesTable {
    /// Opens what [`close_series`] made.
    ///
    /// # Errors
    /// [`DisclosureError::Forged`] when anything in it differs from what was published.
    pub fn open(sealed: &[u8], key: &hmac::Key) -> Result<Self, DisclosureError> {
        let end = sealed
            .len()
            .checked_sub(SEAL)
            .ok_or(DisclosureError::Forged)?;
        let (packed, seal) = sealed.split_at(end);
        hmac::verify(key, &message(packed), seal).map_err(|_| DisclosureError::Forged)?;
        let packed = postcard::from_bytes(packed).map_err(|_| DisclosureError::Forged)?;
        Ok(Self(packed))
    }

    /// The last of its 4 weeks.
    #[must_use]
    pub const fn last(&self) -> i32 {
        self.0.last
    }

    /// The lines, dearest first.
    #[must_use]
    pub fn lines(&self) -> &[SeriesLine] {
        &self.0.lines
    }

    /// What costs are in (ISO 4217).
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.0.currency
    }

    /// Fewer series than this aren't told; a multiple of ten.
    #[must_use]
    pub const fn fewer_than(&self) -> u32 {
        self.0.fewer_than
    }
}

/// Publishes the table of the 4 weeks that end with `last`, sealed. For each 4 weeks it must be called at most once, and
/// never for 4 weeks that share one with another table.
///
/// # Errors
/// [`DisclosureError::Mismatch`] for a week outside of the four.
pub fn close_series(
    (last, minimum): (i32, MinimumGroup),
    (series, currency): (&[SeriesSums], &str),
    (policy, key): (Digest, &hmac::Key),
) -> Result<Vec<u8>, DisclosureError> {
    let inside = |one: &Attended| (last - 3..=last).contains(&one.week);
    if !series.iter().flat_map(|one| &one.attended).all(inside) {
        return Err(DisclosureError::Mismatch);
    }
    let told = told(series, minimum.get());
    let others = series.len() - told.len();
    let packed = Packed {
        last,
        policy,
        currency: currency.to_owned(),
        lines: told
            .iter()
            .map(|place| line(&series[*place], minimum.get()))
            .collect(),
        fewer_than: u32::try_from((others / 10 + 1) * 10).unwrap_or(u32::MAX),
    };
    let mut packed = postcard::to_allocvec(&packed).map_err(|_| DisclosureError::Forged)?;
    let seal = hmac::sign(key, &message(&packed));
    packed.extend(seal.as_ref());
    Ok(packed)
}

/// Places of the series that may be told, dearest first.
fn told(series: &[SeriesSums], minimum: u32) -> Vec<usize> {
    let least = minimum as usize;
    let mut told: Vec<usize> = (0..series.len())
        .filter(|place| series[*place].held > 0 && is_of_many(&series[*place], least))
        .collect();
    // The order among equals must not tell who is who: it is that of what is shown.
    told.sort_by_cached_key(|place| {
        let line = line(&series[*place], minimum);
        std::cmp::Reverse((line.cost, line.hours, line.held, line.length_min))
    });
    told.truncate(LINES);
    let mut times: BTreeMap<usize, BTreeSet<Time>> = BTreeMap::new();
    for place in &told {
        times.insert(*place, spent(&series[*place]).collect());
    }
    let mut elsewhere = Elsewhere::new(series, &times);
    // What is taken away makes the rest larger, so that the others' condition can only get easier.
    loop {
        let bare = told
            .iter()
            .rev()
            .find(|place| elsewhere.people(&times[*place]) < least);
        let Some(bare) = bare.copied() else {
            return told;
        };
        told.retain(|place| *place != bare);
        elsewhere.add(&times[&bare]);
    }
}

/// A person in a week.
type Time = (Pseudonym, i32);

fn spent(series: &SeriesSums) -> impl Iterator<Item = Time> {
    let times = series.attended.iter().filter(|time| time.units > 0);
    times.map(|time| (time.person, time.week))
}

/// When people of told series spent time in others, too: kept for those people alone, as most series aren't told.
struct Elsewhere(BTreeMap<Time, bool>);

impl Elsewhere {
    fn new(series: &[SeriesSums], told: &BTreeMap<usize, BTreeSet<Time>>) -> Self {
        let all = told.values().flatten();
        let mut times = Self(all.map(|time| (*time, false)).collect());
        for (place, one) in series.iter().enumerate() {
            if !told.contains_key(&place) {
                spent(one).for_each(|time| times.mark(time));
            }
        }
        times
    }

    fn mark(&mut self, time: Time) {
        if let Some(known) = self.0.get_mut(&time) {
            *known = true;
        }
    }

    /// A series that isn't told after all.
    fn add(&mut self, times: &BTreeSet<Time>) {
        times.iter().for_each(|time| self.mark(*time));
    }

    /// How many of these people spent time elsewhere in a week in which they did here.
    fn people(&self, times: &BTreeSet<Time>) -> usize {
        let also = times.iter().filter(|time| self.0.get(*time) == Some(&true));
        let people: BTreeSet<Pseudonym> = also.map(|time| time.0).collect();
        people.len()
    }
}

/// Whether enough people spent time in it, and nobody more than half.
fn is_of_many(series: &SeriesSums, least: usize) -> bool {
    is_spread(series, least, |time| time.units)
}

/// Whether enough people have a part in a sum, and nobody more than half.
fn is_spread(series: &SeriesSums, least: usize, part: impl Fn(&Attended) -> i64) -> bool {
    let mut people: BTreeMap<Pseudonym, i128> = BTreeMap::new();
    for time in &series.attended {
        *people.entry(time.person).or_default() += i128::from(part(time));
    }
    people.retain(|_, part| *part > 0);
    let largest = people.values().max().copied().unwrap_or_default();
    people.len() >= least && largest * 2 <= people.values().sum()
}

fn line(series: &SeriesSums, minimum: u32) -> SeriesLine {
    let units: i128 = series
        .attended
        .iter()
        .map(|time| i128::from(time.units))
        .sum();
    let hours = coarse(ratio(units, i128::from(UNIT) * 60));
    // Minor units of an hour, to two digits: a rate and no second measure of the hours.
    let cost: i128 = series
        .attended
        .iter()
        .map(|time| i128::from(time.cost))
        .sum();
    let hourly = two_digits(ratio(
        cost * i128::from(UNIT) * 60,
        units * i128::from(COST_UNIT),
    ));
    let cost = coarse(ratio(i128::from(hours) * i128::from(hourly), 100));
    let mean = |sum: i64, count: i64| ratio(i128::from(sum), i128::from(count));
    SeriesLine {
        length_min: whole(ratio(
            i128::from(series.length_min),
            i128::from(series.held) * 5,
        )) * 5,
        attendees: (series.sized > 0).then(|| whole(coarse(mean(series.heads, series.sized)))),
        held: whole(series.held),
        hours: whole(hours),
        cost: is_spread(series, minimum as usize, |time| time.cost)
            .then(|| u64::try_from(cost).unwrap_or(0)),
        accepted: accepted(series, minimum),
        open_ended: series.open_ended,
    }
}

/// By the people of whom it is certain that they differ: those of one occurrence.
fn accepted(series: &SeriesSums, minimum: u32) -> Accepted {
    let people = whole(series.least_asked.unwrap_or(0));
    if series.asked <= 0 || people < minimum {
        return Accepted::Unknown;
    }
    let (low, high) = share_bounds(people);
    let bound = |bound: i64| u8::try_from(bound).unwrap_or(100);
    let share = i128::from(series.accepted) * 100;
    let asked = i128::from(series.asked);
    if share < i128::from(low) * asked {
        Accepted::Below(bound(low))
    } else if share > i128::from(high) * asked {
        Accepted::Above(bound(high))
    } else {
        Accepted::About(bound(ratio(share, asked * 5) * 5))
    }
}

/// To the nearest whole number; 0 for a denominator of 0.
fn ratio(numerator: i128, denominator: i128) -> i64 {
    if denominator <= 0 {
        return 0;
    }
    i64::try_from((2 * numerator + denominator).div_euclid(2 * denominator)).unwrap_or(i64::MAX)
}

/// The nearest of 1, 1.5, 2, 3, 5 and 7 of a power of ten; 1 and 2 below 2.
fn coarse(value: i64) -> i64 {
    if value < 2 {
        return value.max(1);
    }
    let mut power = 1;
    while value / 10 >= power {
        power *= 10;
    }
    let near = STEPS.map(|step| step * power / 10);
    near.into_iter()
        .min_by_key(|step| (step - value).abs())
        .unwrap_or(value)
}

/// To two significant digits.
fn two_digits(value: i64) -> i64 {
    let mut power = 1;
    while value / power >= 100 {
        power *= 10;
    }
    ratio(i128::from(value), i128::from(power)) * power
}

fn whole(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

fn message(packed: &[u8]) -> Vec<u8> {
    let mut message = b"anteroom/culture-series/2\0".to_vec();
    message.extend(packed);
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_as_the_nearest_step() {
        let told = |all: &[i64]| all.iter().map(|one| coarse(*one)).collect::<Vec<_>>();
        assert_eq!(told(&[0, 1, 2, 4, 6, 9]), [1, 1, 2, 3, 5, 10]);
        assert_eq!(told(&[12, 13, 17, 18, 24, 26]), [10, 15, 15, 20, 20, 30]);
        assert_eq!(told(&[412, 620, 860, 1_240]), [500, 700, 1_000, 1_000]);
    }

    #[test]
    fn acceptance_is_cut_off_by_the_number_of_people() {
        let with = |accepted_count, people| {
            let sums = SeriesSums {
                asked: 100,
                accepted: accepted_count,
                least_asked: Some(people),
                ..SeriesSums::default()
            };
            accepted(&sums, 10)
        };
        assert_eq!(with(80, 12), Accepted::Above(75));
        assert_eq!(with(80, 21), Accepted::About(80));
        assert_eq!(with(24, 20), Accepted::Below(25));
        assert_eq!(with(63, 20), Accepted::About(65));
        assert_eq!(with(63, 10), Accepted::About(65));
        assert_eq!(with(63, 9), Accepted::Unknown, "of nine answers");
        assert_eq!(accepted(&SeriesSums::default(), 10), Accepted::Unknown);
    }

    #[test]
    fn rates_have_two_digits() {
        let told = [0, 7, 99, 104, 7_549, 7_550, 99_600].map(two_digits);
        assert_eq!(told, [0, 7, 99, 100, 7_500, 7_600, 100_000]);
    }
}
