//! Sums over a set of people and what a formula makes of them.

use model::culture::cell::{Basis, CellUnit, CellValue, MetricNumber, Slice};
use model::culture::metric::{Metric, Unit};
use model::culture::{Formula, Quantity, Test};
use serde::{Deserialize, Serialize};

/// Stands in a row of columns where there is no data.
pub const ABSENT: i64 = i64::MIN;

/// The place of the counts of events among cells, their class being the place in [`model::culture::Reason::ALL`]; no metric of the
/// catalogue has it.
pub const EVENTS: MetricNumber = MetricNumber(10_002);

/// A class of the matrix between groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The group it is about, which must be published itself; `None` where it's about nobody's group, such as people
    /// outside.
    pub slice: Option<Slice>,
    /// The engine's targets that are drawn together in it.
    pub from: Vec<u32>,
}

/// A metric as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its place in the catalogue.
    pub metric: MetricNumber,
    /// How its value follows from columns.
    pub formula: Formula,
    /// What its value counts.
    pub unit: CellUnit,
    /// How many steps of the columns make 1 of the unit (60 for columns in minutes shown in hours); 1 for shares.
    pub divisor: i64,
    /// The classes of the matrix between groups; empty for all other metrics.
    pub targets: Vec<Target>,
}

impl Measure {
    /// A metric of the catalogue as it is shown: levels in hours, medians and times per meeting in minutes.
    #[must_use]
    pub fn of(number: MetricNumber, metric: &Metric, targets: Vec<Target>) -> Self {
        let level = matches!(metric.formula, Formula::Level(_));
        let (unit, divisor) = match metric.unit {
            Unit::Minutes if level => (CellUnit::TenthHours, 60 * metric.scale()),
            Unit::Minutes => (CellUnit::Minutes, metric.scale()),
            Unit::Share => (CellUnit::Percent, metric.scale()),
            Unit::Count => (CellUnit::Tenths, metric.scale()),
            Unit::Money => (CellUnit::Money, 100 * metric.scale()),
        };
        Self {
            metric: number,
            formula: metric.formula,
            unit,
            divisor,
            targets,
        }
    }
}

/// One person's week under one policy.
#[derive(Clone, Copy, Debug)]
pub struct PersonRow<'a> {
    /// By [`Quantity`]; [`ABSENT`] where there is no data, as for missing ones at the end.
    pub columns: &'a [i64],
    /// The person's part of the matrix between groups: units by target, zeros left out.
    pub matrix: &'a [(u32, i64)],
}

/// One person's week under both policies.
#[derive(Clone, Copy, Debug)]
pub struct PersonWeek<'a> {
    /// By the strict policy, which gives the value.
    pub strict: PersonRow<'a>,
    /// By the permissive policy, which gives the other end of the band.
    pub permissive: PersonRow<'a>,
}

impl<'a> PersonWeek<'a> {
    pub(super) const fn policies(&self) -> [PersonRow<'a>; 2] {
        [self.strict, self.permissive]
    }
}

/// A week of a cohort, in the order of its people; `None` for who was away, opted out or isn't known any more.
pub type CohortWeek<'a> = Vec<Option<PersonWeek<'a>>>;

/// Sums under one policy, in the order of [`terms`].
pub(super) type Sums = Vec<i128>;

/// The exact numbers behind a shown cell: sums by policy and the people they are over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Exact {
    pub(super) n: u32,
    pub(super) sums: [Sums; 2],
}

/// A fraction; a denominator of 0 means "no data".
pub(super) type Fraction = (i128, i128);

/// The columns a formula sums, in the order of its terms. None for a share of people, which counts them, and only the
/// whole for the matrix, whose other terms are no columns.
pub(super) fn terms(formula: &Formula) -> Vec<Quantity> {
    match formula {
        Formula::Level(quantity) => vec![*quantity],
        Formula::Share { part, whole } | Formula::PerMeeting { part, whole } => vec![*part, *whole],
        Formula::Mix { parts, whole }
        | Formula::MixPerMeeting { parts, whole }
        | Formula::Counts { parts, whole } => parts.iter().chain([whole]).copied().collect(),
        Formula::Matrix { whole } => vec![*whole],
        Formula::People(_) => Vec::new(),
        Formula::Median { classes, .. } => classes.iter().map(|(quantity, _)| *quantity).collect(),
    }
}

/// Every column a formula needs.
pub(super) fn columns(formula: &Formula) -> Vec<Quantity> {
    match formula {
        Formula::People(tests) => {
            let all = tests.iter().flat_map(|test| test.terms);
            all.map(|(quantity, _)| *quantity).collect()
        }
        _ => terms(formula),
    }
}

/// Values a metric has: the classes of a distribution, else 1.
pub(super) fn classes(measure: &Measure) -> usize {
    match &measure.formula {
        Formula::Mix { parts, .. }
        | Formula::MixPerMeeting { parts, .. }
        | Formula::Counts { parts, .. } => parts.len(),
        Formula::Matrix { .. } => measure.targets.len(),
        _ => 1,
    }
}

pub(super) fn cell(row: &PersonRow<'_>, quantity: Quantity) -> Option<i64> {
    let value = *row.columns.get(usize::from(quantity.0))?;
    (value != ABSENT).then_some(value)
}

/// Whether a person passes all tests over `weeks` active weeks; none where data are missing.
pub(super) fn passes(tests: &[Test], rows: &[PersonRow<'_>]) -> Option<bool> {
    let mut all = true;
    for test in tests {
        let mut sum = 0_i128;
        for row in rows {
            for (quantity, factor) in test.terms {
                sum += i128::from(cell(row, *quantity)?) * i128::from(*factor);
            }
        }
        all &= sum > i128::from(test.above) * rows.len() as i128;
    }
    Some(all)
}

/// The value that sums of one class make. Sums of a distribution are those of its class and of the whole.
pub(super) fn value(measure: &Measure, exact: &Exact, policy: usize) -> Fraction {
    let sums = &exact.sums[policy];
    let (n, divisor) = (i128::from(exact.n), i128::from(measure.divisor));
    match &measure.formula {
        Formula::Level(_) => (sums[0], n * divisor),
        Formula::Share { .. }
        | Formula::PerMeeting { .. }
        | Formula::Mix { .. }
        | Formula::MixPerMeeting { .. }
        | Formula::Matrix { .. } => (sums[0], sums[1] * divisor),
        Formula::People(_) => (sums[0], n),
        Formula::Counts { .. } => (sums[0], divisor),
        Formula::Median { classes, from } => median(classes, *from, sums, divisor),
    }
}

/// The middle of a histogram, linear inside the class it falls into.
fn median(classes: &[(Quantity, i64)], from: i64, counts: &[i128], divisor: i128) -> Fraction {
    let total: i128 = counts.iter().sum();
    let (mut low, mut below) = (i128::from(from), 0);
    for ((_, high), count) in classes.iter().zip(counts) {
        let high = i128::from(*high);
        if *count > 0 && 2 * (below + count) >= total {
            // low + (high - low) * (total / 2 - below) / count
            return (
                low * 2 * count + (high - low) * (total - 2 * below),
                2 * count * divisor,
            );
        }
        below += count;
        low = high;
    }
    (0, 0)
}

/// `numerator * scale / denominator` to the nearest whole step, halves away from 0.
pub(super) fn round(fraction: Fraction, scale: i64) -> Option<i64> {
    let (numerator, denominator) = fraction;
    if denominator == 0 {
        return None;
    }
    let doubled = numerator.checked_mul(2 * i128::from(scale))?;
    let (doubled, denominator) = if denominator < 0 {
        (-doubled, -denominator)
    } else {
        (doubled, denominator)
    };
    let rounded = (doubled.abs() + denominator) / (2 * denominator);
    i64::try_from(if doubled < 0 { -rounded } else { rounded }).ok()
}

/// Bounds for a share of people in percent: 25 and 75 for 10 to 20 people, 10 and 90 above (Viva's leader reports).
#[must_use]
pub const fn share_bounds(n: u32) -> (i64, i64) {
    if n <= 20 { (25, 75) } else { (10, 90) }
}

/// Which side of its bounds a share of people lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clip {
    Below(i64),
    Above(i64),
}

/// Whether a share of `n` people is cut off; at a bound it is not.
pub(super) fn clipped(share: Fraction, n: u32) -> Option<Clip> {
    let (low, high) = share_bounds(n);
    if share.0 * 100 < i128::from(low) * share.1 {
        Some(Clip::Below(low))
    } else if share.0 * 100 > i128::from(high) * share.1 {
        Some(Clip::Above(high))
    } else {
        None
    }
}

/// Fewest things that are told as a number.
const FEW: i64 = 10;

/// Whether a count is told as a bound.
pub(super) const fn is_few(count: Fraction) -> bool {
    count.0 < FEW as i128 * count.1
}

/// How a value was made, for its label.
#[derive(Clone, Copy)]
pub(super) struct Made {
    pub(super) n: u32,
    pub(super) weeks: u8,
    pub(super) basis: Basis,
}

/// The value both policies give, rounded; no data where one of them has none.
pub(super) fn shown(measure: &Measure, both: [Fraction; 2], made: Made) -> CellValue {
    let scale = measure.unit.scale();
    let (Some(value), Some(other)) = (round(both[0], scale), round(both[1], scale)) else {
        return CellValue::NoData;
    };
    let (mut low, mut high) = (value.min(other), value.max(other));
    if matches!(measure.formula, Formula::People(_)) {
        let (n, weeks) = (made.n, made.weeks);
        match clipped(both[0], n) {
            Some(Clip::Below(bound)) => return CellValue::Below { bound, n, weeks },
            Some(Clip::Above(bound)) => return CellValue::Above { bound, n, weeks },
            None => {}
        }
        let bounds = share_bounds(made.n);
        (low, high) = (low.max(bounds.0), high.min(bounds.1));
    }
    if matches!(measure.formula, Formula::Counts { .. }) {
        // Counts are told by the strict policy alone.
        (low, high) = (value, value);
        if is_few(both[0]) {
            let (n, weeks) = (made.n, made.weeks);
            let bound = FEW * scale;
            return CellValue::Below { bound, n, weeks };
        }
    }
    CellValue::Shown {
        value,
        low,
        high,
        n: made.n,
        weeks: made.weeks,
        basis: made.basis,
    }
}

/// A running sum of one column with what tells whether one person makes up most of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Magnitude {
    pub(super) sum: i128,
    absolute: i128,
    largest: i128,
}

impl Magnitude {
    /// The absolute sum and the largest absolute contribution.
    pub(super) const fn spread(&self) -> (i128, i128) {
        (self.absolute, self.largest)
    }

    pub(super) fn add(&mut self, contribution: i128) {
        self.sum += contribution;
        self.absolute += contribution.abs();
        self.largest = self.largest.max(contribution.abs());
    }

    /// One person contributes more than half of it.
    pub(super) const fn is_dominated(&self) -> bool {
        self.largest * 2 > self.absolute
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(round((5, 100), 10), Some(1));
        assert_eq!(round((-5, 100), 10), Some(-1));
        assert_eq!(round((4, 100), 10), Some(0));
        assert_eq!(round((1, 0), 10), None);
        assert_eq!(round((1, -2), 10), Some(-5));
    }

    #[test]
    fn shares_of_people_are_cut_off_by_the_size_of_the_group() {
        let text = |count, n| clipped((count, i128::from(n)), n);
        assert_eq!(text(2, 10), Some(Clip::Below(25)));
        assert_eq!(text(8, 10), Some(Clip::Above(75)));
        assert_eq!(text(5, 20), None);
        assert_eq!(text(15, 20), None);
        assert_eq!(text(2, 21), Some(Clip::Below(10)));
        assert_eq!(text(3, 21), None);
        assert_eq!(text(19, 21), Some(Clip::Above(90)));
    }

    #[test]
    fn a_person_with_half_does_not_dominate() {
        let mut magnitude = Magnitude::default();
        [5, 3, 2].into_iter().for_each(|one| magnitude.add(one));
        assert!(!magnitude.is_dominated());
        magnitude.add(-11);
        assert!(magnitude.is_dominated());
        assert!(!Magnitude::default().is_dominated());
    }

    #[test]
    fn the_median_is_linear_inside_its_class() {
        const CLASSES: &[(Quantity, i64)] = &[(Quantity(0), 10), (Quantity(1), 20)];
        assert_eq!(median(CLASSES, 0, &[4, 0], 1), (40, 8));
        assert_eq!(round(median(CLASSES, 0, &[1, 3], 1), 3), Some(40));
        assert_eq!(median(CLASSES, 0, &[0, 0], 1).1, 0);
    }
}
