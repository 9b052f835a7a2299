//! What was found of a consent.

use model::Guid;
use model::permission::{Need, PermissionKind};
use serde::Serialize;

/// What is known of one permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// A grant or a probe shows it.
    Granted,
    /// It is not there.
    Missing,
    /// Delegated and without need of an administrator: each person grants it when they first use it.
    PerPerson,
    /// Neither grants nor a probe can tell.
    NotReadable,
}

/// What follows for a consent from what is known of its permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It is there: every application permission was shown, and no delegated one is known to be absent.
    Given,
    /// Something that an administrator has to grant is not there.
    Missing,
    /// An application permission was neither listed nor shown.
    Open,
}

/// Judges a consent: the one rule, for checks right after it and for the looks of the review.
#[must_use]
pub fn judge(findings: impl IntoIterator<Item = (PermissionKind, Finding)>) -> Judged {
    let mut judged = Judged::Given;
    for (kind, finding) in findings {
        match (kind, finding) {
            (_, Finding::Missing) | (PermissionKind::Application, Finding::PerPerson) => {
                return Judged::Missing;
            }
            (PermissionKind::Application, Finding::NotReadable) => judged = Judged::Open,
            (_, Finding::Granted)
            | (PermissionKind::Delegated, Finding::PerPerson | Finding::NotReadable) => {}
        }
    }
    judged
}

/// One permission with its finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Name as Microsoft spells it.
    pub value: String,
    /// Delegated or application.
    pub kind: PermissionKind,
    /// GUID of the scope or app role.
    pub guid: Guid,
    /// What is known.
    pub finding: Finding,
}

impl Found {
    pub(super) fn new(need: &Need, finding: Finding) -> Self {
        Self {
            value: need.value.clone(),
            kind: need.kind,
            guid: need.guid,
            finding,
        }
    }
}

/// The result of looking: facts for the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsentProof {
    /// The registration is known and enabled in the tenant and every application permission was shown.
    pub ok: bool,
    /// The list of grants could be read; else probes answered.
    pub by_grants: bool,
    /// Each permission that was asked for, in the same order. Empty when the registration is unknown in the tenant.
    pub found: Vec<Found>,
    /// `request-id`s of Graph's answers, in the order of the calls.
    pub request_ids: Vec<Guid>,
    /// What Microsoft called the obstacle: `AADSTS700016`, `Authorization_RequestDenied`; none when `ok`.
    pub code: Option<String>,
    /// Waiting usually helps.
    pub wait: bool,
}

impl ConsentProof {
    /// Nothing to be found yet.
    pub(super) fn missing(code: String, wait: bool) -> Self {
        Self {
            ok: false,
            by_grants: false,
            found: Vec::new(),
            request_ids: Vec::new(),
            code: Some(code),
            wait,
        }
    }

    /// The conclusion from findings; `obstacle` is the code of the first refusal, where a probe met one.
    pub(super) fn conclude(findings: Findings, obstacle: Option<String>) -> Self {
        let Findings {
            found,
            by_grants,
            request_ids,
        } = findings;
        let judged = judge(found.iter().map(|found| (found.kind, found.finding)));
        let (ok, missing) = (judged == Judged::Given, judged == Judged::Missing);
        let unnamed = if missing {
            "permission_missing"
        } else {
            "probe_inconclusive"
        };
        let code = (!ok).then(|| obstacle.unwrap_or_else(|| unnamed.to_owned()));
        // Grants take minutes to reach every copy of the directory.
        Self {
            ok,
            by_grants,
            found,
            request_ids,
            code,
            wait: missing,
        }
    }
}

/// What was found, before it is judged.
pub(super) struct Findings {
    pub(super) found: Vec<Found>,
    pub(super) by_grants: bool,
    pub(super) request_ids: Vec<Guid>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn application_permissions_have_to_be_shown_and_delegated_ones_not_to_be_absent() {
        use Finding::{Granted, Missing, NotReadable, PerPerson};
        const A: PermissionKind = PermissionKind::Application;
        const D: PermissionKind = PermissionKind::Delegated;
        for (findings, expected) in [
            (vec![(A, Granted), (D, Granted)], Judged::Given),
            (vec![(A, Granted), (D, NotReadable)], Judged::Given),
            (vec![(A, Granted), (D, PerPerson)], Judged::Given),
            (vec![(A, Granted), (D, Missing)], Judged::Missing),
            (vec![(A, Granted), (A, NotReadable)], Judged::Open),
            (vec![(A, NotReadable), (A, Missing)], Judged::Missing),
            (vec![(A, PerPerson)], Judged::Missing),
        ] {
            assert_eq!(judge(findings.clone()), expected, "{findings:?}");
        }
    }
}
