//! From a reading to lines: one for each permission that is needed or granted. Pure.

mod proof;

use std::collections::BTreeMap;

use model::Timestamp;
use model::permission::{CalendarAccess, Feature, PermissionKind, needs_with};
use model::trust::review::{GrantView, ReviewLine, ReviewStatus};

use super::reading::{ReadGrant, Reading};
use super::status::{Credential, Facts, Granted, Grants, Principal, status};
use crate::catalogue::{self, Permission, Resource, Risk};

/// What is known beside the reading.
pub(super) struct Around<'a> {
    /// Features of the registration that are on.
    pub(super) on: &'a [Feature],
    /// Those of them that it is configured for: what they need is requested.
    pub(super) configured: &'a [Feature],
    /// How much of calendars is switched on.
    pub(super) calendars: CalendarAccess,
    /// When each feature last worked.
    pub(super) used: &'a BTreeMap<Feature, Timestamp>,
    /// Scopes of the last delegated answer.
    pub(super) delegated_scopes: &'a [String],
    /// When each present grant was first seen, by its identity.
    pub(super) first_seen: &'a BTreeMap<(String, PermissionKind, String), Timestamp>,
    /// Whether the tenant answered at the last attempt.
    pub(super) credential: Credential,
}

/// The lines, what needs attention first, then the higher tiers.
pub(super) fn lines(reading: &Reading, around: &Around<'_>) -> Vec<ReviewLine> {
    let needed = needed(reading, around);
    let mut lines: Vec<ReviewLine> = Vec::new();
    for permission in &needed {
        lines.extend(of_needed(permission, reading, around));
    }
    for grant in &reading.grants {
        let counted = needed.iter().any(|permission| serves(grant, permission));
        if !counted {
            lines.extend(of_grant(grant, &needed, (reading, around)));
        }
    }
    lines.sort_by(|one, other| {
        one.status
            .cmp(&other.status)
            .then(other.tier.cmp(&one.tier))
            .then(one.value.cmp(&other.value))
    });
    lines
}

/// Permissions that features need that are on, each once.
fn needed(reading: &Reading, around: &Around<'_>) -> Vec<&'static Permission> {
    let mut all: Vec<&'static Permission> = Vec::new();
    let mut add = |permission: &'static Permission| {
        if !all.iter().any(|known| known.key == permission.key) {
            all.push(permission);
        }
    };
    let required: Vec<&'static Permission> =
        needs_with(&without_review(around.on), around.calendars)
            .iter()
            .filter_map(|need| catalogue::find(Resource::Graph, need.kind, need.guid))
            .collect();
    for permission in &required {
        add(permission);
    }
    // Until the higher one is there, the feature works with the lower one as far as that goes.
    for permission in required {
        let higher = granted_higher(permission, reading).is_some();
        if higher || is_granted(permission, reading) {
            continue;
        }
        let lower = permission
            .lower
            .iter()
            .filter_map(|key| catalogue::by_key(key));
        let of_feature = |lower: &&Permission| {
            let mut features = lower.features.iter();
            lower.kind == permission.kind && features.any(|one| around.on.contains(one))
        };
        lower
            .filter(of_feature)
            .filter(|lower| is_granted(lower, reading))
            .for_each(&mut add);
    }
    // Which of its own serve the review is the tenant's choice: those that it granted. None has to be there.
    if around.on.contains(&Feature::PermissionReview) {
        catalogue::all()
            .iter()
            .filter(|permission| of_review(permission, reading) && is_granted(permission, reading))
            .for_each(&mut add);
    }
    all
}

fn without_review(features: &[Feature]) -> Vec<Feature> {
    let others = features
        .iter()
        .filter(|feature| **feature != Feature::PermissionReview);
    others.copied().collect()
}

fn is_granted(permission: &Permission, reading: &Reading) -> bool {
    reading.grants.iter().any(|grant| serves(grant, permission))
}

/// A granted permission that the calls of this one accept, too.
fn granted_higher(permission: &Permission, reading: &Reading) -> Option<&'static Permission> {
    let granted = reading.grants.iter().filter_map(known);
    granted
        .filter(|higher| higher.kind == permission.kind)
        .find(|higher| covers(higher, permission))
}

/// Whether a grant is this permission, or one that means the same.
fn serves(grant: &ReadGrant, permission: &Permission) -> bool {
    if grant.kind != permission.kind || grant.known_resource() != Some(permission.resource) {
        return false;
    }
    let same = |other: &Permission| match other.kind {
        PermissionKind::Application => grant.guid == other.guid,
        PermissionKind::Delegated => grant.value.eq_ignore_ascii_case(other.value),
    };
    let equals = permission.equals.iter();
    same(permission) || equals.filter_map(|key| catalogue::by_key(key)).any(same)
}

fn of_needed(
    permission: &'static Permission,
    reading: &Reading,
    around: &Around<'_>,
) -> Option<ReviewLine> {
    let grant = reading
        .grants
        .iter()
        .find(|grant| serves(grant, permission));
    let higher = granted_higher(permission, reading);
    let features = needed_by(permission, (reading, around));
    let probe = proof::probe(permission, &features, (reading, around));
    let facts = Facts {
        retired: permission.retired.is_some(),
        needed: true,
        granted: grant.map(|grant| granted(grant, around)),
        probe: probe.as_ref().map(|probe| probe.outcome),
        higher_granted: higher.is_some(),
        ..facts(reading, permission.kind, around)
    };
    let line = line(permission, reading, around);
    Some(ReviewLine {
        status: status(&facts)?,
        last_used: proof::last_used(permission, &features, (probe.as_ref(), reading, around)),
        needed_by: features,
        granted: grant.map(|grant| view(grant, around)),
        rests_on: match grant {
            None => higher.map(|higher| higher.value.to_owned()),
            Some(_) => None,
        },
        probe,
        ..line
    })
}

/// A grant that nothing needs.
fn of_grant(
    grant: &ReadGrant,
    needed: &[&'static Permission],
    (reading, around): (&Reading, &Around<'_>),
) -> Option<ReviewLine> {
    let permission = known(grant);
    let resource_retired = grant
        .known_resource()
        .is_some_and(|resource| resource.retired().is_some());
    let facts = Facts {
        retired: resource_retired || permission.is_some_and(|known| known.retired.is_some()),
        needed: false,
        granted: Some(granted(grant, around)),
        probe: None,
        higher_granted: false,
        ..facts(reading, grant.kind, around)
    };
    let covered = needed.iter().filter(|needed| {
        let own = reading.grants.iter().any(|grant| serves(grant, needed));
        !own && permission.is_some_and(|known| known.kind == needed.kind && covers(known, needed))
    });
    let line = match permission {
        Some(permission) => line(permission, reading, around),
        None => unknown(grant),
    };
    // Of an object that is gone nothing is granted any more; what was stays to be seen.
    let was = (reading.principal == Principal::Gone).then_some(ReviewStatus::Unknown);
    Some(ReviewLine {
        status: status(&facts).or(was)?,
        granted: Some(view(grant, around)),
        covers_needed: covered.map(|needed| needed.value.to_owned()).collect(),
        ..line
    })
}

fn facts(reading: &Reading, kind: PermissionKind, around: &Around<'_>) -> Facts {
    let readable = match kind {
        PermissionKind::Application => reading.application_readable,
        PermissionKind::Delegated => reading.delegated_readable,
    };
    Facts {
        retired: false,
        needed: false,
        grants: if readable {
            Grants::Readable
        } else {
            Grants::NotReadable
        },
        granted: None,
        probe: None,
        higher_granted: false,
        token_issued: reading.token_issued,
        principal: reading.principal,
        credential: around.credential,
    }
}

fn line(permission: &'static Permission, reading: &Reading, around: &Around<'_>) -> ReviewLine {
    let requests = |feature: &&Feature| requests(**feature, permission, around.calendars);
    let lower = permission
        .lower
        .iter()
        .filter_map(|key| catalogue::by_key(key));
    let in_token = match permission.kind {
        PermissionKind::Application => reading.in_token.contains(permission.value),
        PermissionKind::Delegated => around
            .delegated_scopes
            .iter()
            .any(|scope| scope.rsplit('/').next() == Some(permission.value)),
    };
    ReviewLine {
        key: Some(permission.key.to_owned()),
        resource: Some(permission.resource.app_id()),
        value: permission.value.to_owned(),
        kind: permission.kind,
        guid: Some(permission.guid),
        status: ReviewStatus::Unknown,
        needed_by: Vec::new(),
        last_used: None,
        asked_for: around.configured.iter().filter(requests).copied().collect(),
        granted: None,
        probe: None,
        in_token,
        lower: lower.map(|lower| lower.value.to_owned()).collect(),
        rests_on: None,
        covers_needed: Vec::new(),
        tier: Some(permission.tier),
        content: permission.content,
        microsoft_level: permission.microsoft_level,
        cisa: permission.cisa.map(|risk| risk_word(risk).to_owned()),
    }
}

/// A grant that the catalogue doesn't know.
fn unknown(grant: &ReadGrant) -> ReviewLine {
    ReviewLine {
        key: None,
        resource: grant.resource,
        value: grant.name.as_ref().unwrap_or(&grant.value).clone(),
        kind: grant.kind,
        guid: (grant.guid.as_u128() != 0).then_some(grant.guid),
        status: ReviewStatus::OverPrivileged,
        needed_by: Vec::new(),
        asked_for: Vec::new(),
        granted: None,
        probe: None,
        in_token: false,
        last_used: None,
        lower: Vec::new(),
        rests_on: None,
        covers_needed: Vec::new(),
        tier: None,
        content: false,
        microsoft_level: None,
        cisa: None,
    }
}

const fn risk_word(risk: Risk) -> &'static str {
    match risk {
        Risk::Low => "low",
        Risk::Medium => "medium",
        Risk::High => "high",
        Risk::Critical => "critical",
    }
}

/// Whether the review itself works with it: the documented least ones, and the one that may do in place of the second. A
/// person who reads the lists works with two delegated ones, too.
fn of_review(permission: &Permission, reading: &Reading) -> bool {
    match permission.kind {
        PermissionKind::Application => {
            permission.features.contains(&Feature::PermissionReview)
                || permission.key == "delegated_permission_grant_read_all_app"
        }
        PermissionKind::Delegated => {
            reading.once
                && matches!(
                    permission.key,
                    "application_read_all_delegated" | "directory_read_all_delegated"
                )
        }
    }
}

/// Features that are on and need the permission, or work with it as far as it goes.
fn needed_by(permission: &Permission, (reading, around): (&Reading, &Around<'_>)) -> Vec<Feature> {
    let needs = |feature: &&Feature| match **feature {
        Feature::PermissionReview => of_review(permission, reading),
        feature => requests(feature, permission, around.calendars),
    };
    let needed: Vec<Feature> = around.on.iter().filter(needs).copied().collect();
    if !needed.is_empty() {
        return needed;
    }
    let serves = permission.features.iter();
    serves
        .filter(|feature| around.on.contains(feature))
        .copied()
        .collect()
}

/// Whether a consent for the feature asks for the permission.
fn requests(feature: Feature, permission: &Permission, calendars: CalendarAccess) -> bool {
    let needs = needs_with(&[feature], calendars);
    let mut same = needs.iter().filter(|need| need.guid == permission.guid);
    permission.resource == Resource::Graph && same.any(|need| need.kind == permission.kind)
}

fn known(grant: &ReadGrant) -> Option<&'static Permission> {
    let resource = grant.known_resource()?;
    match grant.kind {
        PermissionKind::Application => catalogue::find(resource, grant.kind, grant.guid),
        PermissionKind::Delegated => catalogue::named(resource, grant.kind, &grant.value),
    }
}

/// Whether the calls that need `lower` accept `higher`, too, directly or by what it includes.
fn covers(higher: &Permission, lower: &Permission) -> bool {
    let mut open = vec![higher];
    let mut seen = Vec::new();
    while let Some(permission) = open.pop() {
        if permission.covers.contains(&lower.key) {
            return true;
        }
        if !seen.contains(&permission.key) {
            seen.push(permission.key);
            open.extend(
                permission
                    .covers
                    .iter()
                    .filter_map(|key| catalogue::by_key(key)),
            );
        }
    }
    false
}

fn granted(grant: &ReadGrant, around: &Around<'_>) -> Granted {
    let seen = around.first_seen.get(&grant.identity()).copied();
    Granted {
        at: grant.at.or(seen),
    }
}

fn view(grant: &ReadGrant, around: &Around<'_>) -> GrantView {
    GrantView {
        whom: grant.whom,
        at: grant.at,
        first_seen: around.first_seen.get(&grant.identity()).copied(),
        id: grant.id.clone(),
        resource_id: grant.resource_id,
        scopes: grant.scopes.clone(),
        ids: grant.ids.clone(),
        people: grant.people,
        consented_by: None,
    }
}

#[cfg(test)]
mod tests;
