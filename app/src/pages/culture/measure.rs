//! "How we measure this": everything that is needed to make a number again.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::culture::view::{Ask, Better, Counted, MeasureView, Topic, Unit, Value};
use model::culture::{Basis, Reason};

use super::header::Scope;
use super::rule::rule;
use crate::paths;
use crate::server_functions::culture::measure::ShowMeasure;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::chart::number::{amount, decimal, iso, shown};
use crate::ui::chart::words;
use crate::ui::data::loaded;
use crate::ui::{Card, PageHead, StaffPage, load};

/// `/culture/measure/:metric?group=...&span=...&origin=...`
#[component]
pub fn MeasurePage() -> impl IntoView {
    let metric = use_params_map().with_untracked(|params| params.get("metric"));
    let metric = metric.unwrap_or_default();
    let ask = super::ask();
    let back = ask.clone();
    let view = load(move || ShowMeasure {
        metric: metric.clone(),
        group: ask.group.clone(),
        span: ask.span,
        origin: ask.origin.clone(),
    });
    view! {
        <StaffPage>
            {loaded(view, move |measure| view! { <Measure measure=measure ask=back.clone()/> })}
        </StaffPage>
    }
}

#[component]
pub(crate) fn Measure(measure: MeasureView, ask: Ask) -> impl IntoView {
    let texts = use_texts();
    let code = measure.metric.clone();
    let title = format!("{} ({code})", words::title(texts, &code));
    let (value, rule) = (value(texts, &measure), rule(texts, &measure));
    let counted = counted(texts, &measure);
    let MeasureView { header, hash, .. } = measure;
    view! {
        <PageHead title=title/>
        <p class="lead">{texts.get(Key::CULTURE_MEASURE_LEAD)}</p>
        <Scope header=header/>
        <Card title=texts.get(Key::CULTURE_MEASURE_FORMULA)>
            <p>{words::means(texts, &code)}</p>
            <p><code class="formula">{words::formula(&code)}</code></p>
            <p class="small">{texts.get(Key::CULTURE_NOTATION_MEAN)}</p>
            {notation(texts)}
        </Card>
        <Card title=texts.get(Key::CULTURE_MEASURE_VALUE)>{value}</Card>
        <Card title=texts.get(Key::CULTURE_MEASURE_POLICY)>{rule}</Card>
        {counted}
        {hash.map(|hash| view! {
            <Card title=texts.get(Key::CULTURE_MEASURE_HASH)>
                <p><code>{hash}</code></p>
                <p class="small">{texts.get(Key::CULTURE_MEASURE_HASH_HELP)}</p>
            </Card>
        })}
        <p><a href=paths::culture(Topic::Overview, &ask)>{texts.get(Key::CULTURE_MEASURE_BACK)}</a></p>
    }
    .into_any()
}

fn notation(texts: Texts) -> AnyView {
    let signs = [
        Key::CULTURE_NOTATION_C,
        Key::CULTURE_NOTATION_U,
        Key::CULTURE_NOTATION_H,
        Key::CULTURE_NOTATION_W,
    ];
    view! {
        <details class="fold">
            <summary>{texts.get(Key::CULTURE_MEASURE_NOTATION)}</summary>
            <ul class="stack">{signs.map(|key| view! { <li class="small">{texts.get(key)}</li> }).to_vec()}</ul>
        </details>
    }
    .into_any()
}

fn value(texts: Texts, measure: &MeasureView) -> AnyView {
    let unit = measure.unit;
    let mut rows = vec![(
        texts.get(Key::CULTURE_MEASURE_VALUE).to_owned(),
        shown(texts, unit, measure.value),
    )];
    if let Some((low, high)) = measure.band {
        let text = format!(
            "{} – {}",
            amount(texts, unit, low),
            amount(texts, unit, high)
        );
        rows.push((texts.get(Key::CULTURE_MEASURE_BAND).to_owned(), text));
    }
    if let Some(basis) = measure.basis {
        let text = texts.get(match basis {
            Basis::People => Key::CULTURE_BASIS_PEOPLE,
            Basis::Weeks => Key::CULTURE_BASIS_WEEKS,
        });
        rows.push((
            texts.get(Key::CULTURE_MEASURE_BASIS).to_owned(),
            text.to_owned(),
        ));
    }
    if let Some(norm) = &measure.norm {
        let key = match norm.better {
            Better::Less => Key::TILE_NORM_LESS,
            Better::More => Key::TILE_NORM_MORE,
        };
        let bound = texts.with(key, &[("value", &amount(texts, unit, norm.bound))]);
        let text = format!("{bound} ({})", norm.source);
        rows.push((texts.get(Key::CULTURE_MEASURE_NORM).to_owned(), text));
    }
    list(rows)
}

/// How many events on calendars counted, and why others didn't: of the set that is looked at.
fn counted(texts: Texts, measure: &MeasureView) -> AnyView {
    let Some((first, last)) = measure.counted_weeks else {
        return ().into_any();
    };
    // What the rule counts can't be left out by it.
    let by_rule = |one: &&Counted| {
        let kept = measure
            .policy
            .as_ref()
            .is_none_or(|rule| rule.sensitive_counts);
        one.reason != Reason::Private || !kept
    };
    let row = |one: &Counted| {
        let events = match one.events {
            Value::Exact(events) => decimal(texts, events, 0),
            Value::Below(bound) => format!("<\u{202f}{}", decimal(texts, bound, 0)),
            other => shown(texts, Unit::Count, other),
        };
        (texts.get(reason(one.reason)).to_owned(), events)
    };
    let rows: Vec<_> = measure.counted.iter().filter(by_rule).map(row).collect();
    let everybody = texts.get(Key::CULTURE_EVERYBODY);
    let who = measure.header.who.as_deref().unwrap_or(everybody);
    let about = texts.with(
        Key::CULTURE_EVENTS_ABOUT,
        &[
            ("who", who),
            ("first", &iso(first.monday().0)),
            ("last", &iso(last.sunday().0)),
        ],
    );
    view! {
        <Card title=texts.get(Key::CULTURE_EVENTS)>
            <p class="small">{about}</p>
            {list(rows)}
        </Card>
    }
    .into_any()
}

const fn reason(reason: Reason) -> Key {
    match reason {
        Reason::Counted => Key::CULTURE_EVENTS_COUNTED,
        Reason::Private => Key::CULTURE_EVENTS_PRIVATE,
        Reason::Cancelled => Key::CULTURE_EVENTS_CANCELLED,
        Reason::AllDay => Key::CULTURE_EVENTS_ALL_DAY,
        Reason::TooLong => Key::CULTURE_EVENTS_TOO_LONG,
        Reason::Alone => Key::CULTURE_EVENTS_ALONE,
        Reason::Declined => Key::CULTURE_EVENTS_DECLINED,
        Reason::Unsure => Key::CULTURE_EVENTS_UNSURE,
        Reason::Away => Key::CULTURE_EVENTS_AWAY,
    }
}

pub(super) fn list(rows: Vec<(String, String)>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    view! { <dl class="facts facts-wide">{rows.collect_view()}</dl> }.into_any()
}
