//! Values over any span of weeks, drawn from the sums that were published of its weeks: they tell nothing new, so that
//! any span may be asked for.
//!
//! Levels and shares are drawn from weekly means, counts and values per meeting are pooled, as in a window. Shares of
//! people can't be drawn together, because each person's mean decides who counts.

use std::collections::BTreeMap;

use model::culture::cell::{Basis, CellUnit, CellValue, MetricNumber, Period, Slice};
use model::culture::{Formula, Quantity};
use ring::hmac;

use super::DisclosureError;
use super::figures::{Exact, Fraction, Made, Measure, shown, value};
use super::ledger::Ledger;
use super::sheet::{Digest, Sheet};
use super::window::{basis, is_pooled};

/// Steps of one in a weekly mean: fine enough that no rounding to a published digit depends on it.
const SCALE: i128 = 1_000_000_000;

/// A value over a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanCell {
    /// Who.
    pub slice: Slice,
    /// Which metric.
    pub metric: MetricNumber,
    /// Which class of it.
    pub class: u16,
    /// What it counts.
    pub unit: CellUnit,
    /// First and last week that were drawn together.
    pub weeks: (i32, i32),
    /// The value, and how many weeks had one.
    pub value: CellValue,
}

/// Weeks that are drawn together, the latest added first: those under other policies are left out.
#[derive(Clone, Debug, Default)]
pub struct Span {
    policies: Option<[Digest; 2]>,
    sums: BTreeMap<(Slice, MetricNumber, u16), Sums>,
}

/// What was added of one cell.
#[derive(Clone, Debug)]
struct Sums {
    unit: CellUnit,
    /// By policy and term: of pooled values the sums, of others the weekly means in steps of [`SCALE`].
    terms: [Vec<i128>; 2],
    /// People in the latest week that had a value.
    n: u32,
    /// Weeks that had a value, latest first.
    told: Vec<i32>,
    /// First and last week of which anything was published.
    weeks: (i32, i32),
    hidden: bool,
}

impl Span {
    /// Adds a sheet of one week, after its seal was checked.
    ///
    /// # Errors
    /// [`DisclosureError::Forged`] when the sheet was altered, [`DisclosureError::Mismatch`] for one of a window.
    pub fn add(
        &mut self,
        sheet: &Sheet,
        key: &hmac::Key,
        measure: &dyn Fn(MetricNumber) -> Option<Measure>,
    ) -> Result<(), DisclosureError> {
        sheet.verify(key)?;
        let Period::Week(week) = sheet.period else {
            return Err(DisclosureError::Mismatch);
        };
        if *self.policies.get_or_insert(sheet.policies) != sheet.policies {
            return Ok(());
        }
        for record in &sheet.records {
            let cell = &record.cell;
            let Some(measure) = measure(cell.metric) else {
                continue;
            };
            if matches!(measure.formula, Formula::People(_)) {
                continue;
            }
            let place = (sheet.slice, cell.metric, cell.class);
            let sums = self.sums.entry(place).or_insert_with(|| Sums {
                unit: cell.unit,
                terms: [Vec::new(), Vec::new()],
                n: 0,
                told: Vec::new(),
                weeks: (week, week),
                hidden: false,
            });
            sums.weeks = (sums.weeks.0.min(week), sums.weeks.1.max(week));
            sums.hidden |= cell.value == CellValue::Hidden;
            if let Some(exact) = &record.exact {
                sums.add(&measure, exact, week);
            }
        }
        Ok(())
    }

    /// The values, by set and metric.
    #[must_use]
    pub fn cells(
        self,
        ledger: &Ledger,
        measure: &dyn Fn(MetricNumber) -> Option<Measure>,
    ) -> Vec<SpanCell> {
        let Some(policies) = self.policies else {
            return Vec::new();
        };
        // Metrics of the same column follow from the same people.
        let mut known: BTreeMap<(Slice, Quantity, Vec<i32>), Basis> = BTreeMap::new();
        let cells = self.sums.into_iter().filter_map(|(place, sums)| {
            let (slice, metric, class) = place;
            let measure = measure(metric)?;
            // Only of a level it makes a difference who was there in which week.
            let basis = match measure.formula {
                Formula::Level(quantity) if !sums.told.is_empty() => {
                    let place = (slice, quantity, sums.told.clone());
                    *known.entry(place).or_insert_with(|| {
                        let periods: Vec<_> = sums.told.iter().copied().map(Period::Week).collect();
                        basis(ledger, (&policies, slice), &periods, &measure)
                    })
                }
                _ => Basis::Weeks,
            };
            Some(SpanCell {
                slice,
                metric,
                class,
                unit: sums.unit,
                weeks: sums.weeks,
                value: sums.value(&measure, basis),
            })
        });
        cells.collect()
    }
}

impl Sums {
    fn add(&mut self, measure: &Measure, exact: &Exact, week: i32) {
        if self.told.is_empty() {
            self.n = exact.n;
        }
        self.told.push(week);
        let pooled = is_pooled(measure);
        for (terms, sums) in self.terms.iter_mut().zip(&exact.sums) {
            terms.resize(sums.len(), 0);
            for (term, sum) in terms.iter_mut().zip(sums) {
                *term += match pooled {
                    true => *sum,
                    false => sum * SCALE / i128::from(exact.n.max(1)),
                };
            }
        }
    }

    fn value(self, measure: &Measure, basis: Basis) -> CellValue {
        let Self {
            terms,
            n,
            told,
            hidden,
            ..
        } = self;
        if told.is_empty() {
            return match hidden {
                true => CellValue::Hidden,
                false => CellValue::NoData,
            };
        }
        let weeks = told.len();
        let drawn = Exact { n: 1, sums: terms };
        let both = [0, 1].map(|policy| -> Fraction {
            let (numerator, denominator) = value(measure, &drawn, policy);
            match measure.formula {
                Formula::Level(_) => (numerator, denominator * SCALE * weeks as i128),
                _ => (numerator, denominator),
            }
        });
        let made = Made {
            n,
            weeks: u8::try_from(weeks).unwrap_or(u8::MAX),
            basis,
        };
        shown(measure, both, made)
    }
}
