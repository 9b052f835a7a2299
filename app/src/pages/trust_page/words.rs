//! Words for what the catalogue knows.

use leptos::prelude::*;
use model::permission::{Feature, PermissionKind, Tier};
use trust::catalogue::{Permission, Resource};

use crate::texts::{Key, Texts};

/// All tiers, the lowest first.
pub(super) const TIERS: [Tier; 6] = [
    Tier::Identity,
    Tier::OwnData,
    Tier::Low,
    Tier::Medium,
    Tier::High,
    Tier::Critical,
];

/// The tier as six steps for the eye, and its name.
pub(super) const fn tier(tier: Tier) -> (&'static str, Key) {
    match tier {
        Tier::Identity => ("▪▫▫▫▫▫", Key::TIER_IDENTITY),
        Tier::OwnData => ("▪▪▫▫▫▫", Key::TIER_OWN_DATA),
        Tier::Low => ("▪▪▪▫▫▫", Key::TIER_LOW),
        Tier::Medium => ("▪▪▪▪▫▫", Key::TIER_MEDIUM),
        Tier::High => ("▪▪▪▪▪▫", Key::TIER_HIGH),
        Tier::Critical => ("▪▪▪▪▪▪", Key::TIER_CRITICAL),
    }
}

/// The name of a feature.
pub(super) const fn feature(feature: Feature) -> Key {
    match feature {
        Feature::SignIn => Key::FEATURE_SIGN_IN,
        Feature::TeamsMeetings => Key::FEATURE_TEAMS_MEETINGS,
        Feature::Directory => Key::FEATURE_DIRECTORY,
        Feature::Calendar => Key::FEATURE_CALENDAR,
        Feature::MailData => Key::FEATURE_MAIL_DATA,
        Feature::TeamsData => Key::FEATURE_TEAMS_DATA,
        Feature::Copilot => Key::FEATURE_COPILOT,
        Feature::PermissionReview => Key::FEATURE_PERMISSION_REVIEW,
    }
}

/// The kind of a permission of anybody's.
pub(super) const fn kind(kind: PermissionKind) -> Key {
    match kind {
        PermissionKind::Delegated => Key::JUDGE_DELEGATED,
        PermissionKind::Application => Key::JUDGE_APPLICATION,
    }
}

/// What a permission opens, in one sentence.
pub(super) fn meaning(texts: Texts, permission: &Permission) -> &'static str {
    texts.named("meaning", permission.text).unwrap_or_default()
}

/// A permission beside others: name, kind, and its resource where that is not Microsoft Graph.
pub(super) fn name(texts: Texts, permission: &Permission) -> String {
    let kind = texts.get(kind(permission.kind));
    match permission.resource {
        Resource::Graph => format!("{} ({kind})", permission.value),
        other => format!("{} ({kind}, {})", permission.value, other.name()),
    }
}

/// Several permissions in one line.
pub(super) fn names(texts: Texts, permissions: &[&'static Permission]) -> String {
    let names: Vec<String> = permissions.iter().map(|one| name(texts, one)).collect();
    names.join("; ")
}

/// A cell that says on a phone, where a row is a card without headed columns, what it holds.
pub(super) fn cell(label: &'static str, content: AnyView) -> AnyView {
    view! {
        <td data-label=label>{content}</td>
    }
    .into_any()
}
