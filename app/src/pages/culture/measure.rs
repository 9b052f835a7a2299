//! "How we measure this": everything that is needed to make a number again.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::culture::view::{Ask, Better, Counted, MeasureView, Topic, Unit, Value};
use model::culture::{Attendance, Overlap, Policy, Reason, SizeBasis, WeekStart};

use super::header::Scope;
use crate::paths;
use crate::server_functions::culture::measure::ShowMeasure;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::chart::number::{amount, decimal, shown, week};
use crate::ui::chart::words;
use crate::ui::data::loaded;
use crate::ui::{Card, PageHead, StaffPage, load};

/// `/culture/measure/:metric?group=...&span=...`
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
    let (value, rule) = (value(texts, &measure), policy(texts, &measure.policy));
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

/// How many events on calendars counted, and why others didn't: of the whole organisation in its last week.
fn counted(texts: Texts, measure: &MeasureView) -> AnyView {
    let Some(last) = measure.counted_week else {
        return ().into_any();
    };
    let row = |one: &Counted| {
        let events = match one.events {
            Value::Exact(events) => decimal(texts, events, 0),
            Value::Below(bound) => format!("<\u{202f}{}", decimal(texts, bound, 0)),
            other => shown(texts, Unit::Count, other),
        };
        (texts.get(reason(one.reason)).to_owned(), events)
    };
    let rows: Vec<_> = measure.counted.iter().map(row).collect();
    let about = texts.with(Key::CULTURE_EVENTS_ABOUT, &[("week", &week(texts, last))]);
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
    }
}

fn policy(texts: Texts, policy: &Policy) -> AnyView {
    let word = |key: Key| texts.get(key).to_owned();
    let counted = |yes: bool| {
        word(if yes {
            Key::CULTURE_VALUE_COUNTED
        } else {
            Key::CULTURE_VALUE_NOT
        })
    };
    let minutes = |minutes: u32| amount(texts, Unit::Minutes, f64::from(minutes));
    let attendance = match policy.attendance {
        Attendance::Strict => Key::CULTURE_SWITCH_ATTENDANCE_STRICT,
        Attendance::NonDeclined => Key::CULTURE_SWITCH_ATTENDANCE_WIDE,
    };
    let overlap = match policy.overlap {
        Overlap::Depth2 => Key::CULTURE_VALUE_TWO,
        Overlap::Excess => Key::CULTURE_VALUE_EXCESS,
        Overlap::Whole => Key::CULTURE_VALUE_WHOLE,
    };
    let size = match policy.size_basis {
        SizeBasis::Invited => Key::CULTURE_VALUE_INVITED,
        SizeBasis::Attended => Key::CULTURE_VALUE_ATTENDED,
    };
    let week = match policy.week_start {
        WeekStart::Monday => Key::CULTURE_VALUE_MONDAY,
        WeekStart::Sunday => Key::CULTURE_VALUE_SUNDAY,
    };
    let away = if policy.out_of_office {
        word(Key::CULTURE_VALUE_AWAY)
    } else {
        counted(true)
    };
    let private = if policy.sensitive_counts {
        word(Key::CULTURE_VALUE_OPAQUE)
    } else {
        counted(false)
    };
    list(vec![
        (word(Key::CULTURE_SWITCH_ATTENDANCE), word(attendance)),
        (
            word(Key::CULTURE_SWITCH_DURATION),
            minutes(policy.max_duration_min),
        ),
        (
            word(Key::CULTURE_SWITCH_PARTICIPANTS),
            policy.min_participants.to_string(),
        ),
        (word(Key::CULTURE_SWITCH_ALL_DAY), counted(policy.all_day)),
        (word(Key::CULTURE_SWITCH_OUT), away),
        (word(Key::CULTURE_SWITCH_OVERLAP), word(overlap)),
        (word(Key::CULTURE_SWITCH_SIZE), word(size)),
        (word(Key::CULTURE_SWITCH_WEEK), word(week)),
        (word(Key::CULTURE_SWITCH_FOCUS), minutes(policy.focus_min)),
        (word(Key::CULTURE_SWITCH_SENSITIVE), private),
    ])
}

fn list(rows: Vec<(String, String)>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    view! { <dl class="facts facts-wide">{rows.collect_view()}</dl> }.into_any()
}
