//! A metric at a glance: value, band, change, norm, half a year in small.

use model::culture::view::{Better, Extreme, Norm, Standing, Tile, Value};

use super::figure::{Entry, Twin};
use super::markup::Markup;
use super::number::{amount, change, digits, people, plain, shown, sign};
use super::svg::{Pct, Px, as_f64};
use super::words;
use crate::texts::{Key, Texts};

/// The inside of a tile; `method` is the address of "how we measure this".
#[must_use]
pub fn tile(texts: Texts, tile: &Tile, method: &str) -> String {
    let mut to = Markup::default();
    to.element("h2").class("tile-name").open();
    to.element("a")
        .with("href", method)
        .with("title", texts.get(Key::CHART_METHOD))
        .text(words::title(texts, &tile.metric));
    to.end();
    value(texts, tile, &mut to);
    spark(tile, &mut to);
    to.element("ul").class("tile-facts").open();
    if let Some(moved) = moved(texts, tile) {
        to.element("li").class("tile-change").open();
        to.element("span").text(moved);
        extreme(texts, tile, &mut to);
        to.end();
    }
    if let Some((low, high)) = tile.band {
        let band = [
            ("low", digits(texts, tile.unit, low)),
            ("high", amount(texts, tile.unit, high)),
        ];
        let band = band.each_ref().map(|(name, value)| (*name, value.as_str()));
        to.element("li")
            .with("title", texts.get(Key::TILE_BAND_HELP))
            .text(texts.with(Key::TILE_BAND, &band));
    }
    norm(texts, tile, &mut to);
    to.end();
    to.finish()
}

fn value(texts: Texts, tile: &Tile, to: &mut Markup) {
    let (class, text) = match tile.value {
        Value::Hidden => (
            "tile-value tile-hidden",
            texts.get(Key::CHART_HIDDEN).to_owned(),
        ),
        Value::Missing => (
            "tile-value tile-missing",
            texts.get(Key::TILE_NO_DATA).to_owned(),
        ),
        Value::Exact(value) => ("tile-value", digits(texts, tile.unit, value)),
        Value::Below(_) | Value::Above(_) => ("tile-value", shown(texts, tile.unit, tile.value)),
    };
    to.element("p").class(class).open();
    to.element("span").class("tile-number").text(text);
    if tile.value.exact().is_some() {
        to.element("span").class("tile-unit").text(sign(tile.unit));
    }
    to.element("span")
        .class("tile-n")
        .text(people(texts, tile.n));
    to.end();
}

fn extreme(texts: Texts, tile: &Tile, to: &mut Markup) {
    let (mark, key) = match tile.extreme {
        Some(Extreme::Increase) => ("▲", Key::TILE_INCREASE),
        Some(Extreme::Decrease) => ("▼", Key::TILE_DECREASE),
        None => return,
    };
    to.element("span").class("badge").open();
    to.element("span").with("aria-hidden", "true").text(mark);
    to.write(" ");
    to.write(texts.get(key));
    to.end();
}

fn moved(texts: Texts, tile: &Tile) -> Option<String> {
    let moved = tile.change?;
    if digits(texts, tile.unit, moved.abs()) == digits(texts, tile.unit, 0.0) {
        return Some(texts.get(Key::TILE_UNCHANGED).to_owned());
    }
    Some(texts.with(
        Key::TILE_CHANGE,
        &[("change", &change(texts, tile.unit, moved))],
    ))
}

fn norm_text(texts: Texts, tile: &Tile, norm: &Norm) -> String {
    let key = match norm.better {
        Better::Less => Key::TILE_NORM_LESS,
        Better::More => Key::TILE_NORM_MORE,
    };
    texts.with(key, &[("value", &amount(texts, tile.unit, norm.bound))])
}

fn standing(norm: &Norm, value: Value) -> Option<(&'static str, &'static str, Key)> {
    Some(match norm.standing(value)? {
        Standing::Within => ("good", "✓", Key::TILE_WITHIN),
        Standing::Above => ("notice", "▲", Key::TILE_ABOVE),
        Standing::Below => ("notice", "▼", Key::TILE_BELOW),
    })
}

fn norm(texts: Texts, tile: &Tile, to: &mut Markup) {
    let Some(norm) = &tile.norm else {
        to.element("li")
            .class("tile-norm")
            .text(texts.get(Key::TILE_NO_NORM));
        return;
    };
    to.element("li").class("tile-norm").open();
    if let Some((tone, mark, key)) = standing(norm, tile.value) {
        to.element("span")
            .class("badge")
            .with("data-tone", tone)
            .open();
        to.element("span").with("aria-hidden", "true").text(mark);
        to.write(" ");
        to.write(texts.get(key));
        to.end();
    }
    to.element("span").text(format!(
        "{} ({})",
        norm_text(texts, tile, norm),
        norm.source
    ));
    to.end();
}

const SPARK: f64 = 36.0;

/// The weeks in small. A picture of what the trend says in full, so it isn't read out.
fn spark(tile: &Tile, to: &mut Markup) {
    to.element("svg")
        .class("spark")
        .with("width", "100%")
        .with("height", SPARK)
        .with("aria-hidden", "true")
        .open();
    let values: Vec<Option<f64>> = tile.weeks.iter().map(|value| value.drawn()).collect();
    let known = || values.iter().flatten().copied();
    let (low, high) = (
        known().fold(f64::MAX, f64::min),
        known().fold(f64::MIN, f64::max),
    );
    if low <= high {
        let room = (high - low).max(high.abs() * 0.1).max(1e-9);
        let middle = f64::midpoint(low, high);
        let y = |value: f64| SPARK / 2.0 - (value - middle) / room * (SPARK - 10.0);
        let last = as_f64(values.len().saturating_sub(1).max(1));
        let x = |place: usize| 1.0 + as_f64(place) / last * 97.0;
        let mut before: Option<(usize, f64)> = None;
        for (place, value) in values.iter().enumerate() {
            let Some(value) = *value else { continue };
            if let Some((from, old)) = before {
                let class = if place == from + 1 {
                    "line line-main"
                } else {
                    "line line-gap"
                };
                to.element("line")
                    .class(class)
                    .with("x1", Pct(x(from)))
                    .with("y1", Px(y(old)))
                    .with("x2", Pct(x(place)))
                    .with("y2", Px(y(value)))
                    .empty();
            }
            before = Some((place, value));
        }
        if let Some((place, value)) = before {
            to.element("circle")
                .class("dot")
                .with("cx", Pct(x(place)))
                .with("cy", Px(y(value)))
                .with("r", 3)
                .empty();
        }
    }
    to.end();
}

/// The table that says what the tiles of a page show.
#[must_use]
pub fn tiles_twin(texts: Texts, tiles: &[Tile]) -> Twin {
    let columns = [
        Key::TILE_METRIC,
        Key::TILE_VALUE,
        Key::CHART_LOW,
        Key::CHART_HIGH,
        Key::TILE_CHANGE_COLUMN,
        Key::TILE_NORM,
        Key::TILE_SOURCE,
        Key::CHART_PEOPLE,
    ];
    Twin {
        columns: columns.map(|key| texts.get(key).to_owned()).to_vec(),
        rows: tiles.iter().map(|tile| twin_row(texts, tile)).collect(),
    }
}

fn twin_row(texts: Texts, tile: &Tile) -> Vec<Entry> {
    let entry = |value: Value| Entry::both(shown(texts, tile.unit, value), plain(tile.unit, value));
    let maybe = |value: Option<f64>| entry(value.map_or(Value::Missing, Value::Exact));
    let norm = tile.norm.as_ref();
    vec![
        Entry::text(words::with_unit(texts, &tile.metric, tile.unit)),
        entry(tile.value),
        maybe(tile.band.map(|band| band.0)),
        maybe(tile.band.map(|band| band.1)),
        Entry::both(
            tile.change
                .map(|by| change(texts, tile.unit, by))
                .unwrap_or_default(),
            plain(tile.unit, tile.change.map_or(Value::Missing, Value::Exact)),
        ),
        Entry::both(
            norm.map(|norm| norm_text(texts, tile, norm))
                .unwrap_or_default(),
            plain(
                tile.unit,
                norm.map_or(Value::Missing, |norm| Value::Exact(norm.bound)),
            ),
        ),
        Entry::text(norm.map(|norm| norm.source.clone()).unwrap_or_default()),
        Entry::text(tile.n.map(|n| n.to_string()).unwrap_or_default()),
    ]
}
