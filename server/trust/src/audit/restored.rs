//! Restorations of a copy that a chain tells of. The chain is then that of the copy, and what was noted between the copy
//! and its restoration is of rows that are gone with good reason.
//!
//! Only rows that fit the chain count: whoever writes to the database without the key of the chain can add none.

use model::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use store::AuditRow;

use super::Actor;

/// Action of the row that tells of a restoration.
pub(crate) const RESTORED: &str = "tenant.restored";
/// Action of the row that tells of a closed segment, and of the restorations that stood there.
pub(super) const SEGMENT_CLOSED: &str = "audit.segment_closed";

/// A copy was put in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restoration {
    /// When the copy was made.
    pub made: Timestamp,
    /// When it was put in place.
    pub at: Timestamp,
}

impl Restoration {
    /// Whether what was noted at an instant may be of rows that this restoration took away.
    #[must_use]
    pub fn covers(&self, noted: Timestamp) -> bool {
        self.made < noted && noted < self.at
    }
}

/// What the row of a restoration says of the copy.
pub(crate) fn detail(made: Timestamp, version: &str) -> Value {
    json!({ "made": made, "version": version })
}

/// Restorations as the row of a closed segment keeps them.
pub(super) fn kept(restored: &[Restoration]) -> Value {
    restored.iter().map(|it| json!([it.made, it.at])).collect()
}

#[derive(Deserialize)]
struct Made {
    made: Timestamp,
}

#[derive(Deserialize)]
struct Kept {
    #[serde(default)]
    restored: Vec<(Timestamp, Timestamp)>,
}

/// The restorations that a row tells of.
pub(super) fn told(row: &AuditRow) -> Vec<Restoration> {
    let by = |actor: Actor| row.actor_kind == actor.kind();
    match row.action.as_str() {
        RESTORED if by(Actor::Operator) => serde_json::from_str(&row.detail_json)
            .map(|Made { made }| vec![Restoration { made, at: row.at }])
            .unwrap_or_default(),
        SEGMENT_CLOSED if by(Actor::System) => serde_json::from_str(&row.detail_json)
            .map(|Kept { restored }| {
                let restored = restored.into_iter();
                restored
                    .map(|(made, at)| Restoration { made, at })
                    .collect()
            })
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}
