//! Everything the permission review reads of one registration in one tenant, within a limit of time.
//!
//! Nothing here fails as a whole: what could not be read is told as such, so that the rest can be shown.

mod paste;
mod read;

use std::time::Duration;

use model::permission::Need;
use model::trust::review::ProbeOutcome;
use model::{Guid, ObjectId, TenantId, Timestamp};

use super::reading::{AssignmentFact, GrantFact};
use crate::error::MicrosoftError;

pub use paste::{PasteProblem, Pasted, pasted_assignments, pasted_grants};

/// Which token a reading uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// One issued now, past every cache.
    Now,
    /// The one in memory while it is good: what the connectors use, too.
    Cached,
}

/// What to read.
#[derive(Clone, Copy, Debug)]
pub struct PermissionAsk<'a> {
    /// Tenant.
    pub tenant: TenantId,
    /// The registration that is reviewed.
    pub client_id: Guid,
    /// The registration whose token reads: the same one, or one that may read others.
    pub with: Guid,
    /// Whether to ask for the lists of grants.
    pub lists: bool,
    /// Application permissions to probe; none of another registration.
    pub probes: &'a [Need],
    /// Which token.
    pub freshness: Freshness,
    /// How long it may take; what is left then is named.
    pub limit: Duration,
    /// Whether the caller has a name for an app role. For others the tenant is asked.
    pub named: fn(Guid) -> bool,
}

/// The registration's object in the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrincipalFact {
    /// There and enabled.
    Enabled(ObjectId),
    /// There and switched off; the id where it could be read.
    Disabled(Option<ObjectId>),
    /// Not there.
    Gone,
    /// Could not be read.
    Unknown,
}

/// What came of a call, as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFact {
    /// What came of it.
    pub outcome: ProbeOutcome,
    /// Graph's code of a refusal.
    pub code: Option<String>,
    /// `request-id` of the answer.
    pub request_id: Option<Guid>,
    /// When.
    pub at: Timestamp,
}

/// A list that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFact<T> {
    /// How the call went.
    pub call: CallFact,
    /// The entries; none when it may not be read.
    pub items: Option<Vec<T>>,
}

/// One probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeFact {
    /// GUID of the application permission.
    pub guid: Guid,
    /// How the call went.
    pub call: CallFact,
}

/// The token that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFact {
    /// When we received it.
    pub issued: Timestamp,
    /// `roles` as they seem to stand in it. A hint: tokens for Graph are opaque by contract.
    pub roles: Vec<String>,
}

/// Whether the call that probes an application permission of Graph opens for a lower one, too, so that it tells nothing of
/// the higher one.
#[must_use]
pub fn probe_opens_for_lower(value: &str) -> bool {
    super::probe::Part::opens_for_lower(value)
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionReading {
    /// When the look began.
    pub at: Timestamp,
    /// Whether the lists of grants were wanted at all.
    pub lists: bool,
    /// The token; none when there was none to be had.
    pub token: Option<TokenFact>,
    /// The registration's object.
    pub principal: PrincipalFact,
    /// Application permissions; none when they could not be asked for.
    pub assignments: Option<ListFact<AssignmentFact>>,
    /// Delegated scopes; none when they could not be asked for.
    pub grants: Option<ListFact<GrantFact>>,
    /// Probes that brought a result.
    pub probes: Vec<ProbeFact>,
    /// The first problem that left something unknown.
    pub problem: Option<MicrosoftError>,
    /// What the time did not suffice for: `token`, `principal`, `assignments`, `grants`, `probes`.
    pub left: Vec<&'static str>,
}
