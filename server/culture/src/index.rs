//! The culture index: six scores with open weights, from published cells of 4 weeks alone.
//!
//! Anchors follow published norms where there are any: meeting hours 8 and 18 (Worklytics; Rogelberg), focus 3.5 h a day
//! (Worklytics), short notice 35 % and no agenda 60 % (Flowtrace), after-hours 1 and 5 h (Viva Insights). Focus 5 h,
//! notice 10 %, agenda 0, large-and-long 50 % and all weights are our own choice.

use model::culture::cell::{Cell, CellUnit, Period};

use crate::disclosure::Published;

/// The parts of the index, in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Meeting hours (M1).
    Load,
    /// Focus hours in gaps of 2 hours (M16).
    Focus,
    /// People with most hours in large or long meetings (M11).
    Size,
    /// Short notice (M28) and no agenda (M31).
    Notice,
    /// After-hours hours (M22).
    Wellbeing,
    /// People with an hour of manager 1:1 a month (M37).
    Care,
}

impl Part {
    /// All parts.
    pub const ALL: [Self; 6] = [
        Self::Load,
        Self::Focus,
        Self::Size,
        Self::Notice,
        Self::Wellbeing,
        Self::Care,
    ];
}

/// Weights of the parts in the order of [`Part::ALL`]; they count in proportion.
pub type PartWeights = [u8; 6];

/// The weights unless the reader moves them, in percent (our own choice).
pub const DEFAULT_WEIGHTS: PartWeights = [25, 25, 15, 15, 10, 10];

/// The cells of one set and one window of 4 weeks that the index is made of.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// M1 in hours.
    pub load: &'a Published,
    /// M16 at 120 minutes, in hours.
    pub focus: &'a Published,
    /// M11 as a share of people.
    pub size: &'a Published,
    /// M28.
    pub short_notice: &'a Published,
    /// M31.
    pub no_agenda: &'a Published,
    /// M22 in hours.
    pub wellbeing: &'a Published,
    /// Share of people with at least an hour of manager 1:1 a month (M37).
    pub care: &'a Published,
}

/// A part of the index. Scores are thousandths of a point, 0 to 100,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Which part.
    pub part: Part,
    /// Its weight.
    pub weight: u8,
    /// Its score.
    pub score: i64,
    /// What it adds to the index: its score times its share of the weights.
    pub points: i64,
    /// Smallest and greatest score between both policies; for a share cut off, over all it may be.
    pub range: (i64, i64),
}

/// The index of one set with every contribution. All numbers are thousandths of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CultureIndex {
    /// 0 to 100,000.
    pub score: i64,
    /// Smallest and greatest score over both policies and every weight changed by up to half.
    pub range: (i64, i64),
    /// In the order of [`Part::ALL`].
    pub contributions: [Contribution; 6],
}

/// Where a ramp gives 100 and 0 points, in steps of the cell's unit.
struct Ramp {
    unit: CellUnit,
    good: i64,
    bad: i64,
}

impl Ramp {
    fn score(&self, value: i64) -> i64 {
        (100_000 * (value - self.bad) / (self.good - self.bad)).clamp(0, 100_000)
    }

    /// Score and range of a cell; none where it tells nothing or isn't about 4 weeks.
    fn read(&self, cell: &Cell) -> Option<[i64; 3]> {
        if cell.unit != self.unit || cell.value.weeks() < 4 {
            return None;
        }
        let (low, high) = cell.value.range()?;
        let (one, other) = (self.score(low), self.score(high));
        let score = self.score(cell.value.drawn()?);
        Some([score, one.min(other), one.max(other)])
    }
}

const LOAD: Ramp = Ramp {
    unit: CellUnit::TenthHours,
    good: 80,
    bad: 180,
};
const FOCUS: Ramp = Ramp {
    unit: CellUnit::TenthHours,
    good: 175,
    bad: 50,
};
const SIZE: Ramp = Ramp {
    unit: CellUnit::Percent,
    good: 0,
    bad: 50,
};
const SHORT_NOTICE: Ramp = Ramp {
    unit: CellUnit::Percent,
    good: 10,
    bad: 35,
};
const NO_AGENDA: Ramp = Ramp {
    unit: CellUnit::Percent,
    good: 0,
    bad: 60,
};
const WELLBEING: Ramp = Ramp {
    unit: CellUnit::TenthHours,
    good: 10,
    bad: 50,
};
const CARE: Ramp = Ramp {
    unit: CellUnit::Percent,
    good: 100,
    bad: 0,
};

/// The index; `None` where an input is hidden or unknown, isn't about 4 weeks, where the inputs aren't about the same
/// people and weeks, or where all weights are 0. Nothing is ever imputed.
///
/// A share of people that is cut off counts as its bound, and its range as all it may be.
#[must_use]
pub fn culture_index(inputs: &Inputs<'_>, weights: PartWeights) -> Option<CultureIndex> {
    let cells = inputs.cells();
    let first = cells[0];
    let alike = |cell: &&Cell| cell.slice == first.slice && cell.period == first.period;
    if !matches!(first.period, Period::Window(_)) || !cells.iter().all(alike) {
        return None;
    }
    let short_notice = SHORT_NOTICE.read(cells[3])?;
    let no_agenda = NO_AGENDA.read(cells[4])?;
    let notice = [0, 1, 2].map(|one: usize| (short_notice[one] + no_agenda[one]) / 2);
    let scores = [
        LOAD.read(cells[0])?,
        FOCUS.read(cells[1])?,
        SIZE.read(cells[2])?,
        notice,
        WELLBEING.read(cells[5])?,
        CARE.read(cells[6])?,
    ];
    from_scores(scores, weights)
}

/// What is known of an index that has no score: the score of each part whose own inputs are all known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownParts {
    /// Scores in the order of [`Part::ALL`], thousandths of a point.
    pub scores: [Option<i64>; 6],
    /// The weighted mean of those, thousandths of a point; none where all of their weights are 0.
    pub mean: Option<i64>,
    /// The weights of those, and of all parts.
    pub weights: (i64, i64),
}

/// The parts that the known cells make, in the order of [`Inputs`]; each part by itself, nothing imputed. Cells have to be
/// of one set and one window of 4 weeks; a cell that isn't counts as unknown.
#[must_use]
pub fn known_parts(cells: [Option<&Published>; 7], weights: PartWeights) -> KnownParts {
    let cells = cells.map(|cell| cell.map(Published::cell));
    let first = cells.iter().flatten().next().copied();
    let read = |ramp: Ramp, cell: Option<&Cell>| -> Option<i64> {
        let (cell, first) = (cell?, first?);
        let alike = cell.slice == first.slice && cell.period == first.period;
        let window = matches!(cell.period, Period::Window(_));
        let [score, ..] = ramp.read(cell).filter(|_| alike && window)?;
        Some(score)
    };
    let [load, focus, size, short_notice, no_agenda, wellbeing, care] = cells;
    let notice = read(SHORT_NOTICE, short_notice).zip(read(NO_AGENDA, no_agenda));
    let scores = [
        read(LOAD, load),
        read(FOCUS, focus),
        read(SIZE, size),
        notice.map(|(one, other)| (one + other) / 2),
        read(WELLBEING, wellbeing),
        read(CARE, care),
    ];
    let weighed = || scores.into_iter().zip(weights.map(i64::from));
    let known: i64 = weighed()
        .filter(|(score, _)| score.is_some())
        .map(|(_, weight)| weight)
        .sum();
    let sum: i64 = weighed()
        .filter_map(|(score, weight)| Some(score? * weight))
        .sum();
    KnownParts {
        scores,
        mean: (known > 0).then(|| sum / known),
        weights: (known, weighed().map(|(_, weight)| weight).sum()),
    }
}

impl Inputs<'_> {
    fn cells(&self) -> [&Cell; 7] {
        [
            self.load,
            self.focus,
            self.size,
            self.short_notice,
            self.no_agenda,
            self.wellbeing,
            self.care,
        ]
        .map(Published::cell)
    }
}

fn from_scores(scores: [[i64; 3]; 6], weights: PartWeights) -> Option<CultureIndex> {
    let total: i64 = weights.iter().map(|weight| i64::from(*weight)).sum();
    if total == 0 {
        return None;
    }
    let mut contributions = Part::ALL.map(|part| Contribution {
        part,
        weight: 0,
        score: 0,
        points: 0,
        range: (0, 0),
    });
    for ((one, [score, low, high]), weight) in contributions.iter_mut().zip(scores).zip(weights) {
        one.weight = weight;
        one.score = score;
        one.points = score * i64::from(weight) / total;
        one.range = (low, high);
    }
    let weighed: i64 = scores
        .iter()
        .zip(weights)
        .map(|(one, weight)| one[0] * i64::from(weight))
        .sum();
    let low = extreme(scores.map(|one| 100_000 - one[1]), weights);
    Some(CultureIndex {
        score: weighed / total,
        range: (100_000 - low, extreme(scores.map(|one| one[2]), weights)),
        contributions,
    })
}

/// The greatest weighted mean when every weight may be changed by half: the best scores weigh half more, the others
/// half less, for the best number of best ones.
fn extreme(scores: [i64; 6], weights: PartWeights) -> i64 {
    let mut parts: Vec<(i64, i64)> = scores.into_iter().zip(weights.map(i64::from)).collect();
    parts.sort_unstable_by(|left, right| right.cmp(left));
    (0..=parts.len())
        .map(|best| {
            let factor = |place: usize| if place < best { 3 } else { 1 };
            let weighed = |place: usize| factor(place) * parts[place].1;
            let sum: i64 = (0..parts.len())
                .map(|place| weighed(place) * parts[place].0)
                .sum();
            sum / (0..parts.len()).map(weighed).sum::<i64>()
        })
        .max()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ramps_end_at_their_anchors() {
        assert_eq!(
            [70, 80, 130, 180, 190].map(|x| LOAD.score(x)),
            [100_000, 100_000, 50_000, 0, 0]
        );
        assert_eq!([50, 175, 112].map(|x| FOCUS.score(x)), [0, 100_000, 49_600]);
        assert_eq!(CARE.score(40), 40_000);
    }

    #[test]
    fn contributions_add_up_and_the_range_holds_the_score() {
        let scores = [[50_000, 40_000, 60_000]; 6];
        let index = from_scores(scores, DEFAULT_WEIGHTS).unwrap();
        assert_eq!(index.score, 50_000);
        assert_eq!(index.range, (40_000, 60_000));
        let points: i64 = index.contributions.iter().map(|one| one.points).sum();
        assert_eq!(points, index.score);
    }

    #[test]
    fn the_range_is_that_of_all_corners_of_the_weights() {
        let scores = [
            [10_000; 3],
            [90_000; 3],
            [30_000; 3],
            [70_000; 3],
            [0; 3],
            [100_000; 3],
        ];
        let index = from_scores(scores, DEFAULT_WEIGHTS).unwrap();
        let corners: Vec<i64> = (0..64)
            .map(|corner: usize| {
                let weight = |part: usize| {
                    i64::from(DEFAULT_WEIGHTS[part]) * if corner >> part & 1 == 1 { 3 } else { 1 }
                };
                let sum: i64 = (0..6).map(|part| weight(part) * scores[part][0]).sum();
                sum / (0..6).map(weight).sum::<i64>()
            })
            .collect();
        assert_eq!(index.range.1, *corners.iter().max().unwrap());
        assert!((index.range.0 - corners.iter().min().unwrap()).abs() <= 1);
    }

    #[test]
    fn without_weights_there_is_no_score() {
        assert_eq!(from_scores([[0; 3]; 6], [0; 6]), None);
        let only = from_scores(
            [[1_000; 3], [9_000; 3], [0; 3], [0; 3], [0; 3], [0; 3]],
            [0, 7, 0, 0, 0, 0],
        );
        assert_eq!(only.unwrap().range, (9_000, 9_000));
    }
}
