//! What the engine gives: a row of columns for each measured person, and the sparse rows of the matrix M42.

use model::culture::Quantity;

/// A row of columns.
pub(super) type Row = [i64; Quantity::COUNT];

/// A column of a row.
macro_rules! col {
    ($row:ident, $name:ident) => {
        $row[model::culture::Quantity::$name.index()]
    };
}
pub(super) use col;

/// Stands in a row where there is no data.
pub const ABSENT: i64 = i64::MIN;

/// All base quantities of a tenant's week under one policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WeekColumns {
    pub(super) rows: Vec<Row>,
    pub(super) measured: Vec<bool>,
    pub(super) matrix: Vec<(u32, i64)>,
    /// Where each person's part of the matrix begins, and its end.
    pub(super) matrix_at: Vec<u32>,
    pub(super) groups: u32,
}

impl WeekColumns {
    /// Number of people, measured or not, in the order of the week's contexts.
    #[must_use]
    pub fn people(&self) -> usize {
        self.measured.len()
    }

    /// Active and not opted out: has columns.
    #[must_use]
    pub fn measured(&self, person: usize) -> bool {
        self.measured.get(person).copied().unwrap_or(false)
    }

    /// One column of one person; `None` where there is no data or no such person.
    #[must_use]
    pub fn get(&self, person: usize, quantity: Quantity) -> Option<i64> {
        let value = *self.row(person)?.get(quantity.index())?;
        (value != ABSENT).then_some(value)
    }

    /// All columns of a measured person by [`Quantity::index`]; [`ABSENT`] where there is no data.
    #[must_use]
    pub fn row(&self, person: usize) -> Option<&[i64]> {
        self.measured(person).then(|| self.rows[person].as_slice())
    }

    /// M42: allocated units from this person to target groups, rising by target, zeros left out. Targets are groups below
    /// [`WeekColumns::groups`], then [`WeekColumns::external`], then [`WeekColumns::unknown`]. Their sum is
    /// [`Quantity::IN_COMPANY`].
    #[must_use]
    pub fn matrix(&self, person: usize) -> &[(u32, i64)] {
        match (self.matrix_at.get(person), self.matrix_at.get(person + 1)) {
            (Some(&from), Some(&to)) => &self.matrix[from as usize..to as usize],
            _ => &[],
        }
    }

    /// Number of first-level groups.
    #[must_use]
    pub const fn groups(&self) -> u32 {
        self.groups
    }

    /// Target of people of foreign domains.
    #[must_use]
    pub const fn external(&self) -> u32 {
        self.groups
    }

    /// Target of people without a known group: opted out, not in the directory, or without the attribute.
    #[must_use]
    pub const fn unknown(&self) -> u32 {
        self.groups + 1
    }
}
