//! The catalogue of metrics: what each is made of and what is published about it. Words are the page's, by
//! [`Metric::key`].

use serde::Serialize;

use super::{formula::Formula, quantity::Quantity};

mod discipline;
mod load;
mod people;
mod shape;
mod time_quality;

/// The unit of a value after division by [`Metric::scale`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Minutes, per person and week or per meeting.
    Minutes,
    /// A share of a whole, 0 to 1.
    Share,
    /// A count or a mean of counts.
    Count,
    /// Minor units of the tenant's currency.
    Money,
}

/// How values of single weeks become one of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Mean over people of their mean weeks.
    Level,
    /// Sum over people and weeks.
    Sum,
    /// Ratio of two levels, or the distribution of one.
    Share,
    /// Share of people.
    People,
    /// One vote per meeting.
    Meeting,
    /// From group to group.
    Matrix,
}

/// When in a meeting's life it can be improved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// When it's called.
    Before,
    /// While it goes on, and how it lies in the week.
    During,
    /// What it left behind.
    After,
}

/// Which direction is an improvement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Less.
    Lower,
    /// More.
    Higher,
}

/// What a published figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NormKind {
    /// Advised: at most.
    AtMost,
    /// Advised: at least.
    AtLeast,
    /// Flagged above.
    FlagAbove,
    /// Flagged below.
    FlagBelow,
    /// Found in a survey or in a product's data.
    Observed,
}

/// A published figure. Shares are in thousandths, all else in the metric's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Norm {
    /// What it is.
    pub kind: NormKind,
    /// The figure.
    pub value: i64,
    /// Who published it, and for whom where not for everybody.
    pub source: &'static str,
}

/// One metric, or one of the variants of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Metric {
    /// Number with the letter of the variant: `M1`, `M12a`. Stable.
    pub code: &'static str,
    /// Stable key of texts and exports.
    pub key: &'static str,
    /// 1 to 44.
    pub number: u8,
    /// How it's made.
    pub formula: Formula,
    /// Unit of the scaled value.
    pub unit: Unit,
    /// When it can be improved.
    pub stage: Stage,
    /// Which direction is an improvement; `None` where there is none.
    pub better: Option<Better>,
    /// Published figures.
    pub norms: &'static [Norm],
}

/// All metrics by number, in five chapters: load, shape, time quality, scheduling discipline, people and groups.
pub const CHAPTERS: [&[Metric]; 5] = [
    load::ALL,
    shape::ALL,
    time_quality::ALL,
    discipline::ALL,
    people::ALL,
];

/// Events on calendars by whether and why they counted: no metric of the catalogue, told with each of them.
pub const EVENTS: Metric = Metric::new(
    "E",
    "events",
    Formula::Counts {
        parts: &Quantity::EVENTS,
        whole: Quantity::EVENTS_ALL,
    },
    Unit::Count,
);

/// Every metric and variant in order.
pub fn all() -> impl Iterator<Item = &'static Metric> {
    CHAPTERS.into_iter().flatten()
}

/// The metric of a code such as `M12a`.
#[must_use]
pub fn by_code(code: &str) -> Option<&'static Metric> {
    all().find(|metric| metric.code == code)
}

impl Metric {
    /// How values of single weeks become one of a group.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.formula {
            Formula::Level(_) => Kind::Level,
            Formula::Share { .. } | Formula::Mix { .. } => Kind::Share,
            Formula::People(_) => Kind::People,
            Formula::PerMeeting { .. } | Formula::MixPerMeeting { .. } | Formula::Median { .. } => {
                Kind::Meeting
            }
            Formula::Counts { .. } => Kind::Sum,
            Formula::Matrix { .. } => Kind::Matrix,
        }
    }

    /// What the raw value is divided by for a value in [`Metric::unit`]; 1 for ratios of columns of one measure.
    #[must_use]
    pub fn scale(&self) -> i64 {
        match self.formula {
            Formula::Level(quantity) => quantity.measure().scale(),
            Formula::PerMeeting { part, whole } => part.measure().scale() / whole.measure().scale(),
            _ => 1,
        }
    }

    const fn new(code: &'static str, key: &'static str, formula: Formula, unit: Unit) -> Self {
        Self {
            number: number(code),
            code,
            key,
            formula,
            unit,
            stage: Stage::During,
            better: None,
            norms: &[],
        }
    }

    const fn level(code: &'static str, key: &'static str, quantity: Quantity) -> Self {
        Self::new(code, key, Formula::Level(quantity), Unit::Minutes)
    }

    const fn count(code: &'static str, key: &'static str, quantity: Quantity) -> Self {
        Self::new(code, key, Formula::Level(quantity), Unit::Count)
    }

    const fn share(
        code: &'static str,
        key: &'static str,
        (part, whole): (Quantity, Quantity),
    ) -> Self {
        Self::new(code, key, Formula::Share { part, whole }, Unit::Share)
    }

    const fn mix(
        code: &'static str,
        key: &'static str,
        (parts, whole): (&'static [Quantity], Quantity),
    ) -> Self {
        Self::new(code, key, Formula::Mix { parts, whole }, Unit::Share)
    }

    const fn per_meeting(
        code: &'static str,
        key: &'static str,
        (part, whole): (Quantity, Quantity),
    ) -> Self {
        Self::new(code, key, Formula::PerMeeting { part, whole }, Unit::Share)
    }

    const fn people(
        code: &'static str,
        key: &'static str,
        tests: &'static [super::formula::Test],
    ) -> Self {
        Self::new(code, key, Formula::People(tests), Unit::Share)
    }

    const fn unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    const fn lower(self) -> Self {
        Self {
            better: Some(Better::Lower),
            ..self
        }
    }

    const fn higher(self) -> Self {
        Self {
            better: Some(Better::Higher),
            ..self
        }
    }

    const fn before(self) -> Self {
        Self {
            stage: Stage::Before,
            ..self
        }
    }

    const fn after(self) -> Self {
        Self {
            stage: Stage::After,
            ..self
        }
    }

    const fn norms(self, norms: &'static [Norm]) -> Self {
        Self { norms, ..self }
    }
}

const fn number(code: &str) -> u8 {
    let bytes = code.as_bytes();
    let (mut at, mut number) = (1, 0);
    while at < bytes.len() && bytes[at].is_ascii_digit() {
        number = number * 10 + (bytes[at] - b'0');
        at += 1;
    }
    number
}

const fn at_most(value: i64, source: &'static str) -> Norm {
    Norm {
        kind: NormKind::AtMost,
        value,
        source,
    }
}

const fn at_least(value: i64, source: &'static str) -> Norm {
    Norm {
        kind: NormKind::AtLeast,
        value,
        source,
    }
}

const fn flag_above(value: i64, source: &'static str) -> Norm {
    Norm {
        kind: NormKind::FlagAbove,
        value,
        source,
    }
}

const fn flag_below(value: i64, source: &'static str) -> Norm {
    Norm {
        kind: NormKind::FlagBelow,
        value,
        source,
    }
}

const fn observed(value: i64, source: &'static str) -> Norm {
    Norm {
        kind: NormKind::Observed,
        value,
        source,
    }
}

/// Measures that must be the same: a ratio whose parts have another measure than the whole would be off by a factor.
#[cfg(test)]
fn measures(formula: &Formula) -> Vec<super::quantity::Measure> {
    match formula {
        Formula::Share { part, whole } => vec![part.measure(), whole.measure()],
        Formula::Mix { parts, whole }
        | Formula::MixPerMeeting { parts, whole }
        | Formula::Counts { parts, whole } => parts
            .iter()
            .chain([whole])
            .map(|quantity| quantity.measure())
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_number_from_1_to_44_is_there_in_order() {
        let mut numbers: Vec<u8> = all().map(|metric| metric.number).collect();
        assert!(numbers.is_sorted());
        numbers.dedup();
        assert_eq!(numbers, (1..=44).collect::<Vec<u8>>());
    }

    #[test]
    fn codes_and_keys_are_unique() {
        let codes: HashSet<_> = all().map(|metric| metric.code).collect();
        let keys: HashSet<_> = all().map(|metric| metric.key).collect();
        assert_eq!((codes.len(), keys.len()), (all().count(), all().count()));
    }

    #[test]
    fn parts_are_measured_as_their_whole() {
        for metric in all() {
            let measures = measures(&metric.formula);
            assert!(
                measures.windows(2).all(|pair| pair[0] == pair[1]),
                "{}",
                metric.code
            );
        }
    }

    #[test]
    fn units_fit_scales() {
        assert_eq!(by_code("M1").unwrap().scale(), 1);
        assert_eq!(
            by_code("M36").unwrap().scale(),
            super::super::quantity::UNIT
        );
        assert_eq!(
            by_code("M43").unwrap().scale(),
            super::super::quantity::COST_UNIT
        );
        assert_eq!(by_code("M8").unwrap().scale(), 1);
        assert_eq!(by_code("M12c").unwrap().kind(), Kind::Level);
        assert!(by_code("M45").is_none());
    }
}
