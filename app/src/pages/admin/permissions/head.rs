//! The first lines of the page: what Anteroom can do, what is too much, what is missing, in a minute.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use model::permission::Tier;
use model::trust::review::{ReviewLine, ReviewMode, ReviewStatus, ReviewView};

use crate::texts::{Key, Texts};
use crate::ui::Tone;

use super::words;

/// Counts of what the lines of all registrations say; a permission of several registrations counts once.
struct Counts<'v> {
    effective: BTreeMap<(String, String), &'v ReviewLine>,
    over: usize,
    missing: usize,
    unsure: usize,
}

fn counts(view: &ReviewView) -> Counts<'_> {
    let lines = || view.registrations.iter().flat_map(|review| &review.lines);
    let effective = lines().filter(|line| {
        line.granted.is_some() && !words::is_past(line)
            || matches!(line.status, ReviewStatus::Works | ReviewStatus::OtherWay)
    });
    let key = |line: &ReviewLine| {
        let resource = line.resource.map(|id| id.to_string()).unwrap_or_default();
        (format!("{resource} {:?}", line.kind), line.value.clone())
    };
    let of = |statuses: &[ReviewStatus]| {
        lines()
            .filter(|line| statuses.contains(&line.status))
            .count()
    };
    Counts {
        effective: effective.map(|line| (key(line), line)).collect(),
        over: of(&[
            ReviewStatus::OverPrivileged,
            ReviewStatus::Retired,
            ReviewStatus::OverBroad,
        ]),
        missing: of(&[
            ReviewStatus::Missing,
            ReviewStatus::NotEffective,
            ReviewStatus::Refused,
        ]),
        unsure: of(&[
            ReviewStatus::Unknown,
            ReviewStatus::NotTested,
            ReviewStatus::WaitingForToken,
        ]),
    }
}

/// Whether a list of grants was not read.
fn unread(view: &ReviewView) -> bool {
    view.registrations.iter().any(|review| {
        review.mode == ReviewMode::Probes || !review.delegated_readable || review.read.is_none()
    })
}

/// Whether what is shown may be wrong by now, or there is nothing to show.
fn doubtful(view: &ReviewView) -> bool {
    let registrations = &view.registrations;
    registrations.iter().all(|review| review.lines.is_empty())
        || registrations.iter().any(|review| {
            let lines = &review.lines;
            review.read != review.tried
                || review.problem.is_some()
                || lines
                    .iter()
                    .any(|line| line.status == ReviewStatus::Unknown)
        })
}

pub(super) fn head(texts: Texts, view: &ReviewView) -> AnyView {
    let counts = counts(view);
    let mut tiers: BTreeMap<Tier, usize> = BTreeMap::new();
    for tier in counts.effective.values().filter_map(|line| line.tier) {
        *tiers.entry(tier).or_default() += 1;
    }
    let tiers: Vec<String> = tiers
        .into_iter()
        .rev()
        .map(|(tier, n)| {
            let name = texts.get(words::tier(tier).1);
            texts.with(
                Key::REVIEW_TIER_COUNT,
                &[("n", &n.to_string()), ("tier", name)],
            )
        })
        .collect();
    let n = counts.effective.len();
    let key = match n {
        0 => Key::REVIEW_CAN_NONE,
        1 => Key::REVIEW_CAN_ONE,
        _ => Key::REVIEW_CAN,
    };
    let can = texts.with(
        key,
        &[
            ("name", view.tenant_name.as_str()),
            ("n", &n.to_string()),
            ("tiers", &tiers.join(", ")),
        ],
    );
    let opening: BTreeSet<&str> = counts
        .effective
        .values()
        .filter(|line| line.content)
        .map(|line| line.value.as_str())
        .collect();
    let opening: Vec<&str> = opening.into_iter().collect();
    let (unread, doubtful) = (unread(view), doubtful(view));
    // What the catalogue doesn't know may open anything.
    let unrated = counts.effective.values().any(|line| line.tier.is_none());
    let content = (n > 0).then(|| {
        if !opening.is_empty() {
            texts.with(Key::REVIEW_CONTENT, &[("names", &opening.join(", "))])
        } else if unread || doubtful || unrated {
            texts.get(Key::REVIEW_CONTENT_UNKNOWN).to_owned()
        } else {
            texts.get(Key::REVIEW_CONTENT_NONE).to_owned()
        }
    });
    let certain = !unread && !doubtful;
    let fact = |count: usize, [some, none, unknown]: [Key; 3], tone: Tone| {
        let (text, tone) = match count {
            0 if certain => (texts.get(none).to_owned(), Tone::Good),
            0 => (texts.get(unknown).to_owned(), Tone::Neutral),
            _ => (texts.with(some, &[("n", &count.to_string())]), tone),
        };
        view! { <li class="review-fact" data-tone=tone.as_str()>{text}</li> }
    };
    let over = [
        Key::REVIEW_OVER,
        Key::REVIEW_OVER_NONE,
        Key::REVIEW_OVER_UNKNOWN,
    ];
    let missing = [
        Key::REVIEW_MISSING,
        Key::REVIEW_MISSING_NONE,
        Key::REVIEW_MISSING_UNKNOWN,
    ];
    let unsure = [
        Key::REVIEW_UNSURE,
        Key::REVIEW_UNSURE_NONE,
        Key::REVIEW_UNSURE_UNKNOWN,
    ];
    view! {
        <p class="lead">{can} " " {content}</p>
        <ul class="review-facts">
            {fact(counts.over, over, Tone::Bad)}
            {fact(counts.missing, missing, Tone::Bad)}
            {fact(counts.unsure, unsure, Tone::Notice)}
        </ul>
        {unread.then(|| view! { <p class="small">{texts.get(Key::REVIEW_UNREAD)}</p> })}
    }
    .into_any()
}
