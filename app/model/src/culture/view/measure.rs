//! How one number was measured.

use serde::{Deserialize, Serialize};

use super::{Header, Norm, Unit, Value, Week};
use crate::culture::reading::{QuietTime, SensitiveEvents};
use crate::culture::{Basis, Policy, Reason};

/// How many events on calendars there were for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// Why they counted or not.
    pub reason: Reason,
    /// How many; fewer than 10 are told as a bound.
    pub events: Value,
}

/// By what calendars were read, beside the switches of the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBy {
    /// What became of private events.
    pub sensitive: SensitiveEvents,
    /// Whether words excluded meetings.
    pub words: bool,
    /// Whether agendas were looked for.
    pub agenda: bool,
    /// Times that were to be free of meetings.
    pub quiet: Vec<QuietTime>,
}

/// How one metric was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureView {
    /// Code of the metric.
    pub metric: String,
    /// What it counts.
    pub unit: Unit,
    /// Who, when, which policy.
    pub header: Header,
    /// Every switch of the policy; none for imported weeks, whose source has definitions of its own.
    pub policy: Option<Policy>,
    /// By what the last week was read; none for imported weeks.
    pub read_by: Option<ReadBy>,
    /// The value.
    pub value: Value,
    /// By the strict and the permissive policy, smaller first.
    pub band: Option<(f64, f64)>,
    /// How 4 weeks were drawn together, where there is a value of 4 weeks.
    pub basis: Option<Basis>,
    /// Events on the calendars of the set that is looked at, by whether and why they counted; empty where that wasn't
    /// published.
    pub counted: Vec<Counted>,
    /// First and last week of the count.
    pub counted_weeks: Option<(Week, Week)>,
    /// A published norm.
    pub norm: Option<Norm>,
    /// Hash of the columns behind the value: whoever holds the pseudonymised facts can make it again.
    pub hash: Option<String>,
}
