//! The data of the charts.

use serde::{Deserialize, Serialize};

use super::{Norm, Unit, Value, Week};

/// One chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chart {
    /// Which groups differ?
    Bars(Bars),
    /// How did it go?
    Trend(Trend),
    /// When in the week?
    WeekHours(WeekHours),
    /// Which group, when?
    GroupWeeks(GroupWeeks),
    /// Which group differs in what?
    Glance(Glance),
    /// Which shape do meetings have?
    Mosaic(Mosaic),
    /// Who is led how?
    Quadrant(Quadrant),
    /// Who works with whom?
    Matrix(Matrix),
    /// How concentrated is it?
    Lorenz(Lorenz),
    /// How is it spread?
    Stacked(Stacked),
    /// Load against quality.
    Bubbles(Bubbles),
    /// Which series cost most?
    Series(Series),
}

/// A metric by group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bars {
    /// Code of the metric.
    pub metric: String,
    /// What it counts.
    pub unit: Unit,
    /// Groups, greatest value first, hidden ones last.
    pub bars: Vec<Bar>,
    /// A published norm.
    pub norm: Option<Norm>,
}

/// A group's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// The group.
    pub label: String,
    /// Its people; none where that is hidden.
    pub n: Option<u32>,
    /// Its value.
    pub value: Value,
    /// By the strict and the permissive policy, smaller first.
    pub band: Option<(f64, f64)>,
}

/// Several metrics of every group at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Glance {
    /// Groups with their people, who are none where all of the group is hidden.
    pub groups: Vec<(String, Option<u32>)>,
    /// Metrics.
    pub rows: Vec<GlanceRow>,
}

/// One metric of every group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GlanceRow {
    /// Code of the metric.
    pub metric: String,
    /// What it counts.
    pub unit: Unit,
    /// A value for each group.
    pub values: Vec<Value>,
}

/// A metric by week: a group, what it is compared with, and further groups in small.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Code of the metric.
    pub metric: String,
    /// What it counts.
    pub unit: Unit,
    /// Weeks, oldest first; each line has a value for each.
    pub weeks: Vec<Week>,
    /// The group that is looked at; none for the company.
    pub main: Line,
    /// What it is compared with.
    pub beside: Option<Line>,
    /// Groups in small, at most 20.
    pub groups: Vec<Line>,
    /// Weeks of the company that were imported and aren't measured, by the definitions of their source.
    pub imported: Option<Vec<Value>>,
    /// Where values stop being comparable.
    pub breaks: Vec<Break>,
}

/// Why values on both sides of a week don't compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakReason {
    /// Another policy or catalogue holds.
    Definition,
    /// The people who are measured, and their groups, were frozen anew.
    People,
    /// Weeks before it were imported: other definitions, other people.
    Imported,
}

/// A mark in a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// Position of the first week after it.
    pub place: usize,
    /// What changed.
    pub why: BreakReason,
}

/// A group's values by week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The group; none for the company.
    pub label: Option<String>,
    /// Its people.
    pub n: Option<u32>,
    /// Its values.
    pub values: Vec<Value>,
}

/// Meeting time by weekday (Monday first) and local hour (0 to 23): seven rows of 24.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekHours {
    /// Code of the metric.
    pub metric: String,
    /// What it counts.
    pub unit: Unit,
    /// Rows of weekdays.
    pub days: Vec<Vec<Value>>,
}

/// A metric by group and week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupWeeks {
    /// Code of the metric.
    pub metric: String,
    /// What it counts.
    pub unit: Unit,
    /// Weeks, oldest first.
    pub weeks: Vec<Week>,
    /// Groups with a value for each week.
    pub groups: Vec<Line>,
}

/// Share of meeting hours by size and length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mosaic {
    /// Codes of the size classes, smallest first.
    pub sizes: Vec<String>,
    /// Codes of the length classes, shortest first.
    pub lengths: Vec<String>,
    /// Share of all hours, by size, then length.
    pub shares: Vec<Vec<Value>>,
}

/// Share of people by 1:1 time and by time with the manager.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quadrant {
    /// 1:1 time at least the bound, time together below its bound.
    pub coached: Value,
    /// Both at least their bounds.
    pub close: Value,
    /// Neither.
    pub alone: Value,
    /// Time together at least its bound, 1:1 time below.
    pub accompanied: Value,
    /// People.
    pub n: Option<u32>,
}

/// Time of the people of one group with those of another, each row as shares of the row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matrix {
    /// Groups of the rows.
    pub from: Vec<String>,
    /// Groups of the columns; `None` is everybody outside the company.
    pub to: Vec<Option<String>>,
    /// Shares, by row.
    pub shares: Vec<Vec<Value>>,
}

/// How concentrated the load is that organisers cause: cumulative shares, without names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lorenz {
    /// Share of the load caused by the first tenth, two tenths ... of organisers, those who cause least first.
    pub deciles: Vec<Value>,
    /// Organisers.
    pub n: Option<u32>,
}

/// Shares of a whole by group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stacked {
    /// Code of the metric.
    pub metric: String,
    /// Codes of the classes, in order.
    pub classes: Vec<String>,
    /// Groups.
    pub stacks: Vec<Stack>,
}

/// A group's shares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stack {
    /// The group; none for the company.
    pub label: Option<String>,
    /// Its people.
    pub n: Option<u32>,
    /// One value for each class.
    pub shares: Vec<Value>,
}

/// Two metrics of groups against each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bubbles {
    /// Code and unit of the horizontal metric.
    pub x: (String, Unit),
    /// Code and unit of the vertical metric.
    pub y: (String, Unit),
    /// Groups.
    pub bubbles: Vec<Bubble>,
}

/// A group among [`Bubbles`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bubble {
    /// The group.
    pub label: String,
    /// Its people.
    pub n: Option<u32>,
    /// Horizontal value.
    pub x: Value,
    /// Vertical value.
    pub y: Value,
}

/// Recurring series, dearest first, told of once in 4 weeks. Series that could tell about too few people don't appear.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Currency of the cost, by its code.
    pub currency: String,
    /// Rows.
    pub rows: Vec<SeriesRow>,
    /// Fewer series than this aren't listed; a multiple of ten.
    pub fewer_than: u32,
    /// First and last of the 4 weeks.
    pub weeks: (Week, Week),
}

/// One recurring series. It has no name: titles are never kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeriesRow {
    /// Mean length in minutes, to 5.
    pub length_min: u32,
    /// Mean number of attendees, to 1, 1.5, 2, 3, 5 or 7 of a power of ten; none where no list is known.
    pub attendees: Option<f64>,
    /// Meetings in the 4 weeks.
    pub held: u32,
    /// Attendee hours in the 4 weeks, in the same steps.
    pub hours: f64,
    /// Their cost, in the same steps; none where one person's is most of it.
    pub cost: Option<f64>,
    /// Accepted, as share of invited.
    pub accepted: Value,
    /// Has no end date.
    pub open_ended: Option<bool>,
}
