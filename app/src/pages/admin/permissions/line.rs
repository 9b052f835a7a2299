//! One permission: what the review concludes, why it is there, and behind a fold how far it reaches and how to revoke it.

use leptos::prelude::*;
use model::trust::review::{
    GrantView, GrantedFor, ProbeOutcome, ProbeView, ReviewLine, ReviewStatus,
};

use crate::pages::admin::setup::why;
use crate::texts::{Key, Texts};
use crate::ui::{Badge, Moment};

use super::recipes::{About, recipes};
use super::words;

/// How the lines of a registration are drawn.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) about: About,
    /// With every fold open, as on paper.
    pub(super) open: bool,
    /// Whether the list of this kind of grant could be read.
    pub(super) application_readable: bool,
    pub(super) delegated_readable: bool,
}

/// Columns of the table.
pub(super) const COLUMNS: [Key; 4] = [
    Key::REVIEW_COLUMN_STATUS,
    Key::REVIEW_COLUMN_PERMISSION,
    Key::REVIEW_COLUMN_WHY,
    Key::REVIEW_COLUMN_PROOF,
];

pub(super) fn line(texts: Texts, line: ReviewLine, style: Style) -> AnyView {
    let look = words::look(line.status);
    let kind = texts.get(words::kind(line.kind));
    let tier = line.tier.map(|tier| {
        let (steps, name) = words::tier(tier);
        view! { <p><span class="tier" aria-hidden="true">{steps}</span> " " {texts.get(name)}</p> }
    });
    let status = view! {
        <Badge tone=look.tone>
            <span class="review-shape" aria-hidden="true">{look.shape}</span>
            {texts.get(look.word)}
        </Badge>
        <p class="small">{says(texts, &line, look.says)}</p>
    }
    .into_any();
    view! {
        <tr class="review-line">
            <td>{status}</td>
            <th scope="row">
                <code>{line.value.clone()}</code>
                {line.guid.map(|guid| view! { <p class="small review-id"><code>{guid.to_string()}</code></p> })}
                <p class="small">{kind} " · " {words::resource(texts, &line)}</p>
                {tier}
            </th>
            <td data-label=texts.get(Key::REVIEW_COLUMN_WHY)>{purpose(texts, &line)}</td>
            <td data-label=texts.get(Key::REVIEW_COLUMN_PROOF)>{proof(texts, &line, style)}</td>
        </tr>
        <tr class="review-more">
            <td colspan="4">
                <details class="fold" open=style.open>
                    <summary>
                        {texts.get(Key::REVIEW_DETAILS)}
                        <span class="visually-hidden">" " {line.value.clone()}</span>
                    </summary>
                    {more(texts, &line)}
                    {recipes(texts, style.about, &line)}
                </details>
            </td>
        </tr>
    }
    .into_any()
}

/// The sentence of the status, with what belongs to it.
fn says(texts: Texts, line: &ReviewLine, key: Key) -> String {
    let features = words::features(texts, &line.needed_by);
    let names = line.covers_needed.join(", ");
    let tried = line.probe.as_ref().map(|probe| probe.outcome);
    // Exchange closes single mailboxes: those that nobody tried may be open.
    let some_closed =
        line.status == ReviewStatus::NotEffective && tried == Some(ProbeOutcome::ExchangePolicy);
    let key = if some_closed {
        Key::REVIEW_SAYS_MAILBOXES
    } else {
        key
    };
    let mut text = texts.with(
        key,
        &[
            ("features", features.as_str()),
            ("name", line.rests_on.as_deref().unwrap_or_default()),
        ],
    );
    if !line.covers_needed.is_empty() {
        text.push(' ');
        text.push_str(&texts.with(Key::REVIEW_SAYS_COVERS, &[("names", &names)]));
    }
    let personal = line
        .granted
        .as_ref()
        .is_some_and(|grant| matches!(grant.whom, GrantedFor::People { .. }));
    let own = line.status == ReviewStatus::Missing
        && words::permission(line).is_some_and(|known| !known.admin_consent);
    let each = if personal {
        Some(Key::REVIEW_SAYS_PERSONAL)
    } else {
        own.then_some(Key::REVIEW_SAYS_EACH)
    };
    if let Some(key) = each {
        text.push(' ');
        text.push_str(texts.get(key));
    }
    text
}

/// Why it is asked for, and what needs it.
fn purpose(texts: Texts, line: &ReviewLine) -> AnyView {
    let wanted = !line.asked_for.is_empty() || !line.needed_by.is_empty();
    let reason = wanted.then(|| why(texts, &line.value));
    let needed = if line.needed_by.is_empty() {
        texts.get(Key::REVIEW_NOT_NEEDED).to_owned()
    } else {
        let features = words::features(texts, &line.needed_by);
        texts.with(Key::REVIEW_NEEDED_BY, &[("features", &features)])
    };
    let asked = if line.asked_for.is_empty() {
        texts.get(Key::REVIEW_NOT_ASKED).to_owned()
    } else {
        let features = words::features(texts, &line.asked_for);
        texts.with(Key::REVIEW_ASKED_FOR, &[("features", &features)])
    };
    let meaning = match words::permission(line) {
        Some(known) => texts.named("meaning", known.text),
        None => Some(texts.get(Key::REVIEW_UNKNOWN_PERMISSION)),
    };
    view! {
        <p>{meaning}</p>
        {reason.map(|reason| view! { <p>{reason}</p> })}
        <p class="small">{needed} " " {asked}</p>
    }
    .into_any()
}

/// Grant, probe and last use.
fn proof(texts: Texts, line: &ReviewLine, style: Style) -> AnyView {
    let readable = match line.kind {
        model::permission::PermissionKind::Application => style.application_readable,
        model::permission::PermissionKind::Delegated => style.delegated_readable,
    };
    let grant = match &line.granted {
        Some(grant) => granted(texts, grant, words::is_past(line)),
        None => {
            let key = if readable {
                Key::REVIEW_NOT_GRANTED
            } else {
                Key::REVIEW_NOT_READABLE
            };
            view! { <p>{texts.get(key)}</p> }.into_any()
        }
    };
    let used = match line.last_used {
        Some(at) => {
            view! { <p class="small">{texts.get(Key::REVIEW_LAST_USED)} " " <Moment at=at/></p> }
                .into_any()
        }
        None => view! { <p class="small">{texts.get(Key::REVIEW_NEVER_USED)}</p> }.into_any(),
    };
    let hint = line
        .in_token
        .then(|| view! { <p class="small">{texts.get(Key::REVIEW_IN_TOKEN)}</p> });
    view! { {grant} {probed(texts, line.probe.as_ref())} {used} {hint} }.into_any()
}

fn granted(texts: Texts, grant: &GrantView, was: bool) -> AnyView {
    let word = texts.get(if was {
        Key::REVIEW_WAS_GRANTED
    } else {
        Key::REVIEW_GRANTED
    });
    let whom = match grant.whom {
        GrantedFor::Application => texts.get(Key::REVIEW_WHOM_APPLICATION).to_owned(),
        GrantedFor::Everybody => texts.get(Key::REVIEW_WHOM_EVERYBODY).to_owned(),
        GrantedFor::People { count } => {
            texts.with(Key::REVIEW_WHOM_PEOPLE, &[("n", &count.to_string())])
        }
    };
    let people = (grant.people > 0).then(|| {
        let people = grant.people.to_string();
        view! { "; " {texts.with(Key::REVIEW_WHOM_PEOPLE, &[("n", &people)])} }
    });
    let when = match (grant.at, grant.first_seen) {
        (Some(at), _) => {
            view! { " " {texts.get(Key::REVIEW_GRANTED_ON)} " " <Moment at=at/> }.into_any()
        }
        (None, Some(at)) => {
            view! { ", " {texts.get(Key::REVIEW_FIRST_SEEN)} " " <Moment at=at/> }.into_any()
        }
        (None, None) => ().into_any(),
    };
    let by = grant.consented_by.as_ref().map(|name| {
        let text = texts.with(Key::REVIEW_GRANTED_BY, &[("name", name)]);
        view! { <p class="small">{text}</p> }
    });
    view! { <p>{word} " " {whom} {people} {when}</p> {by} }.into_any()
}

fn probed(texts: Texts, probe: Option<&ProbeView>) -> AnyView {
    let Some(probe) = probe else {
        return view! { <p>{texts.get(Key::REVIEW_PROBE_NONE)}</p> }.into_any();
    };
    let code = probe
        .code
        .as_ref()
        .filter(|code| !code.is_empty())
        .map(|code| view! { " " <code>{code.clone()}</code> });
    let id = probe.request_id.map(|id| {
        view! {
            <p class="small review-id">{texts.get(Key::REVIEW_REQUEST_ID)} " " <code>{id.to_string()}</code></p>
        }
    });
    view! { <p>{texts.get(words::probe(probe.outcome))} {code} " " <Moment at=probe.at/></p> {id} }
        .into_any()
}

/// Tier with its reason, foreign ratings, least alternative, and what stops.
fn more(texts: Texts, line: &ReviewLine) -> AnyView {
    let reach = words::permission(line).and_then(|known| {
        let reach = texts.named("reach", known.reach.key())?;
        let writes = known
            .writes
            .then(|| texts.named("reach", "writes"))
            .flatten();
        Some(
            [Some(reach), writes]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("; "),
        )
    });
    let tier = line.tier.map(|tier| {
        let (_, name) = words::tier(tier);
        let because = reach.map(|reason| texts.with(Key::REVIEW_TIER_BECAUSE, &[("reason", &reason)]));
        view! { <div><dt>{texts.get(Key::REVIEW_TIER)}</dt><dd>{texts.get(name)} {because.map(|text| format!(", {text}."))}</dd></div> }
    });
    let least = if line.lower.is_empty() {
        texts.get(Key::REVIEW_LEAST_NONE).to_owned()
    } else {
        texts.with(
            Key::REVIEW_LEAST_NAMES,
            &[("names", &line.lower.join(", "))],
        )
    };
    let stops: Vec<AnyView> = if line.needed_by.is_empty() {
        vec![view! { <p>{texts.get(Key::REVIEW_STOPS_NOTHING)}</p> }.into_any()]
    } else {
        line.needed_by
            .iter()
            .map(|feature| view! { <p>{texts.get(words::stops(*feature))}</p> }.into_any())
            .collect()
    };
    view! {
        <dl class="answers">
            {tier}
            <div><dt>{texts.get(Key::REVIEW_FOREIGN)}</dt><dd>{foreign(texts, line)}</dd></div>
            <div><dt>{texts.get(Key::REVIEW_LEAST)}</dt><dd>{least}</dd></div>
            <div><dt>{texts.get(Key::REVIEW_STOPS)}</dt><dd>{stops}</dd></div>
        </dl>
    }
    .into_any()
}

fn foreign(texts: Texts, line: &ReviewLine) -> AnyView {
    let microsoft = line.microsoft_level.map(|level| {
        texts.with(
            Key::REVIEW_FOREIGN_MICROSOFT,
            &[("level", &level.to_string())],
        )
    });
    let cisa = line.cisa.as_deref().map(|word| {
        texts.with(
            Key::REVIEW_FOREIGN_CISA,
            &[("risk", words::risk(texts, word))],
        )
    });
    let named: Vec<String> = [microsoft, cisa].into_iter().flatten().collect();
    if named.is_empty() {
        return view! { <p>{texts.get(Key::REVIEW_FOREIGN_NONE)}</p> }.into_any();
    }
    let differ = words::differ(line)
        .then(|| view! { <p class="small">{texts.get(Key::REVIEW_FOREIGN_DIFFER)}</p> });
    view! { <p>{named.join(" · ")}</p> {differ} }.into_any()
}
