//! How one number was measured.

use serde::{Deserialize, Serialize};

use super::{Header, Norm, Unit, Value, Week};
use crate::culture::{Policy, Reason};

/// How many events on calendars there were for one reason, of the whole organisation in one week.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// Why they counted or not.
    pub reason: Reason,
    /// How many; fewer than 10 are told as a bound.
    pub events: Value,
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
    /// Every switch of the policy.
    pub policy: Policy,
    /// The value.
    pub value: Value,
    /// By the strict and the permissive policy, smaller first.
    pub band: Option<(f64, f64)>,
    /// Events on calendars of the last week, by whether and why they counted; empty where that wasn't published.
    pub counted: Vec<Counted>,
    /// That week.
    pub counted_week: Option<Week>,
    /// A published norm.
    pub norm: Option<Norm>,
    /// Hash of the columns behind the value: whoever holds the pseudonymised facts can make it again.
    pub hash: Option<String>,
}
