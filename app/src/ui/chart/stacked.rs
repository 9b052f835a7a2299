//! Shares of a whole by group, as bars of equal length.

use model::culture::view::{Stack, Stacked, Unit, Value};

use super::figure::{Entry, Frame, Parts, Twin, figure};
use super::mosaic::{parts_legend, plate};
use super::number::{people, plain, shown};
use super::svg::{Anchor, Pct, Px, Svg, as_f64, cut};
use super::words;
use crate::texts::{Key, Texts};

const ROW: f64 = 50.0;
const THICK: f64 = 22.0;

pub(super) fn draw(texts: Texts, frame: &Frame, data: &Stacked) -> String {
    let mut svg = Svg::fluid(frame, ROW * as_f64(data.stacks.len()).max(1.0));
    for (at, stack) in data.stacks.iter().enumerate() {
        row(texts, &mut svg, data, (stack, ROW * as_f64(at)));
    }
    let parts = Parts {
        plot: svg.markup,
        legend: Some(parts_legend(texts, frame, &data.classes)),
        twin: twin(texts, data),
        wide: false,
    };
    figure(texts, frame, parts)
}

fn name(texts: Texts, stack: &Stack) -> String {
    stack
        .label
        .clone()
        .unwrap_or_else(|| texts.get(Key::CHART_COMPANY).to_owned())
}

fn row(texts: Texts, svg: &mut Svg, data: &Stacked, (stack, top): (&Stack, f64)) {
    svg.element("text")
        .class("t")
        .with("x", Pct(0.0))
        .with("y", Px(top + 14.0))
        .open();
    svg.markup.write(cut(&name(texts, stack), 30));
    if stack.n.is_some() {
        svg.element("tspan")
            .class("t-soft")
            .with("dx", 8)
            .text(people(texts, stack.n));
    }
    svg.markup.end();
    let y = top + 20.0;
    if stack.shares.contains(&Value::Hidden) {
        svg.hidden([0.0, y, 100.0, THICK]).empty();
        svg.label(
            "t t-soft",
            (100.0, top + 14.0),
            Anchor::End,
            texts.get(Key::CHART_HIDDEN),
        );
        return;
    }
    let all: f64 = stack.shares.iter().filter_map(|value| value.drawn()).sum();
    let mut x = 0.0;
    for (step, value) in stack.shares.iter().enumerate() {
        let share = value.drawn().unwrap_or_default();
        if share <= 0.0 || all <= 0.0 {
            continue;
        }
        let wide = share / all.max(1.0) * 100.0;
        svg.part(step, [x, y, (wide - 0.25).max(0.2), THICK]).open();
        let class = data.classes.get(step).map(|code| words::class(texts, code));
        svg.element("title").text(format!(
            "{}: {}",
            class.unwrap_or_default(),
            shown(texts, Unit::Share, *value)
        ));
        svg.markup.end();
        if wide >= 11.0 {
            plate(
                svg,
                (x + wide / 2.0, y + THICK / 2.0 + 4.0),
                shown(texts, Unit::Share, *value),
            );
        }
        x += wide;
    }
}

fn twin(texts: Texts, data: &Stacked) -> Twin {
    let columns = [Key::CHART_GROUP, Key::CHART_PEOPLE].map(|key| texts.get(key).to_owned());
    let classes = data.classes.iter().map(|code| words::class(texts, code));
    let rows = data.stacks.iter().map(|stack| {
        let head = [
            Entry::text(name(texts, stack)),
            Entry::text(stack.n.map(|n| n.to_string()).unwrap_or_default()),
        ];
        let values = stack.shares.iter().map(|value| {
            Entry::both(
                shown(texts, Unit::Share, *value),
                plain(Unit::Share, *value),
            )
        });
        head.into_iter().chain(values).collect()
    });
    Twin {
        columns: columns.into_iter().chain(classes).collect(),
        rows: rows.collect(),
    }
}
