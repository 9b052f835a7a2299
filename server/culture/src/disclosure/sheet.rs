//! Cells as they are kept, sealed so that no other hand can make one, and as the app gets them.

use model::culture::cell::{Cell, CellValue, MetricNumber, Period, Slice};
use ring::hmac;
use serde::{Deserialize, Serialize};

use super::DisclosureError;
use super::figures::Exact;

/// SHA-256 or HMAC-SHA-256.
pub type Digest = [u8; 32];

/// A cell that passed disclosure control. There is no other way to one than [`Sheet::open`] and [`super::Face::open`],
/// which both check a seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Published(Cell);

impl Published {
    /// For this module alone, after a seal was checked.
    pub(super) const fn of(cell: Cell) -> Self {
        Self(cell)
    }

    /// The cell.
    #[must_use]
    pub const fn cell(&self) -> &Cell {
        &self.0
    }
}

/// A cell with the exact numbers behind it, where it is shown. Those are for windows of several weeks and never leave
/// this module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) cell: Cell,
    pub(super) exact: Option<Exact>,
}

/// All cells of one set and one period under one pair of policies, with a seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Who.
    pub slice: Slice,
    /// When.
    pub period: Period,
    /// Ids of the strict and the permissive policy.
    pub policies: [Digest; 2],
    /// Whose freeze; series of different cohorts don't join.
    pub cohort: u32,
    pub(super) records: Vec<Record>,
    seal: Digest,
}

impl Sheet {
    pub(super) fn seal(head: &SheetHead, records: Vec<Record>, key: &hmac::Key) -> Self {
        let mut sheet = Self {
            slice: head.slice,
            period: head.period,
            policies: head.policies,
            cohort: head.cohort,
            records,
            seal: [0; 32],
        };
        let tag = hmac::sign(key, &sheet.message());
        sheet.seal.copy_from_slice(tag.as_ref());
        sheet
    }

    /// The cells, after the seal was checked.
    ///
    /// # Errors
    /// [`DisclosureError::Forged`] when anything in it differs from what was published.
    pub fn open(&self, key: &hmac::Key) -> Result<Vec<Published>, DisclosureError> {
        self.verify(key)?;
        Ok(self
            .records
            .iter()
            .map(|record| Published(record.cell))
            .collect())
    }

    /// One value of an opened sheet; hidden where the sheet doesn't have it.
    ///
    /// # Errors
    /// [`DisclosureError::Forged`] as for [`Sheet::open`].
    pub fn value(
        &self,
        key: &hmac::Key,
        metric: MetricNumber,
        class: u16,
    ) -> Result<Option<Published>, DisclosureError> {
        self.verify(key)?;
        let wanted = |record: &&Record| record.cell.metric == metric && record.cell.class == class;
        Ok(self
            .records
            .iter()
            .find(wanted)
            .map(|record| Published(record.cell)))
    }

    /// People of the set, as the most complete of its shown cells tells it; 0 where all about it is hidden.
    #[must_use]
    pub fn people(&self) -> u32 {
        let told = self.records.iter().filter_map(|one| match one.cell.value {
            CellValue::Shown { n, .. }
            | CellValue::Below { n, .. }
            | CellValue::Above { n, .. } => Some(n),
            CellValue::Hidden | CellValue::NoData => None,
        });
        told.max().unwrap_or(0)
    }

    pub(super) fn verify(&self, key: &hmac::Key) -> Result<(), DisclosureError> {
        hmac::verify(key, &self.message(), &self.seal).map_err(|_| DisclosureError::Forged)
    }

    /// The seal, which names its content.
    pub(super) const fn digest(&self) -> &Digest {
        &self.seal
    }

    fn message(&self) -> Vec<u8> {
        let mut message = b"anteroom/culture-sheet/1\0".to_vec();
        let content = (
            &self.slice,
            self.period,
            self.policies,
            self.cohort,
            &self.records,
        );
        message.extend(canonical(&content));
        message
    }
}

/// What a sheet is about.
#[derive(Clone, Copy)]
pub(super) struct SheetHead {
    pub(super) slice: Slice,
    pub(super) period: Period,
    pub(super) policies: [Digest; 2],
    pub(super) cohort: u32,
}

/// The one spelling of plain data that is hashed.
#[expect(
    clippy::expect_used,
    reason = "plain data without maps is always written to memory"
)]
pub(super) fn canonical(content: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(content).expect("plain data")
}
