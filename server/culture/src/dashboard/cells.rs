//! Published cells by who, when and what.

use std::collections::HashMap;

use model::culture::Period;
use model::culture::cell::{Cell, CellUnit, CellValue, Slice};
use model::culture::metric::{self, Kind, Metric};
use model::culture::view::{Unit, Value};

use crate::disclosure::Published;

/// Published cells. Only what came out of a sealed sheet gets in.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    by: HashMap<(Slice, Period, u16, u16), Published>,
    /// People of a set in a period, as any of its cells tells it.
    people: HashMap<(Slice, Period), u32>,
}

impl Cells {
    /// Adds the cells of an opened sheet.
    pub fn add(&mut self, cells: impl IntoIterator<Item = Published>) {
        for published in cells {
            let cell = published.cell();
            if let CellValue::Shown { n, .. }
            | CellValue::Below { n, .. }
            | CellValue::Above { n, .. } = cell.value
            {
                let known = self.people.entry((cell.slice, cell.period)).or_default();
                *known = n.max(*known);
            }
            self.by.insert(
                (cell.slice, cell.period, cell.metric.0, cell.class),
                published,
            );
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by.is_empty()
    }

    /// People of a set in a period; none where all about it is hidden.
    pub(crate) fn people(&self, slice: Slice, period: Period) -> Option<u32> {
        self.people.get(&(slice, period)).copied()
    }

    pub(crate) fn published(
        &self,
        slice: Slice,
        period: Period,
        (metric, class): (&Metric, u16),
    ) -> Option<&Published> {
        self.by.get(&(slice, period, place(metric)?, class))
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
