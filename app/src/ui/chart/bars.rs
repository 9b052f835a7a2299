//! Horizontal bars by group, with the band between both policies and the norm as a line.

use model::culture::view::{Bar, Bars, Value};

use super::figure::{Entry, Frame, Parts, Twin, figure};
use super::number::{amount, people, plain, shown};
use super::svg::{Anchor, Pct, Px, Svg, as_f64, cut, nice};
use super::words;
use crate::texts::{Key, Texts};

/// Height of a group: its name above its bar.
const ROW: f64 = 40.0;
/// Room for the name of the norm.
const HEAD: f64 = 18.0;
const THICK: f64 = 10.0;

pub(super) fn draw(texts: Texts, frame: &Frame, data: &Bars) -> String {
    let head = if data.norm.is_some() { HEAD } else { 0.0 };
    let height = head + ROW * as_f64(data.bars.len()).max(1.0);
    let ends = data.bars.iter().flat_map(|bar| {
        [
            bar.value.drawn(),
            bar.band.map(|band| band.1),
            data.norm.as_ref().map(|norm| norm.bound),
        ]
    });
    let most = nice(ends.flatten().fold(0.0, f64::max));
    let mut svg = Svg::fluid(frame, height);
    for (row, bar) in data.bars.iter().enumerate() {
        draw_bar(texts, &mut svg, data, (bar, head + ROW * as_f64(row), most));
    }
    if let Some(norm) = &data.norm {
        let x = norm.bound / most * 100.0;
        // Beside the bars alone: names and values stay free of it.
        for row in 0..data.bars.len() {
            let y = head + ROW * as_f64(row) + 20.0;
            svg.line("norm-line", (x, y - 4.0), (x, y + THICK + 4.0));
        }
        let anchor = if x > 50.0 { Anchor::End } else { Anchor::Start };
        let text = texts.with(
            Key::CHART_NORM_AT,
            &[("value", &amount(texts, data.unit, norm.bound))],
        );
        svg.label("t t-norm", (x, 11.0), anchor, text);
    }
    let parts = Parts {
        plot: svg.markup,
        legend: None,
        twin: twin(texts, data),
        wide: false,
    };
    figure(texts, frame, parts)
}

fn draw_bar(texts: Texts, svg: &mut Svg, data: &Bars, (bar, top, most): (&Bar, f64, f64)) {
    let y = top + 20.0;
    svg.element("g").open();
    svg.element("title").text(format!(
        "{}: {} {}",
        bar.label,
        shown(texts, data.unit, bar.value),
        people(texts, bar.n)
    ));
    name(texts, svg, bar, top + 14.0);
    let width = |value: f64| value.max(0.0) / most * 100.0;
    match bar.value {
        Value::Hidden => {
            svg.hidden([0.0, y, 100.0, THICK]).empty();
        }
        Value::Missing => {}
        Value::Exact(value) => {
            svg.rect("bar-ground", [0.0, y, 100.0, THICK]).empty();
            svg.rect("bar", [0.0, y, width(value), THICK]).empty();
            if let Some((low, high)) = bar.band {
                band(svg, (width(low), width(high)), y + THICK / 2.0);
            }
        }
        Value::Below(bound) => {
            svg.rect("bar-ground", [0.0, y, 100.0, THICK]).empty();
            svg.below([0.0, y, width(bound), THICK]).empty();
        }
        Value::Above(bound) => {
            svg.rect("bar-ground", [0.0, y, 100.0, THICK]).empty();
            svg.rect("bar bar-open", [0.0, y, width(bound), THICK])
                .empty();
        }
    }
    let class = if bar.value == Value::Hidden {
        "t t-soft"
    } else {
        "t t-strong"
    };
    svg.label(
        class,
        (100.0, top + 14.0),
        Anchor::End,
        shown(texts, data.unit, bar.value),
    );
    svg.markup.end();
}

fn name(texts: Texts, svg: &mut Svg, bar: &Bar, base: f64) {
    svg.element("text")
        .class("t")
        .with("x", Pct(0.0))
        .with("y", Px(base))
        .open();
    svg.markup.write(cut(&bar.label, 26));
    if let Some(n) = bar.n {
        svg.element("tspan")
            .class("t-soft")
            .with("dx", 8)
            .text(people(texts, Some(n)));
    }
    svg.markup.end();
}

/// The strict-to-permissive band: a thin line over the bar with ends.
fn band(svg: &mut Svg, (low, high): (f64, f64), y: f64) {
    svg.line("band", (low, y), (high, y));
    svg.line("band", (low, y - 3.0), (low, y + 3.0));
    svg.line("band", (high, y - 3.0), (high, y + 3.0));
}

fn twin(texts: Texts, data: &Bars) -> Twin {
    let columns = [Key::CHART_GROUP, Key::CHART_PEOPLE].map(|key| texts.get(key).to_owned());
    let value = words::with_unit(texts, &data.metric, data.unit);
    let ends = [Key::CHART_LOW, Key::CHART_HIGH].map(|key| texts.get(key).to_owned());
    Twin {
        columns: columns.into_iter().chain([value]).chain(ends).collect(),
        rows: data.bars.iter().map(|bar| row(texts, data, bar)).collect(),
    }
}

fn row(texts: Texts, data: &Bars, bar: &Bar) -> Vec<Entry> {
    let end = |value: Option<f64>| {
        let value = value.map_or(Value::Missing, Value::Exact);
        Entry::both(shown(texts, data.unit, value), plain(data.unit, value))
    };
    vec![
        Entry::text(&bar.label),
        Entry::text(bar.n.map(|n| n.to_string()).unwrap_or_default()),
        Entry::both(
            shown(texts, data.unit, bar.value),
            plain(data.unit, bar.value),
        ),
        end(bar.band.map(|band| band.0)),
        end(bar.band.map(|band| band.1)),
    ]
}
