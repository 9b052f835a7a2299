//! How a published value follows from sums of columns over the people of a group.

use serde::Serialize;

use super::quantity::Quantity;

/// A linear test of one person's means over their active weeks: the sum of `factor * column` is greater than `above`.
/// A person who has no data in one of the columns is in neither numerator nor denominator.
///
/// Factors of 1,000 with `above` one below make the test inclusive: means of fewer than 1,000 weeks differ by more
/// than 1/1,000 from a bound they don't reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Test {
    /// Columns with whole factors, which may be negative.
    pub terms: &'static [(Quantity, i64)],
    /// The bound, in the columns' unit per week, exclusive.
    pub above: i64,
}

/// How a value is made. Shares are ratios of aggregated levels, never means of ratios.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Formula {
    /// Kind L: the mean over people of each person's mean over their active weeks.
    Level(Quantity),
    /// Kind S: level of `part` divided by level of `whole`.
    Share {
        /// Numerator.
        part: Quantity,
        /// Denominator.
        whole: Quantity,
    },
    /// Kind S with several parts of one whole: a distribution.
    Mix {
        /// Classes in their order; they add up to `whole`.
        parts: &'static [Quantity],
        /// Denominator.
        whole: Quantity,
    },
    /// Kind P: the share of people who pass every test.
    People(&'static [Test]),
    /// Kind M: sum of `part` divided by sum of `whole` over all person-weeks; each distinct meeting is in one of them.
    PerMeeting {
        /// Numerator.
        part: Quantity,
        /// Denominator.
        whole: Quantity,
    },
    /// Kind M with several parts of one whole: a distribution of distinct meetings, or of what they hold.
    MixPerMeeting {
        /// Classes in their order; they add up to `whole`.
        parts: &'static [Quantity],
        /// Denominator.
        whole: Quantity,
    },
    /// How many things the people of a group have by class: sums, not means.
    Counts {
        /// Classes in their order; they add up to `whole`.
        parts: &'static [Quantity],
        /// All of them.
        whole: Quantity,
    },
    /// Kind X: the matrix of allocated hours from group to group, which is no column: a person's week holds one sum for
    /// each target group. `whole` is the total of a row.
    Matrix {
        /// Column equal to the sum of a person's targets.
        whole: Quantity,
    },
    /// Kind M: the median read from a histogram, linear inside the class it falls into.
    Median {
        /// Classes `(from, to]` in rising order, each with its upper end.
        classes: &'static [(Quantity, i64)],
        /// Lower end of the first class.
        from: i64,
    },
}
