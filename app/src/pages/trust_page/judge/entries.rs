//! Every entry of a judged list.

use leptos::prelude::*;
use trust::catalogue::judge::{Finding, Format, Judged, Verdict};
use trust::catalogue::{Permission, Retired, Risk, all};

use crate::pages::trust_page::words;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::{Badge, Tone};

/// The entries in the order of the list; nothing where there are none.
#[component]
pub(super) fn Entries(format: Format, entries: Vec<Judged>) -> impl IntoView {
    let texts = use_texts();
    if entries.is_empty() {
        return ().into_any();
    }
    let lines = format == Format::List;
    let entries: Vec<AnyView> = entries
        .into_iter()
        .map(|entry| entry_view(texts, lines, entry))
        .collect();
    view! {
        <h3>{texts.get(Key::JUDGE_ENTRIES)}</h3>
        <ol class="judged">{entries}</ol>
    }
    .into_any()
}

/// The verdict as a badge.
pub(super) fn badge(texts: Texts, verdict: Verdict) -> AnyView {
    let (tone, key) = match verdict {
        Verdict::Fine => (Tone::Good, Key::VERDICT_FINE),
        Verdict::Remark => (Tone::Neutral, Key::VERDICT_REMARK),
        Verdict::Unclear => (Tone::Notice, Key::VERDICT_UNCLEAR),
        Verdict::Bad => (Tone::Bad, Key::VERDICT_BAD),
    };
    view! { <Badge tone=tone>{texts.get(key)}</Badge> }.into_any()
}

fn entry_view(texts: Texts, lines: bool, entry: Judged) -> AnyView {
    let line = (lines && entry.line > 0).then(|| {
        let line = texts.with(Key::JUDGE_LINE, &[("n", &entry.line.to_string())]);
        view! { <span class="small">{line}</span> }
    });
    let known = entry
        .permission()
        .map(|permission| known(texts, permission));
    let findings = entry
        .findings
        .iter()
        .map(|finding| view! { <li>{sentence(texts, lines, finding)}</li> })
        .collect_view();
    let verdict = badge(texts, entry.verdict());
    view! {
        <li class="judged-entry">
            <p class="row"><code class="wrap">{entry.written}</code> {verdict} {line}</p>
            {known}
            <ul class="list">{findings}</ul>
        </li>
    }
    .into_any()
}

/// What is known of a permission, and how others rate it.
fn known(texts: Texts, permission: &'static Permission) -> AnyView {
    let (steps, tier) = words::tier(permission.tier);
    let reach = texts
        .named("reach", permission.reach.key())
        .unwrap_or_default();
    let writes =
        (permission.writes && permission.admin_consent).then(|| texts.get(Key::REACH_WRITES));
    let ours = permission
        .features
        .first()
        .filter(|feature| feature.available())
        .map(|feature| {
            let feature = texts.get(words::feature(*feature));
            texts.with(Key::JUDGE_OURS, &[("feature", feature)])
        });
    let guid = permission.guid.to_string();
    let resource = permission.resource.name();
    let kind = texts.get(words::kind(permission.kind));
    view! {
        <p>
            <strong>{permission.value}</strong> " · " {kind} " · " {resource} " · " <code class="small wrap">{guid}</code>
        </p>
        <p>{words::meaning(texts, permission)}</p>
        <p class="small">
            <span class="tier" aria-hidden="true">{steps}</span> " " {texts.get(tier)} ": " {reach}
            {writes.map(|writes| view! { "; " {writes} })} ". "
            {rated(texts, permission)}
            {ours}
        </p>
    }
    .into_any()
}

/// The ratings of others, each by itself.
fn rated(texts: Texts, permission: &Permission) -> String {
    let mut rated = String::new();
    if let Some(level) = permission.microsoft_level {
        rated.push_str(&texts.with(Key::JUDGE_RATED, &[("level", &level.to_string())]));
        rated.push(' ');
    }
    if let Some(risk) = permission.cisa {
        let risk = texts.get(match risk {
            Risk::Low => Key::JUDGE_RISK_LOW,
            Risk::Medium => Key::JUDGE_RISK_MEDIUM,
            Risk::High => Key::JUDGE_RISK_HIGH,
            Risk::Critical => Key::JUDGE_RISK_CRITICAL,
        });
        rated.push_str(&texts.with(Key::JUDGE_RATED_CISA, &[("risk", risk)]));
        rated.push(' ');
    }
    rated
}

/// A finding in words.
fn sentence(texts: Texts, lines: bool, finding: &Finding) -> String {
    let names = |key, found: &[&'static Permission]| {
        texts.with(key, &[("names", &words::names(texts, found))])
    };
    let name = |key, one: &Permission| texts.with(key, &[("name", &words::name(texts, one))]);
    match finding {
        Finding::Retired(Retired::AzureAdGraph) => {
            texts.get(Key::FINDING_RETIRED_AZURE_AD_GRAPH).to_owned()
        }
        Finding::Retired(Retired::ExchangeWebServices) => texts
            .get(Key::FINDING_RETIRED_EXCHANGE_WEB_SERVICES)
            .to_owned(),
        Finding::Unknown => texts.with(Key::FINDING_UNKNOWN, &[("n", &all().len().to_string())]),
        Finding::ForeignResource(id) => texts.with(Key::FINDING_FOREIGN, &[("id", id)]),
        Finding::Misspelt(found) => names(Key::FINDING_MISSPELT, found),
        Finding::Alias(found) => names(Key::FINDING_ALIAS, found),
        Finding::Variant(found) => names(Key::FINDING_VARIANT, found),
        Finding::KindMissing(found) => names(Key::FINDING_KIND_MISSING, found),
        Finding::OtherKind(found) => names(Key::FINDING_OTHER_KIND, found),
        Finding::ResourceMissing(found) => full(texts, Key::FINDING_RESOURCE_MISSING, found),
        Finding::OtherResource(found) => full(texts, Key::FINDING_OTHER_RESOURCE, found),
        Finding::Twin(Some(twin)) => name(Key::FINDING_TWIN, twin),
        Finding::Twin(None) => texts.get(Key::FINDING_TWIN_NONE).to_owned(),
        Finding::Critical => texts.get(Key::FINDING_CRITICAL).to_owned(),
        Finding::High => texts.get(Key::FINDING_HIGH).to_owned(),
        Finding::OverBroad(lower) => names(Key::FINDING_OVER_BROAD, lower),
        Finding::Content => texts.get(Key::FINDING_CONTENT).to_owned(),
        Finding::Covered(by) => name(Key::FINDING_COVERED, by),
        Finding::Same(other) => name(Key::FINDING_SAME, other),
        Finding::Duplicate(line) if lines => {
            texts.with(Key::FINDING_DUPLICATE, &[("n", &line.to_string())])
        }
        Finding::Duplicate(_) => texts.get(Key::FINDING_DUPLICATE_JSON).to_owned(),
    }
}

/// Several permissions of which the resource is what matters.
fn full(texts: Texts, key: Key, found: &[&'static Permission]) -> String {
    let names: Vec<String> = found
        .iter()
        .map(|one| {
            let kind = texts.get(words::kind(one.kind));
            format!("{} ({kind}, {})", one.value, one.resource.name())
        })
        .collect();
    texts.with(key, &[("names", &names.join("; "))])
}
