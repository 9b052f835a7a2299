//! Size by length: each area is a share of all meeting hours.

use model::culture::view::{Mosaic, Unit, Value};

use super::figure::{Entry, Frame, Parts, Twin, figure};
use super::markup::Markup;
use super::number::{amount, plain, shown};
use super::svg::{Anchor, Svg, as_f64};
use super::words;
use crate::texts::{Key, Texts};

const TALL: f64 = 260.0;
const GAP: f64 = 0.4;

pub(super) fn draw(texts: Texts, frame: &Frame, data: &Mosaic) -> String {
    let mut svg = Svg::fluid(frame, TALL + 44.0);
    let drawn = |row: &[Value]| row.iter().filter_map(|value| value.drawn()).sum::<f64>();
    let sums: Vec<f64> = data.shares.iter().map(|row| drawn(row)).collect();
    let hidden = |row: &[Value]| row.contains(&Value::Hidden);
    let all = sums.iter().sum::<f64>();
    // A column with something hidden says nothing by its width.
    let even = 100.0 / as_f64(data.sizes.len().max(1));
    let some_hidden = data.shares.iter().any(|row| hidden(row));
    let mut x = 0.0;
    for ((size, row), sum) in data.sizes.iter().zip(&data.shares).zip(&sums) {
        let wide = if some_hidden || all <= 0.0 {
            even
        } else {
            sum / all * 100.0
        };
        if hidden(row) {
            svg.hidden([x, 0.0, (wide - GAP).max(0.3), TALL]).empty();
        } else {
            column(texts, &mut svg, data, (row, *sum, x, wide));
        }
        if wide >= 7.5 {
            let share = if hidden(row) {
                String::new()
            } else {
                amount(texts, Unit::Share, *sum)
            };
            svg.label(
                "t",
                (x + wide / 2.0, TALL + 17.0),
                Anchor::Middle,
                words::class(texts, size),
            );
            svg.label(
                "t t-axis",
                (x + wide / 2.0, TALL + 34.0),
                Anchor::Middle,
                share,
            );
        }
        x += wide;
    }
    let parts = Parts {
        plot: svg.markup,
        legend: Some(parts_legend(texts, frame, &data.lengths)),
        twin: twin(texts, data),
        wide: false,
    };
    figure(texts, frame, parts)
}

/// One size: its lengths on top of each other, the shortest at the bottom.
fn column(
    texts: Texts,
    svg: &mut Svg,
    data: &Mosaic,
    (row, sum, x, wide): (&[Value], f64, f64, f64),
) {
    let mut floor = TALL;
    for (step, value) in row.iter().enumerate() {
        let share = value.drawn().unwrap_or_default();
        if share <= 0.0 || sum <= 0.0 {
            continue;
        }
        let tall = TALL * share / sum;
        floor -= tall;
        svg.part(
            step,
            [x, floor, (wide - GAP).max(0.3), (tall - 1.5).max(0.5)],
        )
        .open();
        let length = data.lengths.get(step).map(|code| words::class(texts, code));
        svg.element("title").text(format!(
            "{}: {}",
            length.unwrap_or_default(),
            shown(texts, Unit::Share, *value)
        ));
        svg.markup.end();
        if wide >= 8.0 && tall >= 20.0 {
            plate(
                svg,
                (x + (wide - GAP) / 2.0, floor + tall / 2.0 + 4.0),
                shown(texts, Unit::Share, *value),
            );
        }
    }
}

/// A number on a texture, legible on each.
pub(super) fn plate(svg: &mut Svg, at: (f64, f64), text: String) {
    svg.label("t t-plate", at, Anchor::Middle, text);
}

/// What the textures mean.
pub(super) fn parts_legend(texts: Texts, frame: &Frame, classes: &[String]) -> Markup {
    let mut to = Markup::default();
    to.element("ul").class("legend").open();
    for (step, code) in classes.iter().enumerate() {
        to.element("li").open();
        to.element("svg")
            .class("legend-mark")
            .with("width", 16)
            .with("height", 12)
            .with("aria-hidden", "true")
            .open();
        to.element("rect")
            .class("part")
            .with("width", 16)
            .with("height", 12)
            .with("fill", format!("url(#{}-p{})", frame.id, step % 6))
            .empty();
        to.end();
        to.element("span").text(words::class(texts, code));
        to.end();
    }
    to.end();
    to
}

fn twin(texts: Texts, data: &Mosaic) -> Twin {
    let lengths = data.lengths.iter().map(|code| words::class(texts, code));
    let rows = data.sizes.iter().zip(&data.shares).map(|(size, row)| {
        let values = row.iter().map(|value| {
            Entry::both(
                shown(texts, Unit::Share, *value),
                plain(Unit::Share, *value),
            )
        });
        std::iter::once(Entry::text(words::class(texts, size)))
            .chain(values)
            .collect()
    });
    Twin {
        columns: std::iter::once(texts.get(Key::CHART_SIZE).to_owned())
            .chain(lengths)
            .collect(),
        rows: rows.collect(),
    }
}
