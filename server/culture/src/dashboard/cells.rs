//! Published cells by who, when and what.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use model::culture::cell::{Cell, CellUnit, CellValue, Slice};
use model::culture::metric::{self, Kind, Metric};
use model::culture::view::{Unit, Value};
use model::culture::{Period, Reason};

use super::names::key_of;
use crate::disclosure::{EVENTS, Face, LORENZ, Published};

/// Published cells of the sets that a page needs. Only what came out of a seal gets in.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    sets: HashMap<Slice, Arc<SetCells>>,
    /// People of every set of the last week, by the set's key; 0 where the set is hidden. None where the cells say it.
    sizes: Option<Arc<HashMap<String, i64>>>,
    /// Imported weeks of the company, which have definitions and people of their own.
    imported: Arc<SetCells>,
}

/// Cells of one set by period.
#[derive(Clone, Debug, Default)]
pub(crate) struct SetCells(BTreeMap<Period, PeriodCells>);

#[derive(Clone, Debug, Default)]
struct PeriodCells {
    /// Whose freeze and which policy.
    made: Option<Made>,
    /// People of the set, as any of its cells tells it.
    people: Option<u32>,
    /// By metric and class.
    cells: Vec<Published>,
}

/// What has to be the same for two periods to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) cohort: u32,
    pub(crate) policies: [[u8; 32]; 2],
}

impl SetCells {
    /// The cells of one set from its faces.
    pub(crate) fn of(faces: Vec<Face>) -> Self {
        let mut all = Self::default();
        for face in faces {
            let made = Made {
                cohort: face.cohort,
                policies: face.policies,
            };
            let period = all.0.entry(face.period).or_default();
            period.made = Some(made);
            for cell in face.into_cells() {
                period.add(cell);
            }
        }
        all
    }
}

const fn place_of(cell: &Cell) -> (u16, u16) {
    (cell.metric.0, cell.class)
}

impl PeriodCells {
    /// Keeps the order; cells come in it, so that the place is the end.
    fn add(&mut self, published: Published) {
        let cell = published.cell();
        if let CellValue::Shown { n, .. }
        | CellValue::Below { n, .. }
        | CellValue::Above { n, .. } = cell.value
        {
            self.people = self.people.max(Some(n));
        }
        let place = place_of(cell);
        let found = match self.cells.last() {
            Some(last) if place_of(last.cell()) < place => Err(self.cells.len()),
            _ => self
                .cells
                .binary_search_by_key(&place, |one| place_of(one.cell())),
        };
        match found {
            Ok(at) => {
                if let Some(known) = self.cells.get_mut(at) {
                    *known = published;
                }
            }
            Err(at) => self.cells.insert(at, published),
        }
    }

    fn get(&self, place: (u16, u16)) -> Option<&Published> {
        let at = self
            .cells
            .binary_search_by_key(&place, |one| place_of(one.cell()));
        self.cells.get(at.ok()?)
    }
}

impl Cells {
    /// Cells of these sets, with the people of all sets of the last week.
    pub(crate) const fn of(
        sets: HashMap<Slice, Arc<SetCells>>,
        sizes: Arc<HashMap<String, i64>>,
        imported: Arc<SetCells>,
    ) -> Self {
        Self {
            sets,
            sizes: Some(sizes),
            imported,
        }
    }

    /// Adds the cells of an opened sheet.
    pub fn add(&mut self, cells: impl IntoIterator<Item = Published>) {
        for published in cells {
            let (slice, period) = (published.cell().slice, published.cell().period);
            let set = Arc::make_mut(self.sets.entry(slice).or_default());
            set.0.entry(period).or_default().add(published);
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sets.values().all(|set| set.0.is_empty())
    }

    fn period(&self, slice: Slice, period: Period) -> Option<&PeriodCells> {
        self.sets.get(&slice)?.0.get(&period)
    }

    /// People of a set in a period; none where all about it is hidden.
    pub(crate) fn people(&self, slice: Slice, period: Period) -> Option<u32> {
        self.period(slice, period)?.people
    }

    /// Whether a set is too small to be shown in the last week, or hidden.
    pub(crate) fn is_small(&self, slice: Slice, last: i32) -> bool {
        match &self.sizes {
            Some(sizes) => sizes.get(&key_of(slice)).is_none_or(|n| *n == 0),
            None => self.people(slice, Period::Week(last)).is_none(),
        }
    }

    /// How the numbers of a period were made.
    pub(crate) fn made(&self, slice: Slice, period: Period) -> Option<Made> {
        self.period(slice, period)?.made
    }

    /// An imported value of the company, where one was published.
    pub(crate) fn imported(&self, week: i32, metric: &Metric) -> Option<Value> {
        let cells = self.imported.0.get(&Period::Week(week))?;
        let found = cells.get((place(metric)?, 0))?;
        Some(value(found.cell()))
    }

    /// A point of the curve that says how concentrated the load of organisers is.
    pub(crate) fn lorenz(&self, slice: Slice, period: Period, point: u16) -> Value {
        let found = self
            .period(slice, period)
            .and_then(|cells| cells.get((LORENZ.0, point)));
        found.map_or(Value::Missing, |one| value(one.cell()))
    }

    /// How many events there were on the calendars of a set for one reason.
    pub(crate) fn counted(&self, slice: Slice, period: Period, reason: Reason) -> Value {
        let found = self
            .period(slice, period)
            .and_then(|cells| cells.get((EVENTS.0, reason as u16)));
        found.map_or(Value::Missing, |one| value(one.cell()))
    }

    pub(crate) fn published(
        &self,
        slice: Slice,
        period: Period,
        (metric, class): (&Metric, u16),
    ) -> Option<&Published> {
        self.period(slice, period)?.get((place(metric)?, class))
    }

    pub(crate) fn cell(
        &self,
        slice: Slice,
        period: Period,
        metric: (&Metric, u16),
    ) -> Option<&Cell> {
        self.published(slice, period, metric).map(Published::cell)
    }

    /// A value. What wasn't published at all counts as hidden where the company has it, else as no data.
    pub(crate) fn value(&self, slice: Slice, period: Period, metric: (&Metric, u16)) -> Value {
        match self.cell(slice, period, metric) {
            Some(cell) => value(cell),
            None if self.cell(Slice::Company, period, metric).is_some() => Value::Hidden,
            None => Value::Missing,
        }
    }

    /// By the strict and the permissive policy, smaller first.
    pub(crate) fn band(
        &self,
        slice: Slice,
        period: Period,
        metric: (&Metric, u16),
    ) -> Option<(f64, f64)> {
        let cell = self.cell(slice, period, metric)?;
        match cell.value {
            CellValue::Shown { low, high, .. } => {
                Some((scaled(cell.unit, low), scaled(cell.unit, high)))
            }
            _ => None,
        }
    }

    /// What the numbers of a metric count, by its cells; by the catalogue where there are none.
    pub(crate) fn unit(&self, metric: &Metric, period: Period) -> Unit {
        match self
            .cell(Slice::Company, period, (metric, 0))
            .map(|cell| cell.unit)
        {
            Some(CellUnit::TenthHours) => Unit::Hours,
            Some(CellUnit::Percent) => Unit::Share,
            Some(CellUnit::Tenths) => Unit::Count,
            Some(CellUnit::Minutes) => Unit::Minutes,
            Some(CellUnit::Money) => Unit::Money,
            None => match (metric.unit, metric.kind()) {
                (metric::Unit::Share, _) => Unit::Share,
                (metric::Unit::Minutes, Kind::Level) => Unit::Hours,
                (metric::Unit::Minutes, _) => Unit::Minutes,
                (metric::Unit::Count, _) => Unit::Count,
                (metric::Unit::Money, _) => Unit::Money,
            },
        }
    }
}

/// The place of a metric in the catalogue.
fn place(metric: &Metric) -> Option<u16> {
    let place = metric::all().position(|one| one.code == metric.code)?;
    u16::try_from(place).ok()
}

fn value(cell: &Cell) -> Value {
    match cell.value {
        CellValue::Shown { value, .. } => Value::Exact(scaled(cell.unit, value)),
        CellValue::Below { bound, .. } => Value::Below(scaled(cell.unit, bound)),
        CellValue::Above { bound, .. } => Value::Above(scaled(cell.unit, bound)),
        CellValue::Hidden => Value::Hidden,
        CellValue::NoData => Value::Missing,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "published numbers have few digits"
)]
fn scaled(unit: CellUnit, steps: i64) -> f64 {
    steps as f64 / unit.scale() as f64
}
