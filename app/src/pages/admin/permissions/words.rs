//! Words for statuses, probes and what the catalogue knows.

use model::Guid;
use model::permission::{Feature, PermissionKind, Tier};
use model::trust::review::{ProbeOutcome, ReviewLine, ReviewStatus};
use trust::catalogue::{self, Permission, Resource};

use crate::documents::feature as feature_name;
use crate::texts::{Key, Texts};
use crate::ui::Tone;

/// How a status looks: its tone, a shape that says the same without colour, its word and its sentence.
pub(super) struct Look {
    pub(super) tone: Tone,
    pub(super) shape: &'static str,
    pub(super) word: Key,
    pub(super) says: Key,
}

/// The word for a status.
#[must_use]
pub const fn status_word(status: ReviewStatus) -> Key {
    look(status).word
}

pub(super) const fn look(status: ReviewStatus) -> Look {
    let (tone, shape, word, says) = match status {
        ReviewStatus::Ok => (Tone::Good, "✔", Key::REVIEW_STATUS_OK, Key::REVIEW_SAYS_OK),
        ReviewStatus::Works => (
            Tone::Good,
            "✓",
            Key::REVIEW_STATUS_WORKS,
            Key::REVIEW_SAYS_WORKS,
        ),
        ReviewStatus::NotTested => (
            Tone::Neutral,
            "◌",
            Key::REVIEW_STATUS_NOT_TESTED,
            Key::REVIEW_SAYS_NOT_TESTED,
        ),
        ReviewStatus::Unknown => (
            Tone::Neutral,
            "?",
            Key::REVIEW_STATUS_UNKNOWN,
            Key::REVIEW_SAYS_UNKNOWN,
        ),
        ReviewStatus::OtherWay => (
            Tone::Notice,
            "↷",
            Key::REVIEW_STATUS_OTHER_WAY,
            Key::REVIEW_SAYS_OTHER_WAY,
        ),
        ReviewStatus::WaitingForToken => (
            Tone::Notice,
            "◷",
            Key::REVIEW_STATUS_WAITING_FOR_TOKEN,
            Key::REVIEW_SAYS_WAITING_FOR_TOKEN,
        ),
        ReviewStatus::Refused => (
            Tone::Bad,
            "⊘",
            Key::REVIEW_STATUS_REFUSED,
            Key::REVIEW_SAYS_REFUSED,
        ),
        ReviewStatus::NotEffective => (
            Tone::Bad,
            "⊗",
            Key::REVIEW_STATUS_NOT_EFFECTIVE,
            Key::REVIEW_SAYS_NOT_EFFECTIVE,
        ),
        ReviewStatus::Missing => (
            Tone::Bad,
            "○",
            Key::REVIEW_STATUS_MISSING,
            Key::REVIEW_SAYS_MISSING,
        ),
        ReviewStatus::OverBroad => (
            Tone::Notice,
            "△",
            Key::REVIEW_STATUS_OVER_BROAD,
            Key::REVIEW_SAYS_OVER_BROAD,
        ),
        ReviewStatus::Retired => (
            Tone::Bad,
            "✕",
            Key::REVIEW_STATUS_RETIRED,
            Key::REVIEW_SAYS_RETIRED,
        ),
        ReviewStatus::OverPrivileged => (
            Tone::Bad,
            "▲",
            Key::REVIEW_STATUS_OVER_PRIVILEGED,
            Key::REVIEW_SAYS_OVER_PRIVILEGED,
        ),
    };
    Look {
        tone,
        shape,
        word,
        says,
    }
}

pub(super) const fn probe(outcome: ProbeOutcome) -> Key {
    match outcome {
        ProbeOutcome::Ok => Key::REVIEW_PROBE_OK,
        ProbeOutcome::Unauthorised => Key::REVIEW_PROBE_UNAUTHORISED,
        ProbeOutcome::Forbidden => Key::REVIEW_PROBE_FORBIDDEN,
        ProbeOutcome::NotFound => Key::REVIEW_PROBE_NOT_FOUND,
        ProbeOutcome::ExchangePolicy => Key::REVIEW_PROBE_EXCHANGE,
        ProbeOutcome::TeamsPolicy => Key::REVIEW_PROBE_TEAMS,
    }
}

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

pub(super) const fn kind(kind: PermissionKind) -> Key {
    match kind {
        PermissionKind::Delegated => Key::NEED_DELEGATED,
        PermissionKind::Application => Key::NEED_APPLICATION,
    }
}

/// What stops with a feature.
pub(super) const fn stops(feature: Feature) -> Key {
    match feature {
        Feature::SignIn => Key::REVIEW_STOPS_SIGN_IN,
        Feature::TeamsMeetings => Key::REVIEW_STOPS_TEAMS_MEETINGS,
        Feature::Directory => Key::REVIEW_STOPS_DIRECTORY,
        Feature::Calendar => Key::REVIEW_STOPS_CALENDAR,
        Feature::PermissionReview => Key::REVIEW_STOPS_PERMISSION_REVIEW,
        Feature::MailData | Feature::TeamsData | Feature::Copilot => Key::REVIEW_STOPS_NOTHING,
    }
}

pub(super) fn features(texts: Texts, features: &[Feature]) -> String {
    let names: Vec<&str> = features
        .iter()
        .map(|feature| feature_name(texts, *feature))
        .collect();
    names.join(", ")
}

pub(super) fn permission(line: &ReviewLine) -> Option<&'static Permission> {
    catalogue::by_key(line.key.as_deref()?)
}

/// Microsoft's own name of the resource, a proper name in every language.
pub(super) fn resource(texts: Texts, line: &ReviewLine) -> String {
    resource_name(texts, line.resource)
}

/// The name of a resource, its id where the catalogue doesn't know it.
pub(super) fn resource_name(texts: Texts, resource: Option<Guid>) -> String {
    match resource {
        None => texts.get(Key::REVIEW_RESOURCE_UNKNOWN).to_owned(),
        Some(id) => match Resource::of(id) {
            Some(known) => known.name().to_owned(),
            None => id.to_string(),
        },
    }
}

/// Whether the grant is one of an earlier look at a registration that is gone since: it stays to be seen, and counts as none.
pub(super) fn is_past(line: &ReviewLine) -> bool {
    let gone = match line.status {
        ReviewStatus::Missing => true,
        ReviewStatus::Unknown => line.needed_by.is_empty(),
        _ => false,
    };
    gone && line.granted.is_some()
}

/// A rating of the CISA in words.
pub(super) fn risk(texts: Texts, word: &str) -> &'static str {
    texts.get(match word {
        "low" => Key::REVIEW_RISK_LOW,
        "medium" => Key::REVIEW_RISK_MEDIUM,
        "high" => Key::REVIEW_RISK_HIGH,
        _ => Key::REVIEW_RISK_CRITICAL,
    })
}

/// Whether the foreign ratings differ from ours or from one another.
pub(super) fn differ(line: &ReviewLine) -> bool {
    let ours = match line.tier {
        Some(Tier::Critical) => 4,
        Some(Tier::High) => 3,
        Some(Tier::Medium) => 2,
        _ => 1,
    };
    let cisa = line.cisa.as_deref().map(|word| match word {
        "low" => 1,
        "medium" => 2,
        "high" => 3,
        _ => 4,
    });
    let microsoft = line.microsoft_level.map(u32::from);
    [cisa, microsoft]
        .into_iter()
        .flatten()
        .any(|rating| rating != ours)
}
