//! Drawings of a fixed, square shape: the coaching quadrant and the Lorenz curve.

use model::culture::view::{Lorenz, Quadrant, Unit, Value};

use super::figure::{Entry, Frame, Parts, Twin, figure};
use super::number::{amount, decimal, plain, shown};
use super::svg::{Anchor, Px, Svg, as_f64};
use crate::texts::{Key, Texts};

const SIDE: f64 = 320.0;

/// Four squares whose area is a share of people.
pub(super) fn quadrant(texts: Texts, frame: &Frame, data: &Quadrant) -> String {
    let mut svg = Svg::fixed(frame, SIDE, 300.0);
    let fields = [
        (data.accompanied, Key::CHART_ACCOMPANIED, (0.0, 0.0)),
        (data.close, Key::CHART_CLOSE, (1.0, 0.0)),
        (data.alone, Key::CHART_ALONE, (0.0, 1.0)),
        (data.coached, Key::CHART_COACHED, (1.0, 1.0)),
    ];
    for (value, name, (column, row)) in fields {
        let (left, top) = (column * 50.0 + 0.5, row * 140.0);
        svg.rect("quadrant", [left, top, 49.0, 136.0]).empty();
        let middle = left + 24.5;
        match value {
            Value::Hidden => svg.hidden([left + 9.0, top + 38.0, 31.0, 92.0]).empty(),
            Value::Missing => {}
            value => square(
                &mut svg,
                (middle, top + 86.0),
                value.drawn().unwrap_or_default(),
            ),
        }
        svg.label(
            "t",
            (left + 3.0, top + 18.0),
            Anchor::Start,
            texts.get(name),
        );
        if value != Value::Hidden {
            svg.label(
                "t t-strong",
                (left + 46.0, top + 18.0),
                Anchor::End,
                shown(texts, Unit::Share, value),
            );
        }
    }
    svg.label(
        "t t-axis",
        (50.0, 294.0),
        Anchor::Middle,
        texts.get(Key::CHART_ONE_TO_ONE_AXIS),
    );
    let rows = fields.map(|(value, name, _)| {
        vec![
            Entry::text(texts.get(name)),
            Entry::both(shown(texts, Unit::Share, value), plain(Unit::Share, value)),
        ]
    });
    let columns = [Key::CHART_QUADRANT, Key::CHART_SHARE_OF_PEOPLE];
    let twin = Twin {
        columns: columns.map(|key| texts.get(key).to_owned()).to_vec(),
        rows: rows.to_vec(),
    };
    let parts = Parts {
        plot: svg.markup,
        legend: None,
        twin,
        wide: false,
    };
    figure(texts, frame, parts)
}

/// A square around a middle; a share of 1 fills a side of 96 pixels.
fn square(svg: &mut Svg, (x, y): (f64, f64), share: f64) {
    let side = 96.0 * share.clamp(0.0, 1.0).sqrt();
    svg.element("rect")
        .class("bar")
        .with("x", Px(x / 100.0 * SIDE - side / 2.0))
        .with("y", Px(y - side / 2.0))
        .with("width", Px(side))
        .with("height", Px(side))
        .with("rx", 2)
        .empty();
}

/// Cumulative load by organisers, those who cause least first.
pub(super) fn lorenz(texts: Texts, frame: &Frame, data: &Lorenz) -> String {
    const LEFT: f64 = 12.0;
    const FLOOR: f64 = 270.0;
    let mut svg = Svg::fixed(frame, SIDE, 306.0);
    let x = |share: f64| LEFT + share * (100.0 - LEFT - 1.0);
    let y = |share: f64| FLOOR - share * (FLOOR - 6.0);
    for step in [0.25, 0.5, 0.75, 1.0] {
        svg.line("grid", (x(0.0), y(step)), (x(1.0), y(step)));
        svg.label(
            "t t-axis",
            (LEFT - 1.5, y(step) + 4.0),
            Anchor::End,
            amount(texts, Unit::Share, step),
        );
    }
    svg.line("axis", (x(0.0), y(0.0)), (x(1.0), y(0.0)));
    for (share, anchor) in [
        (0.0, Anchor::Start),
        (0.5, Anchor::Middle),
        (1.0, Anchor::End),
    ] {
        svg.label(
            "t t-axis",
            (x(share), FLOOR + 16.0),
            anchor,
            amount(texts, Unit::Share, share),
        );
    }
    svg.label(
        "t t-axis",
        (x(0.5), FLOOR + 33.0),
        Anchor::Middle,
        texts.get(Key::CHART_ORGANISERS),
    );
    svg.line("line line-beside", (x(0.0), y(0.0)), (x(1.0), y(1.0)));
    // Points that are hidden are passed over; the last one, all of the load, says nothing alone.
    let tenths = as_f64(data.deciles.len());
    let known: Vec<(f64, f64)> = data
        .deciles
        .iter()
        .enumerate()
        .filter_map(|(at, value)| Some((as_f64(at + 1) / tenths, value.exact()?)))
        .collect();
    if known.len() > 1 {
        curve(&mut svg, &known, (x, y));
    } else if data.deciles.contains(&Value::Hidden) {
        svg.hidden([x(0.0), y(1.0), x(1.0) - x(0.0), FLOOR - y(1.0)])
            .empty();
    }
    let parts = Parts {
        plot: svg.markup,
        legend: None,
        twin: lorenz_twin(texts, data),
        wide: false,
    };
    figure(texts, frame, parts)
}

fn curve(svg: &mut Svg, points: &[(f64, f64)], (x, y): (impl Fn(f64) -> f64, impl Fn(f64) -> f64)) {
    let mut before = (x(0.0), y(0.0));
    for (people, load) in points {
        let next = (x(*people), y(*load));
        svg.line("line line-main", before, next);
        before = next;
    }
}

fn lorenz_twin(texts: Texts, data: &Lorenz) -> Twin {
    let rows = data.deciles.iter().enumerate().map(|(at, value)| {
        let share = as_f64(at + 1) / as_f64(data.deciles.len().max(1));
        vec![
            Entry::both(amount(texts, Unit::Share, share), decimal_plain(share)),
            Entry::both(
                shown(texts, Unit::Share, *value),
                plain(Unit::Share, *value),
            ),
        ]
    });
    let columns = [Key::CHART_ORGANISERS, Key::CHART_SHARE_OF_LOAD];
    Twin {
        columns: columns.map(|key| texts.get(key).to_owned()).to_vec(),
        rows: rows.collect(),
    }
}

fn decimal_plain(share: f64) -> String {
    plain(Unit::Share, Value::Exact(share))
}

/// The Gini coefficient of a curve: twice the area between it and the diagonal; none unless every point is known.
pub fn gini(data: &Lorenz) -> Option<f64> {
    let points: Vec<f64> = data
        .deciles
        .iter()
        .map(|value| value.exact())
        .collect::<Option<_>>()?;
    if points.is_empty() {
        return None;
    }
    let width = 1.0 / as_f64(points.len());
    let starts = std::iter::once(0.0).chain(points.iter().copied());
    let area: f64 = starts
        .zip(&points)
        .map(|(from, to)| (from + to) / 2.0 * width)
        .sum();
    Some(1.0 - 2.0 * area)
}

/// The sentence beside the curve.
pub(super) fn concentration(texts: Texts, data: &Lorenz) -> Option<String> {
    let top = 1.0 - data.deciles.iter().rev().nth(1)?.exact()?;
    let gini = gini(data)?;
    Some(texts.with(
        Key::CHART_CONCENTRATION,
        &[
            ("share", &amount(texts, Unit::Share, top)),
            ("gini", &decimal(texts, gini, 2)),
        ],
    ))
}
