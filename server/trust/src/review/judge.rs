//! From a reading to lines: one for each permission that is needed or granted. Pure.

use std::collections::BTreeMap;

use model::permission::{CalendarAccess, Feature, PermissionKind, needs, needs_with};
use model::trust::review::{
    GrantView, ProbeOutcome, ProbeView, ReviewLine, ReviewStatus,
};
use model::{Guid, Timestamp};

use super::reading::{ReadGrant, Reading};
use super::status::{Credential, Facts, Granted, Grants, status};
use crate::catalogue::{self, Permission, Resource, Risk};

/// What is known beside the reading.
pub(super) struct Around<'a> {
    /// Features of the registration.
    pub(super) features: &'a [Feature],
    /// Those of them that are on.
    pub(super) on: &'a [Feature],
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

/// Permissions that features need that are on.
fn needed(reading: &Reading, around: &Around<'_>) -> Vec<&'static Permission> {
    let others: Vec<Feature> = around
        .on
        .iter()
        .copied()
        .filter(|feature| *feature != Feature::PermissionReview)
        .collect();
    let mut all: Vec<&'static Permission> = needs_with(&others, around.calendars)
        .iter()
        .filter_map(|need| catalogue::find(Resource::Graph, need.kind, need.guid))
        .collect();
    if around.on.contains(&Feature::PermissionReview) {
        // Which of them serve is the tenant's choice: those that it granted.
        let own = catalogue::all()
            .iter()
            .filter(|permission| of_review(permission));
        let granted = own.filter(|permission| {
            permission.kind == PermissionKind::Application
                && reading.grants.iter().any(|grant| serves(grant, permission))
        });
        all.extend(granted);
    }
    all
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
    same(permission)
        || equals
            .filter_map(|key| catalogue::by_key(key))
            .any(|equal| same(equal))
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
    let higher = reading
        .grants
        .iter()
        .filter_map(known)
        .find(|higher| higher.kind == permission.kind && covers(higher, permission));
    let probe = probe(permission, reading, around);
    let features: Vec<Feature> = features(permission, around.on);
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
    Some(ReviewLine {
        status: status(&facts)?,
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
    let asked_for: Vec<Feature> = asked_for(permission, around.features);
    let used = asked_for
        .iter()
        .filter_map(|feature| around.used.get(feature));
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
        guid: permission.guid,
        status: ReviewStatus::Unknown,
        needed_by: Vec::new(),
        last_used: used.max().copied(),
        asked_for,
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
        value: grant.value.clone(),
        kind: grant.kind,
        guid: grant.guid,
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

/// Whether the review itself works with it: the documented least ones, and the one that may do in place of the second.
fn of_review(permission: &Permission) -> bool {
    permission.kind == PermissionKind::Application
        && (permission.features.contains(&Feature::PermissionReview)
            || permission.key == "delegated_permission_grant_read_all_app")
}

/// Features that are on and need the permission.
fn features(permission: &Permission, on: &[Feature]) -> Vec<Feature> {
    asked_for(permission, on)
}

/// Of these features those that need the permission, or may.
fn asked_for(permission: &Permission, features: &[Feature]) -> Vec<Feature> {
    let by_table = |feature: Feature| {
        let all = needs(&[feature])
            .into_iter()
            .chain(needs_with(&[feature], CalendarAccess::Full));
        let mut same = all.filter(|need| need.guid == permission.guid);
        permission.resource == Resource::Graph && same.any(|need| need.kind == permission.kind)
    };
    let fits = |feature: &&Feature| {
        by_table(**feature) || **feature == Feature::PermissionReview && of_review(permission)
    };
    features.iter().filter(fits).copied().collect()
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
        consented_by: None,
    }
}

/// What shows the permission at work: a call of the review, a list it read, or a person who just did what needs it.
fn probe(permission: &Permission, reading: &Reading, around: &Around<'_>) -> Option<ProbeView> {
    if of_review(permission) {
        return match permission.value {
            "Application.Read.All" => reading.application_list.clone(),
            _ => reading.delegated_list.clone(),
        };
    }
    if permission.kind == PermissionKind::Application {
        return by_guid(&reading.probes, permission.guid);
    }
    // People sign in with these two, and keep a connection with that one: the last success is the probe.
    let proven_by = match permission.value {
        "openid" | "profile" => Feature::SignIn,
        "offline_access" => Feature::TeamsMeetings,
        _ => return None,
    };
    around.used.get(&proven_by).map(|at| ProbeView {
        outcome: ProbeOutcome::Ok,
        code: None,
        request_id: None,
        at: *at,
    })
}

fn by_guid(probes: &[(Guid, ProbeView)], guid: Guid) -> Option<ProbeView> {
    let found = probes.iter().find(|(of, _)| *of == guid);
    found.map(|(_, probe)| probe.clone())
}
