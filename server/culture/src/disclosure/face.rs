//! What pages show of a sheet: its cells without the exact numbers behind them, small, with a seal of their own.
//!
//! Of a single week pages show values and no distributions: those stay in the sheet.

use model::culture::cell::{Cell, CellUnit, CellValue, MetricNumber, Period, Slice};
use ring::hmac;
use serde::{Deserialize, Serialize};

use super::DisclosureError;
use super::figures::EVENTS;
use super::sheet::{Digest, Published, Sheet};

/// Bytes of a seal.
const SEAL: usize = 32;

/// The cells of one set and one period, as pages need them. There is no other way to one than [`Face::open`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// Who.
    pub slice: Slice,
    /// When.
    pub period: Period,
    /// Ids of the strict and the permissive policy.
    pub policies: [Digest; 2],
    /// Whose freeze; series of different cohorts don't join.
    pub cohort: u32,
    cells: Vec<Published>,
}

/// Its form in the database; the cells' slice and period are the face's.
#[derive(Serialize, Deserialize)]
struct Packed {
    slice: Slice,
    period: Period,
    policies: [Digest; 2],
    cohort: u32,
    cells: Vec<(u16, u16, CellUnit, CellValue)>,
}

impl Face {
    /// Opens what [`Sheet::face`] made.
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
        let packed: Packed = postcard::from_bytes(packed).map_err(|_| DisclosureError::Forged)?;
        let (slice, period) = (packed.slice, packed.period);
        let cell = |(metric, class, unit, value)| {
            Published::of(Cell {
                slice,
                period,
                metric: MetricNumber(metric),
                class,
                unit,
                value,
            })
        };
        Ok(Self {
            slice,
            period,
            policies: packed.policies,
            cohort: packed.cohort,
            cells: packed.cells.into_iter().map(cell).collect(),
        })
    }

    /// The cells, by metric and class.
    #[must_use]
    pub fn cells(&self) -> &[Published] {
        &self.cells
    }

    /// The cells alone.
    #[must_use]
    pub fn into_cells(self) -> Vec<Published> {
        self.cells
    }
}

impl Sheet {
    /// What pages show of it, sealed, after its own seal was checked.
    ///
    /// # Errors
    /// [`DisclosureError::Forged`] as for [`Sheet::open`].
    pub fn face(&self, key: &hmac::Key) -> Result<Vec<u8>, DisclosureError> {
        let whole = matches!(self.period, Period::Window(_));
        let cells = self.open(key)?;
        let shown = cells
            .iter()
            .map(Published::cell)
            .filter(|cell| whole || cell.class == 0 || cell.metric == EVENTS);
        let packed = Packed {
            slice: self.slice,
            period: self.period,
            policies: self.policies,
            cohort: self.cohort,
            cells: shown
                .map(|cell| (cell.metric.0, cell.class, cell.unit, cell.value))
                .collect(),
        };
        let mut packed = postcard::to_allocvec(&packed).map_err(|_| DisclosureError::Forged)?;
        let seal = hmac::sign(key, &message(&packed));
        packed.extend(seal.as_ref());
        Ok(packed)
    }
}

fn message(packed: &[u8]) -> Vec<u8> {
    let mut message = b"anteroom/culture-face/1\0".to_vec();
    message.extend(packed);
    message
}
