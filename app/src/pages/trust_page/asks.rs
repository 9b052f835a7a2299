//! What we ask for, feature by feature, and the rule by which it is rated.

use leptos::prelude::*;
use model::permission::{CalendarAccess, Feature, Need, PermissionKind, needs_with};
use trust::catalogue::{Resource, by_key, find};

use super::words;
use crate::pages::admin::setup::why;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::{Badge, Table, Tone};

/// Every feature with its permissions, those that come later at the end.
#[component]
pub(in crate::pages) fn Asks() -> impl IntoView {
    let texts = use_texts();
    let (now, later): (Vec<Feature>, Vec<Feature>) = Feature::ALL
        .into_iter()
        .partition(|feature| feature.available());
    let features = now.into_iter().chain(later);
    view! {
        <h2 id="asks">{texts.get(Key::ASK_TITLE)}</h2>
        <p>{texts.get(Key::ASK_LEAD)}</p>
        {features.map(|feature| view! { <Ask feature=feature/> }).collect_view()}
    }
}

/// The needs of a feature, whatever an organisation switches on within it.
fn needs_of(feature: Feature) -> Vec<Need> {
    let mut needs = needs_with(&[feature], CalendarAccess::Basic);
    for need in needs_with(&[feature], CalendarAccess::Full) {
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    needs
}

#[component]
fn Ask(feature: Feature) -> impl IntoView {
    let texts = use_texts();
    let name = texts.get(words::feature(feature));
    let badge = if !feature.available() {
        Some((Tone::Neutral, Key::ASK_LATER))
    } else if feature == Feature::PermissionReview {
        Some((Tone::Notice, Key::ASK_OPTIONAL))
    } else {
        None
    };
    let said = if !feature.available() {
        Some(Key::ASK_LATER_TEXT)
    } else if feature == Feature::PermissionReview {
        Some(Key::ASK_REVIEW_TEXT)
    } else {
        None
    };
    let columns = [
        Key::NEED_PERMISSION,
        Key::NEED_TIER,
        Key::ASK_WHO,
        Key::NEED_WHY,
        Key::ASK_LOWER,
    ];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let rows = needs_of(feature)
        .into_iter()
        .map(move |need| row(texts, &need));
    view! {
        <section class="stack ask">
            <h3 class="row">
                {name} {badge.map(|(tone, key)| view! { <Badge tone=tone>{texts.get(key)}</Badge> })}
            </h3>
            {said.map(|key| view! { <p>{texts.get(key)}</p> })}
            <Table caption=texts.with(Key::ASK_CAPTION, &[("feature", name)]) columns=columns>
                {rows.collect_view()}
            </Table>
        </section>
    }
}

fn row(texts: Texts, need: &Need) -> AnyView {
    let kind = match need.kind {
        PermissionKind::Delegated => Key::NEED_DELEGATED,
        PermissionKind::Application => Key::NEED_APPLICATION,
    };
    let who = if need.admin_consent {
        Key::ASK_WHO_ADMINISTRATOR
    } else {
        Key::ASK_WHO_PERSON
    };
    let (steps, tier) = words::tier(need.tier);
    let tier = view! { <span class="tier" aria-hidden="true">{steps}</span> " " {texts.get(tier)} }
        .into_any();
    let cell = |label: Key, content: AnyView| words::cell(texts.get(label), content);
    // The smaller permission for calendars comes first; the other one only where it is switched on.
    let only_where = (need.value == "Calendars.Read").then(|| texts.get(Key::ASK_FULL));
    view! {
        <tr>
            <th scope="row">
                <code>{need.value.clone()}</code> <br/> <span class="small">{texts.get(kind)}</span>
                {only_where.map(|text| view! { <br/> <span class="small">{text}</span> })}
            </th>
            {cell(Key::NEED_TIER, tier)}
            {cell(Key::ASK_WHO, texts.get(who).into_any())}
            {cell(Key::NEED_WHY, why(texts, &need.value).into_any())}
            {cell(Key::ASK_LOWER, less(texts, need).into_any())}
        </tr>
    }
    .into_any()
}

/// Why a lower alternative does not do.
fn less(texts: Texts, need: &Need) -> String {
    let lower = find(Resource::Graph, need.kind, need.guid)
        .and_then(|permission| by_key(permission.lower.first()?));
    let Some(lower) = lower else {
        return texts.get(Key::ASK_LOWER_NONE).to_owned();
    };
    let key = match need.value.as_str() {
        "User.Read.All" => Key::ASK_LOWER_WHY_DIRECTORY,
        "Calendars.Read" => Key::ASK_LOWER_WHY_CALENDAR,
        "Directory.Read.All" => Key::ASK_LOWER_WHY_REVIEW,
        "CallRecords.Read.All" => Key::ASK_LOWER_WHY_CALLS,
        "OnlineMeetings.ReadWrite" => Key::ASK_LOWER_WHY_MEETINGS,
        // A test sees to it that every lower alternative has its answer.
        _ => return lower.value.to_owned(),
    };
    texts.with(key, &[("lower", lower.value)])
}

/// The published rule.
#[component]
pub(in crate::pages) fn Rule() -> impl IntoView {
    let texts = use_texts();
    let columns = [Key::RULE_TIER, Key::RULE_RULE].map(|key| texts.get(key).to_owned());
    let rules = [
        Key::RULE_IDENTITY,
        Key::RULE_OWN_DATA,
        Key::RULE_LOW,
        Key::RULE_MEDIUM,
        Key::RULE_HIGH,
        Key::RULE_CRITICAL,
    ];
    let rows = words::TIERS.into_iter().zip(rules).map(move |(tier, rule)| {
        let (steps, name) = words::tier(tier);
        view! {
            <tr>
                <th scope="row"><span class="tier" aria-hidden="true">{steps}</span> " " {texts.get(name)}</th>
                <td>{texts.get(rule)}</td>
            </tr>
        }
    });
    view! {
        <h2 id="rule">{texts.get(Key::RULE_TITLE)}</h2>
        <p>{texts.get(Key::RULE_LEAD)}</p>
        <Table caption=texts.get(Key::RULE_CAPTION) columns=columns.to_vec()>
            {rows.collect_view()}
        </Table>
    }
}
