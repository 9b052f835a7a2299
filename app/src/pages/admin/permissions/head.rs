//! The first lines of the page: what Anteroom can do, what is too much, what is missing, in a minute.

mod unknown;

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use model::permission::Tier;
use model::trust::review::{
    RegistrationReview, ReviewLine, ReviewMode, ReviewProblem, ReviewStatus, ReviewView,
};

use crate::texts::{Key, Texts};
use crate::ui::Tone;

use super::words;

/// How many lines say something, and whether all of them are of a look that succeeded just now.
struct Count {
    n: usize,
    present: bool,
}

/// Counts of what the lines of all registrations say; a permission of several registrations counts once.
struct Counts<'v> {
    effective: BTreeMap<(String, String), &'v ReviewLine>,
    over: Count,
    missing: Count,
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
        let says = |review: &&RegistrationReview| {
            let mut lines = review.lines.iter();
            lines.any(|line| statuses.contains(&line.status))
        };
        Count {
            n: lines()
                .filter(|line| statuses.contains(&line.status))
                .count(),
            present: view.registrations.iter().filter(says).all(is_present),
        }
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
        ])
        .n,
    }
}

/// Whether what is shown of a registration is of the last attempt: it was read then, or found to be gone or switched off.
fn is_present(review: &RegistrationReview) -> bool {
    let found = matches!(
        review.problem,
        Some(ReviewProblem::PrincipalGone | ReviewProblem::PrincipalDisabled)
    );
    found || review.read.is_some() && review.read == review.tried
}

/// How far what is counted is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// Wholly.
    All,
    /// Of some.
    Part,
    /// Of none.
    Nothing,
}

/// How far it is known what is granted, and what is missing or refused.
struct Extent {
    grants: Known,
    effects: Known,
}

fn known(view: &ReviewView, certain: bool) -> Extent {
    let present = || {
        view.registrations
            .iter()
            .filter(|review| is_present(review))
    };
    let listed = |review: &RegistrationReview| {
        review.mode != ReviewMode::Probes || review.delegated_readable
    };
    let seen = |review: &RegistrationReview| {
        let mut lines = review.lines.iter();
        lines.any(|line| line.status != ReviewStatus::Unknown)
    };
    let of = |some: bool| match (certain, some) {
        (true, _) => Known::All,
        (false, true) => Known::Part,
        (false, false) => Known::Nothing,
    };
    Extent {
        grants: of(present().any(listed)),
        effects: of(present().any(seen)),
    }
}

/// The sentences of a count.
#[derive(Clone, Copy)]
struct Sentences {
    /// So many, and no more.
    some: Key,
    /// So many, and perhaps more.
    least: Key,
    /// So many when it was last read.
    last: Key,
    /// None.
    none: Key,
    /// None among what is known.
    part: Key,
    /// Nothing is known.
    unknown: Key,
}

const OVER: Sentences = Sentences {
    some: Key::REVIEW_OVER,
    least: Key::REVIEW_OVER_LEAST,
    last: Key::REVIEW_OVER_LAST,
    none: Key::REVIEW_OVER_NONE,
    part: Key::REVIEW_OVER_PART,
    unknown: Key::REVIEW_OVER_UNKNOWN,
};
const MISSING: Sentences = Sentences {
    some: Key::REVIEW_MISSING,
    least: Key::REVIEW_MISSING_LEAST,
    last: Key::REVIEW_MISSING_LAST,
    none: Key::REVIEW_MISSING_NONE,
    part: Key::REVIEW_MISSING_PART,
    unknown: Key::REVIEW_MISSING_UNKNOWN,
};

fn fact(texts: Texts, count: &Count, known: Known, say: Sentences, tone: Tone) -> AnyView {
    let counted = |key: Key| texts.with(key, &[("n", &count.n.to_string())]);
    let (text, tone) = match (count.n, known) {
        (0, Known::All) => (texts.get(say.none).to_owned(), Tone::Good),
        (0, Known::Part) => (texts.get(say.part).to_owned(), Tone::Neutral),
        (0, Known::Nothing) => (texts.get(say.unknown).to_owned(), Tone::Neutral),
        (_, Known::All) => (counted(say.some), tone),
        (_, _) if count.present => (counted(say.least), tone),
        (_, _) => (counted(say.last), tone),
    };
    item(text, tone)
}

/// What is needed stands among the lines whatever could be read: what is not proven of it is known.
fn unsure(texts: Texts, n: usize, certain: bool) -> AnyView {
    match n {
        0 if certain => item(texts.get(Key::REVIEW_UNSURE_NONE).to_owned(), Tone::Good),
        0 => item(
            texts.get(Key::REVIEW_UNSURE_UNKNOWN).to_owned(),
            Tone::Neutral,
        ),
        _ => item(
            texts.with(Key::REVIEW_UNSURE, &[("n", &n.to_string())]),
            Tone::Notice,
        ),
    }
}

fn item(text: String, tone: Tone) -> AnyView {
    view! { <li class="review-fact" data-tone=tone.as_str()>{text}</li> }.into_any()
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
    let (unread, doubtful) = (unread(view), doubtful(view));
    let read = view.registrations.iter();
    let mut read = read.filter(|review| review.read.is_some());
    let key = match (n, read.all(is_present)) {
        (0, _) => Key::REVIEW_CAN_NONE,
        (1, false) => Key::REVIEW_CAN_LAST_ONE,
        (_, false) => Key::REVIEW_CAN_LAST,
        (1, true) if unread => Key::REVIEW_CAN_LEAST_ONE,
        (_, true) if unread => Key::REVIEW_CAN_LEAST,
        (1, true) => Key::REVIEW_CAN_ONE,
        (_, true) => Key::REVIEW_CAN,
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
    let known = known(view, certain);
    let facts = [
        fact(texts, &counts.over, known.grants, OVER, Tone::Bad),
        fact(texts, &counts.missing, known.effects, MISSING, Tone::Bad),
        unsure(texts, counts.unsure, certain),
    ];
    view! {
        <p class="lead">{can} " " {content}</p>
        <ul class="review-facts">
            {facts}
        </ul>
        {unknown::unknown(texts, view)}
    }
    .into_any()
}
