//! What the review concludes about one permission, and what a probe can show.

use serde::{Deserialize, Serialize};

/// The conclusion about one permission (resource, type, GUID).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewStatus {
    /// Granted though no feature needs it.
    OverPrivileged,
    /// The resource or protocol is retired: remove it.
    Retired,
    /// Needed and not granted; a granted higher one does its work.
    OverBroad,
    /// Needed and not granted: a feature is blocked.
    Missing,
    /// Granted, and yet refused: a policy, a disabled application or a licence stands in between.
    NotEffective,
    /// Grants are not readable and the probe was refused: missing or not effective.
    Refused,
    /// Granted after the token was issued: works with the next one.
    WaitingForToken,
    /// Works without a grant in the directory: by Exchange's own roles or consent for single resources.
    OtherWay,
    /// Nothing is known: grants are not readable and no probe ran.
    Unknown,
    /// Granted; no probe has shown it at work.
    NotTested,
    /// A probe shows it at work; the list of grants is not readable.
    Works,
    /// Granted and shown at work.
    Ok,
}

impl ReviewStatus {
    /// All of them, what needs attention first.
    pub const ALL: [Self; 12] = [
        Self::OverPrivileged,
        Self::Retired,
        Self::OverBroad,
        Self::Missing,
        Self::NotEffective,
        Self::Refused,
        Self::WaitingForToken,
        Self::OtherWay,
        Self::Unknown,
        Self::NotTested,
        Self::Works,
        Self::Ok,
    ];
}

/// What came of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeOutcome {
    /// It works.
    Ok,
    /// 401: the token as such.
    Unauthorised,
    /// 403: the permission is not in effect.
    Forbidden,
    /// 404: nobody who was tried has what was asked for, such as a mailbox.
    NotFound,
    /// Refused by Exchange's own rules: an access policy, or roles for chosen mailboxes.
    ExchangePolicy,
    /// Refused by Teams: no application access policy.
    TeamsPolicy,
}
