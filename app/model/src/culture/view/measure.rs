//! How one number was measured.

use serde::{Deserialize, Serialize};

use super::{Header, Norm, Unit, Value};
use crate::culture::Policy;

/// What was left out, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// Code of the reason: `cancelled`, `all_day`, `not_accepted` ...
    pub reason: String,
    /// Events on calendars.
    pub count: u64,
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
    /// Events on calendars that were counted; none where that isn't known.
    pub included: Option<u64>,
    /// Events that weren't, by reason.
    pub excluded: Vec<Excluded>,
    /// A published norm.
    pub norm: Option<Norm>,
    /// Hash of the columns behind the value: whoever holds the pseudonymised facts can make it again.
    pub hash: Option<String>,
}
