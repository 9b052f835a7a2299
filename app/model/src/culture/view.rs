//! What the dashboards show: pages of tiles and charts, made of published cells alone.
//!
//! A number here has passed disclosure control. Texts are not part of it: a metric is named by its code (`M1`,
//! `M12a`), and the page words it in the reader's language.

mod chart;
mod measure;

pub use chart::{
    Bar, Bars, Break, BreakReason, Bubble, Bubbles, Chart, Glance, GlanceRow, GroupWeeks, Line,
    Lorenz, Matrix, Mosaic, Quadrant, Series, SeriesRow, Stack, Stacked, Trend, WeekHours,
};
pub use measure::{Counted, MeasureView, ReadBy};

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A week, counted from that of Monday 1970-01-05, which is 1.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Week(pub i32);

impl Week {
    /// 00:00 UTC of its Monday.
    #[must_use]
    pub const fn monday(self) -> Timestamp {
        Timestamp((self.0 as i64 * 7 - 3) * 86_400_000)
    }

    /// 00:00 UTC of its Sunday.
    #[must_use]
    pub const fn sunday(self) -> Timestamp {
        Timestamp((self.0 as i64 * 7 + 3) * 86_400_000)
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours per person and week.
    Hours,
    /// Share of a whole, 0 to 1; shown in percent.
    Share,
    /// A mean count.
    Count,
    /// Minutes.
    Minutes,
    /// Whole units of the organisation's currency.
    Money,
    /// Points of the culture index, 0 to 100.
    Points,
}

/// A published value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// The value itself, rounded as it was published.
    Exact(f64),
    /// Smaller than this bound: shares of few people are cut off.
    Below(f64),
    /// Greater than this bound.
    Above(f64),
    /// Hidden to protect people. Why is not part of it: all reasons look alike.
    Hidden,
    /// There are no data, which is not zero.
    #[default]
    Missing,
}

impl Value {
    /// The value, where it was published exactly.
    #[must_use]
    pub const fn exact(self) -> Option<f64> {
        match self {
            Self::Exact(value) => Some(value),
            _ => None,
        }
    }

    /// Where a bar for it ends: at the value or at its bound.
    #[must_use]
    pub const fn drawn(self) -> Option<f64> {
        match self {
            Self::Exact(value) | Self::Below(value) | Self::Above(value) => Some(value),
            Self::Hidden | Self::Missing => None,
        }
    }
}

/// A page of the dashboards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// How are we doing?
    #[default]
    Overview,
    /// Hours and counts.
    Load,
    /// Size, length, repetition.
    Shape,
    /// Focus, breaks, evenings.
    Time,
    /// Notice, agenda, responses.
    Scheduling,
    /// Managers, teams, organisers.
    People,
    /// Before, during and after meetings.
    Lifecycle,
    /// The culture index.
    Index,
}

impl Topic {
    /// All pages, in the order of their tabs.
    pub const ALL: [Self; 8] = [
        Self::Overview,
        Self::Load,
        Self::Shape,
        Self::Time,
        Self::Scheduling,
        Self::People,
        Self::Lifecycle,
        Self::Index,
    ];

    /// Its part of the address; empty for the overview.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Load => "load",
            Self::Shape => "shape",
            Self::Time => "time",
            Self::Scheduling => "scheduling",
            Self::People => "people",
            Self::Lifecycle => "lifecycle",
            Self::Index => "index",
        }
    }
}

/// How many weeks a page looks back on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// 4 weeks.
    Month,
    /// 13 weeks.
    Quarter,
    /// 26 weeks.
    #[default]
    HalfYear,
    /// 52 weeks.
    Year,
}

impl Span {
    /// All, shortest first.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::HalfYear, Self::Year];

    /// Its value in an address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "4w",
            Self::Quarter => "13w",
            Self::HalfYear => "26w",
            Self::Year => "52w",
        }
    }

    /// Its weeks.
    #[must_use]
    pub const fn weeks(self) -> i32 {
        match self {
            Self::Month => 4,
            Self::Quarter => 13,
            Self::HalfYear => 26,
            Self::Year => 52,
        }
    }

    /// The span of an address; the default for anything unknown.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|span| span.as_str() == text)
            .unwrap_or_default()
    }
}

/// What a page was asked for, as its address says it. Each choice is one of [`Filters`]; anything else counts as none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The group that is looked at; none for everybody the reader may see.
    pub group: Option<String>,
    /// The attribute by which charts are broken down.
    pub attribute: Option<String>,
    /// How far back.
    pub span: Span,
    /// The group beside it; none for the company.
    pub compare: Option<String>,
    /// Policy of imported weeks to look at; none for those measured here, where there are any.
    pub origin: Option<String>,
}

/// A choice of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its value in an address.
    pub value: String,
    /// What people call it.
    pub label: String,
    /// Too small to be shown: greyed.
    pub small: bool,
}

/// The choices of a page and what is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filters {
    /// What was asked for, less what is unknown.
    pub ask: Ask,
    /// Groups the reader may see.
    pub groups: Vec<Choice>,
    /// Attributes to break down by.
    pub attributes: Vec<Choice>,
    /// Where the weeks can come from: none for those measured here, else the policy of imported ones. Empty where there
    /// is no choice.
    pub origins: Vec<Option<String>>,
}

/// Who and what the numbers of a page are about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Name of the group; none for the company.
    pub who: Option<String>,
    /// People measured; none where that is hidden.
    pub n: Option<u32>,
    /// First and last week.
    pub weeks: Option<(Week, Week)>,
    /// People whose calendars are read, of those whose are to be, 0 to 1 and rounded down to a hundredth; none where
    /// nobody's are.
    pub coverage: Option<f64>,
    /// Name of the policy whose numbers stand as values.
    pub policy: String,
    /// First 8 digits of its id, the hash of all its switches.
    pub policy_id: String,
    /// When the numbers were published.
    pub refreshed: Option<Timestamp>,
    /// Values of this page that are hidden.
    pub hidden: u32,
}

/// Which side of a norm is the good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// At most the norm.
    Less,
    /// At least the norm.
    More,
}

/// A published norm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Norm {
    /// The bound.
    pub bound: f64,
    /// Which side is good.
    pub better: Better,
    /// Who published it.
    pub source: String,
}

/// How a value stands to its norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// On the good side.
    Within,
    /// Above a norm that is an upper bound.
    Above,
    /// Below a norm that is a lower bound.
    Below,
}

impl Norm {
    /// How a value stands to it; none for a hidden or missing value and for one cut off across the bound.
    #[must_use]
    pub fn standing(&self, value: Value) -> Option<Standing> {
        let above = match value {
            Value::Exact(value) if value == self.bound => return Some(Standing::Within),
            Value::Exact(value) => value > self.bound,
            Value::Below(bound) if bound <= self.bound => false,
            Value::Above(bound) if bound >= self.bound => true,
            _ => return None,
        };
        Some(match (self.better, above) {
            (Better::Less, true) => Standing::Above,
            (Better::More, false) => Standing::Below,
            _ => Standing::Within,
        })
    }
}

/// A mark of a tile among the tiles of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extreme {
    /// Grew most since the 4 weeks before, relative to itself.
    Increase,
    /// Fell most.
    Decrease,
}

/// One metric at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    /// Code of the metric.
    pub metric: String,
    /// What it counts.
    pub unit: Unit,
    /// The value of the last 4 weeks by the strict policy.
    pub value: Value,
    /// The same by the strict and by the permissive policy, smaller first.
    pub band: Option<(f64, f64)>,
    /// Change against the 4 weeks before.
    pub change: Option<f64>,
    /// A published norm.
    pub norm: Option<Norm>,
    /// Values by week, oldest first.
    pub weeks: Vec<Value>,
    /// People measured.
    pub n: Option<u32>,
    /// Whether it moved most.
    pub extreme: Option<Extreme>,
}

/// What a page has to show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// No calendar is read yet.
    NoConnector,
    /// The first reading is under way.
    Reading {
        /// Mailboxes read.
        done: u32,
        /// Mailboxes there are.
        all: u32,
        /// Minutes left, where that can be told.
        left_min: Option<u32>,
    },
    /// Calendars are read; the first week isn't published yet.
    Waiting,
    /// Fewer people than the smallest group that may be shown.
    TooSmall {
        /// The smallest group.
        least: u32,
    },
    /// Numbers.
    Ready,
}

/// A page of the dashboards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Which.
    pub topic: Topic,
    /// What there is to show.
    pub state: State,
    /// Who and what.
    pub header: Header,
    /// Choices.
    pub filters: Filters,
    /// Metrics at a glance.
    pub tiles: Vec<Tile>,
    /// Charts, in reading order.
    pub charts: Vec<Chart>,
    /// The culture index; on its own page.
    pub index: Option<Index>,
}

/// A part of the culture index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexPart {
    /// M1.
    Load,
    /// M16.
    Focus,
    /// M11.
    Size,
    /// M28 and M31.
    Notice,
    /// M22.
    Wellbeing,
    /// M37.
    Care,
}

impl IndexPart {
    /// All, in reading order.
    pub const ALL: [Self; 6] = [
        Self::Load,
        Self::Focus,
        Self::Size,
        Self::Notice,
        Self::Wellbeing,
        Self::Care,
    ];

    /// Its name in an address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Focus => "focus",
            Self::Size => "size",
            Self::Notice => "notice",
            Self::Wellbeing => "wellbeing",
            Self::Care => "care",
        }
    }

    /// Its weight in percent unless the reader moves it (our own choice, no published source).
    #[must_use]
    pub const fn weight(self) -> u8 {
        match self {
            Self::Load | Self::Focus => 25,
            Self::Size | Self::Notice => 15,
            Self::Wellbeing | Self::Care => 10,
        }
    }
}

/// The weights of a reader, in the order of [`IndexPart::ALL`], each 0 to 100. They count in proportion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights(pub [u8; 6]);

impl Default for Weights {
    fn default() -> Self {
        Self(IndexPart::ALL.map(IndexPart::weight))
    }
}

/// The culture index with every contribution. Never of one person, never from fewer than 4 weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// The weights it was made with.
    pub weights: Weights,
    /// 0 to 100; none where an input is hidden or unknown.
    pub score: Option<f64>,
    /// Smallest and greatest score over both policies and all weights changed by half.
    pub range: Option<(f64, f64)>,
    /// Score of each part, 0 to 100, in the order of [`IndexPart::ALL`].
    pub parts: Vec<Option<f64>>,
    /// Inputs without which there is no index; empty where there is one.
    pub missing: Vec<MissingInput>,
    /// The weighted mean of the parts that are known, where some are and some aren't, and the share of the weights they
    /// have, 0 to 1. Not the index: nothing stands in for what is missing.
    pub rest: Option<(f64, f64)>,
}

/// An input of the index that isn't known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingInput {
    /// Code of the metric.
    pub metric: String,
    /// Hidden to protect people; else it was never read, or 4 weeks of it aren't published yet.
    pub hidden: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norm(better: Better) -> Norm {
        Norm {
            bound: 10.0,
            better,
            source: String::new(),
        }
    }

    #[test]
    fn a_value_at_its_norm_is_within_it() {
        use Standing::{Above, Below, Within};
        for (value, less, more) in [
            (9.9, Within, Below),
            (10.0, Within, Within),
            (10.1, Above, Within),
        ] {
            let value = Value::Exact(value);
            assert_eq!(norm(Better::Less).standing(value), Some(less));
            assert_eq!(norm(Better::More).standing(value), Some(more));
        }
    }

    #[test]
    fn a_value_cut_off_across_the_norm_says_nothing() {
        let at_most = norm(Better::Less);
        assert_eq!(at_most.standing(Value::Below(10.0)), Some(Standing::Within));
        assert_eq!(at_most.standing(Value::Above(10.0)), Some(Standing::Above));
        assert_eq!(at_most.standing(Value::Below(25.0)), None);
        assert_eq!(at_most.standing(Value::Above(5.0)), None);
        assert_eq!(at_most.standing(Value::Hidden), None);
    }

    #[test]
    fn the_first_week_begins_on_the_first_monday_of_1970() {
        assert_eq!(Week(1).monday(), Timestamp(4 * 86_400_000));
        assert_eq!(Week(1).sunday(), Timestamp(10 * 86_400_000));
    }

    #[test]
    fn weights_add_up_to_a_hundred() {
        assert_eq!(
            Weights::default()
                .0
                .iter()
                .map(|one| u32::from(*one))
                .sum::<u32>(),
            100
        );
    }
}
