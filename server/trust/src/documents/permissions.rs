//! The permissions that features need, as documents list them.

use model::Guid;
use model::permission::{CalendarAccess, Feature, Need, PermissionKind, Tier, needs_with};

use super::cloud::Cloud;
use super::plan::Plan;
use crate::catalogue::{self, Permission, Resource};

/// Microsoft Graph, the one resource that is asked for.
pub const GRAPH: Guid = Resource::Graph.app_id();

/// A permission with the features that need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Name as Microsoft spells it.
    pub value: String,
    /// Delegated or application.
    pub kind: PermissionKind,
    /// GUID of the scope or app role.
    pub guid: Guid,
    /// Our rating.
    pub tier: Tier,
    /// Whether an administrator has to consent.
    pub admin_consent: bool,
    /// Features that need it, in the order they were named.
    pub features: Vec<Feature>,
}

/// What these features need: each permission once, in the order of the table. Features that don't exist yet need nothing.
#[must_use]
pub fn asked(features: &[Feature], calendars: CalendarAccess) -> Vec<Asked> {
    let existing: Vec<Feature> = features
        .iter()
        .copied()
        .filter(|feature| feature.available())
        .collect();
    let mut all: Vec<Asked> = Vec::new();
    for need in needs_with(&existing, calendars) {
        add(&mut all, of(need));
    }
    all
}

fn add(all: &mut Vec<Asked>, one: Asked) {
    let same = all
        .iter_mut()
        .find(|asked| asked.guid == one.guid && asked.kind == one.kind);
    match same {
        Some(asked) => {
            for feature in one.features {
                if !asked.features.contains(&feature) {
                    asked.features.push(feature);
                }
            }
        }
        None => all.push(one),
    }
}

fn of(need: Need) -> Asked {
    Asked {
        value: need.value,
        kind: need.kind,
        guid: need.guid,
        tier: need.tier,
        admin_consent: need.admin_consent,
        features: vec![need.feature],
    }
}

/// Lower permissions that would do for part of what this one is asked for, the lowest first.
#[must_use]
pub fn lower(asked: &Asked) -> Vec<&'static str> {
    let known = catalogue::find(Resource::Graph, asked.kind, asked.guid);
    known
        .map_or(&[][..], |permission| permission.lower)
        .iter()
        .filter_map(|key| catalogue::by_key(key))
        .map(|permission| permission.value)
        .collect()
}

/// What is not asked for: the names of application permissions that open content or write, by which a reader who
/// expects the worst can tick it off.
#[must_use]
pub fn not_asked(plan: &Plan) -> Vec<&'static str> {
    let applications = plan.applications();
    let asked = |permission: &Permission| {
        applications
            .iter()
            .flat_map(|application| application.asked.iter().chain(&application.by_exchange))
            .any(|asked| asked.guid == permission.guid)
    };
    let mut names: Vec<&str> = catalogue::all()
        .iter()
        .filter(|one| one.resource == Resource::Graph && one.kind == PermissionKind::Application)
        .filter(|one| (one.content || one.writes) && one.retired.is_none() && !asked(one))
        .map(|one| one.value)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The role with which Exchange gives the same for chosen mailboxes; none where it has none (microsoft.md 8.5: calendars
/// have no role without contents).
#[must_use]
pub fn exchange_role(asked: &Asked) -> Option<&'static str> {
    match (asked.kind, asked.value.as_str()) {
        (PermissionKind::Application, "Calendars.ReadBasic.All" | "Calendars.Read") => {
            Some("Application Calendars.Read")
        }
        (PermissionKind::Application, "Mail.ReadBasic.All" | "Mail.ReadBasic") => {
            Some("Application Mail.ReadBasic")
        }
        (PermissionKind::Application, "MailboxSettings.Read") => {
            Some("Application MailboxSettings.Read")
        }
        _ => None,
    }
}

/// The `scope` of a consent link: `.default` as soon as an application permission is among them. Each begins with the address
/// of the cloud's own Graph.
#[must_use]
pub fn consent_scope(cloud: Cloud, asked: &[Asked]) -> String {
    let graph = cloud.graph();
    let by_itself = |asked: &Asked| asked.kind == PermissionKind::Application;
    if asked.is_empty() || asked.iter().any(by_itself) {
        return format!("{graph}/.default");
    }
    let name = |asked: &Asked| match asked.value.as_str() {
        "openid" | "profile" | "email" | "offline_access" => asked.value.clone(),
        value => format!("{graph}/{value}"),
    };
    asked.iter().map(name).collect::<Vec<_>>().join(" ")
}
