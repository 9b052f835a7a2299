//! What follows for one permission from all that is known about it. Pure.

use model::Timestamp;
use model::trust::review::{ProbeOutcome, ReviewStatus};
use serde::{Deserialize, Serialize};

/// Whether the tenant's lists of grants were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grants {
    /// They were: what isn't in them isn't granted.
    Readable,
    /// They weren't, for want of a permission, an answer or time.
    NotReadable,
}

/// The registration's service principal in the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Principal {
    /// There and enabled.
    Enabled,
    /// There and switched off.
    Disabled,
    /// Not there: nothing can be granted to it.
    Gone,
    /// Could not be read.
    Unknown,
}

/// Our credential at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// It brought a token.
    Works,
    /// It was refused, there is none, or nobody answered.
    Fails,
}

/// A grant: when it was made, or first seen where the directory carries no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The instant; none when neither is known.
    pub at: Option<Timestamp>,
}

/// All that is known of one permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The resource or protocol is switched off.
    pub retired: bool,
    /// A feature that is on needs it.
    pub needed: bool,
    /// Whether the lists of grants were read.
    pub grants: Grants,
    /// The grant, where the lists hold one.
    pub granted: Option<Granted>,
    /// What came of the probe; none when none was made.
    pub probe: Option<ProbeOutcome>,
    /// A higher permission is granted that the same call accepts.
    pub higher_granted: bool,
    /// When the token of the probe was issued.
    pub token_issued: Option<Timestamp>,
    /// The service principal.
    pub principal: Principal,
    /// Our credential.
    pub credential: Credential,
}

/// The status, by the first condition that holds (microsoft.md 8.1); none for what is neither needed nor granted.
///
/// [`ReviewStatus::Ok`] takes a grant that was read and a probe that worked in the same round: without a token there is no
/// probe to speak of, and a switched-off service principal lets nothing work, whatever was seen before.
#[must_use]
pub fn status(facts: &Facts) -> Option<ReviewStatus> {
    let facts = settled(facts);
    let known = facts.grants == Grants::Readable;
    if facts.retired && (facts.granted.is_some() || facts.needed) {
        return Some(ReviewStatus::Retired);
    }
    if !known {
        return facts.needed.then_some(match facts.probe {
            None => ReviewStatus::Unknown,
            Some(ProbeOutcome::Ok) => ReviewStatus::Works,
            Some(_) => ReviewStatus::Refused,
        });
    }
    match (facts.needed, facts.granted) {
        (false, None) => None,
        (false, Some(_)) => Some(ReviewStatus::OverPrivileged),
        (true, Some(granted)) => Some(with_grant(&facts, granted)),
        (true, None) if facts.higher_granted => Some(ReviewStatus::OverBroad),
        (true, None) if facts.probe == Some(ProbeOutcome::Ok) => Some(ReviewStatus::OtherWay),
        (true, None) => Some(ReviewStatus::Missing),
    }
}

/// What credential and service principal say about the rest.
fn settled(facts: &Facts) -> Facts {
    let mut facts = *facts;
    // Where nobody who was tried has what was asked for, nothing was tried.
    if facts.credential == Credential::Fails || facts.probe == Some(ProbeOutcome::NotFound) {
        facts.probe = None;
    }
    match facts.principal {
        // Without an object in the tenant the lists are known: they are empty.
        Principal::Gone => Facts {
            grants: Grants::Readable,
            granted: None,
            higher_granted: false,
            probe: None,
            ..facts
        },
        Principal::Disabled => Facts {
            probe: Some(ProbeOutcome::Forbidden),
            token_issued: None,
            ..facts
        },
        Principal::Enabled | Principal::Unknown => facts,
    }
}

fn with_grant(facts: &Facts, granted: Granted) -> ReviewStatus {
    match facts.probe {
        None => ReviewStatus::NotTested,
        Some(ProbeOutcome::Ok) => ReviewStatus::Ok,
        Some(_) => match (granted.at, facts.token_issued) {
            (Some(at), Some(issued)) if at > issued => ReviewStatus::WaitingForToken,
            _ => ReviewStatus::NotEffective,
        },
    }
}

#[cfg(test)]
mod tests;
