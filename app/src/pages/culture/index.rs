//! The culture index: every contribution, and weights that the reader moves.

use leptos::prelude::*;
use model::culture::view::{Ask, Index, IndexPart, Span, Topic, Unit, Weights};

use crate::paths;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::Table;
use crate::ui::chart::number::{amount, decimal, digits};
use crate::ui::chart::words;

#[component]
pub(super) fn IndexPanel(index: Index, ask: Ask) -> impl IntoView {
    let texts = use_texts();
    let columns = [
        Key::CULTURE_INDEX_PART,
        Key::CULTURE_INDEX_ANCHOR,
        Key::CULTURE_INDEX_WEIGHT,
        Key::CULTURE_INDEX_POINTS,
        Key::CULTURE_INDEX_ADDS,
    ];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let all: u32 = index
        .weights
        .0
        .iter()
        .map(|weight| u32::from(*weight))
        .sum();
    let rows = IndexPart::ALL.into_iter().enumerate().map(|(place, part)| {
        let weight = index.weights.0[place];
        let score = index.parts.get(place).copied().flatten();
        row(texts, part, (weight, all, score))
    });
    let rows = rows.collect_view();
    let action = paths::culture(Topic::Index, &Ask::default());
    let default = paths::culture(Topic::Index, &ask);
    let moved = index.weights != Weights::default();
    view! {
        <p class="lead">{texts.get(Key::CULTURE_INDEX_LEAD)}</p>
        {score(texts, &index)}
        <form class="stack" method="get" action=action>
            {kept(&ask)}
            <Table caption=texts.get(Key::CULTURE_TITLE_INDEX) columns=columns named_above=true>{rows}</Table>
            <div class="actions">
                <button type="submit" class="button" data-weight="primary">{texts.get(Key::CULTURE_INDEX_RECOMPUTE)}</button>
                {moved.then(|| view! {
                    <a class="button" data-weight="quiet" href=default>{texts.get(Key::CULTURE_INDEX_DEFAULT)}</a>
                })}
            </div>
        </form>
        <p class="small">{texts.get(Key::CULTURE_INDEX_OWN)}</p>
    }
    .into_any()
}

fn score(texts: Texts, index: &Index) -> AnyView {
    let Some(score) = index.score else {
        return without(texts, index);
    };
    let range = index.range.map(|(low, high)| {
        let (low, high) = (decimal(texts, low, 0), decimal(texts, high, 0));
        texts.with(Key::CULTURE_INDEX_RANGE, &[("low", &low), ("high", &high)])
    });
    view! {
        <p class="index-score">
            <span class="index-name">{texts.get(Key::CULTURE_INDEX_SCORE)}</span>
            <strong>{digits(texts, Unit::Points, score)}</strong>
            <span class="small">{range}</span>
        </p>
    }
    .into_any()
}

/// Why there is no index, and what the known parts tell.
fn without(texts: Texts, index: &Index) -> AnyView {
    let agenda = index
        .missing
        .iter()
        .any(|one| one.metric == "M31" && !one.hidden);
    let missing = index.missing.iter().map(|one| {
        let why = if one.hidden {
            Key::CHART_HIDDEN
        } else {
            Key::CULTURE_INDEX_UNREAD
        };
        view! { <li>{format!("{}: {}", words::title(texts, &one.metric), texts.get(why))}</li> }
    });
    let missing = missing.collect_view();
    let rest = index.rest.map(|(mean, share)| {
        let (mean, share) = (decimal(texts, mean, 0), amount(texts, Unit::Share, share));
        let line = texts.with(
            Key::CULTURE_INDEX_REST,
            &[("score", &mean), ("share", &share)],
        );
        view! { <p>{line}</p> }
    });
    view! {
        <div class="note">
            <p class="note-title">{texts.get(Key::CULTURE_INDEX_NONE)}</p>
            <ul>{missing}</ul>
            {agenda.then(|| view! { <p>{texts.get(Key::CULTURE_INDEX_AGENDA)}</p> })}
            {rest}
        </div>
    }
    .into_any()
}

fn row(texts: Texts, part: IndexPart, (weight, all, score): (u8, u32, Option<f64>)) -> AnyView {
    let (name, anchor) = match part {
        IndexPart::Load => (Key::CULTURE_PART_LOAD, Key::CULTURE_ANCHOR_LOAD),
        IndexPart::Focus => (Key::CULTURE_PART_FOCUS, Key::CULTURE_ANCHOR_FOCUS),
        IndexPart::Size => (Key::CULTURE_PART_SIZE, Key::CULTURE_ANCHOR_SIZE),
        IndexPart::Notice => (Key::CULTURE_PART_NOTICE, Key::CULTURE_ANCHOR_NOTICE),
        IndexPart::Wellbeing => (Key::CULTURE_PART_WELLBEING, Key::CULTURE_ANCHOR_WELLBEING),
        IndexPart::Care => (Key::CULTURE_PART_CARE, Key::CULTURE_ANCHOR_CARE),
    };
    let id = format!("weight-{}", part.as_str());
    let label = format!(
        "{}: {}",
        texts.get(Key::CULTURE_INDEX_WEIGHT),
        texts.get(name)
    );
    let adds =
        score.map(|score| decimal(texts, score * f64::from(weight) / f64::from(all.max(1)), 1));
    let shown = score.map_or_else(
        || view! { <span class="small">{texts.get(Key::CULTURE_INDEX_UNKNOWN)}</span> }.into_any(),
        |score| view! { <Meter score=score/> }.into_any(),
    );
    view! {
        <tr>
            <th scope="row">{texts.get(name)}</th>
            <td data-label=texts.get(Key::CULTURE_INDEX_ANCHOR)>{texts.get(anchor)}</td>
            <td data-label=texts.get(Key::CULTURE_INDEX_WEIGHT)>
                <label class="visually-hidden" for=id.clone()>{label}</label>
                <input class="input weight" type="number" id=id name=part.as_str() min="0" max="100" value=weight/>
            </td>
            <td data-label=texts.get(Key::CULTURE_INDEX_POINTS)>{shown}</td>
            <td class="number" data-label=texts.get(Key::CULTURE_INDEX_ADDS)>{adds}</td>
        </tr>
    }
    .into_any()
}

/// A score as a short bar with its number.
#[component]
fn Meter(score: f64) -> impl IntoView {
    let texts = use_texts();
    view! {
        <span class="meter">
            <svg width="96" height="8" aria-hidden="true">
                <rect class="bar-ground" width="96" height="8" rx="1"></rect>
                <rect class="bar" width=format!("{:.1}", score * 0.96) height="8" rx="1"></rect>
            </svg>
            {decimal(texts, score, 0)}
        </span>
    }
}

/// The page's filters, kept while the weights change.
fn kept(ask: &Ask) -> AnyView {
    let span = (ask.span != Span::default()).then(|| ask.span.as_str().to_owned());
    let fields = [
        ("group", ask.group.clone()),
        ("by", ask.attribute.clone()),
        ("span", span),
        ("compare", ask.compare.clone()),
        ("origin", ask.origin.clone()),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| {
        let value = value?;
        Some(view! { <input type="hidden" name=name value=value/> })
    });
    fields.collect_view().into_any()
}
